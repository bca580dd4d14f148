import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { AuthServer } from './test-server.ts';

describe('[auth.captcha] of config.toml', () => {
  let server: AuthServer;
  const realFetch = globalThis.fetch;
  let asked: { url: string; form: Record<string, string> }[];
  before(async () => {
    server = await AuthServer.start({
      'auth.captcha.enabled': true,
      'auth.captcha.provider': 'turnstile',
      'auth.captcha.secret': 'secret of the site',
    });
  });
  after(() => server.stop());
  beforeEach(() => {
    asked = [];
    // The provider is on the network: only its answers are made up here.
    globalThis.fetch = async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      if (!url.startsWith('https://')) return realFetch(input, init);
      const form = Object.fromEntries(new URLSearchParams(String(init?.body)));
      asked.push({ url, form });
      if (form.response === 'unreachable') throw new TypeError('fetch failed');
      const right = form.response === 'solved';
      return Response.json({ success: right, 'error-codes': right ? [] : ['invalid-input-response'] });
    };
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  const password = 'берег-реки-21';

  it('refuses whoever brings no token, by every way in, and sends nothing', async () => {
    const { auth } = server.client();
    const phone = server.number();
    for (const { error } of [
      await auth.signInWithOtp({ phone }),
      await auth.signInWithPassword({ phone, password }),
      await auth.signUp({ phone, password }),
      await auth.resend({ type: 'sms', phone }),
      await auth.resetPasswordForEmail('person@example.com'),
      await auth.signInAnonymously(),
    ]) {
      assert.deepEqual([error?.status, error?.code], [400, 'captcha_failed']);
    }
    assert.deepEqual([server.code(phone), asked], ['', []]);
  });

  it('has the provider confirm a token, then goes on', async () => {
    const person = server.client();
    const phone = server.number();
    const forged = await person.auth.signInWithOtp({ phone, options: { captchaToken: 'forged' } });
    assert.deepEqual(
      [forged.error?.code, forged.error?.message],
      ['captcha_failed', 'captcha protection: request disallowed (invalid-input-response)'],
    );
    const lost = await person.auth.signInWithOtp({ phone, options: { captchaToken: 'unreachable' } });
    assert.equal(lost.error?.status, 500);
    assert.equal(server.code(phone), '');
    assert.equal((await person.auth.signInWithOtp({ phone, options: { captchaToken: 'solved' } })).error, null);
    assert.deepEqual(asked.at(-1), {
      url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
      form: { secret: 'secret of the site', response: 'solved', remoteip: '127.0.0.1' },
    });
    const { data } = await person.auth.verifyOtp({ phone, token: server.code(phone), type: 'sms' });
    assert.ok(data.session, 'a code needs none');
    assert.equal((await person.auth.refreshSession()).error, null, 'nor does a renewal');
  });

  it('wants none with the secret key', async () => {
    const { secretKey, url } = server.supabase;
    const headers = { apikey: secretKey, authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ phone: server.number() });
    assert.equal((await realFetch(`${url}/auth/v1/otp`, { method: 'POST', headers, body })).status, 200);
  });
});
