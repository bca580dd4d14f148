import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { openPolicyDatabase, type PolicyDatabase } from '../../scripts/policies/database.ts';

// PGlite has one session, so only a real Postgres can show what happens while another transaction is open.
const server = process.env.DATABASE_URL;
const guests = Array.from({ length: 20 }, (_, n) => `guest ${n}`);

if (server) {
  describe('L1 Whoever begins, comes and goes at once', () => {
    let database: PolicyDatabase;
    let clients: Client[];
    before(async () => {
      database = await openPolicyDatabase(server);
      clients = Array.from({ length: 20 }, () => new Client(database.url));
      await Promise.all(clients.map((client) => client.connect()));
      const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
      await clients[0]?.query(`begin; ${world}; commit`);
      await query(`
        select tests.person('curator', 'college', 'teacher');
        insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('curator'));
        ${guests.map((name) => `select tests.person('${name}', 'college'); insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('${name}'));`).join('\n')}`);
    });
    after(async () => {
      await Promise.all(clients.map((client) => client.end()));
      await database.close();
    });
    beforeEach(async () => {
      await query(`delete from private.lessons where true; delete from private.attempts where true`);
    });

    async function query(text: string): Promise<Record<string, unknown>[]> {
      const [client] = clients;
      assert.ok(client);
      const result = await client.query(text);
      return [result].flat().at(-1)?.rows ?? [];
    }

    /** What comes of it: the code of the error and its reason, or empty. */
    async function act(client: Client | undefined, person: string, statement: string): Promise<string> {
      assert.ok(client);
      try {
        await client.query(`begin; select tests.sign_in('${person}'); ${statement}; reset role; commit`);
        return '';
      } catch (error) {
        await client.query('rollback');
        if (!(error instanceof DatabaseError)) throw error;
        return `${error.code} ${error.detail ?? ''}`.trim();
      }
    }

    /** What comes of it when all do it at the same moment. */
    const atOnce = (acts: readonly (readonly [person: string, statement: string])[]) =>
      Promise.all(acts.map(([person, statement], n) => act(clients[n], person, statement)));

    const start = `select public.start_lesson(tests.id('group chat'), 'lesson', 'video')`;
    const lesson = `(select pg_temp_lesson from (select tests.running_lesson() as pg_temp_lesson) known)`;
    const enter = (person: string, video = false) =>
      `select public.enter_lesson(${lesson}, tests.id('${person} page'), ${video})`;

    before(() =>
      query(`create function tests.running_lesson() returns uuid language sql security definer
        as $$ select id from private.lessons where chat_id = tests.id('group chat') and ended_at is null $$`),
    );

    it('L1 of many who begin a lesson at once all are in the same one', async () => {
      const acts = Array.from({ length: 10 }, (_, n) => [n % 2 ? 'teacher' : 'curator', start] as const);
      assert.deepEqual(new Set(await atOnce(acts)), new Set(['']));
      assert.deepEqual(await query('select count(*)::int as n from private.lessons'), [{ n: 1 }]);
    });

    it('L7 no more come in than there are places, however many want to at once', async () => {
      await act(clients[0], 'teacher', start);
      const outcomes = await atOnce(guests.map((name) => [name, enter(name, true)]));
      assert.equal(outcomes.filter((outcome) => outcome === '').length, 6);
      assert.deepEqual(new Set(outcomes), new Set(['', 'SF006 video_full']));
      const again = await atOnce(guests.map((name) => [name, enter(name)]));
      assert.equal(again.filter((outcome) => outcome === '').length, 10);
    });

    it('L4 revisions have no gaps and nobody waits for ever, whatever all do at once', async () => {
      await act(clients[0], 'teacher', start);
      await query('delete from realtime.messages where true');
      const deeds = guests.slice(0, 9).flatMap((name, n) => {
        const page = `tests.id('${name} page')`;
        const [first] = [
          `${enter(name)}; select public.raise_hand(${lesson}, true); select public.announce_lesson(${lesson}, ${page})`,
        ];
        const second =
          n % 3 === 0
            ? `select public.moderate_lesson(${lesson}, 'silence')`
            : n % 3 === 1
              ? `select public.call_to_lesson(${lesson}, array[tests.id('student'), tests.id('classmate')])`
              : `select public.announce_lesson(${lesson}, ${page})`;
        return [[name, first] as const, [n % 3 === 2 ? name : 'teacher', second] as const];
      });
      const outcomes = await atOnce(deeds);
      assert.deepEqual(new Set(outcomes), new Set(['']));
      const [counts] = await query(`
        select count(*)::int as sent, count(distinct payload ->> 'revision')::int as different, max((payload ->> 'revision')::int) as last
        from realtime.messages where topic = 'lesson:' || tests.running_lesson() and event = 'state'`);
      const [known] = await query('select revision::int from private.lessons');
      assert.equal(counts?.sent, counts?.different);
      assert.equal(counts?.last, known?.revision);
    });

    it('L5 who comes in while they are being removed is out', async () => {
      await act(clients[0], 'teacher', start);
      for (let round = 0; round < 10; round += 1) {
        const remove = `select public.moderate_lesson(${lesson}, 'remove', tests.id('student'))`;
        const outcomes = await atOnce([
          ['student', enter('student')],
          ['teacher', remove],
        ]);
        assert.equal(outcomes[1], '');
        const found = await query(
          `select count(*)::int as n from private.lesson_visits where person_id = tests.id('student') and left_at is null`,
        );
        assert.deepEqual(found, [{ n: 0 }]);
        await act(clients[0], 'teacher', `select public.moderate_lesson(${lesson}, 'readmit', tests.id('student'))`);
      }
    });

    it('A5 who loses the chat while they come in is out of its lesson', async () => {
      await act(clients[0], 'teacher', start);
      const [outcome] = await Promise.all([
        act(clients[1], 'guest 1', enter('guest 1')),
        clients[2]?.query(
          `delete from public.chat_members where chat_id = tests.id('group chat') and person_id = tests.id('guest 1')`,
        ),
      ]);
      assert.ok(outcome === '' || outcome === 'SF003', outcome);
      const found = await query(
        `select count(*)::int as n from private.lesson_visits where person_id = tests.id('guest 1') and left_at is null`,
      );
      assert.deepEqual(found, [{ n: 0 }]);
    });
  });
}
