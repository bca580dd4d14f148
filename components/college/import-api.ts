import { type Backend, unwrap } from '../core/backend.ts';
import { Channels } from '../core/channels.ts';
import type { Role } from './my-colleges-api.ts';
import type { PersonName } from './names.ts';
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

interface ProblemRow {
  field: PersonField;
  reason: LineProblem['reason'];
  detail?: string | number | null;
}

/** People by the list. Throws AppError only. */
export class ImportApi {
  readonly #backend: Backend;
  readonly #channels: Channels;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#channels = backend.once('channels', () => new Channels(backend));
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
    const rows = await unwrap(this.#backend.client.rest.rpc('expected_people', { college }));
    return rows.map(({ surname, name, patronymic, phone, role, group_number, subjects }) => ({
      surname,
      name,
      patronymic,
      phone,
      role,
      group: group_number ?? '',
      subjects: subjects ?? [],
    }));
  }

  async removeExpected(college: string, phone: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('remove_expected', { college, phone }));
  }

  /** All people of the college with their whole numbers; the log keeps who asked. */
  async exportAll(college: string): Promise<ExportedPerson[]> {
    const rows = await unwrap(this.#backend.client.rest.rpc('export_members', { college }));
    return rows.map(({ is_admin, state, since, groups, subjects, patronymic, phone, ...row }) => ({
      ...row,
      patronymic: patronymic ?? '',
      phone: phone ?? '',
      groups: groups ?? '',
      subjects: subjects ?? '',
      isAdmin: is_admin,
      state: state as ExportedPerson['state'],
      since: new Date(since),
    }));
  }

  /** Calls `changed` whenever somebody may have come, been added, or be expected no longer. */
  listen(college: string, changed: () => void): () => void {
    const came = this.#channels.join(`college:${college}`, { events: { person_changed: changed }, joined: changed });
    const logged = this.#channels.join(`admin:${college}`, { events: { log_changed: changed }, joined: changed });
    return () => {
      came();
      logged();
    };
  }

  async #import(college: string, people: readonly PersonLine[], dryRun: boolean, fileName = '') {
    const rows = people.map((person) => ({ ...person }));
    const answer = await unwrap(
      this.#backend.client.rest.rpc('import_people', { college, rows, dry_run: dryRun, file_name: fileName }),
    );
    return answer.map(
      ({ line, status, surname, name, patronymic, phone, problems }): CheckedLine => ({
        line,
        status: status as CheckedLine['status'],
        surname,
        name,
        patronymic: patronymic ?? '',
        phone,
        problems: ((problems ?? []) as unknown as ProblemRow[]).map(({ field, reason, detail }) => ({
          field,
          reason,
          ...(detail !== undefined && detail !== null && { detail: String(detail) }),
        })),
      }),
    );
  }
}

export const importApi = (backend: Backend): ImportApi => backend.once('import-api', () => new ImportApi(backend));
