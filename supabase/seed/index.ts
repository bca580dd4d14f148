import { hashSync } from 'bcryptjs';
import type { Database, Transaction } from '../embedded/database.ts';
import { Calendar, date } from './calendar.ts';
import { type ChatPlan, planChats, roster } from './chats.ts';
import { groupPlans } from './groups.ts';
import { history, readPositions } from './history.ts';
import { insertRows } from './insert.ts';
import { makePeople, type Person } from './people.ts';
import { Random } from './random.ts';
import { type Recent, recentTalk } from './recent.ts';

/** Changes whenever the generator makes something else. */
export const seedVersion = '2';

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

/** The password of everybody else in the demo college. */
export const crowdPassword = 'полный-вперёд-41';

/**
 * Fills a migrated, empty database with the demo college: its people, groups and chats with eight months of talk.
 * The same for the same `now`, from which all dates are counted back.
 */
export async function seedDemoCollege(database: Database, now = new Date()): Promise<void> {
  const random = new Random('Речноборский колледж');
  const calendar = new Calendar(now.getTime());
  const people = makePeople(random);
  const plans = planChats(random, roster(people), calendar);
  await database.transaction(async (tx) => {
    // Triggers would number and announce 20,000 messages one by one.
    await tx.exec('set local session_replication_role = replica');
    await insertPeople(tx, random, people, calendar);
    const groupIds = await insertGroups(tx, random, people, calendar);
    await insertChats(tx, random, plans, groupIds, people, calendar);
    await tx.exec('set local session_replication_role = origin');
    // What triggers derive of the college itself: it can be found.
    await tx.query('update public.colleges set name = name where id = $1', [demoCollegeId]);
  });
}

async function insertPeople(
  tx: Transaction,
  random: Random,
  people: readonly Person[],
  calendar: Calendar,
): Promise<void> {
  const hash = (password: string) => hashSync(password, '$2a$04$SferumDemoCollege2026.');
  const hashes = new Map(demoAccounts.map(({ phone, password }) => [phone, hash(password)]));
  const crowdHash = hash(crowdPassword);
  const begin = date(calendar.studyYear - 4, 8, 20);
  const graduation = iso(date(calendar.studyYear, 7, 1));
  const accounts = people.map((person) => ({
    person,
    identity: random.uuid(),
    created: iso(begin + random.int(0, 86_400_000)),
  }));

  await insertRows(
    tx,
    'auth.users',
    {
      instance_id: 'uuid',
      id: 'uuid',
      aud: 'text',
      role: 'text',
      phone: 'text',
      encrypted_password: 'text',
      phone_confirmed_at: 'timestamptz',
      created_at: 'timestamptz',
      updated_at: 'timestamptz',
      raw_app_meta_data: 'jsonb',
      raw_user_meta_data: 'jsonb',
    },
    accounts.map(({ person, created }) => ({
      instance_id: '00000000-0000-0000-0000-000000000000',
      id: person.id,
      aud: 'authenticated',
      role: 'authenticated',
      phone: person.phone,
      encrypted_password: hashes.get(person.phone) ?? crowdHash,
      phone_confirmed_at: created,
      created_at: created,
      updated_at: created,
      raw_app_meta_data: { provider: 'phone', providers: ['phone'] },
      raw_user_meta_data: {},
    })),
  );
  await insertRows(
    tx,
    'auth.identities',
    {
      id: 'uuid',
      provider_id: 'text',
      user_id: 'uuid',
      identity_data: 'jsonb',
      provider: 'text',
      last_sign_in_at: 'timestamptz',
      created_at: 'timestamptz',
      updated_at: 'timestamptz',
    },
    accounts.map(({ person, identity, created }) => ({
      id: identity,
      provider_id: person.id,
      user_id: person.id,
      identity_data: { sub: person.id, phone: person.phone, phone_verified: true, email_verified: false },
      provider: 'phone',
      last_sign_in_at: created,
      created_at: created,
      updated_at: created,
    })),
  );
  await insertRows(
    tx,
    'public.profiles',
    {
      id: 'uuid',
      surname: 'text',
      name: 'text',
      patronymic: 'text',
      created_at: 'timestamptz',
      updated_at: 'timestamptz',
    },
    accounts.map(({ person: { id, surname, name, patronymic }, created }) => ({
      id,
      surname,
      name,
      patronymic,
      created_at: created,
      updated_at: created,
    })),
  );
  await insertRows(
    tx,
    'public.colleges',
    {
      id: 'uuid',
      name: 'text',
      short_name: 'text',
      country: 'text',
      city: 'text',
      time_zone: 'text',
      created_at: 'timestamptz',
    },
    [
      {
        id: demoCollegeId,
        name: 'Речноборский колледж информационных технологий',
        short_name: 'Речноборский колледж',
        country: 'Россия',
        city: 'Речноборск',
        time_zone: 'Europe/Moscow',
        created_at: iso(begin),
      },
    ],
  );
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
      left_at: 'timestamptz',
    },
    accounts.map(({ person, created }) => ({
      college_id: demoCollegeId,
      person_id: person.id,
      role: person.role,
      is_admin: person.isAdmin,
      subjects: person.subjects,
      created_at: created,
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
  const attentive = new Set(people.filter((person) => demoAccounts.some(({ phone }) => phone === person.phone)));
  const chats = plans.map((plan) => {
    const said = history(random, plan, calendar, recentOf(plan, recent, attentive));
    const created = iso(Math.min(said[0]?.at ?? plan.from, plan.from) - 3_600_000);
    return { plan, id: random.uuid(), said, created, positions: readPositions(random, plan, said, attentive) };
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
      last_seq: 'bigint',
      created_by: 'uuid',
      created_at: 'timestamptz',
    },
    chats.map(({ plan, id, said, created }) => ({
      id,
      college_id: demoCollegeId,
      kind: plan.kind,
      group_id: plan.group === undefined ? null : groupIds.get(plan.group),
      title: plan.title,
      last_seq: said.length,
      created_by: plan.creator.id,
      created_at: created,
    })),
  );
  await insertRows(
    tx,
    'public.chat_members',
    { chat_id: 'uuid', person_id: 'uuid', read_seq: 'bigint', joined_at: 'timestamptz' },
    chats.flatMap(({ id, positions, created }) =>
      [...positions].map(([person, read]) => ({
        chat_id: id,
        person_id: person.id,
        read_seq: read,
        joined_at: created,
      })),
    ),
  );
  await insertRows(
    tx,
    'public.messages',
    { id: 'uuid', chat_id: 'uuid', seq: 'bigint', author_id: 'uuid', body: 'text', created_at: 'timestamptz' },
    chats.flatMap(({ id, said }) =>
      said.map(({ author, body, at }, i) => ({
        id: random.uuid(),
        chat_id: id,
        seq: i + 1,
        author_id: author.id,
        body,
        created_at: iso(at),
      })),
    ),
  );
}

/** Scripted talk of a personal chat belongs to the demo teacher's one. */
function recentOf(plan: ChatPlan, recent: ReadonlyMap<string, Recent>, demo: ReadonlySet<Person>): Recent | undefined {
  if (plan.title) return recent.get(plan.title);
  const teacher = plan.members.find((person) => demo.has(person) && person.role === 'teacher');
  const other = plan.members.find((person) => person !== teacher);
  return teacher && other ? recent.get(other.surname) : undefined;
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
