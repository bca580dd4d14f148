/** Address and keys of the project that a function belongs to, from its environment. */
export interface Project {
  readonly url: string;
  /** What pages have: that of somebody who is not signed in, and with it goes the token of who is. */
  readonly publishableKey: string;
  readonly secretKey: string;
}

/** @throws {Error} when the environment has none. */
export function thisProject(): Project {
  return {
    url: setting('SUPABASE_URL'),
    publishableKey: keyOf('SUPABASE_PUBLISHABLE_KEYS') ?? setting('SUPABASE_ANON_KEY'),
    secretKey: keyOf('SUPABASE_SECRET_KEYS') ?? setting('SUPABASE_SERVICE_ROLE_KEY'),
  };
}

function setting(name: string): string {
  const value = Deno.env.get(name);
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

/** The key called «default»; null where a project has the older keys only. */
function keyOf(name: string): string | null {
  const keys = JSON.parse(Deno.env.get(name) || '{}') as Record<string, string>;
  return keys.default ?? Object.values(keys)[0] ?? null;
}
