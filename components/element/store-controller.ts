import { ContextConsumer, ContextRoot } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import type { Backend } from '../core/backend.ts';
import type { Store } from '../core/store.ts';
import { backendContext } from './context.ts';

// A tag may be defined before the <sferum-app> around it, which provides its backend; the root asks again then.
new ContextRoot().attach(document.documentElement);

/**
 * Ties an element to a store: subscribes while the element is connected, redraws it after every change, and switches
 * when the backend or the element's properties select another store.
 *
 *     readonly #store = new StoreController(this, (backend) => (this.chat ? chatStore(backend, this.chat) : null));
 *     override render() {
 *       return this.view(this.#store.state?.messages, (messages) => html`…`, { retry: () => this.#store.store?.retry() });
 *     }
 */
export class StoreController<S extends Store<object>> implements ReactiveController {
  readonly #host: LitElement;
  readonly #select: (backend: Backend) => S | null;
  readonly #context: ContextConsumer<typeof backendContext, LitElement>;
  #store: S | null = null;
  #unsubscribe: (() => void) | null = null;

  /** `select` is called before every update; null means that there is nothing to show yet. */
  constructor(host: LitElement, select: (backend: Backend) => S | null) {
    this.#host = host;
    this.#select = select;
    this.#context = new ContextConsumer(host, { context: backendContext, subscribe: true });
    host.addController(this);
  }

  get backend(): Backend | undefined {
    return this.#context.value;
  }

  get store(): S | null {
    return this.#store;
  }

  get state(): S['state'] | undefined {
    return this.#store?.state;
  }

  hostConnected(): void {
    if (this.#store && !this.#unsubscribe) this.#subscribe(this.#store);
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  hostUpdate(): void {
    const { backend } = this;
    const next = backend ? this.#select(backend) : null;
    if (next === this.#store) return;
    this.hostDisconnected();
    this.#store = next;
    if (next && this.#host.isConnected) this.#subscribe(next);
  }

  #subscribe(store: S): void {
    this.#unsubscribe = store.subscribe(() => this.#host.requestUpdate());
  }
}
