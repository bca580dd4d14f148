import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createClient, type RealtimeChannel } from '@supabase/supabase-js';
import WebSocket from 'ws';
import { type Supabase, startSupabase } from '../embedded/index.ts';

describe('R6 A token whose session was ended on another device', () => {
  const phone = '79000700001';
  const password = 'синяя-парта-214';
  let supabase: Supabase;
  let token: string;
  let id: string;
  before(async () => {
    supabase = await startSupabase({ project: join(import.meta.dirname, '..'), port: 0, passwordCost: 4 });
    const { data } = await client(supabase.secretKey).auth.admin.createUser({ phone, password, phone_confirm: true });
    id = data.user?.id ?? '';
    const signIn = async () => {
      const person = client();
      const { data: signedIn } = await person.auth.signInWithPassword({ phone, password });
      return { person, token: signedIn.session?.access_token ?? '' };
    };
    const stolen = await signIn();
    token = stolen.token;
    await ask('/rest/v1/rpc/give_consent', { version: '1', shown: 'Обработка данных' });
    assert.equal((await ask('/rest/v1/profiles', { id, surname: 'Соколова', name: 'Алина' })).status, 201);
    assert.equal((await ask('/rest/v1/rpc/export_my_data', {})).status, 200);
    assert.equal(await joined(), 'SUBSCRIBED');
    const other = await signIn();
    assert.equal((await other.person.auth.signOut({ scope: 'global' })).error, null);
  });
  after(() => supabase.stop());

  function client(key = supabase.publishableKey) {
    return createClient(supabase.url, key, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
  }

  function ask(path: string, body?: unknown): Promise<Response> {
    const headers = {
      apikey: supabase.publishableKey,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    };
    return fetch(supabase.url + path, {
      headers,
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  }

  /** How joining the person's own topic ends. */
  async function joined(): Promise<string> {
    const person = client();
    await person.realtime.setAuth(token);
    const channel: RealtimeChannel = person.channel(`user:${id}`, { config: { private: true } });
    const outcome = await new Promise<string>((resolve) => channel.subscribe((status) => resolve(status)));
    await person.removeAllChannels();
    return outcome;
  }

  it('reads no data: 401, for which pages renew the token and find that they are signed out', async () => {
    for (const [path, body] of [
      ['/rest/v1/profiles?select=*', undefined],
      ['/rest/v1/rpc/my_colleges', {}],
      ['/rest/v1/rpc/export_my_data', {}],
    ] as const) {
      const answer = await ask(path, body);
      assert.deepEqual([answer.status, (await answer.json()).code], [401, 'PT401'], path);
    }
  });

  it('erases nobody, neither by the database nor by the function', async () => {
    assert.equal((await ask('/rest/v1/rpc/erase_person', { person: id })).status, 403);
    assert.equal((await ask('/functions/v1/erase-account', {})).status, 401);
    const { data } = await client(supabase.secretKey).from('profiles').select('surname').eq('id', id);
    assert.deepEqual(data, [{ surname: 'Соколова' }]);
  });

  it('joins no topic', async () => {
    assert.equal(await joined(), 'CHANNEL_ERROR');
  });
});
