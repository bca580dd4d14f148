import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { openPolicyDatabase, type PolicyDatabase } from '../../scripts/policies/database.ts';

// PGlite has one session, so only a real Postgres can show what happens while another transaction is open.
const server = process.env.DATABASE_URL;

if (server) {
  describe('A2 Whoever comes just when something else happens to them or their group', () => {
    let database: PolicyDatabase;
    let first: Client;
    let second: Client;
    before(async () => {
      database = await openPolicyDatabase(server);
      first = new Client(database.url);
      second = new Client(database.url);
      await Promise.all([first.connect(), second.connect()]);
      const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
      await first.query(`begin; ${world}; commit`);
      await first.query(`
        insert into public.groups (id, college_id, number, start_year, end_year)
          select tests.id(name), tests.id('college'), name, extract(year from now()), extract(year from now()) + 4
          from unnest('{second group, third group, made by mistake}'::text[]) name`);
    });
    after(async () => {
      await Promise.all([first.end(), second.end()]);
      await database.close();
    });

    const links = (group: string) =>
      as(
        first,
        'administrator',
        `select token from public.create_invitation(tests.id('college'), 'student', tests.id('${group}'))`,
      );
    const groupsOf = async (person: string) => {
      const { rows } = await first.query(
        `select g.number from public.groups g where g.id in (
           select group_id from public.group_students where person_id = tests.id($1)
           union all select group_id from public.group_teachers where person_id = tests.id($1)
         )`,
        [person],
      );
      return rows.map(({ number }) => number);
    };

    it('is in no group afterwards, when they join one and are removed', async () => {
      const [{ token }] = await links('second group');
      const code = await atOnce(
        ['student', `select public.redeem_invitation('${token}')`],
        ['administrator', `select public.remove_member(tests.id('college'), tests.id('student'))`],
      );
      assert.equal(code, '');
      assert.deepEqual(await groupsOf('student'), []);
    });

    it('is in no group afterwards, when they are removed and join one', async () => {
      const [{ token }] = await links('second group');
      const code = await atOnce(
        ['administrator', `select public.remove_member(tests.id('college'), tests.id('classmate'))`],
        ['classmate', `select public.redeem_invitation('${token}')`],
      );
      assert.equal(code, 'SF002');
      assert.deepEqual(await groupsOf('classmate'), []);
    });

    it('is not edited by who has not seen the group that they took', async () => {
      const code = await atOnce(
        ['teacher', `select public.add_group_teacher(tests.id('third group'), '{Физика}')`],
        [
          'administrator',
          `select public.update_member(tests.id('college'), tests.id('teacher'), m.version, 'student', false, '{}', '{}')
           from public.member(tests.id('college'), tests.id('teacher')) m`,
        ],
      );
      assert.equal(code, 'SF002');
      assert.deepEqual((await groupsOf('teacher')).sort(), ['third group', 'ИС-21']);
    });

    it('stays in a group that was about to be deleted as empty', async () => {
      const [{ token }] = await links('made by mistake');
      const code = await atOnce(
        ['newcomer', `select public.redeem_invitation('${token}')`],
        ['administrator', `select public.delete_group(tests.id('made by mistake'))`],
      );
      assert.equal(code, 'SF002');
      assert.deepEqual(await groupsOf('newcomer'), ['made by mistake']);
    });

    it('A10 is expected once when two lists with them are taken in, one of them from its end', async () => {
      const people = Array.from({ length: 400 }, (_, n) => ({
        surname: 'Иванов',
        name: `Имя ${n}`,
        phone: `7999${String(n).padStart(7, '0')}`,
        role: 'студент',
      }));
      const take = (client: Client, list: object[]) =>
        as(
          client,
          'administrator',
          `select public.import_people(tests.id('college'), '${JSON.stringify(list)}', false)`,
        );
      for (let round = 0; round < 5; round++) {
        await Promise.all([take(first, people), take(second, people.toReversed())]);
        const { rows } = await first.query(
          'with gone as (delete from private.expected_members returning 1) select count(*)::integer from gone',
        );
        assert.deepEqual(rows, [{ count: people.length }]);
      }
    });

    async function as(client: Client, person: string, statement: string) {
      await client.query(`begin; select tests.sign_in('${person}')`);
      try {
        const { rows } = await client.query(statement);
        await client.query('commit');
        return rows;
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    }

    /** One does something, the other acts before the first has ended: the code with which the second is refused, if it is. */
    async function atOnce([person, statement]: [string, string], [other, answer]: [string, string]): Promise<string> {
      const { rows } = await second.query('select pg_backend_pid() as pid');
      await first.query(`begin; select tests.sign_in('${person}')`);
      await first.query(statement);
      let over = false;
      const answered = as(second, other, answer)
        .then(() => '')
        .catch((error: unknown) => {
          if (!(error instanceof DatabaseError)) throw error;
          return error.code ?? '';
        })
        .finally(() => {
          over = true;
        });
      while (!over && !(await waits(rows[0].pid))) await first.query('select 1');
      await first.query('reset role; commit');
      return answered;
    }

    async function waits(pid: number): Promise<boolean> {
      const { rows } = await first.query('select cardinality(pg_blocking_pids($1)) > 0 as waits', [pid]);
      return rows[0].waits;
    }
  });
}
