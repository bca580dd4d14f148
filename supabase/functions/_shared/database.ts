import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { cors } from './cors.ts';
import { thisProject } from './project.ts';

const options = { auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } };

/** The database with all rights, for what its functions keep for the secret key. */
export function asService(): SupabaseClient {
  const { secretKey, url } = thisProject();
  return createClient(url, secretKey, options);
}

/** The database as whoever has this token sees it: it checks token, session and rights. */
export function asCaller(token: string): SupabaseClient {
  const { publishableKey, url } = thisProject();
  return createClient(url, publishableKey, { ...options, global: { headers: { Authorization: `Bearer ${token}` } } });
}

export const tokenOf = (request: Request): string | null =>
  /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;

/** What is not done, in the form in which the database says it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    body: { readonly code: string; readonly message: string; readonly details?: string | null },
  ) {
    super(body.message);
    this.status = status;
    this.body = body;
  }

  get response(): Response {
    return Response.json(this.body, { status: this.status, headers: cors });
  }
}

/**
 * The answer of a function of the database.
 * @throws {Refusal} what it refuses, as it is; 502 when it is not reached.
 */
export async function ask<T>(
  database: SupabaseClient,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<T> {
  const { data, error, status } = await database.rpc(name, args);
  if (error) {
    const { code, details, message } = error;
    throw new Refusal(status || 502, { code: code || 'try_again', message, details });
  }
  return data as T;
}
