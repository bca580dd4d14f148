import type { LitElement } from 'lit';
import { type Loadable, loading, ready } from '../../core/errors.ts';
import { loadTag, type PublicTag } from '../registry.ts';
import { LazyCode } from './lazy-code.ts';

/**
 * A tag that is drawn once somebody wants it: one of another domain, or any whose code is given. What could not be loaded
 * comes by itself when the network is back.
 *
 *     readonly #signIn = new LazyTag(this, 'sferum-auth');
 *     // a press on a button: this.#signIn.show()
 *     // in render():
 *     if (this.#signIn.shown) return this.view(this.#signIn.shown, () => html`<sferum-auth></sferum-auth>`, { retry: this.#signIn.show });
 */
export class LazyTag {
  readonly #host: LitElement;
  readonly #tag: string;
  readonly #load: () => Promise<unknown>;
  readonly #code: LazyCode;
  #isWanted = false;

  constructor(host: LitElement, tag: PublicTag);
  constructor(host: LitElement, tag: string, load: () => Promise<unknown>);
  constructor(host: LitElement, tag: string, load: () => Promise<unknown> = () => loadTag(tag as PublicTag)) {
    this.#host = host;
    this.#tag = tag;
    this.#load = load;
    this.#code = new LazyCode(host);
  }

  /** Null while nobody wants it. */
  get shown(): Loadable<true> | null {
    if (!this.#isWanted) return null;
    if (customElements.get(this.#tag)) return ready(true);
    const { problem } = this.#code;
    return problem ? { status: 'failed', error: problem } : loading;
  }

  readonly show = (): void => {
    this.#isWanted = true;
    if (!customElements.get(this.#tag)) void this.#code.fetch(this.#load);
    this.#host.requestUpdate();
  };

  readonly hide = (): void => {
    this.#isWanted = false;
    this.#code.clear();
    this.#host.requestUpdate();
  };
}
