import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { openPolicyDatabase, type PolicyDatabase } from '../../scripts/policies/database.ts';

// PGlite has one session, so only a real Postgres can show who waits for whom.
const server = process.env.DATABASE_URL;

if (server) {
  describe('C11 People who have nothing to do with each other', () => {
    let database: PolicyDatabase;
    let first: Client;
    let second: Client;
    before(async () => {
      database = await openPolicyDatabase(server);
      [first, second] = [new Client(database.url), new Client(database.url)];
      await Promise.all([first, second].map((client) => client.connect()));
      const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
      await first.query(`begin; ${world}; commit`);
      // Whoever has to wait for a lock is refused.
      await second.query(`set lock_timeout = '100ms'`);
    });
    after(async () => {
      await Promise.all([first, second].map((client) => client.end()));
      await database.close();
    });

    /** What one does while the transaction of another is open. */
    async function meanwhile(one: string, other: string): Promise<void> {
      try {
        await first.query('begin');
        await first.query(one);
        await second.query('begin');
        await second.query(other);
      } finally {
        await second.query('rollback');
        await first.query('rollback');
      }
    }

    const send = (person: string, chat: string) =>
      `do $$ begin
         perform tests.sign_in('${person}');
         insert into public.messages (id, chat_id, body) values ('${randomUUID()}', tests.id('${chat}'), 'привет');
       end $$`;
    const leaveCounts = () =>
      first.query(`insert into private.attempts (subject, until) values ('somebody', now() - interval '1 second')`);

    it('send in different chats without waiting for each other', async () => {
      await leaveCounts();
      await meanwhile(send('student', 'college chat'), send('teacher', 'group chat'));
    });

    it('send while others erase their account', async () => {
      await leaveCounts();
      await meanwhile(`select tests.erase('newcomer')`, send('teacher', 'group chat'));
    });

    it('sign in by password without waiting for each other', async () => {
      const enter = (person: string) =>
        `select private.count_password_attempt(jsonb_build_object('user_id', tests.id('${person}'), 'valid', false))`;
      await first.query(
        `insert into private.password_attempts values (tests.id('classmate'), 1, now() - interval '1 hour')`,
      );
      await meanwhile(enter('student'), enter('teacher'));
    });

    it('request codes without waiting for each other', async () => {
      const request = (phone: string, address: string) => `
        select set_config('request.headers', '{"x-forwarded-for": "${address}"}', true);
        select public.request_code('${phone}')`;
      await first.query(`insert into private.code_requests values ('79990000401', now() - interval '1 hour')`);
      await meanwhile(request('79990000402', '192.0.2.1'), request('79990000403', '192.0.2.2'));
    });
  });

  describe('A12 Somebody who erases their account', () => {
    let database: PolicyDatabase;
    let eraser: Client;
    let device: Client;
    let watcher: Client;
    before(async () => {
      database = await openPolicyDatabase(server);
      [eraser, device, watcher] = [new Client(database.url), new Client(database.url), new Client(database.url)];
      await Promise.all([eraser, device, watcher].map((client) => client.connect()));
      const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
      await watcher.query(`begin; ${world}; commit`);
    });
    after(async () => {
      await Promise.all([eraser, device, watcher].map((client) => client.end()));
      await database.close();
    });

    const acts = [
      ['send', `select public.send_message(tests.id('group chat'), gen_random_uuid(), 'ещё')`, '23503'],
      ['edit', `select public.edit_message(tests.id('who will edit'), 'исправлено')`, 'SF003'],
      ['delete', `select public.delete_message(tests.id('who will delete'))`, 'SF003'],
    ] as const;
    for (const [name, act, refused] of acts) {
      it(`is erased, also when another device is about to ${name} a message`, async () => {
        const person = `who will ${name}`;
        await watcher.query(`
          begin;
          select tests.person('${person}', 'college');
          insert into public.group_students (group_id, person_id) values (tests.id('group'), tests.id('${person}'));
          insert into public.chat_members (chat_id, person_id) values (tests.id('group chat'), tests.id('${person}')) on conflict do nothing;
          select tests.write('group chat', '${person}', '${person}');
          insert into public.consents (person_id, text_version, text_hash) values (tests.id('${person}'), '1', '');
          commit`);
        // The erasing stops half-way, at the consent.
        await watcher.query(`begin; select from public.consents where person_id = tests.id('${person}') for update`);
        const erased = eraser.query(`select tests.erase('${person}')`).then(() => 'done', codeOf);
        await untilWaiting(eraser, erased);
        await device.query(`begin; select tests.sign_in('${person}')`);
        const acted = device
          .query(act)
          .then(() => 'done', codeOf)
          .finally(() => device.query('commit'));
        await untilWaiting(device, acted);
        await watcher.query('commit');
        assert.equal(await erased, 'done');
        assert.equal(await acted, refused);
      });
    }

    /** Until the statement of a client waits for another, or is done. */
    async function untilWaiting(client: Client, statement: Promise<unknown>): Promise<void> {
      const { processID } = client as unknown as { processID: number };
      let done = false;
      void statement.then(() => {
        done = true;
      });
      while (!done) {
        const { rows } = await watcher.query('select cardinality(pg_blocking_pids($1)) > 0 as waits', [processID]);
        if (rows[0].waits) return;
      }
    }
  });
}

function codeOf(error: unknown): string {
  if (!(error instanceof DatabaseError)) throw error;
  return error.code ?? '';
}
