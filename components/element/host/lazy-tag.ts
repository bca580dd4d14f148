import type { LitElement, ReactiveController } from 'lit';
import { failed, type Loadable, loading, ready } from '../../core/errors.ts';
import { loadTag, type PublicTag } from '../registry.ts';

/**
 * A tag of another domain that is drawn once somebody wants it. What could not be loaded comes by itself when the network is
 * back.
 *
 *     readonly #signIn = new LazyTag(this, 'sferum-auth');
 *     // a press on a button: this.#signIn.show()
 *     // in render():
 *     if (this.#signIn.shown) return this.view(this.#signIn.shown, () => html`<sferum-auth></sferum-auth>`, { retry: this.#signIn.show });
 */
export class LazyTag implements ReactiveController {
  readonly #host: LitElement;
  readonly #tag: PublicTag;
  #shown: Loadable<true> | null = null;

  constructor(host: LitElement, tag: PublicTag) {
    this.#host = host;
    this.#tag = tag;
    host.addController(this);
  }

  /** Null while nobody wants it. */
  get shown(): Loadable<true> | null {
    return this.#shown;
  }

  readonly show = (): void => {
    this.#set(customElements.get(this.#tag) ? ready(true) : loading);
    if (this.#shown?.status === 'loading') void this.#load();
  };

  readonly hide = (): void => {
    this.hostDisconnected();
    this.#set(null);
  };

  hostDisconnected(): void {
    removeEventListener('online', this.#load);
  }

  readonly #load = async (): Promise<void> => {
    removeEventListener('online', this.#load);
    const loaded: Loadable<true> = await loadTag(this.#tag).then(() => ready(true as const), failed);
    if (!this.#shown) return;
    this.#set(loaded);
    if (loaded.status === 'failed' && this.#host.isConnected) addEventListener('online', this.#load);
  };

  #set(shown: Loadable<true> | null): void {
    this.#shown = shown;
    this.#host.requestUpdate();
  }
}
