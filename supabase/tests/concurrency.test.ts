import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { openPolicyDatabase } from '../../scripts/policies/database.ts';

// PGlite has one session, so only a real Postgres can show what happens when people write at once.
const server = process.env.DATABASE_URL;

if (server) {
  describe('C11 People who write at once', () => {
    it('get numbers without holes or doubles, also when they send again', async () => {
      const database = await openPolicyDatabase(server);
      const clients = Array.from({ length: 6 }, () => new Client(database.url));
      try {
        await Promise.all(clients.map((client) => client.connect()));
        const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
        await clients[0]?.query(`begin; ${world}; commit`);
        const ids = Array.from({ length: 40 }, () => randomUUID());
        // Everybody sends all the same messages in the same order, and one of their own between any two.
        await Promise.all(clients.map((client) => write(client, ids)));
        const { rows } = (await clients[0]?.query(`
          select c.last_seq::integer as last, array_agg(m.seq::integer order by m.seq) as seqs
          from public.chats c join public.messages m on m.chat_id = c.id
          where c.id = tests.id('college chat') group by c.last_seq`)) ?? { rows: [] };
        const total = ids.length + clients.length * ids.length;
        assert.deepEqual(rows, [{ last: total, seqs: Array.from({ length: total }, (_, i) => i + 1) }]);
      } finally {
        await Promise.all(clients.map((client) => client.end()));
        await database.close();
      }
    });
  });
}

async function write(client: Client, ids: readonly string[]): Promise<void> {
  for (const id of ids.flatMap((shared) => [shared, randomUUID()])) {
    await client.query(`begin; select tests.sign_in('student')`);
    await client.query(
      `insert into public.messages (id, chat_id, body) values ($1, tests.id('college chat'), 'привет') on conflict do nothing`,
      [id],
    );
    await client.query('commit');
  }
}
