import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { openPolicyDatabase, type PolicyDatabase } from '../../scripts/policies/database.ts';

// PGlite has one session, so only a real Postgres can show what happens when people write at once.
const server = process.env.DATABASE_URL;

if (server) {
  describe('C11 People who write at once', () => {
    let database: PolicyDatabase;
    let clients: Client[];
    let first: Client;
    let second: Client;
    before(async () => {
      database = await openPolicyDatabase(server);
      clients = Array.from({ length: 6 }, () => new Client(database.url));
      [first, second] = clients as [Client, Client];
      await Promise.all(clients.map((client) => client.connect()));
      const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
      // How much one person may write in a minute is tested elsewhere (at-once.test.ts).
      await first.query(`begin; ${world};
        alter table public.messages disable trigger throttle_messages;
        alter table public.messages disable trigger throttle_changes; commit`);
    });
    after(async () => {
      await Promise.all(clients.map((client) => client.end()));
      await database.close();
    });

    it('get numbers without gaps or doubles, also when they send again', async () => {
      const ids = Array.from({ length: 40 }, () => randomUUID());
      // Everybody sends all the same messages in the same order, and one of their own between any two.
      await Promise.all(clients.map((client) => write(client, ids)));
      const { rows } = await first.query(`
        select c.last_seq::integer as last, array_agg(m.seq::integer order by m.seq) as seqs
        from public.chats c join public.messages m on m.chat_id = c.id
        where c.id = tests.id('college chat') group by c.last_seq`);
      const total = ids.length + clients.length * ids.length;
      assert.deepEqual(rows, [{ last: total, seqs: Array.from({ length: total }, (_, i) => i + 1) }]);
    });

    it('C8 send, edit, delete and read without waiting for each other in a circle, and number the changes without gaps', async () => {
      const { rows: known } = await first.query<{ id: string }>(
        `select id from public.messages where chat_id = tests.id('college chat') order by seq limit 40`,
      );
      const done = await Promise.all(
        clients.map(async (client, each) => {
          let changes = 0;
          // Each begins elsewhere, so that they meet at different messages.
          for (const [n, { id }] of [...known.slice(each * 6), ...known.slice(0, each * 6)].entries()) {
            await as(client, 'student', `select public.send_message(tests.id('college chat'), $1, 'ещё')`, [
              randomUUID(),
            ]);
            await as(client, 'student', 'select public.edit_message($1, $2)', [id, `${each}.${n}`]).then(
              () => changes++,
              (error) => assert.equal(codeOf(error), 'SF003'),
            );
            await as(client, 'student', `select public.mark_read(tests.id('college chat'), $1)`, [n]);
            await assert.rejects(
              as(client, 'student', 'select public.edit_message($1, $2)', [id, ' ']),
              ifCode('23514', 'SF003'),
            );
            if (n % 10 === each) {
              const { rows } = await as(client, 'administrator', 'select public.delete_message($1) as message', [id]);
              assert.equal(rows[0].message.body, '');
            }
          }
          return changes;
        }),
      );
      const { rows } = await first.query(`
        select c.last_change::integer as last, count(*) filter (where m.deleted_at is not null)::integer as deleted,
          (select array_agg((r.payload -> 'last_change')::integer order by r.position) from realtime.messages r
            where r.topic = 'chat:' || c.id and r.event = 'change') as broadcast
        from public.chats c join public.messages m on m.chat_id = c.id
        where c.id = tests.id('college chat') group by c.id`);
      const [{ last, deleted, broadcast }] = rows;
      assert.ok(deleted > 0);
      assert.equal(
        last,
        done.reduce((sum, changes) => sum + changes, deleted),
      );
      assert.deepEqual(
        broadcast,
        Array.from({ length: last }, (_, i) => i + 1),
      );
    });

    it('C8 take the next number of a change when the one before is committed, or the same when it is not', async () => {
      await first.query(`begin; select tests.sign_in('teacher')`);
      await first.query(`select public.edit_message(tests.id('первое'), 'раньше')`);
      const after = as(second, 'student', `select public.edit_message(tests.id('второе'), 'позже') as message`);
      await untilWaiting(second);
      // Reading waits for nobody.
      const { rows: page } = await as(
        clients[2] as Client,
        'student',
        `select public.chat_page(tests.id('group chat')) as page`,
      );
      assert.equal(page[0].page.last_change, 0);
      await as(clients[2] as Client, 'classmate', `select public.mark_read(tests.id('group chat'), 1)`);
      await first.query('commit');
      assert.equal((await after).rows[0].message.change, 2);

      await first.query(`begin; select tests.sign_in('teacher')`);
      await first.query(`select public.edit_message(tests.id('первое'), 'взято назад')`);
      const instead = as(second, 'student', `select public.edit_message(tests.id('второе'), 'вместо') as message`);
      await untilWaiting(second);
      await first.query('rollback');
      assert.equal((await instead).rows[0].message.change, 3);
    });

    it('C11 send what they take back at the same moment: it is deleted, or never comes', async () => {
      const sends = `select public.send_message(tests.id('college chat'), $1, 'поздно')`;
      const withdraws = `select public.withdraw_message(tests.id('college chat'), $1) as left`;
      const sentFirst = randomUUID();
      await first.query(`begin; select tests.sign_in('student')`);
      await first.query(sends, [sentFirst]);
      const withdrawn = as(second, 'student', withdraws, [sentFirst]);
      await untilWaiting(second);
      await first.query('commit');
      assert.equal((await withdrawn).rows[0].left.body, '');

      const withdrawnFirst = randomUUID();
      await first.query(`begin; select tests.sign_in('student')`);
      await first.query(withdraws, [withdrawnFirst]);
      const late = as(second, 'student', sends, [withdrawnFirst]).then(
        () => 'done',
        (error) => codeOf(error),
      );
      await untilWaiting(second);
      await first.query('commit');
      assert.equal(await late, 'SF003');
    });

    it('C8 change nothing when they lost the right to while they waited', async () => {
      const loses = async (statement: string, person: string, act: string) => {
        await first.query('begin');
        // Whoever sends holds the chat until the transaction ends.
        await first.query(`select tests.write('group chat', 'teacher', $1)`, [randomUUID()]);
        await first.query(statement);
        const refused = as(second, person, act).then(
          () => 'done',
          (error) => codeOf(error),
        );
        await untilWaiting(second);
        await first.query('commit');
        return refused;
      };
      const edit = `select public.edit_message(tests.id('второе'), 'успел')`;
      const moderates = `update public.chat_members set is_moderator = $ where person_id = tests.id('classmate')`;
      assert.equal(
        await loses(`update public.chats set archived_at = now() where id = tests.id('group chat')`, 'student', edit),
        'SF006',
      );
      await first.query(`update public.chats set archived_at = null where id = tests.id('group chat')`);
      await first.query(moderates.replace('$', 'true'));
      assert.equal(
        await loses(moderates.replace('$', 'false'), 'classmate', `select public.delete_message(tests.id('второе'))`),
        '42501',
      );
      assert.equal(
        await loses(
          `delete from public.chat_members where chat_id = tests.id('group chat') and person_id = tests.id('student')`,
          'student',
          edit,
        ),
        'SF003',
      );
    });

    async function untilWaiting(client: Client): Promise<void> {
      const watcher = clients[3] as Client;
      const { processID } = client as unknown as { processID: number };
      for (;;) {
        const { rows } = await watcher.query('select cardinality(pg_blocking_pids($1)) > 0 as waits', [processID]);
        if (rows[0].waits) return;
      }
    }
  });
}

async function write(client: Client, ids: readonly string[]): Promise<void> {
  for (const id of ids.flatMap((shared) => [shared, randomUUID()])) {
    await as(client, 'student', `select public.send_message(tests.id('college chat'), $1, 'привет')`, [id]);
  }
}

/** One statement of a person, in a transaction of its own. */
async function as(client: Client, person: string, statement: string, values: readonly unknown[] = []) {
  await client.query(`begin; select tests.sign_in('${person}')`);
  try {
    const result = await client.query(statement, [...values]);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof DatabaseError)) throw error;
  return error.code ?? '';
}

const ifCode =
  (...codes: string[]) =>
  (error: unknown) =>
    codes.includes(codeOf(error));
