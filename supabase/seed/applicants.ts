import type { Transaction } from '../embedded/database.ts';
import { hashPassword, insertAccounts } from './accounts.ts';
import type { Calendar } from './calendar.ts';
import { insertRows } from './insert.ts';
import { Random } from './random.ts';

const hour = 3_600_000;

/** People who registered and wait for admission, newest first. */
const applicants = [
  {
    surname: 'Юдина',
    name: 'Ксения',
    patronymic: 'Сергеевна',
    role: 'student',
    group: 'ИС-21',
    subjects: [],
    hours: 1,
  },
  {
    surname: 'Ледовских',
    name: 'Артём',
    patronymic: 'Павлович',
    role: 'student',
    group: 'СА-31',
    subjects: [],
    hours: 2,
  },
  {
    surname: 'Осипова',
    name: 'Светлана',
    patronymic: 'Игоревна',
    role: 'teacher',
    group: 'ИС-21, ИС-22',
    subjects: ['Математика'],
    hours: 26,
  },
  { surname: 'Нечаев', name: 'Павел', patronymic: '', role: 'student', group: '', subjects: [], hours: 75 },
] as const;

/** Applications to the college, and that of another college to the operator. @returns ids of the people by surname. */
export async function insertApplications(
  tx: Transaction,
  collegeId: string,
  password: string,
  calendar: Calendar,
): Promise<ReadonlyMap<string, string>> {
  // A generator of its own, so that other data does not depend on this.
  const random = new Random('Заявки');
  const passwordHash = hashPassword(password);
  const rows = applicants.map((applicant, i) => ({
    ...applicant,
    id: random.uuid(),
    identity: random.uuid(),
    request: random.uuid(),
    phone: `7900000090${i + 1}`,
    passwordHash,
    created: new Date(calendar.latest - applicant.hours * hour).toISOString(),
  }));
  await insertAccounts(tx, rows);
  await insertRows(
    tx,
    'public.join_requests',
    {
      id: 'uuid',
      college_id: 'uuid',
      person_id: 'uuid',
      role: 'public.member_role',
      group_number: 'text',
      subjects: 'text[]',
      created_at: 'timestamptz',
    },
    rows.map(({ request, id, role, group, subjects, created }) => ({
      id: request,
      college_id: collegeId,
      person_id: id,
      role,
      group_number: group,
      subjects,
      created_at: created,
    })),
  );
  await insertRows(
    tx,
    'private.college_applications',
    {
      id: 'uuid',
      name: 'text',
      short_name: 'text',
      country: 'text',
      city: 'text',
      address: 'text',
      site: 'text',
      surname: 'text',
      given_name: 'text',
      patronymic: 'text',
      phone: 'text',
      status: 'text',
      reason: 'text',
      created_at: 'timestamptz',
    },
    [
      {
        id: random.uuid(),
        name: 'Лесогорский медицинский колледж № 2',
        short_name: 'Лесогорский медколледж',
        country: 'Россия',
        city: 'Лесогорск',
        address: 'ул. Заводская, 21',
        site: 'https://lesogorsk-med.example',
        surname: 'Лесова',
        given_name: 'Ирина',
        patronymic: 'Викторовна',
        phone: '79000000911',
        status: 'pending',
        reason: '',
        created_at: new Date(calendar.latest - 20 * hour).toISOString(),
      },
    ],
  );
  return new Map(rows.map(({ surname, id }) => [surname, id]));
}
