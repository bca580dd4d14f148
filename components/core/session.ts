/**
 * Who is signed in on this device. The stored session is read at once, so that a page can paint without a request. What
 * renews it comes when it has expired, auth-js, which is heavy, when somebody signs in or out.
 *
 *     const session = new SessionKeeper(url, key);
 *     const unsubscribe = session.subscribe((now) => show(now?.userId ?? null));
 *     const token = await session.token(); // renewed if it has to be; null when nobody is signed in
 */

import type { Session as AuthSession, GoTrueClient } from '@supabase/auth-js';

/** Who is signed in on this device. */
export interface Session {
  readonly accessToken: string;
  /** By the clock of this device, in seconds since 1970. */
  readonly expiresAt: number;
  readonly userId: string;
  /** Digits with the country code, without a plus; empty when the account has none. */
  readonly phone: string;
}

/** What keeps the session: localStorage on a page, its own storage in an extension. */
export interface SessionStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
  /** False when nothing of it is there on the next page; absent is true. */
  readonly lasts?: boolean;
}

/** localStorage; in memory where the browser refuses it (private windows, blocked third-party storage). */
export function pageStorage(): SessionStorage {
  try {
    const probe = 'sferum.probe';
    localStorage.setItem(probe, '');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    const memory = new Map<string, string>();
    return {
      lasts: false,
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: (key) => void memory.delete(key),
    };
  }
}

/** A request without an answer within this time counts as offline, in milliseconds. */
export const requestTimeout = 20_000;
/** The same for what somebody waits to see, whatever it takes: a token, several requests. */
export const readTimeout = 10_000;

/** A token that expires within this time is renewed before it is used, in seconds. */
const expiryMargin = 30;

const isFresh = (expiresAt: number) => expiresAt - expiryMargin > Date.now() / 1000;

function fromAuth(session: AuthSession | null): Session | null {
  if (!session) return null;
  return {
    accessToken: session.access_token,
    expiresAt: session.expires_at ?? 0,
    userId: session.user.id,
    phone: session.user.phone ?? '',
  };
}

const authCode = () => import('./network/auth-client.ts');

/** The session of this device and its renewal. */
export class SessionKeeper {
  readonly #url: string;
  readonly #key: string;
  readonly #storage: SessionStorage;
  readonly #storageKey: string;
  readonly #listeners = new Set<(session: Session | null) => void>();
  #current: Session | null = null;
  #auth: Promise<GoTrueClient> | null = null;
  #renewal: Promise<string | null> | null = null;
  readonly #loaded: Promise<void>;

  constructor(url: string, key: string, storage: SessionStorage = pageStorage()) {
    this.#url = url;
    this.#key = key;
    this.#storage = storage;
    this.#storageKey = sessionKey(url);
    const stored = storage.getItem(this.#storageKey);
    if (stored instanceof Promise) {
      this.#loaded = stored.then((text) => this.#readStored(text));
    } else {
      this.#readStored(stored);
      this.#loaded = Promise.resolve();
    }
    globalThis.addEventListener?.('storage', this.#onStorage);
  }

  /** No longer follows other tabs. */
  stop(): void {
    globalThis.removeEventListener?.('storage', this.#onStorage);
  }

  get current(): Session | null {
    return this.#current;
  }

  /** Whether the next page will know who is signed in. */
  get lasts(): boolean {
    return this.#storage.lasts !== false;
  }

  /** Resolves when the stored session was read; at once on a page. */
  get loaded(): Promise<void> {
    return this.#loaded;
  }

  /** Takes over what the page itself has changed in the storage, of which no event tells. */
  reread(): void {
    const stored = this.#storage.getItem(this.#storageKey);
    if (stored instanceof Promise) return;
    this.#set(stored ? fromAuth(parseStored(stored)) : null);
  }

  /**
   * Calls `listener` after signing in, signing out (in another tab too) and each renewal, until the returned function is
   * called.
   */
  subscribe(listener: (session: Session | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * A token that is valid now, or null when nobody is signed in.
   * @throws {AppError} offline, when it had to be renewed and the server was not reached.
   */
  async token(): Promise<string | null> {
    await this.#loaded;
    if (!this.#current) return null;
    if (isFresh(this.#current.expiresAt)) return this.#current.accessToken;
    return this.renew();
  }

  /** Gets a new token even if the present one, `refused` by the server, looks valid. */
  renew(refused?: string): Promise<string | null> {
    this.#renewal ??= this.#renew(refused).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #renew(refused?: string): Promise<string | null> {
    const { renewSession } = await import('./network/session-renewal.ts');
    const session = await renewSession({
      url: this.#url,
      key: this.#key,
      storage: this.#storage,
      storageKey: this.#storageKey,
      isValid: ({ access_token, expires_at = 0 }) => access_token !== refused && isFresh(expires_at),
    });
    this.#set(fromAuth(session));
    return this.#current?.accessToken ?? null;
  }

  /** Ends the session on this device, in all its tabs, even when the server is not reached. */
  signOut(): Promise<void> {
    return this.#end('local');
  }

  /**
   * Ends all sessions of the person: here at once, on other devices with the next request, which the database refuses.
   * @throws {AppError} when the server did not; then the session here stays too.
   */
  signOutEverywhere(): Promise<void> {
    return this.#end('global');
  }

  async #end(scope: 'local' | 'global'): Promise<void> {
    const { endSession } = await authCode();
    await endSession(await this.auth(), scope, () => this.#storage.removeItem(this.#storageKey));
    this.#set(null);
  }

  /** The client of auth-js; loads its code at the first call. */
  auth(): Promise<GoTrueClient> {
    this.#auth ??= this.#load().catch((error: unknown) => {
      this.#auth = null;
      throw error;
    });
    return this.#auth;
  }

  async #load(): Promise<GoTrueClient> {
    const { openAuth } = await authCode();
    return openAuth({
      url: this.#url,
      key: this.#key,
      storage: this.#storage,
      storageKey: this.#storageKey,
      changed: (session) => this.#set(fromAuth(session)),
    });
  }

  /** Another tab signed in, signed out or renewed the token; auth-js reports it too, but may not be loaded yet. */
  #onStorage = (event: StorageEvent): void => {
    if (event.storageArea !== this.#storage || event.key !== this.#storageKey) return;
    this.#set(event.newValue ? fromAuth(parseStored(event.newValue)) : null);
  };

  #readStored(text: string | null): void {
    if (text) this.#current = fromAuth(parseStored(text));
  }

  #set(session: Session | null): void {
    if (session?.accessToken === this.#current?.accessToken) return;
    this.#current = session;
    for (const listener of [...this.#listeners]) listener(session);
  }
}

const shared = new Map<string, SessionKeeper>();

/** The session that the page keeps for one Supabase: one for all who ask, so that each learns who signs in. */
export function sharedSession(url: string, key: string): SessionKeeper {
  const name = `${url} ${key}`;
  let session = shared.get(name);
  if (session) session.reread();
  else {
    session = new SessionKeeper(url, key);
    shared.set(name, session);
  }
  return session;
}

/** Null for a text that is cut short or not a session: as if nobody were signed in. */
export function parseStored(text: string): AuthSession | null {
  try {
    const stored = JSON.parse(text) as Partial<AuthSession> | null;
    const isWhole =
      typeof stored?.access_token === 'string' && typeof stored.user?.id === 'string' && !!stored.refresh_token;
    return isWhole ? (stored as AuthSession) : null;
  } catch {
    return null;
  }
}

/** Key of the storage for the session of one Supabase. */
export const sessionKey = (url: string) => `sferum.session:${new URL(url).host}`;
