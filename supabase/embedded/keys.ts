import { decodeProtectedHeader, errors, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Claims } from './database.ts';
import type { SigningKey } from './signing-key.ts';

/** The secret with which the Supabase CLI signs local tokens. */
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

/**
 * Who calls: claims of the bearer token, else of the API key, null when there is neither. Handed to the parts that
 * answer some requests without either, as for a public file: only they know whether they need it.
 * @throws {TokenError} when the token or the key is not valid.
 */
export type Identify = () => Promise<Claims | null>;

/** The token of an `authorization` header, undefined when it is no bearer token. */
export const bearerOf = (authorization: string): string | undefined => /^bearer\s+(.+)$/i.exec(authorization)?.[1];

/**
 * Signs and verifies the tokens of one instance. A token with the id of the signing key is checked as ES256 with that
 * key, one without an id as HS256 with the secret. Nothing else is accepted, so that a token cannot choose its
 * algorithm.
 */
export class Tokens {
  readonly #secret: Uint8Array;
  readonly #now: () => Date;
  readonly #signing: SigningKey | null;
  readonly keys: Keys;

  private constructor(secret: Uint8Array, now: () => Date, signing: SigningKey | null, keys: Keys) {
    this.#secret = secret;
    this.#now = now;
    this.#signing = signing;
    this.keys = keys;
  }

  /** Without a signing key, tokens are signed with the secret. */
  static async create(secret: string, now: () => Date, signing: SigningKey | null = null): Promise<Tokens> {
    const bytes = new TextEncoder().encode(secret);
    // Claims in the order of the CLI, which gives its well-known keys.
    const key = (role: string) =>
      new SignJWT({ iss: 'supabase-demo', role, exp: 1983812996 })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(bytes);
    return new Tokens(bytes, now, signing, {
      anonKey: await key('anon'),
      serviceRoleKey: await key('service_role'),
      publishableKey: 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH',
      secretKey: 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz',
    });
  }

  /** Keys for verifying tokens elsewhere; never the secret. */
  get publicKeys(): readonly JWK[] {
    return this.#signing ? [this.#signing.publicJwk] : [];
  }

  sign(claims: Claims): Promise<string> {
    const token = new SignJWT(claims);
    return this.#signing
      ? token.setProtectedHeader({ alg: 'ES256', kid: this.#signing.id, typ: 'JWT' }).sign(this.#signing.privateKey)
      : token.setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(this.#secret);
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
      const { payload } = await this.#check(token);
      return { ...payload, role: typeof payload.role === 'string' ? payload.role : 'anon' } as Claims;
    } catch (error) {
      throw new TokenError(error instanceof errors.JWTExpired);
    }
  }

  /** Implements {@link Identify} for the values of two headers, empty when absent. @throws {TokenError} */
  async identify(authorization: string, apikey: string): Promise<Claims | null> {
    const token = bearerOf(authorization) ?? apikey;
    return token ? this.read(token) : null;
  }

  #check(token: string) {
    const { kid } = decodeProtectedHeader(token);
    const rules = { currentDate: this.#now(), requiredClaims: ['exp'] };
    if (kid === undefined) return jwtVerify(token, this.#secret, { ...rules, algorithms: ['HS256'] });
    if (kid !== this.#signing?.id) throw new TokenError(false);
    return jwtVerify(token, this.#signing.publicKey, { ...rules, algorithms: ['ES256'] });
  }

  /** Like {@link read}, with null instead of an error. */
  readonly verify = (token: string): Promise<Claims | null> =>
    this.read(token).catch((error: unknown) => {
      if (error instanceof TokenError) return null;
      throw error;
    });
}
