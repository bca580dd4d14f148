import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import WebSocket from 'ws';
import { type SmsMessage, type Supabase, startSupabase } from '../../embedded/index.ts';

describe('Codes of this project: Auth, the function and the database together', () => {
  let supabase: Supabase;
  const sent: SmsMessage[] = [];
  let taken = true;
  let number = 79_000_600_000;
  before(async () => {
    supabase = await startSupabase({
      project: join(import.meta.dirname, '..', '..'),
      port: 0,
      passwordCost: 4,
      sms: async (message) => {
        if (!taken) throw new Error('out of order');
        sent.push(message);
      },
    });
  });
  after(() => supabase.stop());

  const client = () =>
    createClient(supabase.url, supabase.publishableKey, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
  const send = async (phone: string) => {
    assert.equal((await client().rpc('request_code', { phone })).error, null);
    return (await client().auth.signInWithOtp({ phone })).error;
  };
  const newNumber = () => {
    number += 1;
    return String(number);
  };
  const redeem = async (phone: string, code: string | undefined) => {
    await client().rpc('announce_guess', { phone, code });
    return (await client().rpc('redeem_code', { phone, code })).data;
  };
  const codeFor = (phone: string) => sent.findLast((message) => message.phone === phone)?.code ?? '';

  it('R1 the code of the SMS yields the password of Auth, which signs in', async () => {
    const phone = newNumber();
    assert.equal(await send(phone), null);
    const message = sent.at(-1);
    assert.equal(message?.text, `Код для входа: ${message?.code}. Никому его не сообщайте.`);
    assert.match(message?.code ?? '', /^\d{6}$/);
    const data = await redeem(phone, message?.code);
    const [token = ''] = data as string[];
    assert.match(token, /^\d{10}$/);
    const person = client();
    const byCode = await person.auth.verifyOtp({ phone, token: message?.code ?? '', type: 'sms' });
    assert.equal(byCode.error?.code, 'otp_expired', 'Auth does not take what the person typed');
    assert.equal((await person.auth.verifyOtp({ phone, token, type: 'sms' })).error, null);
    assert.equal((await person.auth.getUser()).data.user?.phone, phone);
  });

  it('R1 five wrong guesses burn a code, from wherever they come', async () => {
    const phone = newNumber();
    await send(phone);
    const code = codeFor(phone);
    const guess = async (guessed: string, address: string, accept: [string, string][] = []) => {
      const { url, publishableKey: apikey } = supabase;
      const headers = new Headers({ apikey, 'content-type': 'application/json', 'x-forwarded-for': address });
      for (const [name, value] of accept) headers.append(name, value);
      const body = JSON.stringify({ phone, code: guessed });
      const ask = (name: string) => fetch(`${url}/rest/v1/rpc/${name}`, { method: 'POST', headers, body });
      const announced = await ask('announce_guess');
      const redeemed = await (await ask('redeem_code')).json();
      return announced.ok ? redeemed : announced.json();
    };
    const wrong = code === '000000' ? '000001' : '000000';
    for (let count = 0; count < 3; count++) assert.deepEqual(await guess(wrong, `203.0.113.${count}`), []);
    // Whoever wants exactly one row has the server roll back what gave none. Which of two headers counts does not matter.
    const kinds = ['application/vnd.pgrst.object+json', 'application/json'] as const;
    for (const order of [kinds, kinds.toReversed()]) {
      await guess(
        wrong,
        '203.0.113.9',
        order.map((kind) => ['accept', kind]),
      );
    }
    assert.equal((await guess(code, '198.51.100.1')).code, 'SF004');
  });

  it('R1 Auth asked alone sends nothing, for whatever number and whoever asks', async () => {
    const phone = newNumber();
    const { error } = await client().auth.signInWithOtp({ phone });
    assert.deepEqual([error?.status, error?.message], [403, 'Код запрашивают на странице входа.']);
    const other = newNumber();
    const signedUp = await client().auth.signUp({ phone: other, password: 'синяя-парта-214' });
    assert.equal(signedUp.error?.status, 403);
    const { rows } = await supabase.database.transaction((tx) =>
      tx.query('select phone from auth.users where phone in ($1, $2)', [phone, other]),
    );
    assert.deepEqual(rows, [], 'no account is left behind that would take the number');
    await send(phone);
    const data = await redeem(phone, codeFor(phone));
    const person = client();
    await person.auth.verifyOtp({ phone, token: String((data as string[])[0]), type: 'sms' });
    const before = sent.length;
    const change = await person.auth.updateUser({ phone: newNumber() });
    assert.deepEqual([change.error?.status, change.error?.message], [403, 'Номер аккаунта меняет оператор платформы.']);
    assert.equal((await person.auth.reauthenticate()).error?.status, 403);
    assert.equal(sent.length, before);
  });

  it('R1 nobody registers by e-mail', async () => {
    const { auth } = client();
    const [email, password] = ['somebody@example.com', 'синяя-парта-214'];
    for (const { error } of [await auth.signUp({ email, password }), await auth.signInWithOtp({ email })]) {
      assert.equal(error?.code, 'email_provider_disabled');
    }
  });

  it('R1 a gateway that fails is no lost connection', async () => {
    taken = false;
    const error = await send(newNumber());
    taken = true;
    assert.equal(error?.name, 'AuthApiError');
    assert.deepEqual(
      [error?.status, error?.message],
      [422, 'Не удалось отправить SMS. Попробуйте ещё раз через несколько минут.'],
    );
  });

  it('R3 ten wrong passwords for an account, then none for a while, the right one neither', async () => {
    const admin = createClient(supabase.url, supabase.secretKey, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    }).auth.admin;
    const [phone, other] = [newNumber(), newNumber()];
    const password = 'синяя-парта-214';
    for (const each of [phone, other]) await admin.createUser({ phone: each, password, phone_confirm: true });
    const attempt = async (number: string, typed: string) => {
      const { error } = await client().auth.signInWithPassword({ phone: number, password: typed });
      return error?.status;
    };
    assert.equal(await attempt(phone, password), undefined);
    for (let count = 0; count < 10; count++) assert.equal(await attempt(phone, `не-тот-пароль-${count}`), 400);
    assert.equal(await attempt(phone, password), 429);
    assert.equal(await attempt(other, password), undefined);
  });

  it('R1 Auth tells of thirty numbers at once whether they are registered, by each of its ways', async () => {
    const { url, publishableKey, secretKey } = supabase;
    const headers = { apikey: publishableKey, 'content-type': 'application/json' };
    const [phone, password] = [newNumber(), 'синяя-парта-214'];
    const admin = { ...headers, apikey: secretKey, authorization: `Bearer ${secretKey}` };
    const account = JSON.stringify({ phone, password, phone_confirm: true });
    await fetch(`${url}/auth/v1/admin/users`, { method: 'POST', headers: admin, body: account });
    const { data } = await client().auth.signInWithPassword({ phone, password });
    const authorization = `Bearer ${data.session?.access_token}`;
    for (const [path, method, body] of [
      ['user', 'PUT', {}],
      ['otp', 'POST', { create_user: false }],
      ['signup', 'POST', { password }],
    ] as const) {
      const statuses: number[] = [];
      for (let count = 0; count < 31; count++) {
        const asked = JSON.stringify({ ...body, phone: newNumber() });
        const request = { method, headers: { ...headers, authorization }, body: asked };
        statuses.push((await fetch(`${url}/auth/v1/${path}`, request)).status);
      }
      assert.ok(statuses.includes(429), path);
    }
  });
});
