import { PostgrestClient } from '@supabase/postgrest-js';
import type { RealtimeClient } from '@supabase/realtime-js';
import type { StorageClient } from '@supabase/storage-js';
import { Channels } from './channels.ts';
import type { Database } from './database.types.ts';
import { AppError, toAppError } from './errors.ts';
import { patience, type SessionKeeper, type SessionStorage } from './session.ts';

export interface BackendConfig {
  /** Address of the Supabase project, without a path. */
  readonly url: string;
  /** Its publishable (anon) key. */
  readonly key: string;
  /** Id of the college that the page belongs to; empty shows all colleges of the person. */
  readonly college: string;
  /** Address of the page on which people sign in and join, for links of invitations; absent takes the page itself. */
  readonly joinPage?: string;
  /** Where the session is kept; localStorage when absent. */
  readonly storage?: SessionStorage;
}

/** The typed clients of one Supabase, each made when first needed. */
export class Client {
  readonly rest: PostgrestClient<Database, { PostgrestVersion: '13' }, 'public'>;
  readonly #config: BackendConfig;
  readonly #session: SessionKeeper;
  #realtime: Promise<RealtimeClient> | null = null;

  constructor(config: BackendConfig, session: SessionKeeper) {
    this.#config = config;
    this.#session = session;
    this.rest = new PostgrestClient(`${config.url}/rest/v1`, {
      headers: { apikey: config.key },
      fetch: (input, init) => this.#fetch(input, init),
    });
  }

  /** The socket's client; loads its code at the first call. */
  realtime(): Promise<RealtimeClient> {
    this.#realtime ??= this.#loadRealtime().catch((error: unknown) => {
      this.#realtime = null;
      throw error;
    });
    return this.#realtime;
  }

  /** The client for files; loads its code. */
  async storage(): Promise<StorageClient> {
    const { StorageClient } = await import('@supabase/storage-js');
    const { url, key } = this.#config;
    return new StorageClient(`${url}/storage/v1`, { apikey: key }, (input, init) => this.#fetch(input, init));
  }

  /**
   * Calls an Edge Function of ours, which answers errors as the database does.
   * @throws {AppError}
   */
  async call(name: string): Promise<void> {
    const { url, key } = this.#config;
    const address = `${url}/functions/v1/${name}`;
    await unwrap(answerOf(this.#fetch(address, { method: 'POST', headers: { apikey: key } })));
  }

  async #loadRealtime(): Promise<RealtimeClient> {
    const { RealtimeClient } = await import('@supabase/realtime-js');
    return new RealtimeClient(`${this.#config.url}/realtime/v1`, {
      params: { apikey: this.#config.key },
      accessToken: () => this.#session.token(),
    });
  }

  /** Hands a renewed token to the socket, if there is one: the server closes private channels whose token ended. */
  async renewed(): Promise<void> {
    await (await this.#realtime)?.setAuth();
  }

  /** Closes the socket, if there is one. */
  async close(): Promise<void> {
    await (await this.#realtime)?.disconnect();
  }

  async #fetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const token = await this.#session.token();
    const response = await this.#send(input, init, token);
    if (response.status !== 401 || !token) return response;
    // The clock of this device may be wrong, or the session may have been ended elsewhere.
    const renewed = await this.#session.renew(token);
    return renewed && renewed !== token ? this.#send(input, init, renewed) : response;
  }

  #send(input: RequestInfo | URL, init: RequestInit, token: string | null): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token ?? this.#config.key}`);
    const abort = new AbortController();
    const { signal } = init;
    const pass = () => abort.abort(signal?.reason);
    signal?.addEventListener('abort', pass, { once: true });
    const timer = setTimeout(() => abort.abort(new DOMException('no answer in time', 'TimeoutError')), patience);
    return fetch(input, { ...init, headers, signal: abort.signal }).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', pass);
    });
  }
}

/** What elements get from their surroundings: one Supabase, as one person (or nobody). */
export interface Backend {
  readonly config: BackendConfig;
  readonly client: Client;
  /** The private Realtime channels of the person. */
  readonly channels: Channels;
  readonly session: SessionKeeper;
  /** Id of the person who is signed in, null when nobody is. */
  readonly userId: string | null;
  /** The thing known by `key`, made at the first call. Same key, same thing: tags about one chat share one store. */
  once<T>(key: string, make: () => T): T;
}

/** What one person (or nobody) sees of one Supabase. */
export function createBackend(config: BackendConfig, session: SessionKeeper): Backend {
  const things = new Map<string, unknown>();
  const client = new Client(config, session);
  return {
    config,
    session,
    client,
    channels: new Channels(client),
    userId: session.current?.userId ?? null,
    once<T>(key: string, make: () => T): T {
      if (!things.has(key)) things.set(key, make());
      return things.get(key) as T;
    },
  };
}

/** What PostgREST answers, as far as `unwrap` needs it. */
interface Answer<T> {
  data: T | null;
  error: { code?: string; message: string; details?: string | null } | null;
  status: number;
}

/** What an Edge Function answered, in the form in which PostgREST does. */
async function answerOf(request: Promise<Response>): Promise<Answer<null>> {
  const answer = await request;
  const { ok, status, statusText, headers } = answer;
  if (ok) return { data: null, error: null, status };
  // A gateway that stands before the function answers for it with a page.
  const isOurs = headers.get('content-type')?.includes('json');
  return { data: null, error: isOurs ? await answer.json() : { message: statusText }, status };
}

const byStatus: Partial<Record<number, AppError['code']>> = {
  0: 'offline',
  401: 'denied',
  403: 'denied',
  404: 'missing',
  406: 'missing',
  409: 'conflict',
  413: 'invalid',
  429: 'limited',
  502: 'offline',
  503: 'offline',
  504: 'offline',
};

const byCode: Partial<Record<string, AppError['code']>> = {
  PGRST116: 'missing',
  '42501': 'denied',
  '23505': 'conflict',
  '23514': 'invalid',
  '22P02': 'invalid',
  '22001': 'invalid',
  SF002: 'conflict',
  SF003: 'missing',
  SF004: 'limited',
};

/**
 * Data of an answer of PostgREST.
 * @throws {AppError} when the answer is an error or the server was not reached.
 */
export async function unwrap<T>(answer: PromiseLike<Answer<T>>): Promise<T> {
  let got: Answer<T>;
  try {
    got = await answer;
  } catch (thrown) {
    throw toAppError(thrown);
  }
  if (got.error) {
    const code =
      byCode[got.error.code ?? ''] ??
      byStatus[got.status] ??
      (got.error.code?.startsWith('SF') ? 'invalid' : 'unknown');
    throw new AppError(code, got.error.code || got.error.message, detailOf(got.error));
  }
  return got.data as T;
}

/**
 * Gives the error of a call the `reason` that stands under its `detail` (an SQLSTATE) in `reasons`. Only the api file
 * knows what a code means for the function that it calls; whoever catches the error reads `code`, `reason` and `present`.
 *
 *     leave(college: string): Promise<void> {
 *       return withReasons(unwrap(this.#rest.rpc('leave_college', { college })), { SF005: 'lastAdmin' });
 *     }
 *
 * An error for which the database itself named a reason, or told the present values, passes unchanged.
 * @throws {AppError} as the call.
 */
export async function withReasons<T>(call: Promise<T>, reasons: Partial<Record<string, string>>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    const error = toAppError(thrown);
    const { code, detail, present } = error;
    const reason = reasons[detail];
    if (!reason || error.reason || present !== undefined) throw error;
    throw new AppError(code, detail, { cause: error, reason });
  }
}

/** Rows asked for at once. A server that was not told otherwise (`max_rows`) leaves off what is above 1,000. */
const portion = 1000;

/**
 * All rows of a list, however long: `ask` asks for those from one place in its order to another, both included.
 * @throws {AppError} as `unwrap`.
 */
export async function unwrapAll<T>(ask: (from: number, to: number) => PromiseLike<Answer<T[]>>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const rows = await unwrap(ask(all.length, all.length + portion - 1));
    all.push(...rows);
    if (rows.length < portion) return all;
  }
}

/**
 * What our functions tell with an error: which reason it was, in a word, or with a conflict the values that somebody
 * else has saved meanwhile, as JSON.
 */
function detailOf({ code = '', details }: NonNullable<Answer<never>['error']>): { reason?: string; present?: unknown } {
  if (!code.startsWith('SF') || !details) return {};
  return /^[a-z_]+$/.test(details) ? { reason: details } : { present: JSON.parse(details) };
}
