import type { Transaction } from '../embedded/database.ts';
import type { Calendar } from './calendar.ts';
import { insertRows } from './insert.ts';
import type { Person } from './people.ts';
import { Random } from './random.ts';

interface Planned {
  /** Surname of the asker. */
  readonly asker: string;
  /** Group of a student; empty for an applicant. */
  readonly group: string;
  readonly status: 'open' | 'closed';
  /** How far the administrators and the asker have read. */
  readonly read: readonly [administrators: number, asker: number];
  /** Minutes ago, author (`?` is the asker, a number the administrator who answered) and text of each message. */
  readonly messages: readonly (readonly [minutes: number, by: '?' | number, body: string])[];
}

const planned: readonly Planned[] = [
  {
    asker: 'Нечаев',
    group: '',
    status: 'open',
    read: [0, 1],
    messages: [
      [
        48,
        '?',
        'Здравствуйте. Хочу перевестись из другого колледжа на второй курс. Какие документы нужны для перевода?',
      ],
    ],
  },
  {
    asker: 'Зимин',
    group: 'СА-31',
    status: 'open',
    read: [3, 2],
    messages: [
      [190, '?', 'Добрый день! Подскажите часы работы библиотеки: в расписании 17:00, а на двери 16:00.'],
      [
        150,
        0,
        'Здравствуйте, Матвей. До конца месяца до 16:00, потом снова до 17:00. Расписание на сайте поправим сегодня.',
      ],
      [149, 0, 'Книги можно сдать и на вахте.'],
    ],
  },
  {
    asker: 'Ершова',
    group: 'ИС-21',
    status: 'closed',
    read: [3, 3],
    messages: [
      [3050, '?', 'Здравствуйте! Где получить справку об обучении?'],
      [2930, 1, 'Здравствуйте. В учебной части, кабинет 104, с 9 до 16. Возьмите студенческий билет.'],
      [2800, '?', 'Спасибо, справку получила'],
    ],
  },
];

/** Inquiries to the administration: one unread, one being answered, one closed. */
export async function insertInquiries(
  tx: Transaction,
  collegeId: string,
  people: readonly Person[],
  applicants: ReadonlyMap<string, string>,
  calendar: Calendar,
): Promise<void> {
  // A generator of its own, so that other data does not depend on this.
  const random = new Random('Обращения');
  const administrators = people.filter(({ isAdmin }) => isAdmin).map(({ id }) => id);
  const askerOf = ({ asker, group }: Planned) =>
    group ? people.find((person) => person.surname === asker && person.group === group)?.id : applicants.get(asker);
  const inquiries = planned.map((plan) => {
    const id = random.uuid();
    const messages = plan.messages.map(([minutes, by, body], i) => ({
      id: random.uuid(),
      inquiry_id: id,
      seq: i + 1,
      from_college: by !== '?',
      body,
      created_at: new Date(calendar.minutesBack(minutes)).toISOString(),
      admin_id: by === '?' ? null : (administrators[by] ?? null),
    }));
    return { plan, id, messages };
  });
  await insertRows(
    tx,
    'public.inquiries',
    {
      id: 'uuid',
      college_id: 'uuid',
      asker_id: 'uuid',
      status: 'public.inquiry_status',
      last_seq: 'bigint',
      read_seq: 'bigint',
      created_at: 'timestamptz',
    },
    inquiries.map(({ plan, id, messages }) => ({
      id,
      college_id: collegeId,
      asker_id: askerOf(plan),
      status: plan.status,
      last_seq: messages.length,
      read_seq: plan.read[1],
      created_at: messages[0]?.created_at,
    })),
  );
  const all = inquiries.flatMap(({ messages }) => messages);
  await insertRows(
    tx,
    'public.inquiry_messages',
    { id: 'uuid', inquiry_id: 'uuid', seq: 'bigint', from_college: 'boolean', body: 'text', created_at: 'timestamptz' },
    all,
  );
  await insertRows(
    tx,
    'private.inquiry_answers',
    { message_id: 'uuid', admin_id: 'uuid' },
    all.filter(({ from_college }) => from_college).map(({ id, admin_id }) => ({ message_id: id, admin_id })),
  );
  await insertRows(
    tx,
    'private.inquiry_desks',
    { inquiry_id: 'uuid', assignee_id: 'uuid', read_seq: 'bigint' },
    inquiries.map(({ plan, id, messages }) => ({
      inquiry_id: id,
      assignee_id: messages.find(({ admin_id }) => admin_id)?.admin_id ?? null,
      read_seq: plan.read[0],
    })),
  );
}
