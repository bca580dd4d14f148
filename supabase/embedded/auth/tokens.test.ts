import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { localSecret } from '../keys.ts';
import { AuthServer } from './test-server.ts';

describe('Access tokens', () => {
  let server: AuthServer;
  let claims: ReturnType<typeof decodeJwt>;
  let kid: string;
  let publicJwk: JsonWebKey;
  let own: string;

  before(async () => {
    server = await AuthServer.start();
    own = (await server.register()).session.access_token;
    claims = { ...decodeJwt(own), role: 'service_role' };
    kid = decodeProtectedHeader(own).kid ?? '';
    const answer = await fetch(`${server.supabase.url}/auth/v1/.well-known/jwks.json`);
    const { keys } = (await answer.json()) as { keys: (JsonWebKey & { kid: string })[] };
    publicJwk = keys.find((key) => key.kid === kid) ?? {};
    assert.equal(publicJwk.kty, 'EC');
    assert.equal(publicJwk.d, undefined, 'only the public half is told');
  });
  after(() => server.stop());

  /** What each part says to a token. */
  const statuses = async (token: string) => {
    const { publishableKey, url } = server.supabase;
    const headers = { apikey: publishableKey, authorization: `Bearer ${token}` };
    const paths = ['rest/v1/nothing', 'auth/v1/user', 'auth/v1/admin/users', 'storage/v1/bucket'];
    return Promise.all(paths.map(async (path) => (await fetch(`${url}/${path}`, { headers })).status));
  };
  const refused = async (name: string, token: string) => {
    for (const status of await statuses(token)) assert.ok([400, 401, 403].includes(status), `${name}: ${status}`);
  };
  const hs256 = (secret: string | Uint8Array, header: { kid?: string } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header })
      .sign(typeof secret === 'string' ? new TextEncoder().encode(secret) : secret);

  it('of ours are taken', async () => {
    const [rest, user] = await statuses(own);
    assert.deepEqual([rest, user], [404, 200], 'there is no such table, but a caller');
    const [, , admin] = await statuses(await hs256(localSecret));
    assert.equal(admin, 200, 'one of the secret stands for its role');
  });

  it('signed with the public key as if it were a secret are refused', async () => {
    const key = createPublicKey({ key: publicJwk, format: 'jwk' });
    const { crv, kty, x = '', y = '' } = publicJwk;
    const secrets = {
      'its JWK': JSON.stringify(publicJwk),
      'its bare JWK': JSON.stringify({ crv, kty, x, y }),
      'its PEM': key.export({ format: 'pem', type: 'spki' }).toString(),
      'its PEM without the last line end': key.export({ format: 'pem', type: 'spki' }).toString().trim(),
      'its DER': new Uint8Array(key.export({ format: 'der', type: 'spki' })),
      'its point': new Uint8Array(Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])),
      'its name': kid,
    };
    for (const [name, secret] of Object.entries(secrets)) {
      await refused(name, await hs256(secret));
      await refused(`${name}, by its id`, await hs256(secret, { kid }));
    }
    await refused('the secret, by the id of the public key', await hs256(localSecret, { kid }));
  });

  it('of another key are refused, whatever they say of it', async () => {
    const strange = await generateKeyPair('ES256');
    const sign = (header: Record<string, unknown>) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'JWT', ...header }).sign(strange.privateKey);
    await refused('another project, with its id', await sign({ kid: crypto.randomUUID() }));
    await refused('another project, with our id', await sign({ kid }));
    await refused('another project, with no id', await sign({}));
    await refused('an empty id', await sign({ kid: '' }));
    await refused('an id that is a path', await sign({ kid: '../../../dev/null' }));
    await refused('its own key in its head', await sign({ kid, jwk: await exportJWK(strange.publicKey) }));
    await refused(
      'an address of its key',
      await sign({ kid, jku: `${server.supabase.url}/storage/v1/object/public/a/b` }),
    );
    await refused('another secret', await hs256('another-secret-of-at-least-32-characters'));
    await refused('an unknown id with the secret', await hs256(localSecret, { kid: 'unknown' }));
  });

  it('without a signature, changed, or without an end are refused', async () => {
    const [head = '', body = '', signature = ''] = own.split('.');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None', 'NONE', '']) {
      await refused(`alg ${alg}`, `${encode({ alg, typ: 'JWT', kid })}.${body}.`);
      await refused(`alg ${alg} with a signature`, `${encode({ alg, typ: 'JWT', kid })}.${body}.${signature}`);
    }
    await refused('alg none without an id', new UnsecuredJWT(claims).encode());
    await refused('a cut signature', `${head}.${body}.`);
    await refused('another role', `${head}.${encode(claims)}.${signature}`);
    await refused('a signature of zeros', `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`);
    const { exp: _, ...endless } = claims;
    const without = new SignJWT(endless).setProtectedHeader({ alg: 'HS256' });
    await refused('no end', await without.sign(new TextEncoder().encode(localSecret)));
  });

  it('that have expired are refused by every part', async () => {
    server.later(3601);
    await refused('expired', own);
    await refused('expired, of the secret', await hs256(localSecret));
    server.later(-3601);
  });
});
