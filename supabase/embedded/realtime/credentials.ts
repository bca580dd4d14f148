import type { Claims } from '../database.ts';
import { Refusal } from './refusal.ts';

/** Checks an access token or an API key; null when it is not ours or no longer valid. */
export type Verify = (token: string) => Promise<Claims | null>;

export interface Credentials {
  token: string;
  claims: Claims;
  /** When the token ends, in milliseconds since 1970; `Infinity` for API keys without an end. */
  expires: number;
}

/** Throws `Refusal` with the reason why a token is not accepted; `now` in milliseconds since 1970. */
export async function confirm(verify: Verify, token: string, now: number): Promise<Credentials> {
  const claims = await verify(token);
  if (!claims) {
    throw refusalOf(token, now);
  }
  const expires = typeof claims.exp === 'number' ? claims.exp * 1000 : Infinity;
  if (expires <= now) {
    throw expired(expires, now);
  }
  return { token, claims, expires };
}

export function expired(expires: number, now: number): Refusal {
  const seconds = Math.max(0, Math.floor((now - expires) / 1000));
  return new Refusal('InvalidJWTToken', `Token has expired ${seconds} seconds ago`);
}

/** Publishable and secret keys stand for the API key of the connection, not for a person. */
export function isApiKey(token: string): boolean {
  return token.startsWith('sb_');
}

/** Reads the claims unverified, only to word the reason. */
function refusalOf(token: string, now: number): Refusal {
  const parts = token.split('.');
  if (parts.length !== 3) {
    return new Refusal('MalformedJWT', 'The token provided is not a valid JWT');
  }
  const exp = unverifiedExp(parts[1] ?? '');
  if (exp === null) {
    return new Refusal('MalformedJWT', 'The token provided is not a valid JWT');
  }
  return exp !== undefined && exp * 1000 <= now
    ? expired(exp * 1000, now)
    : new Refusal('JwtSignatureError', 'Failed to validate JWT signature');
}

function unverifiedExp(body: string): number | undefined | null {
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  } catch {
    return null; // Not JSON: malformed, as the caller reports it.
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    return null;
  }
  const { exp } = claims as { exp?: unknown };
  return typeof exp === 'number' ? exp : undefined;
}
