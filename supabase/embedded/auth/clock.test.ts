import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { AuthServer } from './test-server.ts';

const hour = 3600;
const year = 365 * 24 * hour;

describe('A clock that is set', () => {
  let server: AuthServer;
  before(async () => {
    server = await AuthServer.start();
  });
  after(() => server.stop());
  // What was counted against one address of the network has drained.
  beforeEach(() => server.later(hour));

  const use = (refresh_token: string) => server.client().auth.refreshSession({ refresh_token });
  const asked = async () => {
    const phone = server.number();
    await server.client().auth.signInWithOtp({ phone });
    return { phone, token: server.code(phone), type: 'sms' } as const;
  };

  for (const [way, direction] of [
    ['forward', 1],
    ['back', -1],
  ] as const) {
    it(`R1 ${way}: a code stands a small step, and not one longer than its life`, async () => {
      const near = await asked();
      server.later(direction * (hour - 1));
      assert.equal((await server.client().auth.verifyOtp(near)).error, null);
      const far = await asked();
      server.later(direction * (hour + 1));
      assert.equal((await server.client().auth.verifyOtp(far)).error?.code, 'otp_expired');
    });

    it(`R6 ${way}: a session stays, and a refresh token that was replaced twice still ends it`, async () => {
      const { session } = await server.register();
      server.later(direction * year);
      const first = await use(session.refresh_token);
      assert.equal(first.error, null);
      server.later(direction * hour);
      const lost = await use(session.refresh_token);
      assert.equal(
        lost.data.session?.refresh_token,
        first.data.session?.refresh_token,
        'its answer may have been lost',
      );
      const second = await use(first.data.session?.refresh_token ?? '');
      assert.equal(second.error, null);
      server.later(direction * hour);
      assert.equal((await use(session.refresh_token)).error?.code, 'refresh_token_already_used');
      const ended = await use(second.data.session?.refresh_token ?? '');
      assert.equal(ended.error?.code, 'refresh_token_not_found');
    });

    it(`${way}: the code of a link is for five minutes`, async () => {
      const verifier = 'v'.repeat(43);
      const email = `${way}@example.com`;
      const exchange = async (moved: number) => {
        const { supabase } = server;
        const headers = { apikey: supabase.publishableKey, 'content-type': 'application/json' };
        const challenge = createHash('sha256').update(verifier).digest('base64url');
        await fetch(`${supabase.url}/auth/v1/otp`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ email, code_challenge: challenge, code_challenge_method: 's256' }),
        });
        const pressed = await fetch(server.mail(email)?.link ?? '', { redirect: 'manual' });
        const code = new URL(pressed.headers.get('location') ?? '').searchParams.get('code');
        server.later(moved);
        const answer = await fetch(`${supabase.url}/auth/v1/token?grant_type=pkce`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ auth_code: code, code_verifier: verifier }),
        });
        return ((await answer.json()) as { error_code?: string }).error_code;
      };
      assert.equal(await exchange(direction * 299), undefined);
      server.later(hour);
      assert.equal(await exchange(direction * 301), 'flow_state_expired');
    });
  }

  it('R6 forward ends an access token, and back again it is good', async () => {
    const { session } = await server.register();
    const user = () => server.client().auth.getUser(session.access_token);
    server.later(hour);
    assert.equal((await user()).error?.code, 'bad_jwt');
    server.later(-hour);
    assert.equal((await user()).error, null);
    server.later(-year);
    assert.equal((await user()).error, null);
  });

  it('R1 back does not make anybody wait for longer than before', async () => {
    const { phone } = await asked();
    server.later(-year);
    const again = async () => (await server.client().auth.signInWithOtp({ phone })).error;
    assert.match((await again())?.message ?? '', /after 60 seconds/);
    server.later(30);
    assert.match((await again())?.message ?? '', /after 30 seconds/);
    server.later(30);
    assert.equal(await again(), null);
  });
});
