import { failed, type Loadable, ready } from './errors.ts';

/** Several events that come together are one reason to ask again; in milliseconds. */
const together = 200;

/** Asks for something whenever there is reason to; an answer that a later question has overtaken is dropped. */
export class Refresh<T> {
  readonly #load: () => Promise<T>;
  readonly #got: (result: Loadable<T>) => void;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(load: () => Promise<T>, got: (result: Loadable<T>) => void) {
    this.#load = load;
    this.#got = got;
  }

  /** Asks at once, and tells the answer or why there is none. */
  now(): Promise<void> {
    return this.#ask(true);
  }

  /** Asks in a moment, because something may have changed. Without an answer, what is there stays. */
  soon = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(false), together);
  };

  /** Asks, and again whenever `listen` is told of a change, until the returned function is called. */
  follow(listen: (changed: () => void) => () => void): () => void {
    const leave = listen(this.soon);
    void this.now();
    return () => {
      leave();
      this.stop();
    };
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  async #ask(tellFailure: boolean): Promise<void> {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const mine = this.#asked;
    const result = await this.#load().then(ready, failed);
    if (mine === this.#asked && (result.status === 'ready' || tellFailure)) this.#got(result);
  }
}
