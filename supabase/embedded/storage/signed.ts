import { createHmac } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { refusals } from './errors.ts';

/** What a signed address permits; one for reading must not permit writing. */
export interface Signature {
  readonly for: 'read' | 'write';
  /** `bucket/name` */
  readonly url: string;
  /** Only this rendering of the image: `width:100,resize:cover`. */
  readonly transformations?: string;
  /** The maker of an upload address, who becomes the owner. */
  readonly owner?: string;
  readonly upsert?: boolean;
}

/** Signs addresses with a key of its own, so that their tokens are no access tokens, and the other way round. */
export class Signer {
  readonly #key: Uint8Array;
  readonly #now: () => Date;

  constructor(secret: string, now: () => Date) {
    this.#key = createHmac('sha256', secret).update('storage: signed addresses').digest();
    this.#now = now;
  }

  /** @param expiresIn in seconds. */
  sign(signature: Signature, expiresIn: number): Promise<string> {
    const at = Math.floor(this.#now().getTime() / 1000);
    return new SignJWT({ ...signature })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(at)
      .setExpirationTime(at + expiresIn)
      .sign(this.#key);
  }

  /** @throws {StorageError} when the token is invalid, expired, or for another object. */
  async verify(token: string, purpose: Signature['for'], url: string): Promise<Signature & { expires: Date }> {
    const payload = await this.#read(token);
    if (payload.for !== purpose || payload.url !== url) throw refusals.invalidSignature();
    return { ...payload, expires: new Date(payload.exp * 1000) };
  }

  async #read(token: string): Promise<Signature & { exp: number }> {
    try {
      const { payload } = await jwtVerify<Signature>(token, this.#key, {
        algorithms: ['HS256'],
        currentDate: this.#now(),
        requiredClaims: ['exp', 'url', 'for'],
      });
      return payload as typeof payload & { exp: number };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw refusals.invalidToken('"exp" claim timestamp check failed');
      if (error instanceof errors.JOSEError) throw refusals.invalidToken(error.message);
      throw error;
    }
  }
}
