/**
 * What a session of Auth needs on the network, apart from signing in and out: a new token for an old one. It comes with
 * the first token that has expired, so that a page on which somebody only reads and writes never loads auth-js.
 */

import type { Session as AuthSession } from '@supabase/auth-js';
import { AppError } from '../errors.ts';
import { parseStored, requestTimeout, type SessionStorage } from '../session.ts';

/** Where a session is kept, and by whom it is renewed. */
export interface Renewal {
  readonly url: string;
  readonly key: string;
  readonly storage: SessionStorage;
  readonly storageKey: string;
  /** Whether a session can be used as it is. */
  readonly isValid: (session: AuthSession) => boolean;
}

const offline = (detail: string, cause?: unknown) => new AppError('offline', detail, { cause });

/**
 * For auth-js too, which has no timeout of its own, and compares `expires_at`, a time of the server, with the clock of
 * this device: were that an hour ahead, every token would look expired as it comes, and be renewed without end. Without
 * `expires_at` it takes how long the token lives, from now.
 */
export async function fetchAuth(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, { ...init, signal: AbortSignal.timeout(requestTimeout) });
  if (!answer.ok || !isJson(answer)) return answer;
  const { expires_at: _byTheServersClock, ...body } = (await answer.json()) as Record<string, unknown>;
  const { status, statusText, headers } = answer;
  return new Response(JSON.stringify(body), { status, statusText, headers });
}

const isJson = ({ headers }: Response) => headers.get('content-type')?.includes('json') ?? false;

/**
 * The session as it is in the storage afterwards: renewed, here or meanwhile in another tab, or null when it has ended.
 * @throws {AppError} offline, when the server was not reached; the session stays.
 */
export async function renewSession({ url, key, storage, storageKey, isValid }: Renewal): Promise<AuthSession | null> {
  const read = async () => parseStored((await storage.getItem(storageKey)) ?? '');
  const before = await read();
  if (!before || isValid(before)) return before;
  const renewed = await requestSession(`${url}/auth/v1/token?grant_type=refresh_token`, key, before.refresh_token);
  const after = await read();
  // Somebody signed out, or another tab was faster.
  if (after?.refresh_token !== before.refresh_token) return after;
  if (renewed) await storage.setItem(storageKey, JSON.stringify(renewed));
  else await storage.removeItem(storageKey);
  return renewed;
}

/** Null when Auth itself says that the session has ended; a page of some gateway says nothing about it. */
async function requestSession(address: string, apikey: string, refreshToken: string): Promise<AuthSession | null> {
  const answer = await fetchAuth(address, {
    method: 'POST',
    headers: { apikey, 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token: refreshToken }),
  }).catch((thrown: unknown) => {
    throw offline(String(thrown), thrown);
  });
  const { ok, status } = answer;
  if (!isJson(answer) || status >= 500 || status === 429) throw offline(`renewal answered ${status}`);
  if (!ok) return null;
  const session = parseStored(await answer.text());
  if (!session) throw offline('renewal answered without a session');
  return { ...session, expires_at: Math.round(Date.now() / 1000 + session.expires_in) };
}
