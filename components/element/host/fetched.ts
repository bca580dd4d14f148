import type { LitElement, ReactiveController } from 'lit';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';

/**
 * What an element fetches without a store. Nobody waits longer than for any read, and what was not answered is asked for
 * again by itself, as long as the element is on the page.
 *
 *     readonly #readers = new Fetched(this, () => this.load());
 *     override connectedCallback() {
 *       super.connectedCallback();
 *       this.#readers.ask();
 *     }
 *     // in render():
 *     ${this.view(this.#readers.value, (readers) => this.#list(readers), { retry: this.#readers.ask })}
 */
export class Fetched<T> implements ReactiveController {
  readonly #host: LitElement;
  readonly #query: LiveQuery<T>;
  #value: Loadable<T> = loading;

  constructor(host: LitElement, load: () => Promise<T>) {
    this.#host = host;
    this.#query = new LiveQuery(load, (result) => this.#set(result));
    host.addController(this);
  }

  get value(): Loadable<T> {
    return this.#value;
  }

  /** Asks, whatever was there before. */
  readonly ask = (): void => {
    this.#set(loading);
    void this.#query.refetch();
  };

  hostDisconnected(): void {
    this.#query.stop();
  }

  #set(value: Loadable<T>): void {
    this.#value = value;
    this.#host.requestUpdate();
  }
}
