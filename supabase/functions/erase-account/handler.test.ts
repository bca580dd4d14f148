import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createClient, FunctionsHttpError, type SupabaseClient } from '@supabase/supabase-js';
import WebSocket from 'ws';
import { type Supabase, startSupabase } from '../../embedded/index.ts';

/** As `erase_person` of the migrations answers; who is called «last» is the last administrator. */
const migration = `
  create table public.erased (id uuid not null, at timestamptz not null default now());
  create function public.erase_person(person uuid) returns void language plpgsql security definer set search_path = '' as $$
  begin
    if (select raw_user_meta_data ->> 'name' from auth.users where id = person) = 'last' then
      raise exception 'the last administrator' using errcode = 'SF005', detail = 'last';
    end if;
    insert into public.erased (id) values (person);
  end $$;
  revoke execute on function public.erase_person from public, anon, authenticated;
  grant execute on function public.erase_person to service_role;
  grant select on public.erased to service_role;`;

describe('Deleting an account', () => {
  let folder: string;
  let supabase: Supabase;
  let admin: SupabaseClient;
  const client = (key = supabase.publishableKey) =>
    createClient(supabase.url, key, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-erase-'));
    await mkdir(join(folder, 'migrations'));
    await writeFile(join(folder, 'migrations', '1_erase.sql'), migration);
    const entrypoint = join(import.meta.dirname, 'handler.ts');
    await writeFile(
      join(folder, 'config.toml'),
      `[functions.erase-account]\nverify_jwt = false\nentrypoint = ${JSON.stringify(entrypoint)}`,
    );
    supabase = await startSupabase({ project: folder, port: 0, passwordCost: 4 });
    admin = client(supabase.secretKey);
  });
  after(async () => {
    await supabase.stop();
    await rm(folder, { recursive: true });
  });

  let count = 0;
  const signIn = async (name = 'somebody') => {
    const account = { email: `person${++count}@college.example`, password: 'a long password' };
    await admin.auth.admin.createUser({ ...account, email_confirm: true, user_metadata: { name } });
    const person = client();
    const { data, error } = await person.auth.signInWithPassword(account);
    assert.equal(error, null);
    return { person, account, id: data.user?.id ?? '', token: data.session?.access_token ?? '' };
  };
  const erase = (headers: Record<string, string>, method = 'POST') =>
    fetch(`${supabase.url}/functions/v1/erase-account`, {
      method,
      headers: { apikey: supabase.publishableKey, ...headers },
    });
  const left = async (id: string) => (await admin.auth.admin.getUserById(id)).data.user !== null;

  it('erases the caller and nobody else, and may be repeated', async () => {
    const other = await signIn();
    const { account, id, person, token } = await signIn();
    assert.equal((await person.functions.invoke('erase-account')).error, null);
    assert.deepEqual([await left(id), await left(other.id)], [false, true]);
    const { data } = await admin.from('erased').select('id');
    assert.deepEqual(data, [{ id }]);
    assert.equal((await client().auth.signInWithPassword(account)).error?.code, 'invalid_credentials');
    assert.equal((await erase({ authorization: `Bearer ${token}` })).status, 204);
  });

  it('hands back what the database refuses, and deletes nothing', async () => {
    const { id, person } = await signIn('last');
    const { error } = await person.functions.invoke('erase-account');
    assert.ok(error instanceof FunctionsHttpError);
    const body = await error.context.json();
    assert.deepEqual([body.code, body.details], ['SF005', 'last']);
    assert.equal(await left(id), true);
  });

  it('wants a token of a session that stands', async () => {
    const { id, person, token } = await signIn();
    const status = async (headers: Record<string, string>, method?: string) => (await erase(headers, method)).status;
    assert.equal(await status({}), 401);
    assert.equal(await status({ authorization: 'Bearer forged' }), 401);
    assert.equal(await status({ authorization: `Bearer ${supabase.anonKey}` }), 401);
    assert.equal(await status({ authorization: `Bearer ${supabase.secretKey}` }), 401);
    const [head, claims] = token.split('.');
    assert.equal(await status({ authorization: `Bearer ${head}.${claims}.AAAA` }), 401);
    assert.equal(await status({ authorization: `Bearer ${token}` }, 'GET'), 405);
    await person.auth.signOut();
    assert.equal(await status({ authorization: `Bearer ${token}` }), 401);
    assert.equal(await left(id), true);
  });

  it('may be called by pages of any origin', async () => {
    const preflight = await erase(
      { origin: 'https://college.example', 'access-control-request-method': 'POST' },
      'OPTIONS',
    );
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, '*']);
    assert.equal((await erase({})).headers.get('access-control-allow-origin'), '*');
  });
});
