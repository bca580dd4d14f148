import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { decodeJwt } from 'jose';
import WebSocket from 'ws';
import { type Supabase, startSupabase } from '../index.ts';

const secret = Buffer.from('a secret of twenty-four b').toString('base64');

interface Asked {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  raw: string;
  body: { metadata: { name: string; uuid: string }; user: { phone: string; email: string }; sms?: { otp: string } };
}

describe('Hooks of config.toml', () => {
  let folder: string;
  let supabase: Supabase;
  let receiver: Server;
  let asked: Asked[] = [];
  /** What the receiver does with a call, by its path. */
  let answers: Record<
    string,
    (body: Asked['body']) => Promise<{ status: number; json?: unknown; headers?: Record<string, string> }>
  > = {};
  let number = 79_000_500_000;
  let phone: string;
  const client = (key = supabase.publishableKey): SupabaseClient =>
    createClient(supabase.url, key, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
  const sql = (text: string) => supabase.database.transaction((tx) => tx.exec(text));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-hooks-'));
    receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString();
      const path = request.url ?? '';
      const body = JSON.parse(raw) as Asked['body'];
      asked.push({ path, headers: request.headers, raw, body });
      const { status, json = {}, headers } = (await answers[path]?.(body)) ?? { status: 200 };
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(json));
    });
    await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening));
    const hooks = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    await mkdir(join(folder, 'migrations'));
    await writeFile(
      join(folder, 'config.toml'),
      `[auth]
       enable_anonymous_sign_ins = true
       [auth.email]
       enable_confirmations = true
       [auth.sms]
       enable_signup = true
       enable_confirmations = true
       [auth.rate_limit]
       sms_sent = 1000
       sign_in_sign_ups = 1000
       [auth.hook.custom_access_token]
       enabled = true
       uri = "pg-functions://postgres/public/claims_hook"
       [auth.hook.send_sms]
       enabled = true
       uri = "${hooks}/sms"
       secrets = "v1,whsec_${secret}"
       [auth.hook.send_email]
       enabled = true
       uri = "${hooks}/email"
       secrets = "v1,whsec_${secret}"
       [auth.hook.before_user_created]
       enabled = true
       uri = "pg-functions://postgres/public/newcomer_hook"
       [auth.hook.password_verification_attempt]
       enabled = true
       uri = "pg-functions://postgres/public/password_hook"`,
    );
    await writeFile(
      join(folder, 'migrations', '1_hooks.sql'),
      `create table public.tried (user_id uuid, valid boolean);
       grant insert, select on public.tried to supabase_auth_admin;
       create table public.mood (kind text not null);
       insert into public.mood values ('good');
       grant select on public.mood to supabase_auth_admin;
       create function public.claims_hook(event jsonb) returns jsonb language plpgsql as $$
       begin
         case (select kind from public.mood)
           when 'bad' then raise exception 'out of order';
           when 'refuses' then return '{"error": {"http_code": 403, "message": "Not today"}}';
           when 'careless' then return '{"claims": {"sub": "x"}}';
           else return jsonb_build_object('claims', event -> 'claims' || jsonb_build_object('by', current_user));
         end case;
       end $$;
       create function public.newcomer_hook(event jsonb) returns jsonb language sql as $$
         select case when event -> 'user' ->> 'email' like '%@blocked.example'
           then '{"error": {"http_code": 403, "message": "Nobody from there"}}'::jsonb else '{}' end $$;
       create function public.password_hook(event jsonb) returns jsonb language plpgsql as $$
       begin
         insert into public.tried values ((event ->> 'user_id')::uuid, (event ->> 'valid')::boolean);
         return case when (select kind from public.mood) = 'strict'
           then '{"decision": "reject", "message": "Come back later", "should_logout_user": true}'::jsonb
           else '{"decision": "continue"}' end;
       end $$;
       revoke execute on function public.claims_hook, public.newcomer_hook, public.password_hook from public;
       grant execute on function public.claims_hook, public.newcomer_hook, public.password_hook to supabase_auth_admin;`,
    );
    supabase = await startSupabase({ project: folder, port: 0, passwordCost: 4 });
  });
  after(async () => {
    await supabase.stop();
    await new Promise((closed) => receiver.close(closed));
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    asked = [];
    answers = {};
    number += 1;
    phone = String(number);
    await sql(`update public.mood set kind = 'good'`);
  });

  it('a code goes to the hook for SMS, signed by the Standard Webhooks, and signs in', async () => {
    const person = client();
    assert.equal((await person.auth.signInWithOtp({ phone })).error, null);
    const [{ body, headers, path, raw } = {} as Asked] = asked;
    assert.deepEqual([path, body.metadata.name, body.user.phone], ['/sms', 'send-sms', phone]);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw}`;
    const expected = createHmac('sha256', Buffer.from(secret, 'base64')).update(signed).digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${expected}`);
    assert.ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000) < 60);
    const { data, error } = await person.auth.verifyOtp({ phone, token: body.sms?.otp ?? '', type: 'sms' });
    assert.equal(error, null);
    assert.equal(decodeJwt(data.session?.access_token ?? '').by, 'supabase_auth_admin');
  });

  it('a hook may ask this very Supabase before it answers', async () => {
    answers['/sms'] = async ({ user }) => {
      const { data, error } = await client(supabase.secretKey).auth.admin.listUsers({ perPage: 1000 });
      const there = data.users.some((each) => each.phone === user.phone);
      return { status: !error && there ? 200 : 500 };
    };
    const all = Array.from({ length: 5 }, (_, index) => client().auth.signInWithOtp({ phone: `${phone}${index}` }));
    for (const { error } of await Promise.all(all)) assert.equal(error, null);
  });

  it('what the hook refuses is told in its words, the code is void, and another may be asked for at once', async () => {
    answers['/sms'] = async () => ({
      status: 200,
      json: { error: { http_code: 429, message: 'The network is busy' } },
    });
    const { error } = await client().auth.signInWithOtp({ phone });
    assert.deepEqual([error?.status, error?.message], [429, 'The network is busy']);
    const void_ = await client().auth.verifyOtp({ phone, token: asked[0]?.body.sms?.otp ?? '', type: 'sms' });
    assert.equal(void_.error?.code, 'otp_expired');
    answers = {};
    assert.equal((await client().auth.signInWithOtp({ phone })).error, null);
  });

  it('a hook that fails or answers no JSON is an error, and one that is busy is asked again', async () => {
    answers['/sms'] = async () => ({ status: 418 });
    const teapot = await client().auth.signInWithOtp({ phone });
    assert.match(teapot.error?.message ?? '', /Unexpected status code returned from hook: 418/);
    answers['/sms'] = async () => ({ status: 200, headers: { 'content-type': 'text/html' } });
    const page = await client().auth.signInWithOtp({ phone });
    assert.equal(page.error?.code, 'hook_payload_invalid_content_type');
    asked = [];
    answers['/sms'] = async () =>
      asked.length === 1 ? { status: 503, headers: { 'retry-after': '1' } } : { status: 200 };
    assert.equal((await client().auth.signInWithOtp({ phone })).error, null);
    assert.equal(asked.length, 2);
  });

  it('a hook that never answers ends after five seconds', async () => {
    answers['/sms'] = () => new Promise(() => {});
    const { error } = await client().auth.signInWithOtp({ phone });
    assert.equal(error?.code, 'hook_timeout');
    receiver.closeAllConnections();
  });

  it('e-mails go to the hook for e-mails, with what a link is made of', async () => {
    const email = `person-${phone}@example.com`;
    await client().auth.signInWithOtp({ email, options: { emailRedirectTo: 'http://127.0.0.1:3000/in' } });
    const { email_data = {} } = (asked[0]?.body ?? {}) as { email_data?: Record<string, string> };
    assert.deepEqual(
      [asked[0]?.path, email_data.email_action_type, email_data.redirect_to, email_data.site_url],
      ['/email', 'signup', 'http://127.0.0.1:3000/in', `${supabase.url}/auth/v1`],
    );
    const { error } = await client().auth.verifyOtp({ token_hash: email_data.token_hash ?? '', type: 'email' });
    assert.equal(error, null);
  });

  it('the hook for access tokens may refuse, but neither break a token nor leave a session behind', async () => {
    const person = client();
    const { data } = await person.auth.signInAnonymously();
    const token = data.session?.refresh_token ?? '';
    const use = () => client().auth.refreshSession({ refresh_token: token });
    await sql(`update public.mood set kind = 'refuses'`);
    assert.deepEqual([(await use()).error?.status, (await use()).error?.message], [403, 'Not today']);
    const { error } = await client().auth.signInAnonymously();
    assert.equal(error?.message, 'Not today');
    await sql(`update public.mood set kind = 'careless'`);
    assert.match((await client().auth.signInAnonymously()).error?.message ?? '', /do not conform/);
    await sql(`update public.mood set kind = 'bad'`);
    assert.match((await client().auth.signInAnonymously()).error?.message ?? '', /Error running hook URI/);
    await sql(`update public.mood set kind = 'good'`);
    assert.equal((await use()).error, null);
    const { rows } = await supabase.database.transaction((tx) =>
      tx.query<{ left: number }>(`select count(*) as left from auth.sessions s where not exists (
        select from auth.refresh_tokens t where t.session_id = s.id) or s.user_id in (
        select id from auth.users u where is_anonymous and u.id <> '${data.user?.id}')`),
    );
    assert.equal(rows[0]?.left, 0);
  });

  it('the hook for new users keeps some out, the one for passwords is called for every attempt', async () => {
    const blocked = await client().auth.signUp({ email: `x${phone}@blocked.example`, password: 'a long password' });
    assert.deepEqual([blocked.error?.status, blocked.error?.message], [403, 'Nobody from there']);
    const email = `y${phone}@example.com`;
    const admin = client(supabase.secretKey).auth.admin;
    const { data } = await admin.createUser({ email, password: 'a long password', email_confirm: true });
    assert.equal(
      (await client().auth.signInWithPassword({ email, password: 'a wrong one' })).error?.code,
      'invalid_credentials',
    );
    const person = client();
    assert.equal((await person.auth.signInWithPassword({ email, password: 'a long password' })).error, null);
    await sql(`update public.mood set kind = 'strict'`);
    const rejected = await client().auth.signInWithPassword({ email, password: 'a long password' });
    assert.deepEqual([rejected.error?.code, rejected.error?.message], ['invalid_credentials', 'Come back later']);
    assert.equal((await person.auth.getUser()).error?.name, 'AuthSessionMissingError');
    const { rows } = await supabase.database.transaction((tx) =>
      tx.query<{ valid: boolean }>('select valid from public.tried where user_id = $1', [data.user?.id]),
    );
    assert.deepEqual(
      rows.map(({ valid }) => valid),
      [false, true, true],
    );
  });
});
