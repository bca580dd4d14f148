import type { Database, Transaction } from '../embedded/database.ts';
import { hashPassword, insertAccounts } from './accounts.ts';
import { insertAdministration } from './administration.ts';
import { insertApplications } from './applicants.ts';
import { insertArticles } from './articles.ts';
import { Calendar, date } from './calendar.ts';
import { type ChatPlan, planChats, roster } from './chats.ts';
import { insertCollege } from './college.ts';
import { insertDocuments } from './documents.ts';
import { groupPlans } from './groups.ts';
import { type Dated, history, readPositions } from './history.ts';
import { insertInquiries } from './inquiries.ts';
import { insertRows } from './insert.ts';
import { makePeople, type Person } from './people.ts';
import { Random } from './random.ts';
import { type Recent, recentTalk } from './recent.ts';

/** To be changed whenever the generated data changes. */
export const seedVersion = '12';

export { demoInvitationId } from './administration.ts';
export { missingDocumentFiles } from './documents.ts';

export const demoCollegeId = '6b7e5c1a-2d0f-4c83-9a41-5e0c7d3f1b20';

export interface DemoAccount {
  key: 'administrator' | 'teacher' | 'student';
  /** Digits with the country code, without plus; belongs to nobody. */
  phone: string;
  password: string;
  surname: string;
  name: string;
  patronymic: string;
  /** The role in Russian. */
  label: string;
}

export const demoAccounts: readonly DemoAccount[] = [
  {
    key: 'administrator',
    phone: '79000000001',
    password: 'тихая-гавань-11',
    surname: 'Белова',
    name: 'Наталья',
    patronymic: 'Сергеевна',
    label: 'Администратор',
  },
  {
    key: 'teacher',
    phone: '79000000007',
    password: 'речной-берег-21',
    surname: 'Ветрова',
    name: 'Марина',
    patronymic: 'Олеговна',
    label: 'Преподаватель',
  },
  {
    key: 'student',
    phone: '79000000050',
    password: 'синий-парус-31',
    surname: 'Соколова',
    name: 'Алина',
    patronymic: 'Дмитриевна',
    label: 'Студент',
  },
];

/** The password of all other people in the demo college. */
export const crowdPassword = 'полный-вперёд-41';

/**
 * Fills a migrated, empty database with the demo college: people, groups, and chats with eight months of messages.
 * Deterministic for the same `now`, from which all dates are counted back.
 *
 * @example
 * await startSupabase({ seed: seedDemoCollege, seedKey: seedVersion });
 */
export async function seedDemoCollege(database: Database, now = new Date()): Promise<void> {
  const random = new Random('Речноборский колледж');
  const calendar = new Calendar(now.getTime());
  const people = makePeople(random);
  const plans = planChats(random, roster(people), calendar);
  await database.transaction(async (tx) => {
    // Triggers would number and broadcast 20,000 messages one by one.
    await tx.exec('set local session_replication_role = replica');
    await insertPeople(tx, random, people, calendar);
    const groupIds = await insertGroups(tx, random, people, calendar);
    await insertChats(tx, random, plans, groupIds, people, calendar);
    const applicants = await insertApplications(tx, demoCollegeId, crowdPassword, calendar);
    await insertInquiries(tx, demoCollegeId, people, applicants, calendar);
    await insertArticles(tx, demoCollegeId, people, calendar);
    await insertAdministration(tx, demoCollegeId, people, groupIds, calendar);
    await insertDocuments(tx, demoCollegeId, people, groupIds, calendar);
  });
}

async function insertPeople(
  tx: Transaction,
  random: Random,
  people: readonly Person[],
  calendar: Calendar,
): Promise<void> {
  const hashes = new Map(demoAccounts.map(({ phone, password }) => [phone, hashPassword(password)]));
  const crowdHash = hashPassword(crowdPassword);
  const begin = date(calendar.studyYear - 4, 8, 20);
  const graduation = iso(date(calendar.studyYear, 7, 1));
  const accounts = people.map((person) => ({
    person,
    identity: random.uuid(),
    created: iso(begin + random.int(0, 86_400_000)),
  }));

  await insertAccounts(
    tx,
    accounts.map(({ person, identity, created }) => ({
      ...person,
      identity,
      passwordHash: hashes.get(person.phone) ?? crowdHash,
      created,
    })),
  );
  await insertCollege(tx, demoCollegeId, iso(begin));
  await insertRows(
    tx,
    'public.memberships',
    {
      college_id: 'uuid',
      person_id: 'uuid',
      role: 'public.member_role',
      is_admin: 'boolean',
      subjects: 'text[]',
      created_at: 'timestamptz',
      joined_at: 'timestamptz',
      role_since: 'timestamptz',
      left_at: 'timestamptz',
    },
    accounts.map(({ person, created }) => ({
      college_id: demoCollegeId,
      person_id: person.id,
      role: person.role,
      is_admin: person.isAdmin,
      subjects: person.subjects,
      created_at: created,
      joined_at: created,
      role_since: created,
      left_at: groupPlans.some(({ number, course, years }) => number === person.group && course > years)
        ? graduation
        : null,
    })),
  );
}

async function insertGroups(
  tx: Transaction,
  random: Random,
  people: readonly Person[],
  calendar: Calendar,
): Promise<ReadonlyMap<string, string>> {
  const all = roster(people);
  const groups = groupPlans.map((plan) => {
    const startYear = calendar.studyYear - plan.course + 1;
    return { plan, id: random.uuid(), startYear, created: iso(Math.min(date(startYear, 8, 25), calendar.now)) };
  });
  await insertRows(
    tx,
    'public.groups',
    {
      id: 'uuid',
      college_id: 'uuid',
      number: 'text',
      title: 'text',
      start_year: 'smallint',
      end_year: 'smallint',
      created_at: 'timestamptz',
    },
    groups.map(({ plan, id, startYear, created }) => ({
      id,
      college_id: demoCollegeId,
      number: plan.number,
      title: plan.title,
      start_year: startYear,
      end_year: startYear + plan.years,
      created_at: created,
    })),
  );
  await insertRows(
    tx,
    'public.group_students',
    { group_id: 'uuid', person_id: 'uuid', created_at: 'timestamptz' },
    groups.flatMap(({ plan, id, created }) =>
      all.of(plan.number).map((person) => ({ group_id: id, person_id: person.id, created_at: created })),
    ),
  );
  await insertRows(
    tx,
    'public.group_teachers',
    { group_id: 'uuid', person_id: 'uuid', subject: 'text', created_at: 'timestamptz' },
    groups.flatMap(({ plan, id, created }) =>
      plan.subjects.map((subject) => ({
        group_id: id,
        person_id: all.teaches(plan, subject).id,
        subject,
        created_at: created,
      })),
    ),
  );
  return new Map(groups.map(({ plan, id }) => [plan.number, id]));
}

async function insertChats(
  tx: Transaction,
  random: Random,
  plans: readonly ChatPlan[],
  groupIds: ReadonlyMap<string, string>,
  people: readonly Person[],
  calendar: Calendar,
): Promise<void> {
  const recent = recentTalk(calendar);
  const all = roster(people);
  const curators = new Map(groupPlans.map((group) => [group.number, all.curates(group)]));
  const attentive = new Set(people.filter((person) => demoAccounts.some(({ phone }) => phone === person.phone)));
  const chats = plans.map((plan) => {
    const messages = history(random, plan, calendar, recentOf(plan, recent, attentive));
    const created = iso(Math.min(messages[0]?.at ?? plan.from, plan.from) - 3_600_000);
    return { plan, id: random.uuid(), messages, created, positions: readPositions(random, plan, messages, attentive) };
  });
  await insertRows(
    tx,
    'public.chats',
    {
      id: 'uuid',
      college_id: 'uuid',
      kind: 'public.chat_kind',
      group_id: 'uuid',
      title: 'text',
      description: 'text',
      audience: 'public.chat_audience',
      audience_since: 'timestamptz',
      is_public: 'boolean',
      announcement_only: 'boolean',
      last_seq: 'bigint',
      last_change: 'bigint',
      created_by: 'uuid',
      created_at: 'timestamptz',
    },
    chats.map(({ plan, id, messages, created }) => ({
      id,
      college_id: demoCollegeId,
      kind: plan.kind,
      group_id: plan.group === undefined ? null : groupIds.get(plan.group),
      title: plan.title,
      description: plan.description,
      audience: plan.audience,
      audience_since: created,
      is_public: plan.isPublic,
      announcement_only: plan.announcementOnly,
      last_seq: messages.length,
      last_change: numberChanges(messages).size,
      created_by: plan.creator.id,
      created_at: created,
    })),
  );
  await insertRows(
    tx,
    'public.chat_members',
    {
      chat_id: 'uuid',
      person_id: 'uuid',
      read_seq: 'bigint',
      joined_at: 'timestamptz',
      is_moderator: 'boolean',
      is_chosen: 'boolean',
    },
    chats.flatMap(({ plan, id, positions, created }) =>
      [...positions].map(([person, read]) => ({
        chat_id: id,
        person_id: person.id,
        read_seq: read,
        joined_at: created,
        is_moderator:
          plan.kind === 'group'
            ? curators.get(plan.group ?? '') === person
            : plan.kind !== 'personal' &&
              (plan.creator === person || (plan.announcementOnly && plan.cast.others.includes(person))),
        is_chosen: !plan.byAudience.has(person),
      })),
    ),
  );
  await insertRows(
    tx,
    'public.messages',
    {
      id: 'uuid',
      chat_id: 'uuid',
      seq: 'bigint',
      change: 'bigint',
      author_id: 'uuid',
      body: 'text',
      created_at: 'timestamptz',
      edited_at: 'timestamptz',
      deleted_at: 'timestamptz',
      deleted_by: 'uuid',
    },
    chats.flatMap(({ id, messages }) => {
      const changes = numberChanges(messages);
      return messages.map((message, i) => ({
        id: random.uuid(),
        chat_id: id,
        seq: i + 1,
        change: changes.get(message) ?? 0,
        author_id: message.author.id,
        body: message.body,
        created_at: iso(message.at),
        edited_at: message.editedAt === undefined ? null : iso(message.editedAt),
        deleted_at: message.deletedAt === undefined ? null : iso(message.deletedAt),
        deleted_by: message.deletedBy?.id ?? null,
      }));
    }),
  );
  // What the trigger of the search would have done. People often say the same, and finding the words takes longest.
  await tx.exec(`
    with said as materialized (
      select body, private.words_of(body) as words from (select distinct body from public.messages) bodies
    )
    insert into private.message_words (chat_id, word, seq)
      select m.chat_id, word, m.seq from public.messages m join said using (body), unnest(said.words) word;
    insert into private.chat_words (chat_id, word) select distinct chat_id, word from private.message_words`);
}

/** What was edited or deleted, each with its number in the order of time. */
function numberChanges(messages: readonly Dated[]): ReadonlyMap<Dated, number> {
  const changed = messages.flatMap((message) => {
    const at = message.deletedAt ?? message.editedAt;
    return at === undefined ? [] : [{ message, at }];
  });
  return new Map(changed.sort((a, b) => a.at - b.at).map(({ message }, i) => [message, i + 1]));
}

/** The scripted messages of a personal chat are for that of the demo teacher. */
function recentOf(plan: ChatPlan, recent: ReadonlyMap<string, Recent>, demo: ReadonlySet<Person>): Recent | undefined {
  if (plan.title) return recent.get(plan.title);
  const teacher = plan.members.find((person) => demo.has(person) && person.role === 'teacher');
  const other = plan.members.find((person) => person !== teacher);
  return teacher && other ? recent.get(other.surname) : undefined;
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
