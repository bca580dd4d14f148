import { ContextConsumer, ContextRoot } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import type { Backend } from '../core/backend.ts';
import type { Store } from '../core/store.ts';
import { backendContext } from './context.ts';

// A tag may be defined before what provides its backend, an <sferum-app> around it: the root asks again for it.
new ContextRoot().attach(document.documentElement);

/**
 * Ties an element to a store of its surroundings: subscribes while the element is connected, redraws it on every
 * change, and changes over when the backend or the element's properties select another store.
 */
export class StoreController<S extends Store<object>> implements ReactiveController {
  readonly #host: LitElement;
  readonly #select: (backend: Backend) => S | null;
  readonly #context: ContextConsumer<typeof backendContext, LitElement>;
  #store: S | null = null;
  #leave: (() => void) | null = null;

  /** `select` is asked before every update; null means that there is nothing to show yet. */
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
    if (this.#store && !this.#leave) this.#subscribe(this.#store);
  }

  hostDisconnected(): void {
    this.#leave?.();
    this.#leave = null;
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
    this.#leave = store.subscribe(() => this.#host.requestUpdate());
  }
}
