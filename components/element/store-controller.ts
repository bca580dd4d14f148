import type { LitElement, ReactiveController } from 'lit';
import type { Backend } from '../core/backend.ts';
import type { Store } from '../core/store.ts';
import { backendOf, watchBackends } from './context.ts';

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
  #backend: Backend | undefined;
  #unwatch: (() => void) | null = null;
  #store: S | null = null;
  #unsubscribe: (() => void) | null = null;

  /** `select` is called before every update; null means that there is nothing to show yet. */
  constructor(host: LitElement, select: (backend: Backend) => S | null) {
    this.#host = host;
    this.#select = select;
    host.addController(this);
  }

  get backend(): Backend | undefined {
    return this.#backend;
  }

  get store(): S | null {
    return this.#store;
  }

  get state(): S['state'] | undefined {
    return this.#store?.state;
  }

  hostConnected(): void {
    this.#unwatch ??= watchBackends(() => this.#read());
    this.#read();
    if (this.#store && !this.#unsubscribe) this.#subscribe(this.#store);
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#unwatch = null;
    this.#stop();
  }

  hostUpdate(): void {
    const { backend } = this;
    const next = backend ? this.#select(backend) : null;
    if (next === this.#store) return;
    this.#stop();
    this.#store = next;
    if (next && this.#host.isConnected) this.#subscribe(next);
  }

  #read(): void {
    const backend = backendOf(this.#host);
    if (backend === this.#backend) return;
    this.#backend = backend;
    this.#host.requestUpdate();
  }

  #stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  #subscribe(store: S): void {
    this.#unsubscribe = store.subscribe(() => this.#host.requestUpdate());
  }
}
