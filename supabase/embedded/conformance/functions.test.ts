import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import {
  createClient,
  FunctionRegion,
  FunctionsFetchError,
  FunctionsHttpError,
  FunctionsRelayError,
  type SupabaseClient,
} from '@supabase/supabase-js';
import WebSocket from 'ws';
import { methodsOf } from './methods.ts';
import { openTarget, type Target } from './target.ts';

interface Echo {
  method: string;
  pathname: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
}

describe('Functions as supabase-js uses them', () => {
  const { complete, method } = methodsOf('functions');
  let target: Target;
  let client: SupabaseClient;
  before(async () => {
    target = await openTarget();
    client = target.client();
  });
  after(() => target.stop());

  const echo = async (options: Parameters<SupabaseClient['functions']['invoke']>[1] = {}, path = 'echo') => {
    const { data, error } = await client.functions.invoke<Echo>(path, options);
    assert.equal(error, null);
    if (!data) throw new Error('nothing came back');
    return data;
  };
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${target.url}/functions/v1/${path}`, {
      ...init,
      headers: { apikey: target.publishableKey, ...init.headers },
    });

  method('functions.invoke()', 'works', (it) => {
    it('posts JSON', async () => {
      const { body, headers, method, pathname } = await echo({ body: { name: 'Ёж', list: [1, null] } });
      assert.deepEqual([method, pathname, body], ['POST', '/echo', { name: 'Ёж', list: [1, null] }]);
      assert.equal(headers['content-type'], 'application/json');
    });

    it('posts text, a blob, bytes, a form and a stream', async () => {
      assert.equal((await echo({ body: 'слово' })).body, 'слово');
      const bytes = new Uint8Array([0, 1, 2, 255]);
      assert.equal((await echo({ body: bytes.buffer })).body, 4);
      assert.equal((await echo({ body: new Blob([bytes]) })).body, 4);
      assert.equal((await echo({ body: new Blob(['x'], { type: 'text/x-note' }) })).body, 'x');
      const form = new FormData();
      form.set('word', 'ёлка');
      form.set('file', new File(['in it'], 'note.txt', { type: 'text/plain' }));
      assert.deepEqual((await echo({ body: form })).body, { word: 'ёлка', file: 'note.txt: in it' });
      const text = { 'content-type': 'text/plain' };
      const response = await ask('echo', {
        method: 'POST',
        headers: text,
        body: new Blob(['streamed']).stream(),
        duplex: 'half',
      } as RequestInit);
      assert.equal(((await response.json()) as Echo).body, 'streamed');
    });

    it('takes JSON, text, bytes, a form and events back', async () => {
      assert.equal((await client.functions.invoke('echo?as=text')).data, 'plain');
      const bytes: Blob = (
        await client.functions.invoke('echo?as=bytes', { body: new Blob([new Uint8Array([7, 0, 255])]) })
      ).data;
      assert.deepEqual([...new Uint8Array(await bytes.arrayBuffer())], [7, 0, 255]);
      const form: FormData = (await client.functions.invoke('echo?as=form')).data;
      assert.equal(form.get('word'), 'ёлка');
      const events: Response = (await client.functions.invoke('echo?as=events&count=3')).data;
      assert.equal(await events.text(), 'data: 0\n\ndata: 1\n\ndata: 2\n\n');
    });

    it('uses the method, headers, region, path and query that it is given', async () => {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
        assert.equal((await echo({ method })).method, method);
      }
      const asked = await echo({ headers: { 'x-mine': 'yes' }, region: FunctionRegion.EuWest1 }, 'echo/deep/path?q=1');
      assert.deepEqual([asked.headers['x-mine'], asked.headers['x-region']], ['yes', 'eu-west-1']);
      assert.equal(asked.pathname, '/echo/deep/path');
      assert.deepEqual(asked.query, { q: '1', forceFunctionRegion: 'eu-west-1' });
    });

    it('tells an answer of the function from one of the relay and from none', async () => {
      const http = await client.functions.invoke('echo?as=status&status=418');
      assert.ok(http.error instanceof FunctionsHttpError);
      assert.deepEqual([http.response?.status, await http.error.context.json()], [418, { why: 'asked for' }]);
      const relay = await client.functions.invoke('echo?as=relay');
      assert.ok(relay.error instanceof FunctionsRelayError);
      const gone = target.client({ global: { fetch: () => Promise.reject(new TypeError('no network')) } });
      assert.ok((await gone.functions.invoke('echo')).error instanceof FunctionsFetchError);
    });

    it('is given up by a signal and after a time', async () => {
      const late = await client.functions.invoke('slow', { timeout: 300 });
      assert.ok(late.error instanceof FunctionsFetchError);
      const gone = new AbortController();
      const waiting = client.functions.invoke('slow', { signal: gone.signal });
      gone.abort();
      assert.ok((await waiting).error instanceof FunctionsFetchError);
    });

    it('hears of a function that is not there, does not load, fails, or takes too much', async () => {
      const status = async (path: string) => (await client.functions.invoke(path)).response?.status;
      assert.equal(await status('nowhere'), 404);
      assert.equal(await status('off'), 404);
      assert.equal(await status('broken'), 503);
      assert.equal(await status('thrower?where=handler'), 500);
      assert.equal(await status('thrower?where=later'), 500);
      assert.equal(await status('greedy?what=time'), 546);
      assert.equal(await status('greedy?what=array'), 546);
      assert.equal((await client.functions.invoke('greedy')).data, 'moderate');
    });

    it('asks its own project for data without waiting for itself', async () => {
      const { data } = await client.functions.invoke('caller');
      assert.deepEqual(data, { open: ['default'], error: null, rows: 200 });
    });

    it('needs a token, except for a preflight and where config.toml says so', async () => {
      const none = await fetch(`${target.url}/functions/v1/echo`, { method: 'POST' });
      assert.equal(none.status, 401);
      const forged = await ask('echo', { headers: { authorization: 'Bearer forged' } });
      assert.equal(forged.status, 401);
      const preflight = await fetch(`${target.url}/functions/v1/echo`, {
        method: 'OPTIONS',
        headers: { origin: 'https://college.example', 'access-control-request-method': 'POST' },
      });
      assert.ok(preflight.ok);
      assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
      assert.equal((await fetch(`${target.url}/functions/v1/open`)).status, 200);
    });

    it('shows a function its own settings', async () => {
      const { data } = await client.functions.invoke('open');
      assert.deepEqual([data.secret, data.unknown, data.publishable], ['told to functions alone', null, ['default']]);
      for (const name of ['SUPABASE_URL', 'SUPABASE_ANON_KEY', 'SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_SECRET_KEYS']) {
        assert.ok(data.names.includes(name), name);
      }
    });
  });

  method('functions.setAuth()', 'works', (it) => {
    it('sends this token from now on', async () => {
      const one = target.client();
      one.functions.setAuth('forged');
      assert.equal((await one.functions.invoke('echo')).response?.status, 401);
    });
  });

  const transport = WebSocket as unknown as typeof globalThis.WebSocket;
  complete(createClient('http://127.0.0.1', 'none', { realtime: { transport } }).functions, 'functions.', ['fetch']);
});
