import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Supabase, startSupabase } from '../index.ts';
import { fuzz, type Random } from '../testing/random.ts';

const routes = [
  ...['POST /signup', 'POST /otp', 'POST /resend', 'POST /recover', 'POST /verify', 'GET /verify'],
  ...['POST /token?grant_type=password', 'POST /token?grant_type=refresh_token', 'POST /token?grant_type=pkce'],
  ...['POST /token?grant_type=id_token', 'POST /token', 'GET /user', 'PUT /user', 'GET /reauthenticate'],
  ...['POST /logout?scope=others', 'POST /logout?scope=constructor', 'POST /factors', 'GET /authorize'],
  ...['POST /admin/users', 'GET /admin/users', 'POST /admin/generate_link', 'POST /invite'],
  ...[
    'PUT /admin/users/ID',
    'DELETE /admin/users/ID',
    'GET /admin/users/ID',
    'GET /admin/users/%00',
    'PUT /constructor',
  ],
];
const fields = [
  ...['email', 'phone', 'password', 'token', 'token_hash', 'type', 'data', 'nonce', 'refresh_token', 'auth_code'],
  ...['code_verifier', 'code_challenge', 'code_challenge_method', 'channel', 'create_user', 'user_metadata', 'id'],
  ...['app_metadata', 'ban_duration', 'email_confirm', 'new_email', 'role', 'should_soft_delete', 'factor_type'],
  ...['__proto__', 'constructor', 'password_hash'],
];
const values: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1e308, '', ' ', '\0', '\ud800', '%', '_%', "' or 1=1 --", '{{ .Code }}', '$1', '\\'],
  ...[
    'a@example.com',
    'ы@пример.рф',
    'A@EXAMPLE.COM',
    'a@b',
    `${'a'.repeat(300)}@example.com`,
    'a@example.com\r\nBcc: b@c.d',
  ],
  ...['+79990000001', '79990000001', '+7 999 000', '00', '٧٩٩٩٠٠٠٠٠٠١', '9'.repeat(400)],
  ...['signup', 'email', 'sms', 'phone_change', 'email_change', 'recovery', 'invite', 'magiclink', 'constructor'],
  ...['s256', 'S256', 'plain', 'x'.repeat(43), 'none', '1h', '99999999999999999h', '1e9h', '-1h', 'service_role'],
  ...['pkce_', 'ID', 'a long password', 'п'.repeat(72), '👩‍👩‍👧'.repeat(30)],
  ...[[], [1], {}, { a: { b: [null] } }, { __proto__: 1 }, { sub: 'x', email: 'y' }, [[[[[]]]]]],
];

describe('Hostile requests to Auth', () => {
  let folder: string;
  let supabase: Supabase;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-fuzz-'));
    await writeFile(
      join(folder, 'config.toml'),
      `[auth]
       enable_anonymous_sign_ins = true
       [auth.email]
       enable_confirmations = true
       max_frequency = "0s"
       [auth.sms]
       enable_signup = true
       enable_confirmations = true
       max_frequency = "0s"
       [auth.rate_limit]
       ${['sms_sent', 'anonymous_users', 'token_refresh', 'sign_in_sign_ups', 'token_verifications'].map((name) => `${name} = 100000000`).join('\n')}`,
    );
    const ignore = async () => {};
    supabase = await startSupabase({
      project: folder,
      port: 0,
      passwordCost: 4,
      sms: ignore,
      email: ignore,
    });
  });
  after(async () => {
    await supabase.stop();
    await rm(folder, { recursive: true });
  });

  it(`answers each with something below 500, and never with anything but JSON or a redirect`, async () => {
    const users = ['11111111-1111-4111-8111-111111111111'];
    const tokens: string[] = [];
    await fuzz(400, async (random) => {
      const [method = '', path = ''] = random.pick(routes).split(' ');
      const body = Object.fromEntries(
        Array.from({ length: random.below(6) }, () => [random.pick(fields), random.pick(values)]),
      );
      const query = random.chance(0.2) ? `${path.includes('?') ? '&' : '?'}${new URLSearchParams(body as never)}` : '';
      const raw = rawOf(body, random);
      const admin = path.startsWith('/admin') || path === '/invite';
      const key = admin ? supabase.secretKey : supabase.publishableKey;
      const bearer = !admin && tokens.length > 0 && random.chance(0.7) ? random.pick(tokens) : '';
      const shown = `${method} ${path}${query} ${raw.toString().slice(0, 500)}`;
      const answer = await fetch(`${supabase.url}/auth/v1${path.replace('ID', random.pick(users))}${query}`, {
        method,
        redirect: 'manual',
        headers: {
          apikey: key,
          ...(bearer && { authorization: `Bearer ${bearer}` }),
          ...(random.chance(0.3) && { 'x-supabase-api-version': random.pick(['2024-01-01', 'x', '0000-00-00']) }),
        },
        ...(method !== 'GET' && { body: raw }),
      });
      assert.ok(answer.status < 500, `${answer.status} to ${shown}`);
      const text = await answer.text();
      if (answer.status === 204 || answer.status === 303) return;
      const result = JSON.parse(text) as { id?: string; access_token?: string; msg?: unknown; message?: unknown };
      if (answer.status >= 400) assert.equal(typeof (result.msg ?? result.message), 'string', shown);
      if (typeof result.id === 'string' && users.length < 50) users.push(result.id);
      if (typeof result.access_token === 'string' && tokens.length < 50) tokens.push(result.access_token);
    });
  });

  it('refuses what is nested too deep, no JSON, and broken UTF-8', async () => {
    for (const body of [
      '['.repeat(200_000),
      `{"data":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`,
      '{"email":',
      '"text"',
      '[]',
      Buffer.from('{"email":"\xff@example.com"}', 'latin1'),
      '{"email":"a@example.com","password":"\\u0000 a long password"}',
      '{"email":"a@example.com","data":{"a":"\\ud800"}}',
    ]) {
      const answer = await fetch(`${supabase.url}/auth/v1/signup`, {
        method: 'POST',
        headers: { apikey: supabase.publishableKey },
        body,
      });
      const { error_code } = (await answer.json()) as { error_code: string };
      assert.deepEqual([answer.status, error_code], [400, 'bad_json'], body.toString().slice(0, 40));
    }
  });
});

/** Mostly JSON; now and then bytes of it are changed or cut off. */
function rawOf(body: unknown, random: Random): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(JSON.stringify(body));
  return random.chance(0.1) ? Buffer.from(random.damage(bytes)) : bytes;
}
