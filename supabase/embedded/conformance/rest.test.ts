import { after, before, describe } from 'node:test';
import {
  PostgrestClient,
  PostgrestFilterBuilder,
  PostgrestQueryBuilder,
  PostgrestTransformBuilder,
} from '@supabase/postgrest-js';
import { methodsOf } from './methods.ts';
import { filterTests } from './rest-filters.ts';
import { functionTests } from './rest-functions.ts';
import { readTests } from './rest-read.ts';
import { relationTests } from './rest-relations.ts';
import { transformTests } from './rest-transforms.ts';
import { writeTests } from './rest-write.ts';
import { openTarget, type Target } from './target.ts';

describe('REST as supabase-js uses it', () => {
  const { complete, method } = methodsOf('rest');
  let target: Target;
  before(async () => {
    target = await openTarget();
  });
  after(() => target.stop());
  const of = () => target;

  readTests(method, of);
  relationTests(method, of);
  writeTests(method, of);
  filterTests(method, of);
  transformTests(method, of);
  functionTests(method, of);

  complete(PostgrestClient.prototype, '', ['decorateFetch', 'schema', 'from', 'rpc']);
  complete(PostgrestQueryBuilder.prototype, 'from().', ['cloneRequestState']);
  complete(PostgrestFilterBuilder.prototype, '.', ['then', 'processResponse', 'select']);
  complete(PostgrestTransformBuilder.prototype, '.', ['then', 'processResponse', 'select']);
});
