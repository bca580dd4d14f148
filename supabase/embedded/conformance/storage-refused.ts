import assert from 'node:assert/strict';
import type { Method } from './methods.ts';
import { refusalOf, type Scene } from './storage-scene.ts';

const notHere = (feature: string) => [501, '501', `${feature} is not part of the embedded Supabase`];

export function refusedTests(method: Method, scene: Scene): void {
  method('storage.from().purgeCache()', { refused: '501, there is no CDN' }, (it) => {
    it('is refused', async () => {
      const { error } = await scene.papers(scene.admin).purgeCache(await scene.put());
      if (!scene.isLocal()) assert.deepEqual(refusalOf(error), notHere('The CDN, whose cache could be purged,'));
    });
  });

  method('storage.purgeBucketCache()', { refused: '501, there is no CDN' }, (it) => {
    it('is refused', async () => {
      const { error } = await scene.admin.storage.purgeBucketCache('papers');
      if (!scene.isLocal()) assert.deepEqual(refusalOf(error), notHere('The CDN, whose cache could be purged,'));
    });
  });

  const lifecycle = { refused: '501, objects have no versions' };
  method('storage.getBucketLifecycle()', lifecycle, (it) => {
    it('is refused', async () => {
      const { error } = await scene.admin.storage.getBucketLifecycle('papers');
      if (!scene.isLocal()) assert.deepEqual(refusalOf(error), notHere('Lifecycle of objects'));
    });
  });
  method('storage.updateBucketLifecycle()', lifecycle, (it) => {
    it('is refused', async () => {
      const { error } = await scene.admin.storage.updateBucketLifecycle('papers', { rules: [] });
      if (!scene.isLocal()) assert.deepEqual(refusalOf(error), notHere('Lifecycle of objects'));
    });
  });
  method('storage.deleteBucketLifecycle()', lifecycle, (it) => {
    it('is refused', async () => {
      const { error } = await scene.admin.storage.deleteBucketLifecycle('papers');
      if (!scene.isLocal()) assert.deepEqual(refusalOf(error), notHere('Lifecycle of objects'));
    });
  });

  method('storage.vectors', { refused: '501' }, (it) => {
    it('is refused', async () => {
      const { error } = await scene.admin.storage.vectors.createBucket('numbers');
      if (!scene.isLocal()) assert.match(error?.message ?? '', /^Vector buckets/);
    });
  });
  method('storage.analytics', { refused: '501' }, (it) => {
    it('is refused', async () => {
      const { error } = await scene.admin.storage.analytics.createBucket('numbers');
      if (!scene.isLocal()) assert.match(error?.message ?? '', /^Analytics buckets/);
    });
  });
}
