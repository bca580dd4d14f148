import { after, before, describe } from 'node:test';
import { StorageClient } from '@supabase/storage-js';
import { methodsOf } from './methods.ts';
import { addressTests } from './storage-addresses.ts';
import { bucketTests } from './storage-buckets.ts';
import { listTests } from './storage-lists.ts';
import { objectTests } from './storage-objects.ts';
import { refusedTests } from './storage-refused.ts';
import { resumableTests } from './storage-resumable.ts';
import { Scene } from './storage-scene.ts';

describe('Storage as supabase-js uses it', () => {
  const { complete, method } = methodsOf('storage');
  const scene = new Scene();
  before(() => scene.open());
  after(() => scene.target.stop());

  bucketTests(method, scene);
  objectTests(method, scene);
  listTests(method, scene);
  addressTests(method, scene);
  resumableTests(method, scene);
  refusedTests(method, scene);

  const plumbing = ['from', 'setHeader', 'throwOnError', 'toBase64', 'encodeMetadata', 'handleOperation', 'fetch'];
  const helpers = ['listBucketOptionsToQueryString', 'bucketLifecycleUrl', 'prepareUploadFormData', 'uploadOrUpdate'];
  describe('the table', () => {
    const storage = new StorageClient('http://localhost');
    complete(storage, 'storage.', [...plumbing, ...helpers]);
    complete(storage.from('papers'), 'storage.from().', [...plumbing, ...helpers, 'applyTransformOptsToQuery']);
  });
});
