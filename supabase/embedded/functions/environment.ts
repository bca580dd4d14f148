import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import type { Keys } from '../keys.ts';

/** What the environment of a worker is made of. */
export interface Surroundings {
  readonly url: string;
  readonly keys: Keys;
  /** Address of the database, where other processes can reach it. */
  readonly databaseUrl?: string | null;
  /** The public keys of this project's tokens, as JSON. */
  readonly jwks: string;
}

export function platformEnvironment({ databaseUrl, jwks, keys, url }: Surroundings): Record<string, string> {
  return {
    SUPABASE_URL: url,
    SUPABASE_ANON_KEY: keys.anonKey,
    SUPABASE_SERVICE_ROLE_KEY: keys.serviceRoleKey,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
    SUPABASE_JWKS: jwks,
    ...(databaseUrl && { SUPABASE_DB_URL: databaseUrl }),
    SB_REGION: 'local',
  };
}

/** Secrets of a file; those with names of the platform are left out and logged. */
export async function readSecrets(file: string, log: (line: string) => void): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const secrets: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(parseEnv(text))) {
    if (name.startsWith('SUPABASE_'))
      log(`${file}: names of secrets do not begin with SUPABASE_; ${name} is left out.`);
    else secrets[name] = value;
  }
  return secrets;
}
