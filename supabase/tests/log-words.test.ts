import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../components/locales/ru/admin/audit.ts';
import { readMigrations } from '../embedded/migrate.ts';

/** What stands as the action in calls of the functions that write the log; a `case` names several. */
function actionsIn(sql: string): Set<string> {
  const calls = sql.matchAll(
    /private\.(?:log_change\(\s*[^,]+,|end_membership\([^,]+,[^,]+,)\s*(case[\s\S]*?end|'\w+')/g,
  );
  return new Set(
    [...calls].flatMap((call) => [...(call[1] ?? '').matchAll(/'(\w+)'/g)].map((found) => found[1] ?? '')),
  );
}

describe('A11 The log', () => {
  it('A11 has words for whatever the database writes into it', async () => {
    const migrations = await readMigrations(join(import.meta.dirname, '..', 'migrations'));
    const actions = actionsIn(migrations.map(({ sql }) => sql).join('\n'));
    assert.ok(actions.has('member_readmitted') && actions.has('member_left') && actions.size > 15, [...actions].join());
    const silent = [...actions].filter((action) => !Object.hasOwn(audit.actions, action));
    assert.deepEqual(silent, []);
  });
});
