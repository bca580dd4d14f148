import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isBlank } from '../../components/core/text.ts';
import { openPolicyDatabase } from '../../scripts/policies/database.ts';

it('What the page takes for blank the database does as well, sign by sign', async () => {
  const database = await openPolicyDatabase(process.env.DATABASE_URL);
  try {
    const blank = await database.script(`
      select to_hex(n) from generate_series(1, 65535) n
      where n not between 55296 and 57343 and private.is_blank(chr(n)) order by n`);
    const expected = Array.from({ length: 0xffff }, (_, n) => n + 1)
      .filter((n) => (n < 0xd800 || n > 0xdfff) && isBlank(String.fromCharCode(n)))
      .map((n) => n.toString(16));
    assert.deepEqual(blank, expected);
  } finally {
    await database.close();
  }
});
