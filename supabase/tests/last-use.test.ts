import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { openPolicyDatabase } from '../../scripts/policies/database.ts';

// PGlite has one session, so only a real Postgres can show what happens when people join at once.
const server = process.env.DATABASE_URL;
const crowd = 50;

if (server) {
  describe('A3 A link with one use left', () => {
    it('lets in exactly one of fifty people who come at once, and each person once', async () => {
      const database = await openPolicyDatabase(server);
      const clients = Array.from({ length: crowd }, () => new Client(database.url));
      try {
        await Promise.all(clients.map((client) => client.connect()));
        const [first] = clients;
        assert.ok(first);
        const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
        await first.query(`
          begin; ${world}; select tests.person('person' || n) from generate_series(1, ${crowd * 2}) n; commit;
          begin; select tests.sign_in('administrator')`);
        const { rows: links } = await first.query<{ one: string; many: string }>(`
          select one.token as one, many.token as many
          from public.create_invitation(tests.id('college'), 'student', tests.id('group'), max_uses => 1) one,
            public.create_invitation(tests.id('college'), 'student', tests.id('group'), max_uses => ${crowd}) many`);
        await first.query('commit');
        const [link] = links;
        assert.ok(link);

        const raced = await Promise.all(clients.map((client, n) => join(client, `person${n + 1}`, link.one)));
        assert.deepEqual(count(raced), { joined: 1, 'SF003 used': crowd - 1 });
        assert.deepEqual(await state(first, link.one), { uses: 1, students: 1 });

        // Two tabs of each of others: nobody takes a second use.
        const twice = clients.map((client, n) => join(client, `person${crowd + 1 + (n % (crowd / 2))}`, link.many));
        assert.deepEqual(count(await Promise.all(twice)), { joined: crowd });
        assert.deepEqual(await state(first, link.many), { uses: crowd / 2, students: crowd / 2 });
      } finally {
        await Promise.all(clients.map((client) => client.end()));
        await database.close();
      }
    });
  });
}

async function join(client: Client, person: string, link: string): Promise<string> {
  await client.query(`begin; select tests.sign_in('${person}')`);
  try {
    await client.query('select public.redeem_invitation($1)', [link]);
    await client.query('commit');
    return 'joined';
  } catch (error) {
    await client.query('rollback');
    if (!(error instanceof DatabaseError)) throw error;
    return `${error.code} ${error.detail}`;
  }
}

function count(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

async function state(client: Client, link: string) {
  const { rows } = await client.query<{ uses: number; students: number }>(
    `select i.uses, (
      select count(*)::integer from public.group_students s join private.invitation_uses u using (person_id)
      where s.group_id = i.group_id and u.invitation_id = i.id
    ) as students
    from public.invitations i where private.invitation_token(i.id) = $1`,
    [link],
  );
  return rows[0];
}
