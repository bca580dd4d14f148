import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
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
}
