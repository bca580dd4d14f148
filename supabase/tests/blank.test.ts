import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isBlank } from '../../components/core/text.ts';
import { openPolicyDatabase } from '../../scripts/policies/database.ts';

it('What the page takes for blank the database does as well, sign by sign', async () => {
  const database = await openPolicyDatabase(process.env.DATABASE_URL);
  try {
    // The planes in which anything is assigned that one might take for blank; surrogates are no signs.
    const blank = await database.script(`
      select to_hex(n) from (select generate_series(1, 131071) union all select generate_series(917504, 983039)) sign (n)
      where n not between 55296 and 57343 and private.is_blank(chr(n)) order by n`);
    const signs = [...range(1, 0xd7ff), ...range(0xe000, 0x1ffff), ...range(0xe0000, 0xeffff)];
    const expected = signs.filter((n) => isBlank(String.fromCodePoint(n))).map((n) => n.toString(16));
    assert.ok(expected.includes('1d173') && expected.includes('e0041'));
    assert.deepEqual(blank, expected);
  } finally {
    await database.close();
  }
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
