import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { openPolicyDatabase } from '../../scripts/policies/database.ts';

// PGlite has one session, so only a real Postgres can show what happens when administrators go at once.
const server = process.env.DATABASE_URL;
const administrators = 8;
const rounds = 10;

if (server) {
  describe('A5 The last administrator', () => {
    it('stays, also when all of them leave or lay down their rights at once', async () => {
      const database = await openPolicyDatabase(server);
      const clients = Array.from({ length: administrators }, () => new Client(database.url));
      try {
        await Promise.all(clients.map((client) => client.connect()));
        const [first] = clients;
        assert.ok(first);
        const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
        const names = clients.map((_, n) => `boss${n}`);
        await first.query(`
          begin; ${world};
          update public.memberships set is_admin = false where college_id = tests.id('college');
          ${names.map((name) => `select tests.person('${name}', 'college', 'staff', true);`).join('\n')}
          commit`);
        for (let round = 0; round < rounds; round++) {
          await first.query(
            `update public.memberships set is_admin = true, left_at = null
             where college_id = tests.id('college') and person_id in (select tests.id(name) from unnest($1::text[]) name)`,
            [names],
          );
          const went = await Promise.all(clients.map((client, n) => go(client, names[n] ?? '', n % 2 === 0)));
          assert.equal(went.filter((what) => what === 'SF005').length, 1, went.join());
          assert.equal(went.filter((what) => what === 'gone').length, administrators - 1, went.join());
          const stayed: { rows: { left: number }[] } = await first.query(
            `select count(*)::integer as left from public.memberships
             where college_id = tests.id('college') and is_admin and left_at is null`,
          );
          assert.deepEqual(stayed.rows, [{ left: 1 }]);
        }
      } finally {
        await Promise.all(clients.map((client) => client.end()));
        await database.close();
      }
    });
  });
}

/** Leaves the college, or stays in it without the rights. */
async function go(client: Client, name: string, leaves: boolean): Promise<string> {
  await client.query(`begin; select tests.sign_in('${name}')`);
  try {
    await client.query(
      leaves
        ? `select public.leave_college(tests.id('college'))`
        : `select public.update_member(tests.id('college'), auth.uid(), m.version, 'staff', false, '{}', '{}')
           from public.member(tests.id('college'), auth.uid()) m`,
    );
    await client.query('commit');
    return 'gone';
  } catch (error) {
    await client.query('rollback');
    if (!(error instanceof DatabaseError)) throw error;
    return error.code ?? '';
  }
}
