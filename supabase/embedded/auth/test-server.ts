import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Session, type SupabaseClient } from '@supabase/supabase-js';
import WebSocket from 'ws';
import { memoryEmail, memorySms, type Supabase, startSupabase } from '../index.ts';
import { freshDatabase } from '../testing/fresh-database.ts';

/** Keys of `config.toml`, as `auth.sms.enable_signup`. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** Sign-up by codes, sent once a minute at most. */
const codes: Settings = {
  'auth.email.enable_confirmations': true,
  'auth.email.max_frequency': '60s',
  'auth.sms.enable_signup': true,
  'auth.sms.enable_confirmations': true,
  'auth.sms.max_frequency': '60s',
};

/**
 * A Supabase without tables, whose clock is moved by hand: on a database of its own at DATABASE_URL, else in memory,
 * or in a folder where it shall be started again.
 */
export class AuthServer {
  readonly #sms = memorySms();
  readonly #email = memoryEmail();
  readonly #folder: string;
  readonly #kept: boolean;
  readonly #fresh: Awaited<ReturnType<typeof freshDatabase>> | null;
  #now = new Date('2026-11-02T09:00:00Z');
  #numbers = 79_000_100_000;
  #running: Supabase | null = null;

  private constructor(folder: string, kept: boolean, fresh: Awaited<ReturnType<typeof freshDatabase>> | null) {
    this.#folder = folder;
    this.#kept = kept;
    this.#fresh = fresh;
  }

  /** @param settings keys of its `config.toml` beside {@link codes}; `kept` lets it be started again with what it knew. */
  static async start(settings: Settings = {}, { kept = false } = {}): Promise<AuthServer> {
    const folder = await mkdtemp(join(tmpdir(), 'sferum-auth-'));
    const lines = Object.entries({ ...codes, ...settings }).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
    await writeFile(join(folder, 'config.toml'), lines.join('\n'));
    const { DATABASE_URL } = process.env;
    const server = new AuthServer(folder, kept, DATABASE_URL ? await freshDatabase(DATABASE_URL) : null);
    await server.#start();
    return server;
  }

  get supabase(): Supabase {
    if (!this.#running) throw new Error('it is not running');
    return this.#running;
  }

  get now(): Date {
    return this.#now;
  }

  /** Moves the clock, back too. */
  later(seconds: number): void {
    this.#now = new Date(this.#now.getTime() + seconds * 1000);
  }

  /** A number that nobody has yet. */
  number(): string {
    this.#numbers += 1;
    return String(this.#numbers);
  }

  /** The code of the newest SMS to a number; empty when there was none. */
  code(phone: string): string {
    return (
      this.#sms
        .messages()
        .filter((message) => message.phone === phone)
        .at(-1)?.code ?? ''
    );
  }

  /** The newest e-mail to an address. */
  mail(address: string) {
    return this.#email
      .messages()
      .filter((message) => message.email === address)
      .at(-1);
  }

  client(): SupabaseClient {
    return createClient(this.supabase.url, this.supabase.publishableKey, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
  }

  /** Registers somebody by a code. */
  async register(phone = this.number()): Promise<{ person: SupabaseClient; session: Session; phone: string }> {
    const person = this.client();
    await person.auth.signInWithOtp({ phone });
    const { data, error } = await person.auth.verifyOtp({ phone, token: this.code(phone), type: 'sms' });
    if (!data.session) throw error ?? new Error('no session');
    return { person, session: data.session, phone };
  }

  async restart(): Promise<void> {
    if (!this.#kept) throw new Error('nothing of it would be kept');
    await this.#running?.stop();
    this.#running = null;
    await this.#start();
  }

  async #start(): Promise<void> {
    this.#running = await startSupabase({
      project: this.#folder,
      port: 0,
      passwordCost: 4,
      sms: this.#sms.send,
      email: this.#email.send,
      clock: () => this.#now,
      ...(this.#fresh && { databaseUrl: this.#fresh.url }),
      ...(this.#kept && { dataDir: join(this.#folder, 'data') }),
    });
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    await this.#fresh?.drop();
    await rm(this.#folder, { recursive: true });
  }
}

/** A code of six digits that is not this one. */
export const wrongCode = (right: string): string => (right === '000000' ? '000001' : '000000');
