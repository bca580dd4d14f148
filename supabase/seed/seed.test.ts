import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { compareSync } from 'bcryptjs';
import { createPgliteDatabase, type PgliteDatabase } from '../embedded/database-pglite.ts';
import { readMigrations } from '../embedded/migrate.ts';
import { readyCopy } from '../embedded/open-database.ts';
import { isNight } from './calendar.ts';
import { demoAccounts, demoCollegeId, demoInvitationId, seedDemoCollege } from './index.ts';

const now = new Date('2026-04-15T07:50:00Z');
let empty: Uint8Array;
let database: PgliteDatabase;

before(async () => {
  empty = await readyCopy({ migrations: await readMigrations(new URL('../migrations', import.meta.url).pathname) });
  database = await seeded(now);
});
after(() => database.close());

async function seeded(moment: Date): Promise<PgliteDatabase> {
  const fresh = await createPgliteDatabase({ from: empty });
  await seedDemoCollege(fresh, moment);
  return fresh;
}

async function rows<Row>(sql: string, params: readonly unknown[] = [], from = database): Promise<Row[]> {
  return from.transaction(async (tx) => (await tx.query<Row>(sql, params)).rows);
}

async function number(sql: string, from = database): Promise<number> {
  const [row] = await rows<{ value: unknown }>(`select (${sql}) as value`, [], from);
  return Number(row?.value);
}

async function fingerprint(from: PgliteDatabase): Promise<string> {
  const hash = createHash('sha256');
  for (const table of [
    'auth.users',
    'public.profiles',
    'public.groups',
    'public.chats',
    'public.chat_members',
    'public.messages',
    'public.colleges',
    'public.join_requests',
    'public.inquiries',
    'public.inquiry_messages',
    'private.inquiry_answers',
    'private.inquiry_desks',
    'public.invitations',
    'private.invitation_uses',
    'public.audit_log',
    'private.articles',
    'private.article_versions',
  ]) {
    const [row] = await rows<{ sum: string }>(
      `select md5(string_agg(t::text, ',' order by t::text)) as sum from ${table} t`,
      [],
      from,
    );
    hash.update(row?.sum ?? '');
  }
  return hash.digest('hex');
}

describe('the demo college', () => {
  it('is of a real size', async () => {
    const people = await number('select count(*) from public.profiles');
    assert.ok(people >= 234 && people <= 254, `${people} people`);
    assert.equal(await number(`select count(*) from public.memberships where role = 'teacher'`), 24);
    assert.equal(await number(`select count(*) from public.memberships where role = 'staff'`), 6);
    assert.equal(await number('select count(*) from public.groups'), 12);
    const messages = await number('select count(*) from public.messages');
    assert.ok(messages > 18_000 && messages < 23_000, `${messages} messages`);
    const long = await number(`select last_seq from public.chats where title = 'ИС-21 · Базы данных'`);
    assert.ok(long > 2_300 && long < 2_700, `${long} messages`);
  });

  it('is the same for the same moment', async () => {
    const again = await seeded(now);
    assert.equal(await fingerprint(again), await fingerprint(database));
    await again.close();
  });

  it('numbers the messages of every chat without gaps and in the order of time', async () => {
    const broken = await rows(`
      select chat.id
      from public.chats chat
      left join (
        select chat_id, seq,
          row_number() over (partition by chat_id order by seq) as place,
          row_number() over (partition by chat_id order by created_at, seq) as by_time
        from public.messages
      ) message on message.chat_id = chat.id
      group by chat.id
      having chat.last_seq <> coalesce(max(message.seq), 0) or bool_or(message.seq <> message.place or message.place <> message.by_time)`);
    assert.deepEqual(broken, []);
  });

  it('C11 numbers the changes of every chat without gaps', async () => {
    const broken = await rows(`
      select c.id from public.chats c join public.messages m on m.chat_id = c.id
      group by c.id having max(m.change) <> c.last_change or count(*) filter (where m.change > 0) <> c.last_change`);
    assert.deepEqual(broken, []);
    assert.equal(
      await number(`select count(*) from public.messages
        where (change > 0) <> (coalesce(edited_at, deleted_at) is not null) or coalesce(edited_at, deleted_at) < created_at
          or coalesce(edited_at, deleted_at) > '${now.toISOString()}'`),
      0,
    );
  });

  it('C8 has messages that were edited, and some that were deleted by their author or by a moderator', async () => {
    const changed = await rows<{ what: string }>(`
      select concat_ws(' ', m.change, p.surname, case when m.deleted_at is null then 'edited' else 'deleted by ' || d.surname end) as what
      from public.messages m join public.profiles p on p.id = m.author_id left join public.profiles d on d.id = m.deleted_by
      where m.change > 0 and m.chat_id = (select id from public.chats where title = 'ИС-21 · Базы данных') order by m.change`);
    assert.deepEqual(
      changed.map(({ what }) => what),
      [
        '1 Ветрова edited',
        '2 Соколова edited',
        '3 Гареев deleted by Гареев',
        '4 Кротов deleted by Ветрова',
        '5 Ветрова edited',
      ],
    );
  });

  it('C9 has the words of every message, for the search', async () => {
    const kept = 'select chat_id, seq, word from private.message_words';
    assert.ok((await number(`select count(*) from private.message_words`)) > 50_000);
    assert.equal(
      await number(`
        with words as materialized (
          select m.chat_id, m.seq, word from public.messages m, unnest(private.words_of(m.body)) word
        )
        select count(*) from ((table words except ${kept}) union all (${kept} except table words)) x`),
      0,
    );
    assert.equal(
      await number(
        `select count(*) from (select chat_id, word from private.message_words except select chat_id, word from private.chat_words) x`,
      ),
      0,
    );
  });

  it('C8 has the curator of a group as the only moderator of its chats, where they are a participant', async () => {
    const moderators = await rows<{ who: string }>(`
      select g.number || ' ' || string_agg(distinct p.surname || ' ' || m.role, ', ') as who
      from public.chats c join public.groups g on g.id = c.group_id
      join public.chat_members member on member.chat_id = c.id and member.is_moderator
      join public.profiles p on p.id = member.person_id
      join public.memberships m on m.person_id = p.id and m.college_id = c.college_id
      group by g.number order by g.number`);
    assert.equal(moderators.length, 12);
    assert.ok(
      moderators.every(({ who }) => /^\S+ \S+ teacher$/.test(who)),
      JSON.stringify(moderators),
    );
    assert.ok(moderators.some(({ who }) => who === 'ИС-21 Ветрова teacher'));
    assert.equal(
      await number(`select count(*) from public.chat_members m join public.chats c on c.id = m.chat_id
        where m.is_moderator and c.kind in ('college', 'other') and not c.announcement_only and m.person_id <> c.created_by`),
      0,
    );
    assert.equal(
      await number(`select count(*) from public.chats c where c.announcement_only and exists (
        select from public.messages m join public.memberships p on p.college_id = c.college_id and p.person_id = m.author_id
        where m.chat_id = c.id and not private.is_moderator(c.id, m.author_id))`),
      0,
      'whoever wrote announcements may do so',
    );
  });

  it('C1 C2 C4 has chats that an audience fills, and some that are open to it', async () => {
    const chats = await rows<{ chat: string }>(`
      select concat_ws(' ', c.audience, case when c.is_public then 'public' end, count(*)) as chat
      from public.chats c where c.audience <> 'chosen' group by c.audience, c.is_public order by 1`);
    assert.deepEqual(
      chats.map(({ chat }) => chat.replace(/(group) \d+/, '$1')),
      ['college 1', 'college public 4', 'group', 'teachers 1'],
    );
    // Everybody whom it brings in has a row that says how far they have read, as after months of reading.
    assert.equal(
      await number(`select count(*) from private.participants p where not exists (
        select from public.chat_members m where m.chat_id = p.chat_id and m.person_id = p.person_id)`),
      0,
    );
  });

  it('lets only participants write, and nobody read less than their own messages or more than there are', async () => {
    assert.equal(
      await number(`select count(*) from public.messages m where not exists (
        select from public.chat_members c where c.chat_id = m.chat_id and c.person_id = m.author_id)`),
      0,
    );
    assert.equal(
      await number(`select count(*) from public.chat_members member join public.chats chat on chat.id = member.chat_id
        where member.read_seq > chat.last_seq or member.read_seq < (
          select coalesce(max(seq), 0) from public.messages m where m.chat_id = chat.id and m.author_id = member.person_id)`),
      0,
    );
  });

  it('has broken no reference and no rule of the schema, though its triggers and checks of references did not run', async () => {
    const references = await rows<{ child: string; parent: string; query: string }>(`
      select conrelid::regclass::text as child, confrelid::regclass::text as parent, format(
        'select count(*) from %s c where c.%I is not null and not exists (select from %s p where p.%I = c.%I)',
        conrelid::regclass, child.attname, confrelid::regclass, parent.attname, child.attname) as query
      from pg_constraint
      join pg_attribute child on child.attrelid = conrelid and child.attnum = conkey[1]
      join pg_attribute parent on parent.attrelid = confrelid and parent.attnum = confkey[1]
      where contype = 'f' and connamespace in ('public'::regnamespace, 'auth'::regnamespace)`);
    assert.ok(references.length >= 10);
    for (const { child, parent, query } of references) assert.equal(await number(query), 0, `${child} → ${parent}`);
    assert.equal(await number('select count(*) from realtime.messages'), 0);
  });

  for (const moment of [
    '2026-04-15T07:50:00Z',
    '2026-01-01T01:00:00Z',
    '2026-07-05T12:00:00Z',
    '2026-09-02T20:30:00Z',
  ]) {
    it(`looks alive and has nothing in the future at ${moment}`, async () => {
      const then = new Date(moment);
      const college = moment === now.toISOString().replace('.000', '') ? database : await seeded(then);
      const times = await rows<{ at: string }>('select created_at::text as at from public.messages', [], college);
      const moments = times.map(({ at }) => Date.parse(at));
      const newest = moments.reduce((a, b) => Math.max(a, b));
      assert.ok(newest <= then.getTime());
      assert.ok(newest > then.getTime() - 15 * 3_600_000, 'somebody wrote today or yesterday');
      assert.equal(moments.filter(isNight).length, 0);
      const graduated = await rows<{ number: string }>(
        `select number from public.groups where private.is_graduated(end_year, 'Europe/Moscow', $1)`,
        [moment],
        college,
      );
      assert.deepEqual(graduated, [{ number: 'ТО-41' }]);
      if (college !== database) await college.close();
    });
  }

  it('has the demo people with their telephones, passwords and roles', async () => {
    for (const account of demoAccounts) {
      const [row] = await rows<Record<string, string>>(
        `select p.surname, p.name, p.patronymic, u.encrypted_password, m.role, m.is_admin
         from auth.users u
         join auth.identities i on i.user_id = u.id and i.provider = 'phone'
         join public.profiles p on p.id = u.id
         join public.memberships m on m.person_id = u.id and m.college_id = $2
         where u.phone = $1 and u.phone_confirmed_at is not null`,
        [account.phone, demoCollegeId],
      );
      const { surname, name, patronymic, key, password } = account;
      assert.deepEqual(
        [row?.surname, row?.name, row?.patronymic, row?.is_admin],
        [surname, name, patronymic, key === 'administrator'],
      );
      assert.ok(compareSync(password, row?.encrypted_password ?? ''), `${key} can sign in`);
    }
  });

  it('R5 can be found, and has people who wait to be let in', async () => {
    assert.equal(await number(`select count(*) from public.search_colleges('Россия', 'речнобор', 'информационых')`), 1);
    const waiting = await rows<{ who: string }>(
      `select p.surname || ' ' || r.role || ' ' || r.group_number as who
       from public.join_requests r join public.profiles p on p.id = r.person_id
       where r.college_id = $1 order by r.created_at desc`,
      [demoCollegeId],
    );
    assert.deepEqual(
      waiting.map(({ who }) => who),
      ['Юдина student ИС-21', 'Ледовских student СА-31', 'Осипова teacher ИС-21, ИС-22', 'Нечаев student '],
    );
    assert.equal(await number(`select count(*) from private.college_applications where status = 'pending'`), 1);
  });

  it('has an inquiry that nobody has read, one that is answered, and one that is closed', async () => {
    const inquiries = await rows<{ inquiry: string }>(
      `select concat_ws(' ', p.surname, i.status, i.last_seq, d.read_seq, a.surname) as inquiry
       from public.inquiries i
       join private.inquiry_desks d on d.inquiry_id = i.id
       join public.profiles p on p.id = i.asker_id
       left join public.profiles a on a.id = d.assignee_id
       where (select count(*) from public.inquiry_messages m where m.inquiry_id = i.id) = i.last_seq
       order by i.created_at desc`,
    );
    const other = await rows<{ surname: string }>(
      `select p.surname from public.memberships m join public.profiles p on p.id = m.person_id
       where m.is_admin and p.surname <> 'Белова'`,
    );
    assert.deepEqual(
      inquiries.map(({ inquiry }) => inquiry),
      ['Нечаев open 1 0', 'Зимин open 3 3 Белова', `Ершова closed 3 3 ${other[0]?.surname}`],
    );
  });

  it('gives the demo teacher and student chats with something unread', async () => {
    const chats = (phone: string) =>
      rows<{ title: string; unread: number }>(
        `select c.title, (c.last_seq - m.read_seq)::integer as unread
         from public.chat_members m join public.chats c on c.id = m.chat_id join auth.users u on u.id = m.person_id
         where u.phone = $1 order by unread desc`,
        [phone],
      );
    const [, teacher, student] = demoAccounts;
    const taught = await chats(teacher?.phone ?? '');
    assert.ok(taught.length >= 44 && taught.length <= 50, `${taught.length} chats of a teacher`);
    assert.deepEqual(
      taught.map(({ unread }) => unread).filter((unread) => unread > 0),
      [48, 12, 7, 4, 3, 2, 1],
    );
    const learned = await chats(student?.phone ?? '');
    assert.equal(learned.length, 14);
    assert.deepEqual(
      learned.map(({ unread }) => unread).filter((unread) => unread > 0),
      [23, 5, 2, 1],
    );
  });

  it('A3 has links that are open and ended, and the one that a page of the demo shows is open', async () => {
    const states = await rows<{ state: string }>(
      'select distinct private.invitation_state(i) as state from public.invitations i order by state',
    );
    assert.deepEqual(
      states.map(({ state }) => state),
      ['expired', 'open', 'revoked'],
    );
    assert.equal(
      await number(`select count(*) from public.invitations i join public.groups g on g.id = i.group_id
        where i.id = '${demoInvitationId}' and g.number = 'ИС-21' and i.revoked_at is null`),
      1,
    );
    const miscounted = `select count(*) from public.invitations i
      where i.uses <> (select count(*) from private.invitation_uses u where u.invitation_id = i.id)`;
    assert.equal(await number(miscounted), 0);
    assert.equal(await number('select count(*) from private.invitation_codes'), 5);
  });

  it('A11 has a log in the order of time, with an import, a deletion, links and groups', async () => {
    const lines = await rows<{ at: Date; subject_type: string; actor_id: string }>(
      'select at, subject_type, actor_id from public.audit_log order by id',
    );
    const kinds = new Set(lines.map(({ subject_type }) => subject_type));
    assert.deepEqual([...kinds].sort(), ['chat', 'group', 'import', 'link', 'person', 'request']);
    const times = lines.map(({ at }) => new Date(at).getTime());
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.ok(times.every((time) => time <= now.getTime()));
  });
});
