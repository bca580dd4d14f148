import { PostgrestClient } from '@supabase/postgrest-js';
import type { Database } from '../components/core/database.types.ts';

/** The Supabase of an operator, which has our migrations. */
export interface OperatorAccess {
  readonly url: string;
  /** Its secret (service_role) key, which gives all rights. */
  readonly secretKey: string;
}

export type OperatorRest = PostgrestClient<Database, { PostgrestVersion: '13' }, 'public'>;

export const headersOf = ({ secretKey }: OperatorAccess) => ({
  apikey: secretKey,
  authorization: `Bearer ${secretKey}`,
});

export const restOf = (access: OperatorAccess): OperatorRest =>
  new PostgrestClient(`${access.url}/rest/v1`, { headers: headersOf(access) });

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The data of an answer. @throws {Error} with one of `sentences` by its code, else with a sentence about the cause. */
export async function ask<T>(
  { url }: OperatorAccess,
  answer: PromiseLike<{ data: T | null; error: Refusal | null }>,
  sentences: Readonly<Record<string, string>>,
): Promise<T> {
  const { data, error } = await answer;
  if (!error) return data as T;
  const { code, message } = error;
  const refused = code === '42501' || code === 'PGRST301' || code === '';
  const sentence = refused
    ? `${url} не принимает ключ или не отвечает (the key is refused, or nobody answers): ${message}`
    : (sentences[code] ?? `${message} (${code})`);
  throw new Error(sentence, { cause: error });
}
