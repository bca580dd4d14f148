import { type Backend, unwrap, unwrapAll, withReasons } from '../../core/backend.ts';
import { AppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';

export interface Group {
  readonly id: string;
  readonly number: string;
  /** The speciality; may be empty. */
  readonly title: string;
  readonly startYear: number;
  readonly endYear: number;
  readonly isGraduated: boolean;
  readonly studentCount: number;
  readonly teachers: readonly Person[];
}

/** A group where I study or teach. */
export interface MyGroup {
  readonly id: string;
  readonly isTeacher: boolean;
}

export interface GroupTeacher extends Person {
  readonly subjects: readonly string[];
}

/** What an administrator decides about a group. */
export interface GroupChoice {
  readonly number: string;
  readonly title: string;
  readonly startYear: number;
  readonly endYear: number;
  readonly teachers: readonly GroupTeacher[];
}

export interface GroupVersion {
  readonly choice: GroupChoice;
  readonly version: number;
  readonly isGraduated: boolean;
}

interface TeacherRow extends Person {
  subjects: string[];
}

interface ChoiceRow {
  number: string;
  title: string;
  start_year: number;
  end_year: number;
  teachers: TeacherRow[] | null;
}

const toChoice = (row: ChoiceRow): GroupChoice => ({
  number: row.number,
  title: row.title,
  startYear: row.start_year,
  endYear: row.end_year,
  teachers: row.teachers ?? [],
});

const toRow = ({ number, title, startYear, endYear }: GroupChoice) => ({
  number,
  title,
  start_year: startYear,
  end_year: endYear,
});

const teacherRows = (teachers: readonly GroupTeacher[]) =>
  teachers.map(({ id, subjects }) => ({ person_id: id, subjects: [...subjects] }));

/** The groups of a college. Throws AppError only. */
export class GroupsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** All groups, those that have not graduated first. */
  async list(college: string): Promise<Group[]> {
    const { rest } = this.#backend.client;
    const rows = await unwrapAll((from, to) => rest.rpc('college_groups', { college }).range(from, to));
    return rows.map((row) => ({
      id: row.id,
      number: row.number,
      title: row.title,
      startYear: row.start_year,
      endYear: row.end_year,
      isGraduated: row.is_graduated,
      studentCount: row.student_count,
      teachers: (row.teachers ?? []) as unknown as TeacherRow[],
    }));
  }

  /** Those of a college where I study or teach. */
  async mine(college: string): Promise<MyGroup[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('my_groups', { college }));
    return rows.map(({ id, is_teacher }) => ({ id, isTeacher: is_teacher }));
  }

  /** @throws {AppError} missing, when it is gone. */
  async get(group: string): Promise<GroupVersion> {
    const [row] = await unwrap(this.#backend.client.rest.rpc('group_page', { study_group: group }));
    if (!row) throw new AppError('missing');
    const choice = toChoice({ ...row, teachers: row.teachers as unknown as TeacherRow[] | null });
    return { choice, version: row.version, isGraduated: row.is_graduated };
  }

  /** @throws {AppError} `numberTaken`, in its year. */
  async create(college: string, choice: GroupChoice): Promise<string> {
    const teachers = teacherRows(choice.teachers);
    const making = unwrap(this.#backend.client.rest.rpc('create_group', { college, ...toRow(choice), teachers }));
    return withReasons(making, { SF002: 'numberTaken' });
  }

  /**
   * `teachers` absent leaves them as they are.
   * @throws {AppError} conflict with `present`, when somebody has saved it since `version`; `numberTaken`; `graduated`,
   * of a new teacher.
   */
  async update(group: string, version: number, choice: GroupChoice, teachers?: readonly GroupTeacher[]) {
    const saving = this.#backend.client.rest.rpc('update_group', {
      study_group: group,
      version,
      ...toRow(choice),
      teachers: teachers && teacherRows(teachers),
    });
    return withReasons(unwrap(saving), { SF002: 'numberTaken', SF006: 'graduated' });
  }

  /** @throws {AppError} `inUse`, while there are people or chats in it. */
  async remove(group: string): Promise<void> {
    const removing = unwrap(this.#backend.client.rest.rpc('delete_group', { study_group: group }));
    await withReasons(removing, { SF002: 'inUse' });
  }

  /** Calls `changed` whenever a group of the college may have changed. */
  subscribe(college: string, changed: () => void): () => void {
    return this.#backend.channels.subscribe(`college:${college}`, {
      events: { group_changed: changed },
      onJoined: changed,
    });
  }
}

export const groupsApi = (backend: Backend): GroupsApi => backend.once('groups-api', () => new GroupsApi(backend));
