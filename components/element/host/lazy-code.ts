import type { LitElement, ReactiveController } from 'lit';
import { type AppError, toAppError } from '../../core/errors.ts';

/**
 * Code that an element fetches when somebody wants what it does. What could not be fetched is fetched by itself when the
 * network is back; then nothing is said of it any more, and what was pressed works.
 *
 *     readonly #code = new LazyCode(this);
 *     async #showReaders() {
 *       if (await this.#code.fetch(() => import('./chat-readers.ts'))) this.readers = true;
 *     }
 *     // in render():
 *     ${this.#code.problem ? notice('alert', common.errors[this.#code.problem.code].text, 'danger') : nothing}
 */
export class LazyCode implements ReactiveController {
  readonly #host: LitElement;
  #problem: AppError | null = null;
  #missing: (() => Promise<unknown>) | null = null;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  /** Why what was asked for last is not there; null while it is under way. */
  get problem(): AppError | null {
    return this.#problem;
  }

  /**
   * Fetches code that somebody has asked for, or is about to: of the latter nothing is said when it fails.
   * @returns whether it is there.
   */
  readonly fetch = async (code: () => Promise<unknown>, asked = true): Promise<boolean> => {
    if (asked) this.clear();
    try {
      await code();
    } catch (thrown) {
      const problem = toAppError(thrown);
      this.#missing = code;
      if (this.#host.isConnected) addEventListener('online', this.#again);
      if (asked) {
        this.#problem = problem;
        this.#host.requestUpdate();
      }
      return false;
    }
    // What comes beside it does not make good what somebody was told of.
    if (asked || code === this.#missing) this.clear();
    this.#host.requestUpdate();
    return true;
  };

  /** Says nothing more of what is not there, and does not wait for it. */
  clear(): void {
    this.hostDisconnected();
    this.#problem = null;
    this.#missing = null;
  }

  hostDisconnected(): void {
    removeEventListener('online', this.#again);
  }

  readonly #again = (): void => {
    removeEventListener('online', this.#again);
    if (this.#missing) void this.fetch(this.#missing, false);
  };
}
