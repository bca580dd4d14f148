import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import WebSocket from 'ws';
import { localSecret } from '../keys.ts';
import { AuthServer, wrongCode } from './test-server.ts';

describe('Sign-in of the embedded Supabase', () => {
  let server: AuthServer;
  let phone: string;
  const later = (seconds: number) => server.later(seconds);
  const lastCode = () => server.code(phone);
  const client = (): SupabaseClient => server.client();
  const register = async (password = 'берег-реки-21') => {
    const { person, session } = await server.register(phone);
    const { error } = await person.auth.updateUser({ password });
    assert.equal(error, null);
    return { person, session };
  };

  before(async () => {
    server = await AuthServer.start({ 'auth.email.otp_expiry': 600 });
  });
  after(() => server.stop());
  beforeEach(() => {
    phone = server.number();
  });

  it('R1 a code by SMS signs in, and its claims are those of GoTrue', async () => {
    const { session } = await register();
    const claims = decodeJwt(session.access_token);
    assert.equal(claims.sub, session.user.id);
    assert.equal(claims.role, 'authenticated');
    assert.equal(claims.phone, phone);
    assert.equal(claims.aal, 'aal1');
    assert.deepEqual(
      (claims.amr as { method: string }[]).map(({ method }) => method),
      ['otp'],
    );
    assert.ok(claims.session_id);
    assert.equal(session.user.phone_confirmed_at, server.now.toISOString());
  });

  it('R1 a new code may be asked for after a minute, not before, and voids the one before', async () => {
    const person = client();
    await person.auth.signInWithOtp({ phone });
    const first = lastCode();
    const { error } = await person.auth.signInWithOtp({ phone });
    assert.equal(error?.code, 'over_sms_send_rate_limit');
    // Two codes in a row may be the same by chance: then another one is asked for.
    do {
      later(61);
      assert.equal((await person.auth.signInWithOtp({ phone })).error, null);
    } while (lastCode() === first);
    const old = await person.auth.verifyOtp({ phone, token: first, type: 'sms' });
    assert.equal(old.error?.code, 'otp_expired');
  });

  it('R1 a wrong guess burns no code, as on a real GoTrue: who wants that counts by codes of their own', async () => {
    const person = client();
    await person.auth.signInWithOtp({ phone });
    const right = lastCode();
    const wrong = wrongCode(right);
    for (let guess = 0; guess < 6; guess++) {
      const { error } = await person.auth.verifyOtp({ phone, token: wrong, type: 'sms' });
      assert.equal(error?.code, 'otp_expired');
    }
    const { error } = await person.auth.verifyOtp({ phone, token: right, type: 'sms' });
    assert.equal(error, null);
  });

  it('R1 a code is good once and for ten minutes at most', async () => {
    const person = client();
    await person.auth.signInWithOtp({ phone });
    later(601);
    const { error } = await person.auth.verifyOtp({ phone, token: lastCode(), type: 'sms' });
    assert.equal(error?.code, 'otp_expired');
    await person.auth.signInWithOtp({ phone });
    assert.equal((await person.auth.verifyOtp({ phone, token: lastCode(), type: 'sms' })).error, null);
    const again = await client().auth.verifyOtp({ phone, token: lastCode(), type: 'sms' });
    assert.equal(again.error?.code, 'otp_expired');
  });

  it('R3 number and password sign in, a wrong password does not', async () => {
    await register('берег-реки-21');
    const right = await client().auth.signInWithPassword({ phone, password: 'берег-реки-21' });
    assert.equal(right.error, null);
    const { error } = await client().auth.signInWithPassword({ phone, password: 'не-то' });
    assert.equal(error?.code, 'invalid_credentials');
  });

  it('R6 a refresh token is replaced at use; two tabs may use it at once; an old one ends the session', async () => {
    const { session } = await register();
    const use = (refresh_token: string) => client().auth.refreshSession({ refresh_token });
    const [one, two] = await Promise.all([use(session.refresh_token), use(session.refresh_token)]);
    assert.equal(one.error, null);
    assert.equal(two.error, null);
    assert.notEqual(one.data.session?.refresh_token, session.refresh_token);
    assert.equal(two.data.session?.refresh_token, one.data.session?.refresh_token);
    later(11);
    // Whoever never got the answer may ask again, but not who comes with the one before.
    const lost = await use(session.refresh_token);
    assert.equal(lost.data.session?.refresh_token, one.data.session?.refresh_token);
    const next = await use(one.data.session?.refresh_token ?? '');
    assert.equal(next.error, null);
    assert.equal((await use(session.refresh_token)).error?.code, 'refresh_token_already_used');
    const after = await use(next.data.session?.refresh_token ?? '');
    assert.equal(after.error?.code, 'refresh_token_not_found');
  });

  it('R6 signing out ends the session on the server', async () => {
    const { person, session } = await register();
    await person.auth.signOut();
    const { error } = await client().auth.refreshSession({ refresh_token: session.refresh_token });
    assert.equal(error?.code, 'refresh_token_not_found');
    assert.equal((await client().auth.getUser(session.access_token)).error?.name, 'AuthSessionMissingError');
  });

  it('administrators of the project manage users with the secret key, and nobody else does', async () => {
    const admin = createClient(server.supabase.url, server.supabase.secretKey, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    }).auth.admin;
    const { data } = await admin.createUser({ phone, password: 'берег-реки-21', phone_confirm: true });
    assert.ok(data.user);
    assert.equal((await client().auth.signInWithPassword({ phone, password: 'берег-реки-21' })).error, null);
    assert.equal((await client().auth.admin.getUserById(data.user.id)).error?.code, 'not_admin');
    await admin.deleteUser(data.user.id);
    assert.equal((await admin.getUserById(data.user.id)).error?.code, 'user_not_found');
  });

  it('refuses tokens that are forged, expired, unsigned or of another algorithm', async () => {
    const claims = { sub: crypto.randomUUID(), role: 'service_role' };
    const sign = (secret: string, exp: number, alg = 'HS256') =>
      new SignJWT({ ...claims, exp }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
    const expires = Math.floor(server.now.getTime() / 1000) + 600;
    const tokens = {
      forged: await sign('another-secret-of-at-least-32-characters', expires),
      expired: await sign(localSecret, expires - 1200),
      unsigned: new UnsecuredJWT({ ...claims, exp: expires }).encode(),
      other: await sign(localSecret.padEnd(64, '!'), expires, 'HS512'),
      garbage: 'a.b.c',
    };
    for (const [name, token] of Object.entries(tokens)) {
      const answer = await fetch(`${server.supabase.url}/rest/v1/`, {
        headers: { apikey: server.supabase.publishableKey, authorization: `Bearer ${token}` },
      });
      const { code } = (await answer.json()) as { code: string };
      assert.equal(answer.status, 401, name);
      assert.equal(code, name === 'expired' ? 'PGRST303' : 'PGRST301', name);
    }
  });

  it('answers nothing without an API key, nothing at unknown paths, and nothing too large', async () => {
    assert.equal((await fetch(`${server.supabase.url}/rest/v1/`)).status, 401);
    assert.equal((await fetch(`${server.supabase.url}/_system/health`)).status, 404);
    assert.equal((await fetch(`${server.supabase.url}/`)).status, 200);
    const headers = { apikey: server.supabase.publishableKey };
    const body = 'x'.repeat(1024 * 1024 + 1);
    assert.equal((await fetch(`${server.supabase.url}/auth/v1/otp`, { method: 'POST', headers, body })).status, 413);
  });
});
