import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database, Transaction } from '../database.ts';
import { noDatabase, roomDatabase, TestServer, tokenOf, versions } from './test-server.ts';

let database: Database;
let server: TestServer;

before(async () => {
  database = await roomDatabase();
  await database.transaction((tx) => tx.exec(`insert into public.members values ('room', 'bob', true)`));
  server = await TestServer.start(database);
});

after(async () => {
  await server.stop();
  await database.close();
});

const send = (tx: Transaction, payload: unknown, event: string, topic = 'room', isPrivate = true) =>
  tx.query('select realtime.send($1::jsonb, $2, $3, $4)', [JSON.stringify(payload), event, topic, isPrivate]);

const publish = (...message: [payload: unknown, event: string, topic?: string, isPrivate?: boolean]) =>
  database.transaction((tx) => send(tx, ...message));

for (const vsn of versions) {
  describe(`Broadcast from the database, protocol ${vsn}`, { timeout: 60_000 }, () => {
    const bob = async (broadcast = {}) =>
      server.joined(await server.client(vsn, await tokenOf('bob')), 'room', { private: true, broadcast });

    it('reaches the members of a private channel with its id', async () => {
      const { received } = await bob();
      await publish({ body: 'Привет' }, 'message');
      const [message] = await received.count(1);
      assert.equal(message?.event, 'message');
      assert.equal(message?.payload.body, 'Привет');
      assert.equal(message?.payload.id, message?.meta?.id);
    });

    it('keeps the order of 500 messages of one and of many transactions', async () => {
      const { received } = await bob();
      await database.transaction((tx) =>
        tx.query(`select realtime.send(jsonb_build_object('n', n), 'tick', 'room') from generate_series(1, 250) as n`),
      );
      await Promise.all(Array.from({ length: 250 }, (_, at) => publish({ n: 251 + at }, 'tick')));
      const numbers = (await received.count(500)).map(({ payload }) => payload.n);
      assert.deepEqual(
        numbers,
        Array.from({ length: 500 }, (_, at) => at + 1),
      );
    });

    it('says nothing of a transaction that is rolled back', async () => {
      const { received } = await bob();
      const rollback = new Error('back');
      await assert.rejects(
        database.transaction(async (tx) => {
          await send(tx, {}, 'never');
          throw rollback;
        }),
        rollback,
      );
      await publish({}, 'after');
      assert.deepEqual(
        (await received.count(1)).map(({ event }) => event),
        ['after'],
      );
    });

    it('carries a payload of 20 KB', async () => {
      const { received } = await bob();
      await publish({ body: 'ж'.repeat(20_000) }, 'long');
      assert.equal((await received.count(1))[0]?.payload.body, 'ж'.repeat(20_000));
    });

    it('keeps the public and the private channel of a name apart', async () => {
      const hidden = await bob();
      const open = await server.joined(await server.client(vsn), 'room');
      await publish({}, 'public', 'room', false);
      await publish({}, 'private', 'room', true);
      await publish({}, 'public end', 'room', false);
      assert.deepEqual(
        (await open.received.count(2)).map(({ event }) => event),
        ['public', 'public end'],
      );
      assert.deepEqual(
        (await hidden.received.count(1)).map(({ event }) => event),
        ['private'],
      );
    });

    it('replays what was missed, in order and once', async () => {
      const since = Date.now();
      await database.transaction(async (tx) => {
        await tx.exec('delete from realtime.messages');
        for (let n = 1; n <= 30; n += 1) {
          await send(tx, { n }, 'past');
        }
      });
      const joining = bob({ replay: { since: since - 1000, limit: 10 } });
      const publishing = publish({ n: 31 }, 'now');
      const { received } = await joining;
      await publishing;
      await publish({ n: 32 }, 'end');
      const all = await received.until((items) => items.some(({ event }) => event === 'end'));
      const numbers = all.map(({ payload }) => payload.n);
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].sort((a, b) => Number(a) - Number(b)),
        'in order, none twice',
      );
      assert.equal(numbers.includes(31) && numbers.includes(30), true);
      const replayed = all.filter(({ meta }) => meta?.replayed === true);
      assert.equal(replayed.length, 10);
    });

    it('replays nothing older than asked for', async () => {
      await publish({}, 'old');
      const { received } = await bob({ replay: { since: Date.now() + 60_000 } });
      await publish({}, 'new');
      assert.deepEqual(
        (await received.count(1)).map(({ event }) => event),
        ['new'],
      );
    });
  });
}

describe('realtime.messages', { timeout: 60_000 }, () => {
  it('takes changes of rows by realtime.broadcast_changes', async () => {
    const { received } = await server.joined(await server.client('2.0.0', await tokenOf('bob')), 'room', {
      private: true,
    });
    await database.transaction((tx) =>
      tx.exec(`
        create table public.things (id int primary key, name text);
        create function public.tell() returns trigger language plpgsql as $$
        begin
          perform realtime.broadcast_changes('room', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
          return null;
        end $$;
        create trigger tell after insert or update on public.things for each row execute function public.tell();
        insert into public.things values (1, 'a');
        update public.things set name = 'b';
      `),
    );
    const changes = (await received.count(2)).map(({ payload: { id: _, ...change } }) => change);
    const place = { schema: 'public', table: 'things' };
    assert.deepEqual(changes, [
      { ...place, operation: 'INSERT', record: { id: 1, name: 'a' }, old_record: null },
      { ...place, operation: 'UPDATE', record: { id: 1, name: 'b' }, old_record: { id: 1, name: 'a' } },
    ]);
  });

  it('never fails the transaction that speaks', async () => {
    const { rows } = await database.transaction(async (tx) => {
      await tx.query(`select realtime.send('{}', 'event', null)`);
      return tx.query<{ alive: boolean }>('select true as alive');
    });
    assert.deepEqual(rows, [{ alive: true }]);
  });

  it('is swept of what is older than 72 hours', async () => {
    await database.transaction((tx) =>
      tx.exec(`
        insert into realtime.messages (topic, extension, event, inserted_at) values
          ('sweep', 'broadcast', 'old', (now() - interval '73 hours') at time zone 'utc'),
          ('sweep', 'broadcast', 'young', (now() - interval '71 hours') at time zone 'utc')
      `),
    );
    const second = await TestServer.start(database);
    await second.joined(await second.client('2.0.0', await tokenOf('bob')), 'room', { private: true });
    const { rows } = await database.transaction((tx) =>
      tx.query<{ event: string }>(`select event from realtime.messages where topic = 'sweep'`),
    );
    await second.stop();
    assert.deepEqual(rows, [{ event: 'young' }]);
  });

  it('lets clients come back when its rows cannot be read', async () => {
    let notify: (id: string) => void = () => assert.fail('nobody listens');
    const failing: Database = {
      ...noDatabase,
      listen(_channel, onNotify) {
        notify = onNotify;
        return Promise.resolve(() => Promise.resolve());
      },
    };
    const broken = await TestServer.start(failing);
    const { closed } = await broken.socket();
    notify('00000000-0000-4000-8000-000000000000');
    assert.equal(await closed, 1012);
    await broken.stop();
  });
});
