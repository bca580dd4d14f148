import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Method } from './methods.ts';
import { png, type Refusal, refusalOf, type Scene, text } from './storage-scene.ts';

export function objectTests(method: Method, scene: Scene): void {
  method('storage.from().upload()', 'works', (it) => {
    it('takes blobs, bytes, text and streams, and remembers what was said of them', async () => {
      const bodies = [
        text('hello'),
        new TextEncoder().encode('hello'),
        'hello',
        Readable.from([Buffer.from('hel'), Buffer.from('lo')]),
      ];
      for (const body of bodies) {
        const name = scene.own();
        const options = { contentType: 'text/plain', cacheControl: '60', metadata: { pages: 3 } };
        const { data, error } = await scene.papers().upload(name, body, options);
        assert.deepEqual([error, data?.path, data?.fullPath], [null, name, `papers/${name}`]);
        assert.equal(await scene.read(name), 'hello');
        const info = (await scene.papers().info(name)).data;
        assert.deepEqual(
          [info?.id, info?.size, info?.contentType, info?.cacheControl, info?.metadata],
          [data?.id, 5, 'text/plain', 'max-age=60', { pages: 3 }],
        );
      }
    });
    it('refuses a name that is taken, unless it is to be written over', async () => {
      const name = scene.own();
      const first = await scene.papers().upload(name, text('one'));
      const refused = await scene.papers().upload(name, text('two'));
      assert.deepEqual(refusalOf(refused.error), [400, '409', 'The resource already exists']);
      assert.equal(await scene.read(name), 'one');
      const over = await scene.papers().upload(name, text('two'), { upsert: true });
      assert.deepEqual([over.data?.id, await scene.read(name)], [first.data?.id, 'two']);
    });
    it('asks the policies: others, strangers and nobody are refused', async () => {
      for (const client of [scene.boris, scene.target.client()]) {
        const { error } = await scene.papers(client).upload(scene.own(), text('x'));
        assert.deepEqual(refusalOf(error), [400, '403', 'new row violates row-level security policy']);
      }
      assert.equal((await scene.papers().upload(`drop/${randomUUID()}`, text('x'))).error, null);
      const name = `drop/${randomUUID()}`;
      await scene.put(name);
      // To write over asks for more than to put in.
      const over = await scene.papers().upload(name, text('x'), { upsert: true });
      assert.equal((over.error as Refusal)?.statusCode, '403');
    });
    it('keeps to the limits of the bucket and of all buckets', async () => {
      const pictures = scene.admin.storage.from('pictures');
      const large = await pictures.upload(scene.own(), text('x'.repeat(102_401)));
      assert.deepEqual(refusalOf(large.error), [400, '413', 'The object exceeded the maximum allowed size']);
      assert.equal((await pictures.upload(scene.own(), text('x'.repeat(102_400)))).error, null);
      const bytes = new Uint8Array(102_401);
      assert.equal(
        ((await pictures.upload(scene.own(), bytes, { contentType: 'text/plain' })).error as Refusal)?.statusCode,
        '413',
      );
      assert.equal((await pictures.upload(scene.own('png'), png, { contentType: 'image/png' })).error, null);
      const page = await pictures.upload(scene.own(), new Blob(['<p>'], { type: 'text/html' }));
      assert.deepEqual(refusalOf(page.error), [400, '415', 'mime type text/html is not supported']);
      const huge = await scene.admin.storage.from('papers').upload(scene.own(), new Uint8Array(5 * 2 ** 20 + 1));
      assert.equal((huge.error as Refusal)?.statusCode, '413');
    });
    it('refuses names that S3 does not take, and buckets that are not there', async () => {
      for (const name of ['имя.txt', 'a\\b', 'a\u0000b', 'a#b', 'a%b', 'x'.repeat(1025)]) {
        const { error } = await scene.papers(scene.admin).upload(encodeURIComponent(name), text('x'));
        assert.equal((error as Refusal)?.statusCode, '400', name.slice(0, 20));
      }
      const { error } = await scene.admin.storage.from('none').upload('a.txt', text('x'));
      assert.deepEqual(refusalOf(error), [400, '404', 'Bucket not found']);
    });
  });

  method('storage.from().update()', 'works', (it) => {
    it('writes over what is there, with the rights to', async () => {
      const name = await scene.put();
      assert.equal((await scene.papers().update(name, text('other'), { cacheControl: '1' })).error, null);
      assert.equal(await scene.read(name), 'other');
      const refused = await scene.papers(scene.boris).update(name, text('x'));
      assert.equal((refused.error as Refusal)?.statusCode, '403');
    });
  });

  method('storage.from().download()', 'works', (it) => {
    it('gives the bytes to who may see them', async () => {
      const name = scene.own('bin');
      const bytes = new Uint8Array(100_000).map((_, index) => index % 251);
      await scene.papers().upload(name, bytes);
      const { data } = await scene.papers().download(name);
      assert.deepEqual(new Uint8Array((await data?.arrayBuffer()) ?? []), bytes);
      assert.deepEqual(refusalOf((await scene.papers(scene.boris).download(name)).error), [
        400,
        '404',
        'Object not found',
      ]);
      const nobody = await scene.papers(scene.target.client()).download(name);
      assert.equal((nobody.error as Refusal)?.statusCode, '404');
    });
    it('streams', async () => {
      const name = await scene.put();
      const { data } = await scene.papers().download(name).asStream();
      assert.equal(await new Response(data).text(), 'hello');
    });
    it('does not show a page as one', async () => {
      const name = await scene.put(scene.own('html'), new Blob(['<script>'], { type: 'text/html' }));
      assert.match((await scene.papers().download(name)).data?.type ?? '', /^text\/plain/);
    });
  });

  method('storage.from().info()', 'works', (it) => {
    it('tells of an object to who may see it', async () => {
      const name = scene.own();
      await scene.papers().upload(name, text('hello'), { metadata: { a: 1 } });
      const { data } = await scene.papers().info(name);
      assert.deepEqual(
        [data?.name, data?.bucketId, data?.size, data?.contentType, data?.metadata],
        [name, 'papers', 5, 'text/plain', { a: 1 }],
      );
      assert.match(data?.etag ?? '', /^"[0-9a-f]+"$/);
      assert.deepEqual(refusalOf((await scene.papers(scene.boris).info(name)).error), [400, '404', 'Object not found']);
    });
    it('answers HEAD as well', async () => {
      const name = await scene.put();
      const { publishableKey, secretKey, url } = scene.target;
      const head = async (path: string, apikey: string) => {
        const answer = await fetch(`${url}/storage/v1/object/info/${path}`, { method: 'HEAD', headers: { apikey } });
        return [answer.status, await answer.text()];
      };
      assert.deepEqual(await head(`papers/${name}`, secretKey), [200, '']);
      assert.deepEqual(await head(`authenticated/papers/${name}`, secretKey), [200, '']);
      assert.deepEqual(await head(`papers/${name}`, publishableKey), [400, '']);
      assert.deepEqual(await head(`papers/${scene.own()}`, secretKey), [400, '']);
    });
  });

  method('storage.from().exists()', 'works', (it) => {
    it('tells whether an object is there for the caller', async () => {
      const name = await scene.put();
      assert.equal((await scene.papers().exists(name)).data, true);
      assert.equal((await scene.papers(scene.boris).exists(name)).data, false);
      assert.equal((await scene.papers().exists(scene.own())).data, false);
    });
  });

  method('storage.from().move()', 'works', (it) => {
    it('gives another name, also in another bucket', async () => {
      const [from, to, far] = [await scene.put(), scene.own(), scene.own()];
      assert.equal((await scene.papers().move(from, to)).data?.message, 'Successfully moved');
      assert.deepEqual([await scene.read(from), await scene.read(to)], [undefined, 'hello']);
      assert.equal((await scene.papers().move(to, far, { destinationBucket: 'pictures' })).error, null);
      assert.equal(await scene.read(far, scene.anna, 'pictures'), 'hello');
    });
    it('writes over nothing, and asks the policies of both ends', async () => {
      const [one, two] = [await scene.put(), await scene.put(scene.own(), text('two'))];
      assert.deepEqual(refusalOf((await scene.papers().move(one, two)).error), [
        400,
        '409',
        'The resource already exists',
      ]);
      assert.equal(await scene.read(two), 'two');
      assert.equal(((await scene.papers(scene.boris).move(one, scene.own())).error as Refusal)?.statusCode, '404');
      assert.equal(((await scene.papers().move(one, 'elsewhere/x.txt')).error as Refusal)?.statusCode, '403');
      assert.equal(((await scene.papers().move(scene.own(), scene.own())).error as Refusal)?.statusCode, '404');
    });
  });

  method('storage.from().copy()', 'works', (it) => {
    it('makes a second object with the same bytes, also in another bucket', async () => {
      const from = scene.own();
      await scene.papers().upload(from, text('hello'), { metadata: { a: 1 } });
      const [to, far] = [scene.own(), scene.own()];
      assert.deepEqual((await scene.papers().copy(from, to)).data, { path: `papers/${to}` });
      assert.equal((await scene.papers().copy(from, far, { destinationBucket: 'pictures' })).error, null);
      await scene.papers().remove([from]);
      assert.deepEqual([await scene.read(to), await scene.read(far, scene.anna, 'pictures')], ['hello', 'hello']);
      assert.deepEqual((await scene.papers().info(to)).data?.metadata, { a: 1 });
    });
    it('writes over nothing, and asks the policies of both ends', async () => {
      const [one, two] = [await scene.put(), await scene.put(scene.own(), text('two'))];
      assert.deepEqual(refusalOf((await scene.papers().copy(one, two)).error), [
        400,
        '409',
        'The resource already exists',
      ]);
      assert.equal(((await scene.papers(scene.boris).copy(one, scene.own())).error as Refusal)?.statusCode, '404');
      assert.equal(((await scene.papers().copy(one, 'elsewhere/x.txt')).error as Refusal)?.statusCode, '403');
    });
  });

  method('storage.from().remove()', 'works', (it) => {
    it('removes what the caller may, and returns it', async () => {
      const [one, two] = [await scene.put(), await scene.put()];
      assert.deepEqual((await scene.papers(scene.boris).remove([one])).data, []);
      const { data } = await scene.papers().remove([one, two, scene.own()]);
      assert.deepEqual(data?.map(({ name }) => name).sort(), [one, two].sort());
      assert.deepEqual([await scene.read(one), await scene.read(two)], [undefined, undefined]);
    });
  });
}
