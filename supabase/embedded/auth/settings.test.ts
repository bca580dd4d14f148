import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { AuthServer, type Settings, wrongCode } from './test-server.ts';

const day = 86_400;

describe('config.toml of Auth', () => {
  let server: AuthServer | null = null;
  const start = async (settings: Settings) => {
    server = await AuthServer.start(settings);
    return server;
  };
  afterEach(async () => {
    await server?.stop();
    server = null;
  });

  it('enable_confirmations = false signs in at once whoever registers, without a message', async () => {
    const auth = await start({ 'auth.sms.enable_confirmations': false, 'auth.email.enable_confirmations': false });
    const phone = auth.number();
    const email = 'new@example.com';
    for (const address of [{ phone }, { email }]) {
      const credentials = { ...address, password: 'берег-реки-21' };
      const { data, error } = await auth.client().auth.signUp(credentials);
      assert.equal(error, null);
      assert.ok(data.session);
      const confirmed = 'phone' in address ? data.user?.phone_confirmed_at : data.user?.email_confirmed_at;
      assert.equal(confirmed, auth.now.toISOString());
      assert.equal((await auth.client().auth.signInWithPassword(credentials)).error, null);
      assert.equal((await auth.client().auth.signUp(credentials)).error?.code, 'user_already_exists');
    }
    assert.deepEqual([auth.code(phone), auth.mail(email)], ['', undefined]);
  });

  it('enable_confirmations = false takes another number at once, an address only with a code', async () => {
    const auth = await start({ 'auth.sms.enable_confirmations': false, 'auth.email.enable_confirmations': false });
    const { data, error } = await auth.client().auth.signUp({ phone: auth.number(), password: 'берег-реки-21' });
    assert.equal(error, null);
    const { url, publishableKey } = auth.supabase;
    const change = async (body: object) => {
      const headers = { apikey: publishableKey, authorization: `Bearer ${data.session?.access_token}` };
      const answer = await fetch(`${url}/auth/v1/user`, { method: 'PUT', headers, body: JSON.stringify(body) });
      return (await answer.json()) as { phone: string; email: string; new_email?: string };
    };
    const phone = auth.number();
    assert.equal((await change({ phone })).phone, phone);
    const changed = await change({ email: 'other@example.com' });
    assert.deepEqual([changed.email, changed.new_email], ['', 'other@example.com']);
    assert.ok(auth.mail('other@example.com'));
  });

  it('where only e-mails need no confirmation, numbers still do', async () => {
    const auth = await start({ 'auth.email.enable_confirmations': false });
    const phone = auth.number();
    const { data } = await auth.client().auth.signUp({ phone, password: 'берег-реки-21' });
    assert.equal(data.session, null);
    assert.ok(auth.code(phone));
    const early = await auth.client().auth.signInWithPassword({ phone, password: 'берег-реки-21' });
    assert.equal(early.error?.code, 'phone_not_confirmed');
  });

  it('secure_password_change wants a code from whoever signed in more than a day ago', async () => {
    const auth = await start({ 'auth.jwt_expiry': 604_800, 'auth.email.secure_password_change': true });
    const { person, phone } = await auth.register();
    const change = async (password: string, nonce?: string) =>
      (await person.auth.updateUser({ password, ...(nonce && { nonce }) })).error?.code;
    assert.equal(await change('берег-реки-21'), undefined, 'the session has just begun');
    auth.later(day - 1);
    assert.equal(await change('берег-реки-22'), undefined);
    auth.later(2);
    assert.equal(await change('берег-реки-23'), 'reauthentication_needed');
    await person.auth.reauthenticate();
    const nonce = auth.code(phone);
    assert.equal(await change('берег-реки-23', wrongCode(nonce)), 'reauthentication_not_valid');
    assert.equal(await change('берег-реки-23', nonce), undefined);
    assert.equal(await change('берег-реки-24', nonce), 'reauthentication_not_valid', 'a code is good once');
    auth.later(61);
    const { error } = await auth.client().auth.signInWithPassword({ phone, password: 'берег-реки-23' });
    assert.equal(error, null, 'none of the refused ones counts');
  });

  it('secure_password_change = false asks for none, however long ago it was', async () => {
    const auth = await start({ 'auth.jwt_expiry': 604_800, 'auth.email.secure_password_change': false });
    const { person } = await auth.register();
    auth.later(2 * day);
    assert.equal((await person.auth.updateUser({ password: 'берег-реки-21' })).error, null);
  });
});
