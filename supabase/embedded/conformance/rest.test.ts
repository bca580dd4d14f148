import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { methodsOf } from './methods.ts';
import { openTarget, type Target } from './target.ts';

describe('REST as supabase-js uses it', () => {
  const { method } = methodsOf('rest');
  let target: Target;
  before(async () => {
    target = await openTarget();
  });
  after(() => target.stop());

  method('from().select()', 'works', (it) => {
    it('is empty for who owns nothing, and refused to who may not ask', async () => {
      const secret = await target.client({ key: target.secretKey }).from('notes').select();
      assert.deepEqual([secret.error, secret.data], [null, []]);
      const { error, status } = await target.client().from('notes').select();
      assert.deepEqual([error?.code, status], ['42501', 401]);
    });
  });
});
