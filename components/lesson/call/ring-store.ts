import type { Backend } from '../../core/backend.ts';
import { toAppError } from '../../core/errors.ts';
import { type RingApi, ringApi } from './ring-api.ts';

/** On one page, however many tags listen, it rings once. */
class Ring {
  readonly #api: RingApi;
  readonly #answer: () => void;
  #listeners = 0;
  #unsubscribe = () => {};

  constructor(api: RingApi, answer: () => void) {
    this.#api = api;
    this.#answer = answer;
  }

  listen(): () => void {
    this.#listeners += 1;
    if (this.#listeners === 1) this.#unsubscribe = this.#api.subscribe(this.#answer, () => void this.#look());
    return () => {
      this.#listeners -= 1;
      if (this.#listeners === 0) this.#unsubscribe();
    };
  }

  async #look(): Promise<void> {
    try {
      if (await this.#api.isCalled()) this.#answer();
    } catch (thrown) {
      // The next connection looks again.
      toAppError(thrown);
    }
  }
}

/**
 * Listens on this page for somebody who calls me, until the returned function is called; then `answer` is called, which shows
 * the call.
 */
export const ring = (backend: Backend, answer: () => void): (() => void) =>
  backend.once('ring', () => new Ring(ringApi(backend), answer)).listen();
