import { type Backend, unwrap, withReasons } from '../../core/backend.ts';
import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import type { Role } from './my-colleges-api.ts';

export interface MemberGroup {
  readonly id: string;
  readonly number: string;
  /** What a teacher teaches there. */
  readonly subjects: readonly string[];
}

export interface Member extends Person {
  readonly role: Role;
  readonly isAdmin: boolean;
  readonly subjects: readonly string[];
  readonly groups: readonly MemberGroup[];
  /** With its middle hidden; empty for those who may not see even that. */
  readonly phone: string;
}

/** What an administrator decides about a member. */
export interface MemberChoice {
  readonly role: Role;
  readonly isAdmin: boolean;
  /** Ids of groups. */
  readonly groups: readonly string[];
  readonly subjects: readonly string[];
}

/** A member as saved, and the version of that. */
export interface MemberVersion {
  readonly member: Member;
  readonly version: string;
}

export interface MemberCounts {
  readonly total: number;
  readonly students: number;
  readonly teachers: number;
  readonly staff: number;
  readonly administrators: number;
}

export type MemberFilter = 'all' | Role | 'administrators';

export interface MembersQuery {
  readonly query?: string;
  readonly filter?: MemberFilter;
  /** Id of the last one that is known. */
  readonly after?: string | undefined;
  readonly size?: number;
}

/** Somebody else has saved the member meanwhile: as they are now. */
export interface MemberConflict extends MemberChoice {
  readonly version: string;
  readonly groupList: readonly MemberGroup[];
}

interface MemberRow {
  person_id: string;
  surname: string;
  name: string;
  patronymic: string;
  role: Role;
  is_admin: boolean;
  subjects: string[];
  groups: { id: string; number: string; subjects: string[] | null }[] | null;
  phone: string | null;
  version?: string;
}

interface PresentRow {
  role: Role;
  is_admin: boolean;
  subjects: string[];
  groups: { id: string; number: string; subjects: string[] | null }[];
  version: string;
}

const toGroups = (groups: MemberRow['groups']): MemberGroup[] =>
  (groups ?? []).map(({ id, number, subjects }) => ({ id, number, subjects: subjects ?? [] }));

const toMember = (row: MemberRow): Member => ({
  id: row.person_id,
  surname: row.surname,
  name: row.name,
  patronymic: row.patronymic,
  role: row.role,
  isAdmin: row.is_admin,
  subjects: row.subjects ?? [],
  groups: toGroups(row.groups),
  phone: row.phone ?? '',
});

/** How a member is now, out of a conflict; null when the error is none. */
export function memberConflict(error: AppError): MemberConflict | null {
  if (error.code !== 'conflict' || !error.present) return null;
  const row = error.present as PresentRow;
  const groupList = toGroups(row.groups);
  return {
    role: row.role,
    isAdmin: row.is_admin,
    subjects: row.subjects,
    groups: groupList.map(({ id }) => id),
    version: row.version,
    groupList,
  };
}

/** The people of a college. Throws AppError only. */
export class MembersApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  /** A page of members, by surname. */
  async list(college: string, { query = '', filter = 'all', after, size = 50 }: MembersQuery): Promise<Member[]> {
    const rows = await unwrap(
      this.#backend.client.rest.rpc('college_members', {
        college,
        query,
        role: filter === 'all' || filter === 'administrators' ? undefined : filter,
        admins_only: filter === 'administrators',
        after,
        size,
      }),
    );
    return (rows as MemberRow[]).map(toMember);
  }

  async count(college: string, query = ''): Promise<MemberCounts> {
    const [row] = await unwrap(this.#backend.client.rest.rpc('member_counts', { college, query }));
    return row ?? { total: 0, students: 0, teachers: 0, staff: 0, administrators: 0 };
  }

  /** @throws {AppError} missing, when they are no longer a member. */
  async get(college: string, person: string): Promise<MemberVersion> {
    const [row] = (await unwrap(this.#backend.client.rest.rpc('member', { college, person }))) as MemberRow[];
    if (!row) throw new AppError('missing');
    return { member: toMember(row), version: row.version ?? '' };
  }

  /**
   * @throws {AppError} conflict, when somebody has saved them since `version` (see `memberConflict`); `subjects`, when a
   * teacher of a group has none; `gone`, when they are no longer a member; `lastAdmin`; `graduated`, of a new group.
   */
  async update(college: string, person: string, version: string, choice: MemberChoice): Promise<string> {
    const { role, isAdmin, groups, subjects } = choice;
    const saving = this.#backend.client.rest.rpc('update_member', {
      college,
      person,
      version,
      role,
      is_admin: isAdmin,
      groups: [...groups],
      subjects: [...subjects],
    });
    const reasons = { SF001: 'subjects', SF003: 'gone', SF005: 'lastAdmin', SF006: 'graduated' };
    return withReasons(unwrap(saving), reasons);
  }

  /** @throws {AppError} `gone` and `lastAdmin`, as `update`. */
  async remove(college: string, person: string): Promise<void> {
    const removing = unwrap(this.#backend.client.rest.rpc('remove_member', { college, person }));
    await withReasons(removing, { SF003: 'gone', SF005: 'lastAdmin' });
  }

  /** Calls `changed` whenever somebody of the college may have come, gone or changed. */
  subscribe(college: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`college:${college}`, {
      events: { person_changed: changed },
      onJoined: changed,
    });
  }
}

export const membersApi = (backend: Backend): MembersApi => backend.once('members-api', () => new MembersApi(backend));
