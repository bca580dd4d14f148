import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Method } from './methods.ts';
import { type Refusal, refusalOf, type Scene, text } from './storage-scene.ts';

export function bucketTests(method: Method, scene: Scene): void {
  method('storage.createBucket()', 'works', (it) => {
    it('makes a bucket with its limits, once', async () => {
      const id = `bucket-${randomUUID()}`;
      const limits = { public: true, fileSizeLimit: '1KB', allowedMimeTypes: ['image/*', 'text/plain'] };
      assert.deepEqual(await scene.admin.storage.createBucket(id, limits), { data: { name: id }, error: null });
      const { data } = await scene.admin.storage.getBucket(id);
      assert.deepEqual(
        [data?.id, data?.public, data?.file_size_limit, data?.allowed_mime_types],
        [id, true, 1000, ['image/*', 'text/plain']],
      );
      const again = await scene.admin.storage.createBucket(id, { public: false });
      assert.deepEqual(refusalOf(again.error), [400, '409', 'The resource already exists']);
    });
    it('is refused to who has no policy for it', async () => {
      for (const client of [scene.target.client(), scene.anna]) {
        const { error } = await client.storage.createBucket(`bucket-${randomUUID()}`, { public: true });
        assert.deepEqual(refusalOf(error), [400, '403', 'new row violates row-level security policy']);
      }
    });
    it('refuses limits that are none', async () => {
      const tries = [{ fileSizeLimit: '5 apples' }, { fileSizeLimit: '900GB' }, { allowedMimeTypes: ['nonsense'] }];
      const codes = [];
      for (const limits of tries) {
        const { error } = await scene.admin.storage.createBucket(`bucket-${randomUUID()}`, {
          public: false,
          ...limits,
        });
        codes.push((error as Refusal)?.statusCode);
      }
      assert.deepEqual(codes, ['400', '413', '415']);
    });
  });

  method('storage.getBucket()', 'works', (it) => {
    it('tells of a bucket to who may see it', async () => {
      const { data } = await scene.admin.storage.getBucket('pictures');
      assert.deepEqual([data?.name, data?.public, data?.file_size_limit], ['pictures', true, 102_400]);
      assert.deepEqual(refusalOf((await scene.anna.storage.getBucket('pictures')).error), [
        400,
        '404',
        'Bucket not found',
      ]);
      assert.deepEqual(refusalOf((await scene.admin.storage.getBucket('none')).error), [
        400,
        '404',
        'Bucket not found',
      ]);
    });
  });

  method('storage.listBuckets()', 'works', (it) => {
    it('lists, searches, sorts and pages', async () => {
      const word = randomUUID();
      for (const letter of ['b', 'a', 'c'])
        await scene.admin.storage.createBucket(`${letter}-${word}`, { public: false });
      const names = async (options: object) =>
        (await scene.admin.storage.listBuckets({ search: word, ...options })).data?.map(({ id }) => id[0]).join('');
      assert.equal(await names({ sortColumn: 'name', sortOrder: 'asc' }), 'abc');
      assert.equal(await names({ sortColumn: 'name', sortOrder: 'desc', limit: 1, offset: 1 }), 'b');
      assert.deepEqual(await scene.anna.storage.listBuckets(), { data: [], error: null });
    });
  });

  method('storage.updateBucket()', 'works', (it) => {
    it('changes what is named and keeps the rest', async () => {
      const id = `bucket-${randomUUID()}`;
      await scene.admin.storage.createBucket(id, {
        public: true,
        fileSizeLimit: 1000,
        allowedMimeTypes: ['text/plain'],
      });
      const { data, error } = await scene.admin.storage.updateBucket(id, { public: false, fileSizeLimit: null });
      assert.deepEqual([data, error], [{ message: 'Successfully updated' }, null]);
      const changed = (await scene.admin.storage.getBucket(id)).data;
      assert.deepEqual(
        [changed?.public, changed?.file_size_limit, changed?.allowed_mime_types],
        [false, null, ['text/plain']],
      );
      const refused = await scene.anna.storage.updateBucket(id, { public: true });
      assert.deepEqual(refusalOf(refused.error), [400, '404', 'Bucket not found']);
    });
  });

  method('storage.emptyBucket()', { differs: 'at once, not queued' }, (it) => {
    it('removes every object', async () => {
      const id = `bucket-${randomUUID()}`;
      await scene.admin.storage.createBucket(id, { public: false });
      await scene.put('a/b.txt', text('x'), id);
      assert.deepEqual(refusalOf((await scene.anna.storage.emptyBucket(id)).error), [400, '404', 'Bucket not found']);
      assert.equal((await scene.admin.storage.emptyBucket(id)).error, null);
      if (!scene.isLocal()) assert.deepEqual((await scene.admin.storage.from(id).list()).data, []);
    });
  });

  method('storage.deleteBucket()', 'works', (it) => {
    it('removes an empty bucket and no other', async () => {
      const id = `bucket-${randomUUID()}`;
      await scene.admin.storage.createBucket(id, { public: false });
      await scene.put('a.txt', text('x'), id);
      const full = await scene.admin.storage.deleteBucket(id);
      assert.deepEqual(refusalOf(full.error), [400, '409', 'The bucket you tried to delete is not empty']);
      await scene.admin.storage.from(id).remove(['a.txt']);
      assert.deepEqual(refusalOf((await scene.anna.storage.deleteBucket(id)).error), [400, '404', 'Bucket not found']);
      assert.deepEqual((await scene.admin.storage.deleteBucket(id)).data, { message: 'Successfully deleted' });
      assert.deepEqual(refusalOf((await scene.admin.storage.deleteBucket(id)).error), [400, '404', 'Bucket not found']);
    });
  });
}
