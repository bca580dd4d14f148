import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Database } from './database.ts';

/** The pair of keys (ES256) that the access tokens of one database are signed with. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** For `/.well-known/jwks.json`. */
  readonly publicJwk: JWK;
  /** A secret of this database, with which codes are hashed. */
  readonly pepper: string;
}

/** Reads the signing key of a database, or creates it. */
export async function loadSigningKey(database: Database): Promise<SigningKey> {
  const fresh = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
  const { d, ...open } = await database.transaction(async (tx) => {
    await tx.query('insert into auth_embedded.signing_key (private_jwk) values ($1) on conflict do nothing', [
      JSON.stringify(fresh),
    ]);
    const { rows } = await tx.query<{ private_jwk: JWK }>('select private_jwk from auth_embedded.signing_key');
    return rows[0]?.private_jwk ?? fresh;
  });
  const id = await calculateJwkThumbprint(open);
  return {
    id,
    privateKey: (await importJWK({ ...open, d: d ?? '' }, 'ES256')) as CryptoKey,
    publicKey: (await importJWK(open, 'ES256')) as CryptoKey,
    publicJwk: { ...open, kid: id, alg: 'ES256', use: 'sig', key_ops: ['verify'], ext: true },
    pepper: d ?? '',
  };
}
