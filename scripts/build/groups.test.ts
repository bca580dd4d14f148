import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sources } from './groups.ts';

const pathOf = (source: string): string => join(import.meta.dirname, '../../components', `${source}.ts`);

describe('The files of the built script', () => {
  it('are made of sources that are there, each in one of them', () => {
    const all = Object.values(sources).flat();
    assert.deepEqual(
      all.filter((source) => !existsSync(pathOf(source))),
      [],
    );
    assert.deepEqual([...new Set(all)], all);
  });
});
