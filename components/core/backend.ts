/**
 * One Supabase as one person (or nobody) sees it, and what turns its answers into values and `AppError`s. Only api
 * files call it; elements get a backend from their surroundings (`element/host/provider.ts`) and hand it to the factory of a
 * store.
 *
 *     export class GroupsApi {
 *       readonly #rest: Client['rest'];
 *       constructor({ client }: Backend) {
 *         this.#rest = client.rest;
 *       }
 *       // Throws AppError only: `unwrap` is the one way from an answer to a value.
 *       async list(college: string): Promise<Group[]> {
 *         const rows = await unwrap(this.#rest.rpc('college_groups', { college }));
 *         return rows.map(toGroup);
 *       }
 *     }
 *     export const groupsApi = (backend: Backend) => backend.once('groups-api', () => new GroupsApi(backend));
 */

import type { StorageClient } from '@supabase/storage-js';
import { Channels } from './channels.ts';
import { noteServerTime } from './dates.ts';
import { AppError, codeByStatus, signedOut, toAppError } from './errors.ts';
import { type Answer, Rest, statusOfPage } from './network/rest.ts';
import { readTimeout, requestTimeout, type SessionKeeper, type SessionStorage } from './session.ts';

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

/** Runs what is given up after `limit` milliseconds, or with the `outer` signal. */
async function limited<T>(
  limit: number,
  outer: AbortSignal | null | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const { signal } = abort;
  const forward = () => abort.abort(outer?.reason);
  outer?.addEventListener('abort', forward, { once: true });
  if (outer?.aborted) forward();
  const timer = setTimeout(() => abort.abort(new DOMException('no answer in time', 'TimeoutError')), limit);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([run(signal), late]).finally(() => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', forward);
  });
}

/** The typed clients of one Supabase: REST at once, Storage with its code when first needed. */
export class Client {
  readonly rest: Rest;
  readonly #config: BackendConfig;
  readonly #session: SessionKeeper;

  constructor(config: BackendConfig, session: SessionKeeper) {
    this.#config = config;
    this.#session = session;
    this.rest = new Rest(`${config.url}/rest/v1`, config.key, (url, init) => this.#whole(url, init));
  }

  /** The client of Storage; loads its code. */
  async storage(): Promise<StorageClient> {
    const { StorageClient } = await import('@supabase/storage-js');
    const { url, key } = this.#config;
    return new StorageClient(`${url}/storage/v1`, { apikey: key }, (input, init) => this.#fetch(input, init));
  }

  /**
   * Calls one of our Edge Functions, which report errors as the database does.
   * @throws {AppError}
   */
  async call(name: string): Promise<void> {
    await this.ask(name, {});
  }

  /** The same, with a body and an answer. */
  ask<T>(name: string, body: Readonly<Record<string, unknown>>): Promise<T> {
    const { url, key } = this.#config;
    const address = `${url}/functions/v1/${name}`;
    const headers = { apikey: key, 'content-type': 'application/json' };
    return unwrap(toAnswer(this.#fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })));
  }

  /** An answer with its body; token, request and body have one limit together. */
  async #whole(url: string, init: RequestInit): Promise<Response> {
    const limit = init.method === 'GET' ? readTimeout : requestTimeout;
    return limited(limit, init.signal, async (signal) => {
      const received = await this.#fetch(url, { ...init, signal });
      const { status, statusText, headers } = received;
      noteServerTime(headers.get('date'));
      const text = await received.text();
      // An empty answer may have no body at all; browsers disagree whether it has one as it comes.
      return new Response(text || null, { status, statusText, headers });
    });
  }

  async #fetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const token = await this.#session.token();
    const response = await this.#send(input, init, token);
    if (response.status !== 401 || !token) return response;
    // The clock of this device may be wrong, or the session was ended elsewhere.
    const renewed = await this.#session.renew(token);
    return renewed && renewed !== token ? this.#send(input, init, renewed) : response;
  }

  #send(input: RequestInfo | URL, init: RequestInit, token: string | null): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token ?? this.#config.key}`);
    return limited(requestTimeout, init.signal, (signal) => fetch(input, { ...init, headers, signal }));
  }
}

/** One Supabase, as one person (or nobody). When another person signs in, elements get another one. */
export interface Backend {
  readonly config: BackendConfig;
  readonly client: Client;
  /** The private Realtime channels of the person. */
  readonly channels: Channels;
  readonly session: SessionKeeper;
  /** Id of the person who is signed in, null when nobody is. */
  readonly userId: string | null;
  /** What `make` gave at the first call with this key, so that tags about one chat share one store. */
  once<T>(key: string, make: () => T): T;
}

export function createBackend(config: BackendConfig, session: SessionKeeper): Backend {
  const made = new Map<string, unknown>();
  const client = new Client(config, session);
  return {
    config,
    session,
    client,
    channels: new Channels(async () => {
      const { openTopics } = await import('./network/topics.ts');
      return openTopics(config, session);
    }),
    userId: session.current?.userId ?? null,
    once<T>(key: string, make: () => T): T {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as T;
    },
  };
}

/** The answer of an Edge Function in the form of PostgREST. */
async function toAnswer<T>(request: Promise<Response>): Promise<Answer<T>> {
  const answer = await request;
  const { ok, status, statusText, headers } = answer;
  // A gateway in front of the function, or the sign-in of a network, may answer with a page.
  const isOurs = status === 204 || headers.get('content-type')?.includes('json');
  if (!isOurs) return { data: null, error: { message: statusText }, status: statusOfPage(status) };
  const body = status === 204 ? null : await answer.json();
  return ok ? { data: body, error: null, status } : { data: null, error: body, status };
}

const byCode: Partial<Record<string, AppError['code']>> = {
  PGRST116: 'missing',
  '42501': 'denied',
  '23505': 'conflict',
  '23514': 'invalid',
  '22P02': 'invalid',
  '22001': 'invalid',
  '22021': 'invalid',
  '22P05': 'invalid',
  PGRST102: 'invalid',
  SF002: 'conflict',
  SF003: 'missing',
  SF004: 'limited',
};

/**
 * The data of an answer of PostgREST.
 * @throws {AppError} when the answer is an error or the server was not reached.
 */
export async function unwrap<T>(answer: PromiseLike<Answer<T>>): Promise<T> {
  let received: Answer<T>;
  try {
    received = await answer;
  } catch (thrown) {
    throw toAppError(thrown);
  }
  const { data, error, status } = received;
  if (error) {
    const code =
      byCode[error.code ?? ''] ?? codeByStatus[status] ?? (error.code?.startsWith('SF') ? 'invalid' : 'unknown');
    throw new AppError(code, error.code || error.message, status === 401 ? { reason: signedOut } : reasonOf(error));
  }
  return data as T;
}

/**
 * Gives the error of a call the `reason` that stands under its `detail` (an SQLSTATE) in `reasons`. Only the api file
 * knows what a code means for the function that it calls; whoever catches the error reads `code`, `reason` and `present`.
 *
 *     leave(college: string): Promise<void> {
 *       return withReasons(unwrap(this.#rest.rpc('leave_college', { college })), { SF005: 'lastAdmin' });
 *     }
 *
 * An error to which the database itself gave a reason or the present values passes unchanged.
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

/** Rows of one request: by default (`max_rows`) a server cuts off what is above 1,000. */
const pageSize = 1000;

/**
 * All rows of a list, however long. `fetchPage` fetches those between two indexes of its order, both included.
 * @throws {AppError} as `unwrap`.
 */
export async function unwrapAll<T>(fetchPage: (from: number, to: number) => PromiseLike<Answer<T[]>>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const rows = await unwrap(fetchPage(all.length, all.length + pageSize - 1));
    all.push(...rows);
    if (rows.length < pageSize) return all;
  }
}

/**
 * What our functions put into the detail of an error: a reason in one word, or as JSON the values that somebody else
 * has saved meanwhile.
 */
function reasonOf({ code = '', details }: NonNullable<Answer<never>['error']>): { reason?: string; present?: unknown } {
  if (!code.startsWith('SF') || !details) return {};
  return /^[a-z_]+$/.test(details) ? { reason: details } : { present: JSON.parse(details) };
}
