/**
 * One kind of error for everything that can fail. An api throws `AppError` only; what else is thrown is made one by
 * `toAppError`. A store keeps what it fetches as `Loadable`, which `SferumElement.view` draws:
 *
 *     try {
 *       this.set({ group: ready(await this.#api.get(id)) });
 *     } catch (thrown) {
 *       this.set({ group: failed(thrown) });
 *     }
 */

export type AppErrorCode = 'offline' | 'denied' | 'missing' | 'conflict' | 'invalid' | 'limited' | 'unknown';

/**
 * The only kind of error that leaves an api file. `code` and `reason` decide what a person is told; `detail` is for the
 * console, and no store or element branches on it or shows it.
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  /** SQLSTATE or the backend's own code, where there was one. */
  readonly detail: string;
  /** Of a conflict: the row as somebody else has saved it meanwhile, where the database returns it. */
  readonly present: unknown;
  /** One word for why, from the database or from the api file (`withReasons`); empty where `code` says enough. */
  readonly reason: string;

  constructor(
    code: AppErrorCode,
    detail = '',
    options: ErrorOptions & { present?: unknown; reason?: string | undefined } = {},
  ) {
    super(detail ? `${code}: ${detail}` : code, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
    this.present = options.present;
    this.reason = options.reason ?? '';
  }

  /** What a person can pass on to whoever helps them; empty where `detail` is a sentence or a page of some server. */
  get shortCode(): string {
    return /^[A-Z0-9]{4,9}$/.test(this.detail) ? this.detail : '';
  }
}

/** The reason of a refusal that is none of the person: their session has ended, or nobody is signed in. */
export const signedOut = 'signedOut';

/** What an answer means by its status alone; no answer has 0. */
export const codeByStatus: Partial<Record<number, AppErrorCode>> = {
  0: 'offline',
  401: 'denied',
  403: 'denied',
  404: 'missing',
  406: 'missing',
  409: 'conflict',
  413: 'invalid',
  415: 'invalid',
  429: 'limited',
  502: 'offline',
  503: 'offline',
  504: 'offline',
};

/**
 * How browsers say that something could not be fetched, a request or a part of our code: only in words, in a `TypeError`
 * like any mistake in a program.
 */
const networkWords =
  /^(Failed to fetch|NetworkError|Load failed|The network connection|The Internet connection|A server with the specified|Could not connect|network error|error loading dynamically|Importing a module script failed)/i;

/** Whether a browser says by this that something could not be fetched, a request or a part of our code. */
export const isUnreached = (thrown: unknown): boolean =>
  thrown instanceof DOMException
    ? thrown.name === 'TimeoutError' || thrown.name === 'NetworkError'
    : thrown instanceof TypeError && networkWords.test(thrown.message);

/**
 * Makes an AppError of whatever was thrown. A mistake in a program is `unknown`, and stands in the console: whoever
 * looks for it must not be told to look at the network.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (isUnreached(thrown)) return new AppError('offline', message, { cause: thrown });
  console.error('sferum:', thrown);
  return new AppError('unknown', message, { cause: thrown });
}

/** Something that is fetched before it can be shown; `SferumElement.view` draws its three states. */
export type Loadable<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: AppError };

export const loading: Loadable<never> = { status: 'loading' };
export const ready = <T>(value: T): Loadable<T> => ({ status: 'ready', value });
export const failed = (thrown: unknown): Loadable<never> => ({ status: 'failed', error: toAppError(thrown) });
