import assert from 'node:assert/strict';
import type { AuthError } from '@supabase/supabase-js';
import type { people } from './auth-people.ts';
import type { Behaviour, methodsOf } from './methods.ts';
import type { Target } from './target.ts';

type Open = () => ReturnType<typeof people> & { target: Target };
type Answer = PromiseLike<{ error: unknown }>;

/** What this project has switched off, and the embedded Supabase has no part for. */
export function refusedMethods(method: ReturnType<typeof methodsOf>['method'], open: Open): void {
  const refuse = (name: string, code: string, call: () => Promise<Answer> | Answer) => {
    const behaviour: Behaviour = { refused: `\`${code}\`` };
    method(name, behaviour, (it) => {
      it('says that it is not there', async () => {
        const { error } = await await call();
        assert.equal((error as AuthError | null)?.code, code);
      });
    });
  };
  const anybody = () => open().target.client().auth;
  const somebody = async () => (await open().person()).auth;
  const administrator = () => open().target.client({ key: open().target.secretKey }).auth.admin;
  const id = '11111111-1111-4111-8111-111111111111';

  method('auth.signInWithOAuth()', { refused: '`validation_failed` at the address it leads to' }, (it) => {
    it('leads to an address that says that no provider is enabled', async () => {
      const { data } = await anybody().signInWithOAuth({ provider: 'github', options: { skipBrowserRedirect: true } });
      const answer = await fetch(data.url ?? '', { redirect: 'manual' });
      const body = (await answer.json()) as { error_code: string; msg: string };
      assert.deepEqual([answer.status, body.error_code], [400, 'validation_failed']);
      assert.match(body.msg, /provider is not enabled/);
    });
  });
  refuse('auth.signInWithIdToken()', 'provider_disabled', () =>
    anybody().signInWithIdToken({ provider: 'google', token: 'a.b.c' }),
  );
  refuse('auth.signInWithSSO()', 'saml_provider_disabled', () => anybody().signInWithSSO({ domain: 'example.com' }));
  refuse('auth.signInWithWeb3()', 'web3_provider_disabled', () =>
    anybody().signInWithWeb3({ chain: 'ethereum', message: 'm', signature: '0x00' }),
  );
  refuse('auth.linkIdentity()', 'manual_linking_disabled', async () =>
    (await somebody()).linkIdentity({ provider: 'github' }),
  );
  refuse('auth.unlinkIdentity()', 'manual_linking_disabled', async () => {
    const auth = await somebody();
    const { data } = await auth.getUserIdentities();
    return auth.unlinkIdentity(data?.identities[0] ?? assert.fail());
  });

  method('auth.mfa.listFactors()', { differs: 'there never are any' }, (it) => {
    it('is empty', async () => {
      const { data } = await (await somebody()).mfa.listFactors();
      assert.deepEqual([data?.all, data?.totp, data?.phone], [[], [], []]);
    });
  });
  method('auth.mfa.getAuthenticatorAssuranceLevel()', 'works', (it) => {
    it('is aal1', async () => {
      const { data } = await (await somebody()).mfa.getAuthenticatorAssuranceLevel();
      assert.deepEqual([data?.currentLevel, data?.nextLevel], ['aal1', 'aal1']);
    });
  });
  refuse('auth.mfa.enroll()', 'mfa_totp_enroll_not_enabled', async () =>
    (await somebody()).mfa.enroll({ factorType: 'totp' }),
  );
  refuse('auth.mfa.challenge()', 'mfa_factor_not_found', async () =>
    (await somebody()).mfa.challenge({ factorId: id }),
  );
  refuse('auth.mfa.verify()', 'mfa_factor_not_found', async () =>
    (await somebody()).mfa.verify({ factorId: id, challengeId: id, code: '123456' }),
  );
  refuse('auth.mfa.challengeAndVerify()', 'mfa_factor_not_found', async () =>
    (await somebody()).mfa.challengeAndVerify({ factorId: id, code: '123456' }),
  );
  refuse('auth.mfa.unenroll()', 'mfa_factor_not_found', async () => (await somebody()).mfa.unenroll({ factorId: id }));

  method('auth.admin.mfa.listFactors()', { differs: 'there never are any' }, (it) => {
    it('is empty', async () => {
      const { id: userId } = await open().person();
      const { data } = await administrator().mfa.listFactors({ userId });
      assert.deepEqual(data?.factors ?? data, []);
    });
  });
  refuse('auth.admin.mfa.deleteFactor()', 'mfa_factor_not_found', async () =>
    administrator().mfa.deleteFactor({ id, userId: (await open().person()).id }),
  );
  passkeys(refuse, somebody, anybody, method, administrator);
  oauth(refuse, somebody, administrator);
}

type Refuse = (name: string, code: string, call: () => Promise<Answer> | Answer) => void;
type Auth = ReturnType<Target['client']>['auth'];

function passkeys(
  refuse: Refuse,
  somebody: () => Promise<Auth>,
  anybody: () => Auth,
  method: ReturnType<typeof methodsOf>['method'],
  admin: () => Auth['admin'],
): void {
  const id = '11111111-1111-4111-8111-111111111111';
  const code = 'passkey_disabled';
  for (const name of ['signInWithPasskey', 'registerPasskey'] as const) {
    method(`auth.${name}()`, { refused: '`passkey_disabled`; before that where a browser has none' }, (it) => {
      it('is an error, not an exception', async () => {
        assert.ok((await (await somebody())[name]()).error);
      });
    });
  }
  refuse('auth.passkey.startAuthentication()', code, () => anybody().passkey.startAuthentication());
  refuse('auth.passkey.startRegistration()', code, async () => (await somebody()).passkey.startRegistration());
  refuse('auth.passkey.verifyAuthentication()', code, () =>
    anybody().passkey.verifyAuthentication({ challengeId: id, credential: {} as never }),
  );
  refuse('auth.passkey.verifyRegistration()', code, async () =>
    (await somebody()).passkey.verifyRegistration({ challengeId: id, credential: {} as never }),
  );
  refuse('auth.passkey.list()', code, async () => (await somebody()).passkey.list());
  refuse('auth.passkey.update()', code, async () =>
    (await somebody()).passkey.update({ passkeyId: id, friendlyName: 'x' }),
  );
  refuse('auth.passkey.delete()', code, async () => (await somebody()).passkey.delete({ passkeyId: id }));
  refuse('auth.admin.passkey.listPasskeys()', code, () => admin().passkey.listPasskeys({ userId: id }));
  refuse('auth.admin.passkey.deletePasskey()', code, () =>
    admin().passkey.deletePasskey({ userId: id, passkeyId: id }),
  );
}

function oauth(refuse: Refuse, somebody: () => Promise<Auth>, administrator: () => Auth['admin']): void {
  const id = '11111111-1111-4111-8111-111111111111';
  const code = 'feature_disabled';
  refuse('auth.oauth.getAuthorizationDetails()', code, async () =>
    (await somebody()).oauth.getAuthorizationDetails(id),
  );
  refuse('auth.oauth.approveAuthorization()', code, async () => (await somebody()).oauth.approveAuthorization(id));
  refuse('auth.oauth.denyAuthorization()', code, async () => (await somebody()).oauth.denyAuthorization(id));
  refuse('auth.oauth.listGrants()', code, async () => (await somebody()).oauth.listGrants());
  refuse('auth.oauth.revokeGrant()', code, async () => (await somebody()).oauth.revokeGrant({ clientId: id }));
  const client = { client_name: 'x', redirect_uris: ['https://example.com/'] };
  refuse('auth.admin.oauth.listClients()', code, () => administrator().oauth.listClients());
  refuse('auth.admin.oauth.createClient()', code, () => administrator().oauth.createClient(client));
  refuse('auth.admin.oauth.getClient()', code, () => administrator().oauth.getClient(id));
  refuse('auth.admin.oauth.updateClient()', code, () => administrator().oauth.updateClient(id, client));
  refuse('auth.admin.oauth.deleteClient()', code, () => administrator().oauth.deleteClient(id));
  refuse('auth.admin.oauth.regenerateClientSecret()', code, () => administrator().oauth.regenerateClientSecret(id));
  const provider = { identifier: 'custom:x' } as never;
  refuse('auth.admin.customProviders.listProviders()', code, () => administrator().customProviders.listProviders());
  refuse('auth.admin.customProviders.createProvider()', code, () =>
    administrator().customProviders.createProvider(provider),
  );
  refuse('auth.admin.customProviders.getProvider()', code, () =>
    administrator().customProviders.getProvider('custom:x'),
  );
  refuse('auth.admin.customProviders.updateProvider()', code, () =>
    administrator().customProviders.updateProvider('custom:x', {}),
  );
  refuse('auth.admin.customProviders.deleteProvider()', code, () =>
    administrator().customProviders.deleteProvider('custom:x'),
  );
}
