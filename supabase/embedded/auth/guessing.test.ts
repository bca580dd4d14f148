import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AuthServer, wrongCode } from './test-server.ts';

describe('Whoever guesses', () => {
  let server: AuthServer;
  before(async () => {
    server = await AuthServer.start({}, { kept: true });
  });
  after(() => server.stop());

  const guess = async (phone: string, token: string) =>
    (await server.client().auth.verifyOtp({ phone, token, type: 'sms' })).error?.code;
  const tryPassword = async (phone: string, password: string) =>
    (await server.client().auth.signInWithPassword({ phone, password })).error?.code;

  it('R1 has 30 tries in five minutes from one address, after which no right code helps until time has passed', async () => {
    const [phone, other] = [server.number(), server.number()];
    await server.client().auth.signInWithOtp({ phone });
    await server.client().auth.signInWithOtp({ phone: other });
    const right = server.code(phone);
    for (let count = 0; count < 30; count++) assert.equal(await guess(phone, wrongCode(right)), 'otp_expired');
    assert.equal(await guess(phone, right), 'over_request_rate_limit');
    assert.equal(await guess(other, server.code(other)), 'over_request_rate_limit');
    server.later(300);
    assert.equal(await guess(phone, right), 'otp_expired', 'the fifth wrong guess has burned it');
    assert.equal(await guess(other, server.code(other)), undefined);
    await server.client().auth.signInWithOtp({ phone });
    assert.equal(await guess(phone, server.code(phone)), undefined, 'a new code is good');
    server.later(300);
  });

  it('R1 R3 gets no new tries, and no new message, by a restart', async () => {
    const phone = server.number();
    const { person, phone: known } = await server.register();
    await person.auth.updateUser({ password: 'берег-реки-21' });
    await server.client().auth.signInWithOtp({ phone });
    const right = server.code(phone);
    for (let count = 0; count < 4; count++) assert.equal(await guess(phone, wrongCode(right)), 'otp_expired');
    for (let count = 0; count < 10; count++) {
      assert.equal(await tryPassword(known, `не-то-${count}`), 'invalid_credentials');
    }

    await server.restart();
    assert.equal(await tryPassword(known, 'берег-реки-21'), 'over_request_rate_limit');
    const { error } = await server.client().auth.signInWithOtp({ phone });
    assert.equal(error?.code, 'over_sms_send_rate_limit');
    assert.equal(await guess(phone, wrongCode(right)), 'otp_expired');
    assert.equal(await guess(phone, right), 'otp_expired', 'it was the fifth');
    // One was spent on registering, and six here: 23 are left of the 30.
    for (let count = 0; count < 23; count++) assert.equal(await guess(server.number(), right), 'otp_expired');

    await server.restart();
    assert.equal(await guess(phone, right), 'over_request_rate_limit');
    server.later(601);
    assert.equal(await tryPassword(known, 'берег-реки-21'), undefined);
  });
});
