import { painted } from '../channels.ts';
import { AppError, toAppError } from '../errors.ts';
import { readTimeout } from '../session.ts';

/** First and longest wait before something is asked for again that the server did not answer, in milliseconds. */
const backoff = { first: 3000, longest: 30_000 };

/**
 * The answer to a read, however many requests it takes.
 * @throws {AppError} `offline` when there is none in time.
 */
export async function inTime<T>(read: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('offline', 'no answer in time')), readTimeout);
  });
  return Promise.race([read, late]).finally(() => clearTimeout(timer));
}

/**
 * Asks again by itself for what the server did not answer: after a while, longer each time, and as soon as the browser
 * is online again.
 *
 *     readonly #retry = new Retry(() => this.#load());
 *     catch (error) {
 *       this.#retry.after(error); // nothing happens unless nobody answered
 *     }
 *     this.#retry.stop(); // it was answered, or nobody wants to know any more
 */
export class Retry {
  readonly #again: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delay = backoff.first;

  constructor(again: () => void) {
    this.#again = again;
  }

  after(error: AppError): void {
    clearTimeout(this.#timer);
    if (error.code !== 'offline') return;
    this.#timer = setTimeout(this.#now, this.#delay);
    this.#delay = Math.min(this.#delay * 2, backoff.longest);
    globalThis.addEventListener?.('online', this.#now);
  }

  stop(): void {
    this.#delay = backoff.first;
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#timer);
    globalThis.removeEventListener?.('online', this.#now);
  }

  #now = (): void => {
    this.#end();
    this.#again();
  };
}

/**
 * Code that follows the first paint: when it cannot be fetched, `failed` is called, and it is fetched again after a while.
 * @returns null when `signal` is aborted before it is there.
 */
export async function following<T>(
  load: () => Promise<T>,
  signal: AbortSignal,
  failed: () => void = () => {},
): Promise<T | null> {
  // It must not delay the paint of what was just loaded.
  await painted();
  let again = () => {};
  const retry = new Retry(() => again());
  signal.addEventListener('abort', () => retry.stop());
  while (!signal.aborted) {
    try {
      const code = await load();
      return signal.aborted ? null : code;
    } catch (error) {
      if (signal.aborted) return null;
      failed();
      retry.after(toAppError(error));
      await new Promise<void>((resolve) => {
        again = resolve;
      });
    }
  }
  return null;
}
