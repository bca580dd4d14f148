import assert from 'node:assert/strict';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Method } from './methods.ts';
import type { Scene } from './storage-scene.ts';

export function resumableTests(method: Method, scene: Scene): void {
  method('/upload/resumable (TUS 1.0)', { differs: 'no concatenation, no deferred length' }, (it) => {
    const endpoint = () => `${scene.target.url}/storage/v1/upload/resumable`;
    const tokenOf = async (client: SupabaseClient) => (await client.auth.getSession()).data.session?.access_token ?? '';
    const tus = async (client: SupabaseClient, url: string, init: RequestInit & { headers?: Record<string, string> }) =>
      fetch(url, {
        ...init,
        headers: {
          'tus-resumable': '1.0.0',
          apikey: scene.target.publishableKey,
          authorization: `Bearer ${await tokenOf(client)}`,
          ...init.headers,
        },
      });
    const create = (client: SupabaseClient, name: string, length: number, headers: Record<string, string> = {}) => {
      const metadata = { bucketName: 'papers', objectName: name, contentType: 'text/plain', cacheControl: '60' };
      const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
      return tus(client, endpoint(), {
        method: 'POST',
        headers: { 'upload-length': `${length}`, 'upload-metadata': pairs.join(','), ...headers },
      });
    };
    const patch = (client: SupabaseClient, url: string, offset: number, body: string) =>
      tus(client, url, {
        method: 'PATCH',
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': `${offset}` },
        body,
      });
    it('puts an object together from its parts', async () => {
      const name = scene.own();
      const created = await create(scene.anna, name, 10);
      const url = created.headers.get('location') ?? '';
      assert.equal(created.status, 201);
      assert.ok(url.startsWith(`${endpoint()}/`), url);
      const first = await patch(scene.anna, url, 0, 'hello');
      assert.deepEqual([first.status, first.headers.get('upload-offset')], [204, '5']);
      const asked = await tus(scene.anna, url, { method: 'HEAD' });
      assert.deepEqual([asked.headers.get('upload-offset'), asked.headers.get('upload-length')], ['5', '10']);
      assert.equal(await scene.read(name), undefined);
      assert.equal((await patch(scene.anna, url, 3, 'xx')).status, 409);
      assert.equal((await patch(scene.anna, url, 5, 'world')).status, 204);
      assert.equal(await scene.read(name), 'helloworld');
      const info = (await scene.papers().info(name)).data;
      assert.deepEqual([info?.contentType, info?.cacheControl, info?.size], ['text/plain', 'max-age=60', 10]);
    });
    it('takes the first part with the creation', async () => {
      const name = scene.own();
      const created = await tus(scene.anna, endpoint(), {
        method: 'POST',
        headers: {
          'upload-length': '5',
          'content-type': 'application/offset+octet-stream',
          'upload-metadata': `bucketName ${btoa('papers')},objectName ${btoa(name)}`,
        },
        body: 'hello',
      });
      assert.deepEqual(
        [created.status, created.headers.get('upload-offset'), await scene.read(name)],
        [201, '5', 'hello'],
      );
    });
    it('asks the policies and the limits before anything is sent', async () => {
      assert.equal((await create(scene.boris, scene.own(), 5)).status, 403);
      assert.equal((await create(scene.anna, scene.own(), 6 * 2 ** 20)).status, 413);
      const name = await scene.put();
      assert.equal((await create(scene.anna, name, 5)).status, 409);
      const over = await create(scene.anna, name, 3, { 'x-upsert': 'true' });
      assert.equal((await patch(scene.anna, over.headers.get('location') ?? '', 0, 'new')).status, 204);
      assert.equal(await scene.read(name), 'new');
    });
    it('goes on for nobody but who began', async () => {
      const url = (await create(scene.anna, scene.own(), 5)).headers.get('location') ?? '';
      assert.equal((await patch(scene.boris, url, 0, 'hello')).status, 403);
      assert.equal((await tus(scene.boris, url, { method: 'DELETE' })).status, 403);
    });
    it('is ended by who began', async () => {
      const url = (await create(scene.anna, scene.own(), 5)).headers.get('location') ?? '';
      assert.equal((await tus(scene.anna, url, { method: 'DELETE' })).status, 204);
      assert.ok([404, 410].includes((await tus(scene.anna, url, { method: 'HEAD' })).status));
    });
    it('takes a signed upload address instead of a token', async () => {
      const name = scene.own();
      const token = (await scene.papers().createSignedUploadUrl(name)).data?.token ?? '';
      const headers = { 'tus-resumable': '1.0.0', 'x-signature': token };
      const metadata = `bucketName ${btoa('papers')},objectName ${btoa(name)}`;
      const created = await fetch(`${endpoint()}/sign`, {
        method: 'POST',
        headers: { ...headers, 'upload-length': '2', 'upload-metadata': metadata },
      });
      assert.equal(created.status, 201);
      const sent = await fetch(created.headers.get('location') ?? '', {
        method: 'PATCH',
        headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
        body: 'hi',
      });
      assert.deepEqual([sent.status, await scene.read(name)], [204, 'hi']);
    });
    it('tells which TUS it speaks', async () => {
      const { headers } = await fetch(endpoint(), { method: 'OPTIONS', headers: { 'tus-resumable': '1.0.0' } });
      assert.equal(headers.get('tus-version'), '1.0.0');
      assert.match(headers.get('tus-extension') ?? '', /creation/);
    });
  });
}
