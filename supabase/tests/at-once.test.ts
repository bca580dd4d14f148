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
    let clients: Client[];
    before(async () => {
      database = await openPolicyDatabase(server);
      first = new Client(database.url);
      second = new Client(database.url);
      clients = Array.from({ length: 25 }, () => new Client(database.url));
      await Promise.all([first, second, ...clients].map((client) => client.connect()));
      const world = await readFile(new URL('helpers.sql', import.meta.url), 'utf8');
      await first.query(`begin; ${world}; commit`);
      await first.query(`
        insert into public.groups (id, college_id, number, start_year, end_year)
          select tests.id(name), tests.id('college'), name, extract(year from now()), extract(year from now()) + 4
          from unnest('{second group, third group, made by mistake}'::text[]) name`);
    });
    after(async () => {
      await Promise.all([first, second, ...clients].map((client) => client.end()));
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
      assert.equal(code, 'SF003');
      assert.deepEqual(await groupsOf('classmate'), []);
    });

    it('is no moderator when they come back, when they become one and are removed', async () => {
      await first.query(
        `select tests.person(name, 'college', 'teacher') from unnest('{promoted, moderator}'::text[]) name;
         select tests.chat('of promoted', 'other', '{moderator, promoted}');
         update public.chat_members set is_moderator = true where person_id = tests.id('moderator')`,
      );
      const code = await atOnce(
        ['moderator', `select public.set_moderator(tests.id('of promoted'), tests.id('promoted'), true)`],
        ['administrator', `select public.remove_member(tests.id('college'), tests.id('promoted'))`],
      );
      assert.equal(code, '');
      const { rows } = await first.query(
        `select is_moderator from public.chat_members where chat_id = tests.id('of promoted') and person_id = tests.id('promoted')`,
      );
      assert.deepEqual(rows, [{ is_moderator: false }]);
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

    it('is out afterwards, when they are removed and open an unused link at once', async () => {
      const [{ token }] = await links('second group');
      await crowd('removed', 25, `perform tests.person(name, 'college')`);
      await Promise.all(
        clients.map(async (client, n) => {
          const removing = as(
            first,
            'administrator',
            `select public.remove_member(tests.id('college'), tests.id('removed${n}'))`,
          );
          await Promise.all([removing, outcome(client, `removed${n}`, `select public.redeem_invitation('${token}')`)]);
        }),
      );
      const { rows } = await first.query(
        `select count(*)::integer as members from generate_series(0, 24) n
         where private.member_state(tests.id('college'), tests.id('removed' || n)) is not null`,
      );
      assert.deepEqual(rows, [{ members: 0 }]);
    });

    it('A4 leaves no link behind, when they lose the right and make one at once', async () => {
      await crowd('boss', 20, `perform tests.person(name, 'college', 'teacher', n % 2 = 0)`);
      await first.query(`
        insert into public.group_teachers (group_id, person_id, subject)
          select tests.id('second group'), tests.id('boss' || n), 'Труд' from generate_series(1, 19, 2) n`);
      const link = `select public.create_invitation(tests.id('college'), 'student', tests.id('second group'))`;
      await Promise.all(
        clients.slice(0, 20).map(async (client, n) => {
          const losing =
            n % 2 === 0
              ? as(
                  first,
                  'administrator',
                  `select public.update_member(tests.id('college'), tests.id('boss${n}'), m.version, 'teacher', false, '{}', '{}')
                   from public.member(tests.id('college'), tests.id('boss${n}')) m`,
                )
              : as(
                  second,
                  'administrator',
                  `select public.remove_group_teacher(tests.id('second group'), tests.id('boss${n}'))`,
                );
          await Promise.all([losing, outcome(client, `boss${n}`, link)]);
        }),
      );
      const { rows } = await first.query(
        `select count(*)::integer as open from public.invitations i
         where private.invitation_state(i) = 'open' and i.created_by in (select tests.id('boss' || n) from generate_series(0, 19) n)`,
      );
      assert.deepEqual(rows, [{ open: 0 }]);
    });

    it('A10 accepts an offer once, or not when it is withdrawn just then', async () => {
      await crowd('invited', 12, 'perform tests.person(name)');
      await first.query(`
        insert into private.expected_members (college_id, phone, role)
          select tests.id('college'), phone, 'student' from auth.users
          where id in (select tests.id('invited' || n) from generate_series(0, 11) n)`);
      const { rows: numbers } = await first.query<{ phone: string }>(
        `select phone from generate_series(0, 11) n join auth.users on id = tests.id('invited' || n) order by n`,
      );
      const accepted = await Promise.all(
        numbers.flatMap(({ phone }, n) => {
          const accept = `select public.accept_offer(tests.id('college'))`;
          const other =
            n % 2 === 0
              ? outcome(second, `invited${n}`, accept)
              : as(first, 'administrator', `select public.remove_expected(tests.id('college'), '${phone}')`);
          return [outcome(clients[n] as Client, `invited${n}`, accept), other.then(String)];
        }),
      );
      const { rows } = await first.query(
        `select count(*)::integer as members, count(*) filter (where n % 2 = 0)::integer as twice from generate_series(0, 11) n
         where private.member_state(tests.id('college'), tests.id('invited' || n)) is not null`,
      );
      assert.equal(rows[0].twice, 6);
      assert.equal(accepted.filter((code) => code === 'SF003').length, 6 + 6 - (rows[0].members - 6));
    });

    it('A4 guesses twenty codes in an hour, however many they send at once', async () => {
      const tried = await Promise.all(
        Array.from({ length: 60 }, (_, n) =>
          outcome(clients[n % clients.length] as Client, 'stranger', `select public.announce_code('WRNG-${1000 + n}')`),
        ),
      );
      assert.deepEqual(
        [tried.filter((code) => code === '').length, tried.filter((code) => code === 'SF004').length],
        [20, 40],
      );
    });

    it('C11 writes a hundred messages in a minute, however many they send at once', async () => {
      const sent = await Promise.all(
        Array.from({ length: 130 }, (_, n) =>
          outcome(
            clients[n % clients.length] as Client,
            'teacher',
            `select public.send_message(tests.id('${n % 2 ? 'college chat' : 'group chat'}'), gen_random_uuid(), 'раз')`,
          ),
        ),
      );
      // The minute may end in between.
      const [done, refused] = ['', 'SF004'].map((code) => sent.filter((each) => each === code).length);
      assert.equal((done ?? 0) + (refused ?? 0), 130);
      const { rows } = await first.query<{ count: number }>(
        `select count::integer from private.attempts where subject = 'messages of ' || tests.id('teacher') order by until`,
      );
      assert.ok(rows.every(({ count }) => count <= 100));
      // What follows is written by the same person.
      await first.query(`delete from private.attempts where subject = 'messages of ' || tests.id('teacher')`);
    });

    it('C8 gives no reaction, no pin and no answer to a message that is just being deleted', async () => {
      const write = (body: string) =>
        as(first, 'teacher', `select public.send_message(tests.id('college chat'), tests.id('${body}'), '${body}')`);
      const answers = [
        `select public.react(tests.id('удаляют 0'), '👍', true)`,
        `select public.send_message(tests.id('college chat'), tests.id('ответ'), 'ответ', tests.id('удаляют 1'))`,
        `select public.pin_message(tests.id('удаляют 2'), true)`,
      ];
      for (const [n, answer] of answers.entries()) {
        await write(`удаляют ${n}`);
        const deletion = `select public.delete_message(tests.id('удаляют ${n}'))`;
        assert.equal(await atOnce(['teacher', deletion], ['administrator', answer]), 'SF003');
      }
      await write('удалят');
      const code = await atOnce(
        [
          'administrator',
          `select public.react(tests.id('удалят'), '👍', true), public.pin_message(tests.id('удалят'), true)`,
        ],
        ['teacher', `select public.delete_message(tests.id('удалят'))`],
      );
      assert.equal(code, '');
      const { rows } = await first.query(
        `select count(*)::integer as left from private.reactions r join public.messages m on m.id = r.message_id where m.deleted_at is not null
         union all select c.pin_count from public.chats c where c.id = tests.id('college chat')`,
      );
      assert.deepEqual(rows, [{ left: 0 }, { left: 0 }]);
    });

    it('C8 keeps the later of two edits from two devices, each a change of its own', async () => {
      await as(first, 'teacher', `select public.send_message(tests.id('college chat'), tests.id('правят'), 'правят')`);
      const edit = (text: string) => `select public.edit_message(tests.id('правят'), '${text}')`;
      assert.equal(await atOnce(['teacher', edit('с телефона')], ['teacher', edit('с компьютера')]), '');
      const { rows } = await first.query(
        `select m.body, c.last_change = m.change as last from public.messages m join public.chats c on c.id = m.chat_id where m.id = tests.id('правят')`,
      );
      assert.deepEqual(rows, [{ body: 'с компьютера', last: true }]);
    });

    it('C5 stays removed from a chat when they leave it while they are being removed', async () => {
      await crowd('leaver', 1, `perform tests.person(name, 'college')`);
      const everybody = `select public.create_chat(tests.id('everybody'), tests.id('college'), 'college', 'Все', audience => 'college')`;
      await as(first, 'administrator', everybody);
      const removal = `select public.remove_chat_person(tests.id('everybody'), tests.id('leaver0'))`;
      await atOnce(['administrator', removal], ['leaver0', `select public.leave_chat(tests.id('everybody'))`]);
      assert.equal(await outcome(second, 'leaver0', `select public.join_chat(tests.id('everybody'))`), 'SF003');
    });

    it('C5 leaves a chat to a third when both who manage it leave it at once', async () => {
      await crowd('manager', 3, `perform tests.person(name, 'college', 'teacher')`);
      const club = `select public.create_chat(
        tests.id('club'), tests.id('college'), 'other', 'Кружок', people => array[tests.id('manager1'), tests.id('manager2')]
      )`;
      await as(first, 'manager0', club);
      await as(first, 'manager0', `select public.set_moderator(tests.id('club'), tests.id('manager1'), true)`);
      const leave = `select public.leave_chat(tests.id('club'))`;
      assert.equal(await atOnce(['manager0', leave], ['manager1', leave]), '');
      const { rows } = await first.query(
        `select person_id = tests.id('manager2') as third from public.chat_members where chat_id = tests.id('club') and is_moderator`,
      );
      assert.deepEqual(rows, [{ third: true }]);
    });

    it('C7 is here again at once with all others, however long they were away', async () => {
      await crowd('returning', clients.length, `perform tests.person(name, 'college')`);
      for (let round = 0; round < 8; round++) {
        await first.query(`
          insert into private.presences (college_id, person_id, seen_at)
            select tests.id('college'), tests.id('returning' || n), now() - interval '1 hour'
            from generate_series(0, ${clients.length - 1}) n
            on conflict (college_id, person_id) do update set seen_at = excluded.seen_at`);
        const codes = await Promise.all(
          clients.map((client, n) =>
            outcome(client, `returning${n}`, `select public.announce_presence(tests.id('college'))`),
          ),
        );
        assert.deepEqual(
          codes.filter((code) => code !== ''),
          [],
        );
      }
      const { rows } = await first.query(
        `select count(*)::integer as here from private.presences where seen_at > now() - private.presence_lasts()`,
      );
      assert.deepEqual(rows, [{ here: clients.length }]);
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

    const upload = (name: string, bytes = 1000) =>
      first.query(
        `insert into storage.objects (bucket_id, name, owner_id, metadata) values (
           'documents', tests.id('college') || '/' || tests.id($1) || '/original', tests.id('teacher')::text,
           jsonb_build_object('size', $2::bigint, 'mimetype', 'application/octet-stream')
         )`,
        [name, bytes],
      );
    const add = (name: string) =>
      `select public.add_document(tests.id('college'), jsonb_build_object('id', tests.id('${name}'), 'kind', 'file', 'name', 'a.txt'), '${name}')`;

    it('D3 says that a document is no more in the bin, whoever was first to take it out or to delete it for good', async () => {
      for (const [deed, answer] of [
        ['undelete_document', 'undelete_document'],
        ['erase_document', 'undelete_document'],
        ['undelete_document', 'erase_document'],
        ['erase_document', 'erase_document'],
      ]) {
        const name = `${deed} ${answer}`;
        await upload(name);
        await as(first, 'teacher', add(name));
        await as(first, 'teacher', `select public.delete_document(tests.id('${name}'))`);
        const code = await atOnce(
          ['administrator', `select public.${deed}(tests.id('${name}'))`],
          ['teacher', `select public.${answer}(tests.id('${name}'))`],
        );
        assert.equal(code, 'SF003', name);
      }
    });

    it('D3 leaves to an administrator what they deleted, when who put it up takes it out of the bin just then', async () => {
      await upload('deleted twice');
      await as(first, 'teacher', add('deleted twice'));
      await as(first, 'teacher', `select public.delete_document(tests.id('deleted twice'))`);
      const code = await atOnce(
        [
          'administrator',
          `select public.undelete_document(tests.id('deleted twice')), public.delete_document(tests.id('deleted twice'))`,
        ],
        ['teacher', `select public.undelete_document(tests.id('deleted twice'))`],
      );
      assert.equal(code, 'SF003');
    });

    it('D3 puts no two folders into each other', async () => {
      for (const name of ['left', 'right'])
        await as(
          first,
          'administrator',
          `select public.create_document_folder(tests.id('${name}'), tests.id('college'), '${name}')`,
        );
      const code = await atOnce(
        ['administrator', `select public.move_document_folder(tests.id('left'), tests.id('right'))`],
        ['administrator', `select public.move_document_folder(tests.id('right'), tests.id('left'))`],
      );
      assert.equal(code, 'SF001');
    });

    it('D3 puts nothing into a folder that is just being deleted, nor deletes one into which something is just being put', async () => {
      await upload('to be moved');
      await as(first, 'teacher', add('to be moved'));
      for (const name of ['goes', 'stays'])
        await as(
          first,
          'teacher',
          `select public.create_document_folder(tests.id('${name}'), tests.id('college'), '${name}')`,
        );
      const remove = (name: string) => `select public.delete_document_folder(tests.id('${name}'))`;
      const move = (name: string) => `select public.move_document(tests.id('to be moved'), tests.id('${name}'))`;
      assert.equal(await atOnce(['teacher', remove('goes')], ['teacher', move('goes')]), 'SF003');
      assert.equal(await atOnce(['teacher', move('stays')], ['teacher', remove('stays')]), 'SF001');
    });

    it('D2 says that there is no such group when it is just being deleted', async () => {
      await first.query(`
        insert into public.groups (id, college_id, number, start_year, end_year)
          values (tests.id('ends'), tests.id('college'), 'ends soon', extract(year from now()), extract(year from now()) + 4)`);
      const code = await atOnce(
        ['administrator', `select public.delete_group(tests.id('ends'))`],
        ['teacher', `select public.set_document_audience(tests.id('to be moved'), 'groups', array[tests.id('ends')])`],
      );
      assert.equal(code, 'SF001');
    });

    it('D4 takes no two documents for which there is room for one, nor a file twice', async () => {
      await upload('one of two', 800_000);
      await upload('other of two', 800_000);
      await first.query(
        `update private.document_settings set quota_bytes = private.used_bytes(college_id) + 1000000 where college_id = tests.id('college')`,
      );
      assert.equal(await atOnce(['teacher', add('one of two')], ['teacher', add('other of two')]), 'SF001');
      await first.query(
        `update private.document_settings set quota_bytes = default where college_id = tests.id('college')`,
      );
      assert.equal(await atOnce(['teacher', add('other of two')], ['teacher', add('other of two')]), '');
    });

    it('E2 gives one address to one article, and loses no words of two who save', async () => {
      const text = `'{"title": "Т", "body": {"ops": [{"insert": "Слова\\n"}]}}'`;
      const save = (name: string, tab: string) =>
        `select public.save_article(tests.id('${name}'), tests.id('${tab}'), 0, ${text}) ->> 'saved' as saved`;
      const publish = (name: string) => `select public.publish_article(tests.id('${name}'), 1, 'one-address')`;
      for (const name of ['one article', 'other article']) {
        await as(first, 'teacher', `select public.create_article(tests.id('college'), tests.id('${name}'))`);
        assert.equal(await atOnce(['teacher', save(name, 'a tab')], ['teacher', save(name, 'a tab of somebody')]), '');
      }
      const { rows } = await first.query(
        `select (select count(*)::integer from private.article_versions where is_set_aside) as aside, max(revision)::integer as revision
           from private.articles`,
      );
      assert.deepEqual(rows, [{ aside: 2, revision: 1 }]);
      assert.equal(await atOnce(['teacher', publish('one article')], ['teacher', publish('other article')]), 'SF002');
      assert.equal(await atOnce(['teacher', publish('one article')], ['teacher', publish('one article')]), '');
      assert.equal(
        await atOnce(
          ['teacher', `select public.delete_article(tests.id('one article'))`],
          ['teacher', publish('one article')],
        ),
        'SF003',
      );
    });

    it('E4 is written along by nobody who is just being removed or erases their account', async () => {
      await as(first, 'teacher', `select public.create_article(tests.id('college'), tests.id('shared one'))`);
      for (const [person, end] of [
        ['who is removed', `select public.remove_member(tests.id('college'), tests.id('who is removed'))`],
        ['who is erased', `select tests.erase('who is erased')`],
      ] as const) {
        await first.query(`select tests.person('${person}', 'college', 'teacher')`);
        const code = await atOnce(
          ['administrator', end],
          ['teacher', `select public.set_article_authors(tests.id('shared one'), array[tests.id('${person}')])`],
        );
        assert.equal(code, 'SF001', person);
      }
    });

    it('E4 is not written by who has just lost the article', async () => {
      await as(first, 'teacher', `select public.create_article(tests.id('college'), tests.id('left one'))`);
      const code = await atOnce(
        ['administrator', `select public.remove_member(tests.id('college'), tests.id('teacher'))`],
        ['teacher', `select public.publish_article(tests.id('left one'), 0)`],
      );
      assert.notEqual(code, '');
    });

    /** What one connection is to do is done one after the other. */
    const queues = new Map<Client, Promise<unknown>>();

    function as(client: Client, person: string, statement: string) {
      const work = async () => {
        await client.query(`begin; select tests.sign_in('${person}')`);
        try {
          const { rows } = await client.query(statement);
          await client.query('commit');
          return rows;
        } catch (error) {
          await client.query('rollback');
          throw error;
        }
      };
      const done = (queues.get(client) ?? Promise.resolve()).then(work, work);
      queues.set(client, done);
      return done;
    }

    /** The code with which somebody is refused; empty when they are not. */
    const outcome = (client: Client, person: string, statement: string): Promise<string> =>
      as(client, person, statement).then(
        () => '',
        (error: unknown) => {
          if (!(error instanceof DatabaseError)) throw error;
          return error.code ?? '';
        },
      );

    /** Makes people called name0, name1 and so on, each by `statement`. */
    const crowd = (called: string, count: number, statement: string) =>
      first.query(`
        do $$ declare name text; begin
          for n in 0..${count - 1} loop name := '${called}' || n; ${statement}; end loop;
        end $$`);

    /** One does something, the other acts before the first has ended: the code with which the second is refused, if it is. */
    async function atOnce([person, statement]: [string, string], [other, answer]: [string, string]): Promise<string> {
      const { rows } = await second.query('select pg_backend_pid() as pid');
      await first.query(`begin; select tests.sign_in('${person}')`);
      await first.query(statement);
      let over = false;
      const answered = outcome(second, other, answer).finally(() => {
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
