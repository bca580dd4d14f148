import { errors, jwtVerify, SignJWT } from 'jose';
import type { Claims } from './database.ts';

/** What the Supabase CLI signs local tokens with. */
export const localSecret = 'super-secret-jwt-token-with-at-least-32-characters-long';

/** API keys of one instance: the older two are tokens themselves, the newer two are names for the same roles. */
export interface Keys {
  readonly anonKey: string;
  readonly serviceRoleKey: string;
  readonly publishableKey: string;
  readonly secretKey: string;
}

/** Why a token was refused. */
export class TokenError extends Error {
  readonly expired: boolean;
  constructor(expired: boolean) {
    super(expired ? 'JWT expired' : 'JWT is not valid');
    this.expired = expired;
  }
}

/** Signs and verifies the tokens of one instance: HS256 alone, so that no other algorithm can be slipped in. */
export class Tokens {
  readonly #secret: Uint8Array;
  readonly #now: () => Date;
  readonly keys: Keys;

  private constructor(secret: Uint8Array, now: () => Date, keys: Keys) {
    this.#secret = secret;
    this.#now = now;
    this.keys = keys;
  }

  static async create(secret: string, now: () => Date): Promise<Tokens> {
    const bytes = new TextEncoder().encode(secret);
    // The claims and their order are the CLI's, so that its well-known keys come out.
    const key = (role: string) =>
      new SignJWT({ iss: 'supabase-demo', role, exp: 1983812996 })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(bytes);
    return new Tokens(bytes, now, {
      anonKey: await key('anon'),
      serviceRoleKey: await key('service_role'),
      publishableKey: 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH',
      secretKey: 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz',
    });
  }

  sign(claims: Claims): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(this.#secret);
  }

  /** Role of an API key, null when it is none of ours. */
  roleOfKey(key: string): 'anon' | 'service_role' | null {
    const { anonKey, publishableKey, secretKey, serviceRoleKey } = this.keys;
    if (key === anonKey || key === publishableKey) return 'anon';
    if (key === serviceRoleKey || key === secretKey) return 'service_role';
    return null;
  }

  /** Claims of an access token or an API key. @throws {TokenError} */
  async read(token: string): Promise<Claims> {
    const role = this.roleOfKey(token);
    if (role) return { role };
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        algorithms: ['HS256'],
        currentDate: this.#now(),
        requiredClaims: ['exp'],
      });
      return { ...payload, role: typeof payload.role === 'string' ? payload.role : 'anon' } as Claims;
    } catch (error) {
      throw new TokenError(error instanceof errors.JWTExpired);
    }
  }

  /** Like {@link read}, with null instead of an error. */
  readonly verify = (token: string): Promise<Claims | null> =>
    this.read(token).catch((error: unknown) => {
      if (error instanceof TokenError) return null;
      throw error;
    });
}
