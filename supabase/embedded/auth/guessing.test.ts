import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AuthServer, wrongCode } from './test-server.ts';

describe('Whoever tries again and again from one address', () => {
  let server: AuthServer;
  before(async () => {
    server = await AuthServer.start({ 'auth.rate_limit.token_refresh': 40 }, { kept: true });
  });
  after(() => server.stop());

  const guess = async (phone: string, token: string) =>
    (await server.client().auth.verifyOtp({ phone, token, type: 'sms' })).error?.code;
  const tryPassword = async (phone: string, password: string) =>
    (await server.client().auth.signInWithPassword({ phone, password })).error?.code;

  it('R1 has 30 guesses in five minutes, for all numbers, after which no right code helps', async () => {
    const [phone, other] = [server.number(), server.number()];
    await server.client().auth.signInWithOtp({ phone });
    await server.client().auth.signInWithOtp({ phone: other });
    const right = server.code(phone);
    for (let count = 0; count < 30; count++) assert.equal(await guess(phone, wrongCode(right)), 'otp_expired');
    assert.equal(await guess(phone, right), 'over_request_rate_limit');
    assert.equal(await guess(other, server.code(other)), 'over_request_rate_limit');
    server.later(300);
    assert.equal(await guess(phone, right), undefined);
    assert.equal(await guess(other, server.code(other)), undefined);
    server.later(300);
  });

  it('R3 has the passwords of token_refresh, for all numbers', async () => {
    const { person, phone } = await server.register();
    await person.auth.updateUser({ password: 'берег-реки-21' });
    server.later(300);
    for (let count = 0; count < 40; count++) {
      assert.equal(await tryPassword(server.number(), `не-то-${count}`), 'invalid_credentials');
    }
    assert.equal(await tryPassword(phone, 'берег-реки-21'), 'over_request_rate_limit');
    server.later(300);
    assert.equal(await tryPassword(phone, 'берег-реки-21'), undefined);
    server.later(300);
  });

  it('is told of 30 numbers by each of the ways in which Auth tells who is registered', async () => {
    const { person } = await server.register();
    const password = 'берег-реки-21';
    const ways = {
      'a new number for an account': (phone: string) => person.auth.updateUser({ phone }),
      'a code for those who are registered': (phone: string) =>
        server.client().auth.signInWithOtp({ phone, options: { shouldCreateUser: false } }),
      registration: (phone: string) => server.client().auth.signUp({ phone, password }),
      'another message': (phone: string) => server.client().auth.resend({ type: 'sms', phone }),
    };
    server.later(300);
    for (const [way, ask] of Object.entries(ways)) {
      let answered = 0;
      while ((await ask(server.number())).error?.code !== 'over_request_rate_limit') answered += 1;
      assert.equal(answered, 30, way);
    }
    server.later(300);
  });

  it('R1 R3 gets no new guesses, and no new message, by a restart', async () => {
    const phone = server.number();
    await server.client().auth.signInWithOtp({ phone });
    const right = server.code(phone);
    for (let count = 0; count < 6; count++) assert.equal(await guess(phone, wrongCode(right)), 'otp_expired');
    await server.restart();
    const { error } = await server.client().auth.signInWithOtp({ phone });
    assert.equal(error?.code, 'over_sms_send_rate_limit');
    for (let count = 0; count < 24; count++) assert.equal(await guess(server.number(), right), 'otp_expired');
    assert.equal(await guess(phone, right), 'over_request_rate_limit');
  });
});
