import type { Transaction } from '../embedded/database.ts';
import type { Calendar } from './calendar.ts';
import { insertRows } from './insert.ts';
import type { Person } from './people.ts';
import { Random } from './random.ts';

/** The teacher's invitation to ИС-21, which the demo's page for a projector shows. */
export const demoInvitationId = '0f5a7c2e-61d4-4b0a-9f3c-2c8e5d7a9b14';

const hour = 3_600_000;
const day = 24 * hour;

interface Link {
  readonly id: string;
  readonly group: string;
  readonly role: Person['role'];
  readonly creator: Person;
  readonly createdDays: number;
  /** From now; null is without an end. */
  readonly endsIn: number | null;
  readonly maxUses: number | null;
  readonly uses: number;
  readonly revoked?: boolean;
}

const stamp = (moment: number) => new Date(moment).toISOString();

/** Links in every state, and what the administrators of the last weeks have left in the log. */
export async function insertAdministration(
  tx: Transaction,
  collegeId: string,
  people: readonly Person[],
  groupIds: ReadonlyMap<string, string>,
  calendar: Calendar,
): Promise<void> {
  // A generator of its own, so that other data does not depend on this.
  const random = new Random('Управление');
  const named = (surname: string): Person => {
    const found = people.find((person) => person.surname === surname);
    if (!found) throw new Error(`nobody in the demo college is called ${surname}`);
    return found;
  };
  const [belova, kuzmin, vetrova, lunin] = ['Белова', 'Кузьмин', 'Ветрова', 'Лунин'].map(named) as [
    Person,
    Person,
    Person,
    Person,
  ];
  const studentsOf = (group: string) => people.filter((person) => person.group === group);
  const group = (number: string) => ({ id: groupIds.get(number) ?? '', number, subjects: [] });

  const links: readonly Link[] = [
    {
      id: demoInvitationId,
      group: 'ИС-21',
      role: 'student',
      creator: vetrova,
      createdDays: 1,
      endsIn: 6 * day,
      maxUses: 26,
      uses: 4,
    },
    {
      id: random.uuid(),
      group: 'ИС-11',
      role: 'student',
      creator: belova,
      createdDays: 3,
      endsIn: null,
      maxUses: null,
      uses: 11,
    },
    {
      id: random.uuid(),
      group: '',
      role: 'teacher',
      creator: belova,
      createdDays: 6,
      endsIn: 24 * day,
      maxUses: 5,
      uses: 1,
    },
    {
      id: random.uuid(),
      group: 'СА-31',
      role: 'student',
      creator: kuzmin,
      createdDays: 9,
      endsIn: -2 * day,
      maxUses: 20,
      uses: 8,
    },
    {
      id: random.uuid(),
      group: 'ИС-22',
      role: 'student',
      creator: belova,
      createdDays: 12,
      endsIn: 18 * day,
      maxUses: null,
      uses: 2,
      revoked: true,
    },
  ];
  const created = (link: Link) => calendar.daysBack(link.createdDays, 10);
  const revokedAt = calendar.daysBack(2, 16);
  await insertRows(
    tx,
    'public.invitations',
    {
      id: 'uuid',
      college_id: 'uuid',
      group_id: 'uuid',
      role: 'public.member_role',
      expires_at: 'timestamptz',
      max_uses: 'integer',
      uses: 'integer',
      revoked_at: 'timestamptz',
      created_by: 'uuid',
      created_at: 'timestamptz',
    },
    links.map((link) => ({
      id: link.id,
      college_id: collegeId,
      group_id: groupIds.get(link.group) ?? null,
      role: link.role,
      expires_at: link.endsIn === null ? null : stamp(calendar.now + link.endsIn),
      max_uses: link.maxUses,
      uses: link.uses,
      revoked_at: link.revoked ? stamp(revokedAt) : null,
      created_by: link.creator.id,
      created_at: stamp(created(link)),
    })),
  );
  await tx.query(
    `insert into private.invitation_codes (invitation_id, digest)
      select id, private.code_digest(private.invitation_code(id)) from public.invitations where college_id = $1`,
    [collegeId],
  );
  const users = (link: Link) => (link.group ? studentsOf(link.group) : [lunin]).slice(0, link.uses);
  await insertRows(
    tx,
    'private.invitation_uses',
    { invitation_id: 'uuid', person_id: 'uuid', used_at: 'timestamptz' },
    links.flatMap((link) =>
      users(link).map((person, i) => ({
        invitation_id: link.id,
        person_id: person.id,
        used_at: stamp(created(link) + (i + 1) * (hour / 6)),
      })),
    ),
  );

  const terms = (link: Link) => ({
    role: link.role,
    group_id: groupIds.get(link.group) ?? null,
    expires_at: link.endsIn === null ? null : stamp(calendar.now + link.endsIn),
    max_uses: link.maxUses,
    uses: link.uses,
  });
  const joined = (person: Person, via: string) => ({
    role: person.role,
    is_admin: false,
    subjects: [],
    groups: [group(person.group)],
    via,
  });
  const [, guest] = studentsOf('ИС-21');
  const [newcomer, another] = studentsOf('СА-31');
  if (!guest || !newcomer || !another) throw new Error('the groups of the demo have students');
  const lines: readonly {
    readonly at: number;
    readonly by: Person;
    readonly action: string;
    readonly type: string;
    readonly subject?: string;
    readonly label?: string;
    readonly before?: unknown;
    readonly after?: unknown;
  }[] = [
    ...links.map((link) => ({
      at: created(link),
      by: link.creator,
      action: 'invitation_created',
      type: 'link',
      subject: link.id,
      label: link.group,
      after: { ...terms(link), uses: 0 },
    })),
    ...links
      .filter(({ revoked }) => revoked)
      .map((link) => ({
        at: revokedAt,
        by: belova,
        action: 'invitation_revoked',
        type: 'link',
        subject: link.id,
        label: link.group,
        before: terms(link),
      })),
    {
      at: calendar.daysBack(14, 9),
      by: kuzmin,
      action: 'people_imported',
      type: 'import',
      label: 'первый-курс.xlsx',
      after: { new: 18, exists: 2, error: 1 },
    },
    {
      at: calendar.daysBack(13, 15),
      by: belova,
      action: 'group_changed',
      type: 'group',
      subject: groupIds.get('ТО-12') ?? '',
      label: 'ТО-12',
      before: { end_year: calendar.studyYear + 2 },
      after: { end_year: calendar.studyYear + 3 },
    },
    {
      at: calendar.daysBack(10, 11),
      by: belova,
      action: 'group_teacher_added',
      type: 'group',
      subject: groupIds.get('ИС-21') ?? '',
      label: 'ИС-21',
      after: { person_id: lunin.id, subjects: ['Компьютерные сети'] },
    },
    {
      at: calendar.daysBack(8, 12),
      by: belova,
      action: 'member_changed',
      type: 'person',
      subject: kuzmin.id,
      before: { is_admin: false },
      after: { is_admin: true },
    },
    {
      at: calendar.daysBack(7, 14),
      by: belova,
      action: 'member_added',
      type: 'request',
      subject: newcomer.id,
      after: joined(newcomer, 'request'),
    },
    {
      at: calendar.daysBack(5, 13),
      by: vetrova,
      action: 'message_deleted',
      type: 'chat',
      label: 'ИС-21 · Базы данных',
      before: { person_id: named('Кротов').id, as_college: false },
    },
    {
      at: calendar.daysBack(4, 17),
      by: belova,
      action: 'people_exported',
      type: 'import',
    },
    {
      at: calendar.daysBack(1, 11),
      by: guest,
      action: 'member_added',
      type: 'person',
      subject: guest.id,
      after: joined(guest, 'link'),
    },
    {
      at: calendar.daysBack(1, 12),
      by: belova,
      action: 'member_added',
      type: 'request',
      subject: another.id,
      after: joined(another, 'request'),
    },
  ];
  await insertRows(
    tx,
    'public.audit_log',
    {
      college_id: 'uuid',
      at: 'timestamptz',
      actor_id: 'uuid',
      action: 'text',
      subject_type: 'text',
      subject_id: 'text',
      subject_label: 'text',
      before: 'jsonb',
      after: 'jsonb',
    },
    // The log is read by the numbers of its lines.
    [...lines]
      .sort((a, b) => a.at - b.at)
      .map(({ at, by, action, type, subject = '', label = '', before, after }) => ({
        college_id: collegeId,
        at: stamp(at),
        actor_id: by.id,
        action,
        subject_type: type,
        subject_id: subject,
        subject_label: label,
        before,
        after,
      })),
  );
}
