import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PGlite } from '@electric-sql/pglite';
import { openPglite } from './database-pglite.ts';

describe('PGlite', () => {
  let pglite: PGlite;
  before(async () => {
    pglite = await openPglite();
    await pglite.exec('create table things (id int primary key); insert into things values (1)');
  });
  after(() => pglite.close());

  const depth = () => (pglite.Module as unknown as { ___stack_pointer: WebAssembly.Global }).___stack_pointer.value;

  it('keeps nothing on its stack of what failed, in whichever way it did', async () => {
    await pglite.exec('select 1');
    const before = depth();
    await assert.rejects(pglite.exec('select 1/0'));
    await assert.rejects(pglite.query('select 1/$1::int', [0]));
    await assert.rejects(pglite.exec('nonsense'));
    await assert.rejects(pglite.query('insert into things values ($1)', [1]));
    await pglite.exec('begin; savepoint here');
    await assert.rejects(pglite.exec('insert into things values (1)'));
    await pglite.exec('rollback to savepoint here; rollback');
    assert.equal(depth(), before);
  });

  it('answers after more errors than its stack has room for', async () => {
    for (let count = 0; count < 10_000; count++) await assert.rejects(pglite.exec('select 1/0'), { code: '22012' });
    assert.deepEqual((await pglite.query('select id from things')).rows, [{ id: 1 }]);
  });
});
