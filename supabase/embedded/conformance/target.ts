import { join } from 'node:path';
import { createClient, type SupabaseClient, type SupabaseClientOptions } from '@supabase/supabase-js';
import WebSocket from 'ws';
import { type EmailMessage, type StartOptions, startSupabase } from '../index.ts';
import { freshDatabase } from '../testing/fresh-database.ts';

/**
 * The Supabase that is tested: with `SUPABASE_URL`, `SUPABASE_PUBLISHABLE_KEY` and `SUPABASE_SECRET_KEY` a local one
 * of the Supabase CLI, started in this folder; else the embedded one, with `DATABASE_URL` on that Postgres.
 */
export interface Target {
  readonly name: 'a local Supabase' | 'PGlite' | 'Postgres';
  readonly url: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  /** A client of an unchanged supabase-js; with `key` that of an administrator. */
  client(options?: SupabaseClientOptions<'public'> & { key?: string }): SupabaseClient;
  /** The newest e-mail to this address; waits until there is one newer than `after` (milliseconds since 1970). */
  mail(address: string, after?: number): Promise<{ text: string; code: string }>;
  stop(): Promise<void>;
}

/** Where the tested project is: config.toml, migrations, functions. */
export const project = join(import.meta.dirname, 'supabase');

export async function openTarget(options: StartOptions = {}): Promise<Target> {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY = '', SUPABASE_SECRET_KEY = '', DATABASE_URL } = process.env;
  if (SUPABASE_URL) {
    const keys = { url: SUPABASE_URL, publishableKey: SUPABASE_PUBLISHABLE_KEY, secretKey: SUPABASE_SECRET_KEY };
    return { name: 'a local Supabase', ...keys, client: clientOf(keys), mail: mailOfMailpit, stop: async () => {} };
  }
  const fresh = DATABASE_URL ? await freshDatabase(DATABASE_URL) : null;
  const mails: EmailMessage[] = [];
  const waiting = new Set<() => void>();
  const supabase = await startSupabase({
    project,
    port: 0,
    passwordCost: 4,
    ...(fresh && { databaseUrl: fresh.url }),
    email: async (message) => {
      mails.push(message);
      for (const onMail of [...waiting]) onMail();
    },
    ...options,
  });
  return {
    name: fresh ? 'Postgres' : 'PGlite',
    url: supabase.url,
    publishableKey: supabase.publishableKey,
    secretKey: supabase.secretKey,
    client: clientOf(supabase),
    async mail(address, after = 0) {
      for (;;) {
        const found = mails.findLast(({ at, email }) => email === address && at.getTime() >= after);
        if (found) return found;
        await new Promise<void>((resolve) => {
          const onMail = () => {
            waiting.delete(onMail);
            resolve();
          };
          waiting.add(onMail);
        });
      }
    },
    async stop() {
      await supabase.stop();
      await fresh?.drop();
    },
  };
}

function clientOf(target: Pick<Target, 'url' | 'publishableKey'>): Target['client'] {
  return ({ key = target.publishableKey, ...options } = {}) =>
    createClient(target.url, key, {
      ...options,
      auth: { persistSession: false, autoRefreshToken: false, ...options.auth },
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket, ...options.realtime },
    });
}

/** The CLI's mail catcher. */
async function mailOfMailpit(address: string, after = 0): Promise<{ text: string; code: string }> {
  const { MAILPIT_URL = 'http://127.0.0.1:54324' } = process.env;
  for (;;) {
    const found = (await (await fetch(`${MAILPIT_URL}/api/v1/search?query=to:${address}`)).json()) as {
      messages: { ID: string; Created: string }[];
    };
    const newest = found.messages.find(({ Created }) => new Date(Created).getTime() >= after);
    if (newest) {
      const message = (await (await fetch(`${MAILPIT_URL}/api/v1/message/${newest.ID}`)).json()) as { Text: string };
      return { text: message.Text, code: /\b\d{6}\b/.exec(message.Text)?.[0] ?? '' };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
