import assert from 'node:assert/strict';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Target } from './target.ts';

/** A client with every right and the library as `reset_library()` makes it: authors, books, genres. */
export async function library(target: Target): Promise<SupabaseClient> {
  const client = target.client({ key: target.secretKey });
  const { error } = await client.rpc('reset_library');
  assert.equal(error, null);
  return client;
}

interface Answer {
  data: unknown;
  error: unknown;
}

/** The rows, or one, of an answer without an error. */
export async function got(answer: PromiseLike<Answer>): Promise<unknown> {
  const { data, error } = await answer;
  assert.equal(error, null);
  return data;
}

/** One column of the rows. */
export async function column(answer: PromiseLike<Answer>, name: string): Promise<unknown[]> {
  return ((await got(answer)) as Record<string, unknown>[]).map((row) => row[name]);
}

/** Code and status of an answer that is refused. */
export async function refusal(answer: PromiseLike<Answer & { status: number }>): Promise<[string | undefined, number]> {
  const { data, error, status } = await answer;
  assert.equal(data, null);
  return [(error as { code?: string } | null)?.code, status];
}

/** A request beside supabase-js, with the secret key. */
export function ask(target: Target, path: string, { headers = {}, ...init }: RequestInit = {}): Promise<Response> {
  return fetch(`${target.url}/rest/v1/${path}`, { ...init, headers: { apikey: target.secretKey, ...headers } });
}
