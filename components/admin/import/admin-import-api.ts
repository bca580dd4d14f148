import type { Role } from '../../college/shared/my-colleges-api.ts';
import { type Backend, unwrap, withReasons } from '../../core/backend.ts';
import type { PersonName } from '../../core/names.ts';
import type { PersonField, PersonLine } from './people-file.ts';

/** What keeps a line from being added; `detail` is a number, or what would fit. */
export interface LineProblem {
  readonly field: PersonField;
  readonly reason: 'empty' | 'long' | 'phone_digits' | 'phone' | 'duplicate' | 'unknown' | 'graduated' | 'role';
  readonly detail?: string;
}

/** What becomes, or would become, of a line of a file. */
export interface CheckedLine extends PersonName {
  readonly line: number;
  readonly status: 'new' | 'exists' | 'error';
  readonly phone: string;
  /** Empty unless it is an error. */
  readonly problems: readonly LineProblem[];
}

/** Somebody who will be a member as soon as he registers with this number. */
export interface ExpectedPerson extends PersonName {
  readonly phone: string;
  readonly role: Role;
  readonly group: string;
  readonly subjects: readonly string[];
}

/** A member, or somebody expected, for a table. */
export interface ExportedPerson extends PersonName {
  readonly phone: string;
  readonly role: Role;
  readonly groups: string;
  readonly subjects: string;
  readonly isAdmin: boolean;
  readonly state: 'member' | 'expected';
  readonly since: Date;
}

/** What the functions of the database answer: one value each, since a set of rows is cut at a thousand. */
interface LineRow extends PersonName {
  line: number;
  status: CheckedLine['status'];
  phone: string;
  problems: { field: PersonField; reason: LineProblem['reason']; detail?: string | number | null }[] | null;
}

interface ExpectedRow extends PersonName {
  phone: string;
  role: Role;
  group_number: string | null;
  subjects: string[] | null;
}

interface ExportRow extends PersonName {
  phone: string;
  role: Role;
  groups: string;
  subjects: string;
  is_admin: boolean;
  state: ExportedPerson['state'];
  since: string;
}

/** People by the list. Throws AppError only; with `rows`, when these are more than go at once. */
export class ImportApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Says what would become of each line, and changes nothing. */
  check(college: string, people: readonly PersonLine[]): Promise<CheckedLine[]> {
    return this.#import(college, people, true);
  }

  /** Adds all that can be added, or nobody at all. Once more does no harm: who is there already is passed over. */
  add(college: string, people: readonly PersonLine[], fileName: string): Promise<CheckedLine[]> {
    return this.#import(college, people, false, fileName);
  }

  /** Those who were added and have not registered, by surname. */
  async expected(college: string): Promise<ExpectedPerson[]> {
    const answer = await unwrap(this.#backend.client.rest.rpc('expected_people', { college }));
    return (answer as unknown as ExpectedRow[]).map(
      ({ surname, name, patronymic, phone, role, group_number, subjects }) => ({
        surname,
        name,
        patronymic,
        phone,
        role,
        group: group_number ?? '',
        subjects: subjects ?? [],
      }),
    );
  }

  async removeExpected(college: string, phone: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('remove_expected', { college, phone }));
  }

  /** All people of the college with their whole numbers; the log keeps who asked. */
  async exportAll(college: string): Promise<ExportedPerson[]> {
    const answer = await unwrap(this.#backend.client.rest.rpc('export_members', { college }));
    return (answer as unknown as ExportRow[]).map(({ is_admin, since, ...row }) => ({
      ...row,
      isAdmin: is_admin,
      since: new Date(since),
    }));
  }

  /** Calls `changed` whenever somebody may have come, been added, or be expected no longer. */
  subscribe(college: string, changed: () => void): () => void {
    const came = this.#backend.channels.subscribe(`college:${college}`, {
      events: { person_changed: changed },
      onJoined: changed,
    });
    const logged = this.#backend.channels.subscribe(`admin:${college}`, {
      events: { log_changed: changed },
      onJoined: changed,
    });
    return () => {
      came();
      logged();
    };
  }

  async #import(college: string, people: readonly PersonLine[], dryRun: boolean, fileName = '') {
    const rows = people.map((person) => ({ ...person }));
    const { rest } = this.#backend.client;
    const checking = unwrap(rest.rpc('import_people', { college, rows, dry_run: dryRun, file_name: fileName }));
    const answer = await withReasons(checking, { SF001: 'rows', 413: 'rows' });
    return (answer as unknown as LineRow[]).map(
      ({ problems, ...line }): CheckedLine => ({
        ...line,
        problems: (problems ?? []).map(({ field, reason, detail }) => ({
          field,
          reason,
          ...(detail !== undefined && detail !== null && { detail: String(detail) }),
        })),
      }),
    );
  }
}

export const importApi = (backend: Backend): ImportApi => backend.once('import-api', () => new ImportApi(backend));
