import type { AuthError, Session as AuthSession, GoTrueClient } from '@supabase/auth-js';
import { AppError, toAppError } from './errors.ts';

/** Who is signed in on this device. */
export interface Session {
  readonly accessToken: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  readonly userId: string;
  /** Digits with the country code, without a plus; empty when the account has none. */
  readonly phone: string;
}

/** Where the session is kept: localStorage on a page, its own storage in an extension. */
export interface SessionStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
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
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: (key) => void memory.delete(key),
    };
  }
}

/** Requests that got no answer within this time count as offline, in milliseconds. */
export const patience = 20_000;

/** A token that ends within this time is renewed before it is used, in seconds. */
const margin = 30;

const now = () => Date.now() / 1000;

function fromAuth(session: AuthSession | null): Session | null {
  if (!session) return null;
  return {
    accessToken: session.access_token,
    expiresAt: session.expires_at ?? 0,
    userId: session.user.id,
    phone: session.user.phone ?? '',
  };
}

/**
 * The session of this device and its renewal. The kept session is read at once, so that a page can paint before
 * auth-js (the heavy part, which renews and keeps tabs in step) has arrived.
 */
export class SessionKeeper {
  readonly #url: string;
  readonly #key: string;
  readonly #storage: SessionStorage;
  readonly #storageKey: string;
  readonly #listeners = new Set<(session: Session | null) => void>();
  #current: Session | null = null;
  #auth: Promise<GoTrueClient> | null = null;
  #peeked: Promise<void>;

  constructor(url: string, key: string, storage: SessionStorage = pageStorage()) {
    this.#url = url;
    this.#key = key;
    this.#storage = storage;
    this.#storageKey = sessionKey(url);
    const kept = storage.getItem(this.#storageKey);
    if (kept instanceof Promise) {
      this.#peeked = kept.then((text) => this.#peek(text));
    } else {
      this.#peek(kept);
      this.#peeked = Promise.resolve();
    }
    globalThis.addEventListener?.('storage', this.#onStorage);
  }

  /** Hears nothing more of other tabs. */
  stop(): void {
    globalThis.removeEventListener?.('storage', this.#onStorage);
  }

  get current(): Session | null {
    return this.#current;
  }

  /** Resolves when the kept session was read; at once on a page. */
  get read(): Promise<void> {
    return this.#peeked;
  }

  /** Hears every change: signing in, signing out (in another tab too) and renewal. */
  subscribe(listener: (session: Session | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * A token that is good now, or null when nobody is signed in.
   * @throws {AppError} offline, when it had to be renewed and the server was not reached.
   */
  async token(): Promise<string | null> {
    await this.#peeked;
    if (!this.#current) return null;
    if (this.#current.expiresAt - margin > now()) return this.#current.accessToken;
    return this.renew();
  }

  /** Asks for a new token even if the present one looks good, e.g. after the server refused it. */
  async renew(refused?: string): Promise<string | null> {
    const auth = await this.auth();
    const { data, error } =
      refused && refused === this.#current?.accessToken ? await auth.refreshSession() : await auth.getSession();
    if (error && unreached(error)) {
      throw new AppError('offline', error.message, { cause: error });
    }
    this.#set(fromAuth(data.session));
    return this.#current?.accessToken ?? null;
  }

  /** Ends the session on this device, in all its tabs. Ends it here even when the server is not reached. */
  async signOut(): Promise<void> {
    const auth = await this.auth();
    const { error } = await auth.signOut({ scope: 'local' });
    if (error) await this.#storage.removeItem(this.#storageKey);
    this.#set(null);
  }

  /**
   * Ends all sessions of the person: here at once, on another device as soon as its token has to be renewed.
   * @throws {AppError} when the server did not do it; then the session here stays too.
   */
  async signOutEverywhere(): Promise<void> {
    const auth = await this.auth();
    const { error } = await auth.signOut({ scope: 'global' });
    if (error) throw unreached(error) ? new AppError('offline', error.message, { cause: error }) : toAppError(error);
    this.#set(null);
  }

  /** The auth client, loaded when first needed. */
  auth(): Promise<GoTrueClient> {
    this.#auth ??= this.#load().catch((error: unknown) => {
      this.#auth = null;
      throw error;
    });
    return this.#auth;
  }

  async #load(): Promise<GoTrueClient> {
    const { GoTrueClient } = await import('@supabase/auth-js');
    const client = new GoTrueClient({
      url: `${this.#url}/auth/v1`,
      headers: { apikey: this.#key },
      storage: this.#storage,
      storageKey: this.#storageKey,
      persistSession: true,
      autoRefreshToken: true,
      detectSessionInUrl: false,
      // auth-js itself would wait for a silent server for ever.
      fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(patience) }),
    });
    client.onAuthStateChange((event, session) => {
      // The first report of a tab can lack a session that another tab is just renewing.
      if (event === 'INITIAL_SESSION' && !session) return;
      this.#set(fromAuth(session));
    });
    return client;
  }

  /** Another tab signed in, signed out or renewed the token; auth-js would tell it too, but may not be here yet. */
  #onStorage = (event: StorageEvent): void => {
    if (event.storageArea !== this.#storage || event.key !== this.#storageKey) return;
    this.#set(event.newValue ? fromAuth(parseKept(event.newValue)) : null);
  };

  #peek(text: string | null): void {
    if (text) this.#current = fromAuth(parseKept(text));
  }

  #set(session: Session | null): void {
    if (session?.accessToken === this.#current?.accessToken) return;
    this.#current = session;
    for (const listener of [...this.#listeners]) listener(session);
  }
}

const unreached = ({ name, status }: AuthError): boolean => name === 'AuthRetryableFetchError' || status === 0;

/** A kept session, or null when the text is cut short or not a session: as if nobody were signed in. */
function parseKept(text: string): AuthSession | null {
  try {
    const kept = JSON.parse(text) as Partial<AuthSession> | null;
    const whole = typeof kept?.access_token === 'string' && typeof kept.user?.id === 'string' && !!kept.refresh_token;
    return whole ? (kept as AuthSession) : null;
  } catch {
    return null;
  }
}

/** Under which key of the storage the session for one Supabase is kept. */
export const sessionKey = (url: string) => `sferum.session:${new URL(url).host}`;
