import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, describe } from 'node:test';
import { StorageClient } from '@supabase/storage-js';
import type { SupabaseClient } from '@supabase/supabase-js';
import sharp from 'sharp';
import { methodsOf } from './methods.ts';
import { openTarget, type Target } from './target.ts';

/** What supabase-js tells of a refusal. */
type Refusal = { status?: number; statusCode?: string; message: string } | null;
const said = (error: Refusal) => [error?.status, error?.statusCode, error?.message];

const notHere = (feature: string) => [501, '501', `${feature} is not part of the embedded Supabase`];
const text = (body: string) => new Blob([body], { type: 'text/plain' });
/** A pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('Storage as supabase-js uses it', () => {
  const { complete, method } = methodsOf('storage');
  let target: Target;
  let admin: SupabaseClient;
  let anna: SupabaseClient;
  let boris: SupabaseClient;
  let annasFolder: string;
  const person = async () => {
    const email = `${randomUUID()}@example.com`;
    const password = randomUUID();
    const made = await admin.auth.admin.createUser({ email, password, email_confirm: true });
    assert.equal(made.error, null);
    const client = target.client();
    assert.equal((await client.auth.signInWithPassword({ email, password })).error, null);
    return { client, id: made.data.user?.id ?? '' };
  };
  /** A name in Anna's folder that no other test uses. */
  const own = (ending = 'txt') => `${annasFolder}/${randomUUID()}.${ending}`;
  const papers = (client = anna) => client.storage.from('papers');
  const put = async (name = own(), body = text('hello'), bucket = 'papers') => {
    const { error } = await admin.storage.from(bucket).upload(name, body);
    assert.equal(error, null);
    return name;
  };
  const read = async (name: string, client = anna, bucket = 'papers') =>
    (await client.storage.from(bucket).download(name)).data?.text();

  before(async () => {
    target = await openTarget();
    admin = target.client({ key: target.secretKey });
    const first = await person();
    anna = first.client;
    annasFolder = first.id;
    boris = (await person()).client;
  });
  after(() => target.stop());

  const isLocal = () => target.name === 'a local Supabase';

  method('storage.createBucket()', 'works', (it) => {
    it('makes a bucket with its limits, once', async () => {
      const id = `bucket-${randomUUID()}`;
      const limits = { public: true, fileSizeLimit: '1KB', allowedMimeTypes: ['image/*', 'text/plain'] };
      assert.deepEqual(await admin.storage.createBucket(id, limits), { data: { name: id }, error: null });
      const { data } = await admin.storage.getBucket(id);
      assert.deepEqual(
        [data?.id, data?.public, data?.file_size_limit, data?.allowed_mime_types],
        [id, true, 1000, ['image/*', 'text/plain']],
      );
      const again = await admin.storage.createBucket(id, { public: false });
      assert.deepEqual(said(again.error), [400, '409', 'The resource already exists']);
    });
    it('is refused to who has no policy for it', async () => {
      for (const client of [target.client(), anna]) {
        const { error } = await client.storage.createBucket(`bucket-${randomUUID()}`, { public: true });
        assert.deepEqual(said(error), [400, '403', 'new row violates row-level security policy']);
      }
    });
    it('refuses limits that are none', async () => {
      const tries = [{ fileSizeLimit: '5 apples' }, { fileSizeLimit: '900GB' }, { allowedMimeTypes: ['nonsense'] }];
      const codes = [];
      for (const limits of tries) {
        const { error } = await admin.storage.createBucket(`bucket-${randomUUID()}`, { public: false, ...limits });
        codes.push((error as Refusal)?.statusCode);
      }
      assert.deepEqual(codes, ['400', '413', '415']);
    });
  });

  method('storage.getBucket()', 'works', (it) => {
    it('tells of a bucket to who may see it', async () => {
      const { data } = await admin.storage.getBucket('pictures');
      assert.deepEqual([data?.name, data?.public, data?.file_size_limit], ['pictures', true, 102_400]);
      assert.deepEqual(said((await anna.storage.getBucket('pictures')).error), [400, '404', 'Bucket not found']);
      assert.deepEqual(said((await admin.storage.getBucket('none')).error), [400, '404', 'Bucket not found']);
    });
  });

  method('storage.listBuckets()', 'works', (it) => {
    it('lists, searches, sorts and pages', async () => {
      const word = randomUUID();
      for (const letter of ['b', 'a', 'c']) await admin.storage.createBucket(`${letter}-${word}`, { public: false });
      const names = async (options: object) =>
        (await admin.storage.listBuckets({ search: word, ...options })).data?.map(({ id }) => id[0]).join('');
      assert.equal(await names({ sortColumn: 'name', sortOrder: 'asc' }), 'abc');
      assert.equal(await names({ sortColumn: 'name', sortOrder: 'desc', limit: 1, offset: 1 }), 'b');
      assert.deepEqual(await anna.storage.listBuckets(), { data: [], error: null });
    });
  });

  method('storage.updateBucket()', 'works', (it) => {
    it('changes what is said and keeps the rest', async () => {
      const id = `bucket-${randomUUID()}`;
      await admin.storage.createBucket(id, { public: true, fileSizeLimit: 1000, allowedMimeTypes: ['text/plain'] });
      const { data, error } = await admin.storage.updateBucket(id, { public: false, fileSizeLimit: null });
      assert.deepEqual([data, error], [{ message: 'Successfully updated' }, null]);
      const changed = (await admin.storage.getBucket(id)).data;
      assert.deepEqual(
        [changed?.public, changed?.file_size_limit, changed?.allowed_mime_types],
        [false, null, ['text/plain']],
      );
      const refused = await anna.storage.updateBucket(id, { public: true });
      assert.deepEqual(said(refused.error), [400, '404', 'Bucket not found']);
    });
  });

  method('storage.emptyBucket()', { differs: 'at once, not queued' }, (it) => {
    it('removes every object', async () => {
      const id = `bucket-${randomUUID()}`;
      await admin.storage.createBucket(id, { public: false });
      await put('a/b.txt', text('x'), id);
      assert.deepEqual(said((await anna.storage.emptyBucket(id)).error), [400, '404', 'Bucket not found']);
      assert.equal((await admin.storage.emptyBucket(id)).error, null);
      if (!isLocal()) assert.deepEqual((await admin.storage.from(id).list()).data, []);
    });
  });

  method('storage.deleteBucket()', 'works', (it) => {
    it('removes an empty bucket and no other', async () => {
      const id = `bucket-${randomUUID()}`;
      await admin.storage.createBucket(id, { public: false });
      await put('a.txt', text('x'), id);
      const full = await admin.storage.deleteBucket(id);
      assert.deepEqual(said(full.error), [400, '409', 'The bucket you tried to delete is not empty']);
      await admin.storage.from(id).remove(['a.txt']);
      assert.deepEqual(said((await anna.storage.deleteBucket(id)).error), [400, '404', 'Bucket not found']);
      assert.deepEqual((await admin.storage.deleteBucket(id)).data, { message: 'Successfully deleted' });
      assert.deepEqual(said((await admin.storage.deleteBucket(id)).error), [400, '404', 'Bucket not found']);
    });
  });

  method('storage.from().upload()', 'works', (it) => {
    it('takes blobs, bytes, text and streams, and remembers what was said of them', async () => {
      const bodies = [
        text('hello'),
        new TextEncoder().encode('hello'),
        'hello',
        Readable.from([Buffer.from('hel'), Buffer.from('lo')]),
      ];
      for (const body of bodies) {
        const name = own();
        const options = { contentType: 'text/plain', cacheControl: '60', metadata: { pages: 3 } };
        const { data, error } = await papers().upload(name, body, options);
        assert.deepEqual([error, data?.path, data?.fullPath], [null, name, `papers/${name}`]);
        assert.equal(await read(name), 'hello');
        const info = (await papers().info(name)).data;
        assert.deepEqual(
          [info?.id, info?.size, info?.contentType, info?.cacheControl, info?.metadata],
          [data?.id, 5, 'text/plain', 'max-age=60', { pages: 3 }],
        );
      }
    });
    it('refuses a name that is taken, unless it is to be written over', async () => {
      const name = own();
      const first = await papers().upload(name, text('one'));
      const refused = await papers().upload(name, text('two'));
      assert.deepEqual(said(refused.error), [400, '409', 'The resource already exists']);
      assert.equal(await read(name), 'one');
      const over = await papers().upload(name, text('two'), { upsert: true });
      assert.deepEqual([over.data?.id, await read(name)], [first.data?.id, 'two']);
    });
    it('asks the policies: others, strangers and nobody are refused', async () => {
      for (const client of [boris, target.client()]) {
        const { error } = await papers(client).upload(own(), text('x'));
        assert.deepEqual(said(error), [400, '403', 'new row violates row-level security policy']);
      }
      assert.equal((await papers().upload(`drop/${randomUUID()}`, text('x'))).error, null);
      const name = `drop/${randomUUID()}`;
      await put(name);
      // To write over asks for more than to put in.
      const over = await papers().upload(name, text('x'), { upsert: true });
      assert.equal((over.error as Refusal)?.statusCode, '403');
    });
    it('keeps to the limits of the bucket and of all buckets', async () => {
      const pictures = admin.storage.from('pictures');
      const large = await pictures.upload(own(), text('x'.repeat(102_401)));
      assert.deepEqual(said(large.error), [400, '413', 'The object exceeded the maximum allowed size']);
      assert.equal((await pictures.upload(own(), text('x'.repeat(102_400)))).error, null);
      const bytes = new Uint8Array(102_401);
      assert.equal(
        ((await pictures.upload(own(), bytes, { contentType: 'text/plain' })).error as Refusal)?.statusCode,
        '413',
      );
      assert.equal((await pictures.upload(own('png'), png, { contentType: 'image/png' })).error, null);
      const page = await pictures.upload(own(), new Blob(['<p>'], { type: 'text/html' }));
      assert.deepEqual(said(page.error), [400, '415', 'mime type text/html is not supported']);
      const huge = await admin.storage.from('papers').upload(own(), new Uint8Array(5 * 2 ** 20 + 1));
      assert.equal((huge.error as Refusal)?.statusCode, '413');
    });
    it('refuses names that S3 does not take, and buckets that are not there', async () => {
      for (const name of ['имя.txt', 'a\\b', 'a\u0000b', 'a#b', 'a%b', 'x'.repeat(1025)]) {
        const { error } = await papers(admin).upload(encodeURIComponent(name), text('x'));
        assert.equal((error as Refusal)?.statusCode, '400', name.slice(0, 20));
      }
      const { error } = await admin.storage.from('none').upload('a.txt', text('x'));
      assert.deepEqual(said(error), [400, '404', 'Bucket not found']);
    });
  });

  method('storage.from().update()', 'works', (it) => {
    it('writes over what is there, with the rights to', async () => {
      const name = await put();
      assert.equal((await papers().update(name, text('other'), { cacheControl: '1' })).error, null);
      assert.equal(await read(name), 'other');
      const refused = await papers(boris).update(name, text('x'));
      assert.equal((refused.error as Refusal)?.statusCode, '403');
    });
  });

  method('storage.from().download()', 'works', (it) => {
    it('gives the bytes to who may see them', async () => {
      const name = own('bin');
      const bytes = new Uint8Array(100_000).map((_, index) => index % 251);
      await papers().upload(name, bytes);
      const { data } = await papers().download(name);
      assert.deepEqual(new Uint8Array((await data?.arrayBuffer()) ?? []), bytes);
      assert.deepEqual(said((await papers(boris).download(name)).error), [400, '404', 'Object not found']);
      const nobody = await papers(target.client()).download(name);
      assert.equal((nobody.error as Refusal)?.statusCode, '404');
    });
    it('streams', async () => {
      const name = await put();
      const { data } = await papers().download(name).asStream();
      assert.equal(await new Response(data).text(), 'hello');
    });
    it('does not show a page as one', async () => {
      const name = await put(own('html'), new Blob(['<script>'], { type: 'text/html' }));
      assert.match((await papers().download(name)).data?.type ?? '', /^text\/plain/);
    });
  });

  method('storage.from().info()', 'works', (it) => {
    it('tells of an object to who may see it', async () => {
      const name = own();
      await papers().upload(name, text('hello'), { metadata: { a: 1 } });
      const { data } = await papers().info(name);
      assert.deepEqual(
        [data?.name, data?.bucketId, data?.size, data?.contentType, data?.metadata],
        [name, 'papers', 5, 'text/plain', { a: 1 }],
      );
      assert.match(data?.etag ?? '', /^"[0-9a-f]+"$/);
      assert.deepEqual(said((await papers(boris).info(name)).error), [400, '404', 'Object not found']);
    });
  });

  method('storage.from().exists()', 'works', (it) => {
    it('tells whether an object is there for the caller', async () => {
      const name = await put();
      assert.equal((await papers().exists(name)).data, true);
      assert.equal((await papers(boris).exists(name)).data, false);
      assert.equal((await papers().exists(own())).data, false);
    });
  });

  method('storage.from().move()', 'works', (it) => {
    it('gives another name, also in another bucket', async () => {
      const [from, to, far] = [await put(), own(), own()];
      assert.equal((await papers().move(from, to)).data?.message, 'Successfully moved');
      assert.deepEqual([await read(from), await read(to)], [undefined, 'hello']);
      assert.equal((await papers().move(to, far, { destinationBucket: 'pictures' })).error, null);
      assert.equal(await read(far, anna, 'pictures'), 'hello');
    });
    it('writes over nothing, and asks the policies of both ends', async () => {
      const [one, two] = [await put(), await put(own(), text('two'))];
      assert.deepEqual(said((await papers().move(one, two)).error), [400, '409', 'The resource already exists']);
      assert.equal(await read(two), 'two');
      assert.equal(((await papers(boris).move(one, own())).error as Refusal)?.statusCode, '404');
      assert.equal(((await papers().move(one, 'elsewhere/x.txt')).error as Refusal)?.statusCode, '403');
      assert.equal(((await papers().move(own(), own())).error as Refusal)?.statusCode, '404');
    });
  });

  method('storage.from().copy()', 'works', (it) => {
    it('makes a second object with the same bytes, also in another bucket', async () => {
      const from = own();
      await papers().upload(from, text('hello'), { metadata: { a: 1 } });
      const [to, far] = [own(), own()];
      assert.deepEqual((await papers().copy(from, to)).data, { path: `papers/${to}` });
      assert.equal((await papers().copy(from, far, { destinationBucket: 'pictures' })).error, null);
      await papers().remove([from]);
      assert.deepEqual([await read(to), await read(far, anna, 'pictures')], ['hello', 'hello']);
      assert.deepEqual((await papers().info(to)).data?.metadata, { a: 1 });
    });
    it('writes over nothing, and asks the policies of both ends', async () => {
      const [one, two] = [await put(), await put(own(), text('two'))];
      assert.deepEqual(said((await papers().copy(one, two)).error), [400, '409', 'The resource already exists']);
      assert.equal(((await papers(boris).copy(one, own())).error as Refusal)?.statusCode, '404');
      assert.equal(((await papers().copy(one, 'elsewhere/x.txt')).error as Refusal)?.statusCode, '403');
    });
  });

  method('storage.from().remove()', 'works', (it) => {
    it('removes what the caller may, and returns it', async () => {
      const [one, two] = [await put(), await put()];
      assert.deepEqual((await papers(boris).remove([one])).data, []);
      const { data } = await papers().remove([one, two, own()]);
      assert.deepEqual(data?.map(({ name }) => name).sort(), [one, two].sort());
      assert.deepEqual([await read(one), await read(two)], [undefined, undefined]);
    });
  });

  method('storage.from().list()', 'works', (it) => {
    it('lists folders and files, sorts, pages and searches', async () => {
      const base = `${annasFolder}/${randomUUID()}`;
      for (const name of ['b.txt', 'a.txt', 'c.txt', 'deep/x.txt', 'deep/er/y.txt']) await put(`${base}/${name}`);
      const names = async (options?: object, path = base) =>
        (await papers().list(path, options)).data?.map(({ name, id }) => (id ? name : `${name}/`));
      assert.deepEqual((await names())?.sort(), ['a.txt', 'b.txt', 'c.txt', 'deep/']);
      assert.deepEqual(await names({}, `${base}/deep`), ['er/', 'x.txt']);
      assert.deepEqual(await names({ search: 'b' }), ['b.txt']);
      assert.deepEqual(
        (await names({ sortBy: { column: 'name', order: 'desc' } }))?.filter((name) => !name.endsWith('/')),
        ['c.txt', 'b.txt', 'a.txt'],
      );
      const created = await names({ sortBy: { column: 'created_at', order: 'asc' } });
      assert.deepEqual(
        created?.filter((name) => !name.endsWith('/')),
        ['b.txt', 'a.txt', 'c.txt'],
      );
      assert.deepEqual(
        [...((await names({ limit: 2 })) ?? []), ...((await names({ limit: 2, offset: 2 })) ?? [])].sort(),
        ['a.txt', 'b.txt', 'c.txt', 'deep/'],
      );
      assert.deepEqual((await papers(boris).list(base)).data, []);
    });
  });

  method('storage.from().listV2()', 'works', (it) => {
    it('lists whole names page by page, and folders with a delimiter', async () => {
      const base = `${annasFolder}/${randomUUID()}`;
      const all = ['a.txt', 'b.txt', 'deep/er/y.txt', 'deep/x.txt'].map((name) => `${base}/${name}`);
      for (const name of [...all].reverse()) await put(name);
      const pages: string[] = [];
      let cursor: string | undefined;
      do {
        const { data } = await papers().listV2({ prefix: base, limit: 3, ...(cursor && { cursor }) });
        pages.push(...(data?.objects.map(({ name }) => name) ?? []));
        cursor = data?.nextCursor;
        assert.equal(data?.hasNext, cursor !== undefined);
      } while (cursor);
      assert.deepEqual(pages, all);
      const { data } = await papers().listV2({ prefix: `${base}/`, with_delimiter: true });
      assert.deepEqual(
        [data?.folders.map(({ name }) => name), data?.objects.map(({ name }) => name)],
        [[`${base}/deep/`], [`${base}/a.txt`, `${base}/b.txt`]],
      );
    });
    it('sorts by time, also over pages', async () => {
      const base = `${annasFolder}/${randomUUID()}`;
      const all = ['c', 'a', 'b'].map((name) => `${base}/${name}`);
      for (const name of all) await put(name);
      const sortBy = { column: 'created_at', order: 'desc' } as const;
      const first = (await papers().listV2({ prefix: base, limit: 2, sortBy })).data;
      const cursor = first?.nextCursor ?? '';
      const second = (await papers().listV2({ prefix: base, limit: 2, sortBy, cursor })).data;
      assert.deepEqual(
        [...(first?.objects ?? []), ...(second?.objects ?? [])].map(({ name }) => name),
        [...all].reverse(),
      );
    });
  });

  method('storage.from().createSignedUrl()', 'works', (it) => {
    it('opens one object to whoever has the address', async () => {
      const name = await put();
      const { data } = await papers().createSignedUrl(name, 60);
      const url = new URL(data?.signedUrl ?? '');
      const answer = await fetch(url);
      assert.deepEqual([answer.status, await answer.text()], [200, 'hello']);
      assert.notEqual(answer.headers.get('expires'), null);
      url.pathname = url.pathname.replace(name, await put());
      assert.equal((await fetch(url)).status, 400);
      assert.equal((await fetch(`${data?.signedUrl}x`)).status, 400);
    });
    it('offers it to be saved under a name', async () => {
      const name = await put();
      const { data } = await papers().createSignedUrl(name, 60, { download: 'a b.txt' });
      const { headers } = await fetch(data?.signedUrl ?? '');
      assert.match(headers.get('content-disposition') ?? '', /^attachment; filename=a/);
    });
    it('is refused to who may not see the object', async () => {
      const { error } = await papers(boris).createSignedUrl(await put(), 60);
      assert.deepEqual(said(error), [400, '404', 'Object not found']);
    });
  });

  method('storage.from().createSignedUrls()', 'works', (it) => {
    it('signs those that are there and names those that are not', async () => {
      const [there, not] = [await put(), own()];
      const { data } = await papers().createSignedUrls([there, not], 60);
      assert.deepEqual(
        data?.map(({ error, path, signedUrl }) => [path, error === null, signedUrl === null]),
        [
          [there, true, false],
          [not, false, true],
        ],
      );
      assert.equal(await (await fetch(data?.[0]?.signedUrl ?? '')).text(), 'hello');
    });
  });

  method('storage.from().createSignedUploadUrl()', 'works', (it) => {
    it('is given to who may put the object there', async () => {
      const name = own();
      const { data } = await papers().createSignedUploadUrl(name);
      assert.equal(data?.path, name);
      const { error } = await papers(boris).createSignedUploadUrl(name);
      assert.equal((error as Refusal)?.statusCode, '403');
      await put(name);
      assert.equal(((await papers().createSignedUploadUrl(name)).error as Refusal)?.statusCode, '409');
    });
  });

  method('storage.from().uploadToSignedUrl()', 'works', (it) => {
    it('takes the file from whoever has the token, once, and for no other name', async () => {
      const name = own();
      const token = (await papers().createSignedUploadUrl(name)).data?.token ?? '';
      const nobody = papers(target.client());
      assert.equal(((await nobody.uploadToSignedUrl(own(), token, text('x'))).error as Refusal)?.statusCode, '400');
      const { data } = await nobody.uploadToSignedUrl(name, token, text('hello'));
      assert.deepEqual([data?.path, await read(name)], [name, 'hello']);
      assert.equal(((await nobody.uploadToSignedUrl(name, token, text('x'))).error as Refusal)?.statusCode, '409');
    });
    it('writes over with a token made for that', async () => {
      const name = await put();
      const token = (await papers().createSignedUploadUrl(name, { upsert: true })).data?.token ?? '';
      assert.equal((await papers(boris).uploadToSignedUrl(name, token, text('new'))).error, null);
      assert.equal(await read(name), 'new');
    });
  });

  method('storage.from().getPublicUrl()', 'works', (it) => {
    it('is answered without any key in a public bucket, and in no other', async () => {
      const name = await put(own('png'), new Blob([png], { type: 'image/png' }), 'pictures');
      const { publicUrl } = anna.storage.from('pictures').getPublicUrl(name).data;
      const answer = await fetch(publicUrl);
      assert.deepEqual(
        [answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength],
        [200, 'image/png', png.byteLength],
      );
      assert.match(answer.headers.get('cache-control') ?? '', /max-age=3600/);
      const tag = answer.headers.get('etag') ?? '';
      assert.equal((await fetch(publicUrl, { headers: { 'if-none-match': tag } })).status, 304);
      const part = await fetch(publicUrl, { headers: { range: 'bytes=1-3' } });
      assert.deepEqual(
        [part.status, part.headers.get('content-range'), await part.text()],
        [206, `bytes 1-3/${png.byteLength}`, 'PNG'],
      );
      const closed = await fetch(papers().getPublicUrl(await put()).data.publicUrl);
      assert.equal(closed.status, 400);
    });
    it('offers a file to be saved under any name', async () => {
      const name = await put(own(), text('x'), 'pictures');
      const { publicUrl } = anna.storage.from('pictures').getPublicUrl(name, { download: 'Отчёт «1».txt' }).data;
      const disposition = (await fetch(publicUrl)).headers.get('content-disposition') ?? '';
      const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? '';
      assert.equal(decodeURIComponent(encoded), 'Отчёт «1».txt');
    });
  });

  method('storage.from().purgeCache()', { refused: '501, there is no CDN' }, (it) => {
    it('is refused', async () => {
      const { error } = await papers(admin).purgeCache(await put());
      if (!isLocal()) assert.deepEqual(said(error), notHere('The CDN, whose cache could be purged,'));
    });
  });

  method('storage.purgeBucketCache()', { refused: '501, there is no CDN' }, (it) => {
    it('is refused', async () => {
      const { error } = await admin.storage.purgeBucketCache('papers');
      if (!isLocal()) assert.deepEqual(said(error), notHere('The CDN, whose cache could be purged,'));
    });
  });

  const lifecycle = { refused: '501, objects have no versions' };
  method('storage.getBucketLifecycle()', lifecycle, (it) => {
    it('is refused', async () => {
      const { error } = await admin.storage.getBucketLifecycle('papers');
      if (!isLocal()) assert.deepEqual(said(error), notHere('Lifecycle of objects'));
    });
  });
  method('storage.updateBucketLifecycle()', lifecycle, (it) => {
    it('is refused', async () => {
      const { error } = await admin.storage.updateBucketLifecycle('papers', { rules: [] });
      if (!isLocal()) assert.deepEqual(said(error), notHere('Lifecycle of objects'));
    });
  });
  method('storage.deleteBucketLifecycle()', lifecycle, (it) => {
    it('is refused', async () => {
      const { error } = await admin.storage.deleteBucketLifecycle('papers');
      if (!isLocal()) assert.deepEqual(said(error), notHere('Lifecycle of objects'));
    });
  });

  method('storage.vectors', { refused: '501' }, (it) => {
    it('is refused', async () => {
      const { error } = await admin.storage.vectors.createBucket('numbers');
      if (!isLocal()) assert.match(error?.message ?? '', /^Vector buckets/);
    });
  });
  method('storage.analytics', { refused: '501' }, (it) => {
    it('is refused', async () => {
      const { error } = await admin.storage.analytics.createBucket('numbers');
      if (!isLocal()) assert.match(error?.message ?? '', /^Analytics buckets/);
    });
  });

  const transformed = 'TransformOptions of download(), createSignedUrl() and getPublicUrl()';
  method(transformed, { differs: 'WebP by Accept; a picture is never enlarged' }, (it) => {
    const drawn = () => sharp({ create: { width: 200, height: 100, channels: 3, background: '#1368ce' } });
    const upload = async () =>
      put(own('png'), new Blob([new Uint8Array(await drawn().png().toBuffer())], { type: 'image/png' }), 'pictures');
    const sizeOf = async (bytes: ArrayBuffer | undefined) => {
      const { format, height, width } = await sharp(Buffer.from(bytes ?? new ArrayBuffer(0))).metadata();
      return [format, width, height];
    };
    it('gives a picture in another size, by each of the three ways', async () => {
      const name = await upload();
      const pictures = anna.storage.from('pictures');
      const transform = { width: 50, height: 50, format: 'origin' } as const;
      const downloaded = (await pictures.download(name, { transform })).data;
      assert.deepEqual(await sizeOf(await downloaded?.arrayBuffer()), ['png', 50, 50]);
      const contain = { ...transform, resize: 'contain' } as const;
      const open = await fetch(pictures.getPublicUrl(name, { transform: contain }).data.publicUrl);
      assert.deepEqual(await sizeOf(await open.arrayBuffer()), ['png', 50, 25]);
      const fill = { ...transform, resize: 'fill' } as const;
      const { data } = await pictures.createSignedUrl(name, 60, { transform: fill });
      const signed = await fetch(data?.signedUrl ?? '');
      assert.deepEqual(await sizeOf(await signed.arrayBuffer()), ['png', 50, 50]);
    });
    it('takes a smaller format where the caller does', async () => {
      const name = await upload();
      const { publicUrl } = anna.storage.from('pictures').getPublicUrl(name, { transform: { width: 20 } }).data;
      const answer = await fetch(publicUrl, { headers: { accept: 'image/webp,*/*' } });
      assert.equal(answer.headers.get('content-type'), 'image/webp');
      assert.deepEqual(await sizeOf(await answer.arrayBuffer()), ['webp', 20, 10]);
    });
    it('refuses what is no picture, and sizes that are none', async () => {
      const pictures = anna.storage.from('pictures');
      const word = await put(own(), text('hello'), 'pictures');
      const broken = await fetch(pictures.getPublicUrl(word, { transform: { width: 20 } }).data.publicUrl);
      assert.equal(broken.status, 400);
      const { publicUrl } = pictures.getPublicUrl(await upload(), { transform: { quality: 1 } }).data;
      assert.equal((await fetch(publicUrl)).status, 400);
    });
    it('asks the policies as for the whole file', async () => {
      const { data } = await papers(admin).download(await put(own('png'), new Blob([png])), {
        transform: { width: 1 },
      });
      assert.equal(data === null, false);
      const { error } = await papers(boris).download(await put(own('png'), new Blob([png])), {
        transform: { width: 1 },
      });
      assert.equal(error === null, false);
    });
  });

  method('/upload/resumable (TUS 1.0)', { differs: 'no concatenation, no deferred length' }, (it) => {
    const endpoint = () => `${target.url}/storage/v1/upload/resumable`;
    const tokenOf = async (client: SupabaseClient) => (await client.auth.getSession()).data.session?.access_token ?? '';
    const tus = async (client: SupabaseClient, url: string, init: RequestInit & { headers?: Record<string, string> }) =>
      fetch(url, {
        ...init,
        headers: {
          'tus-resumable': '1.0.0',
          apikey: target.publishableKey,
          authorization: `Bearer ${await tokenOf(client)}`,
          ...init.headers,
        },
      });
    const create = (client: SupabaseClient, name: string, length: number, headers: Record<string, string> = {}) => {
      const said = { bucketName: 'papers', objectName: name, contentType: 'text/plain', cacheControl: '60' };
      const pairs = Object.entries(said).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
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
      const name = own();
      const created = await create(anna, name, 10);
      const url = created.headers.get('location') ?? '';
      assert.equal(created.status, 201);
      assert.ok(url.startsWith(`${endpoint()}/`), url);
      const first = await patch(anna, url, 0, 'hello');
      assert.deepEqual([first.status, first.headers.get('upload-offset')], [204, '5']);
      const asked = await tus(anna, url, { method: 'HEAD' });
      assert.deepEqual([asked.headers.get('upload-offset'), asked.headers.get('upload-length')], ['5', '10']);
      assert.equal(await read(name), undefined);
      assert.equal((await patch(anna, url, 3, 'xx')).status, 409);
      assert.equal((await patch(anna, url, 5, 'world')).status, 204);
      assert.equal(await read(name), 'helloworld');
      const info = (await papers().info(name)).data;
      assert.deepEqual([info?.contentType, info?.cacheControl, info?.size], ['text/plain', 'max-age=60', 10]);
    });
    it('takes the first part with the creation', async () => {
      const name = own();
      const created = await tus(anna, endpoint(), {
        method: 'POST',
        headers: {
          'upload-length': '5',
          'content-type': 'application/offset+octet-stream',
          'upload-metadata': `bucketName ${btoa('papers')},objectName ${btoa(name)}`,
        },
        body: 'hello',
      });
      assert.deepEqual([created.status, created.headers.get('upload-offset'), await read(name)], [201, '5', 'hello']);
    });
    it('asks the policies and the limits before anything is sent', async () => {
      assert.equal((await create(boris, own(), 5)).status, 403);
      assert.equal((await create(anna, own(), 6 * 2 ** 20)).status, 413);
      const name = await put();
      assert.equal((await create(anna, name, 5)).status, 409);
      const over = await create(anna, name, 3, { 'x-upsert': 'true' });
      assert.equal((await patch(anna, over.headers.get('location') ?? '', 0, 'new')).status, 204);
      assert.equal(await read(name), 'new');
    });
    it('goes on for nobody but who began', async () => {
      const url = (await create(anna, own(), 5)).headers.get('location') ?? '';
      assert.equal((await patch(boris, url, 0, 'hello')).status, 403);
      assert.equal((await tus(boris, url, { method: 'DELETE' })).status, 403);
    });
    it('is ended by who began', async () => {
      const url = (await create(anna, own(), 5)).headers.get('location') ?? '';
      assert.equal((await tus(anna, url, { method: 'DELETE' })).status, 204);
      assert.ok([404, 410].includes((await tus(anna, url, { method: 'HEAD' })).status));
    });
    it('takes a signed upload address instead of a token', async () => {
      const name = own();
      const token = (await papers().createSignedUploadUrl(name)).data?.token ?? '';
      const headers = { 'tus-resumable': '1.0.0', 'x-signature': token };
      const said = `bucketName ${btoa('papers')},objectName ${btoa(name)}`;
      const created = await fetch(`${endpoint()}/sign`, {
        method: 'POST',
        headers: { ...headers, 'upload-length': '2', 'upload-metadata': said },
      });
      assert.equal(created.status, 201);
      const sent = await fetch(created.headers.get('location') ?? '', {
        method: 'PATCH',
        headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
        body: 'hi',
      });
      assert.deepEqual([sent.status, await read(name)], [204, 'hi']);
    });
    it('tells which TUS it speaks', async () => {
      const { headers } = await fetch(endpoint(), { method: 'OPTIONS', headers: { 'tus-resumable': '1.0.0' } });
      assert.equal(headers.get('tus-version'), '1.0.0');
      assert.match(headers.get('tus-extension') ?? '', /creation/);
    });
  });

  const plumbing = ['from', 'setHeader', 'throwOnError', 'toBase64', 'encodeMetadata', 'handleOperation', 'fetch'];
  const helpers = ['listBucketOptionsToQueryString', 'bucketLifecycleUrl', 'prepareUploadFormData', 'uploadOrUpdate'];
  describe('the table', () => {
    const storage = new StorageClient('http://localhost');
    complete(storage, 'storage.', [...plumbing, ...helpers]);
    complete(storage.from('papers'), 'storage.from().', [...plumbing, ...helpers, 'applyTransformOptsToQuery']);
  });
});
