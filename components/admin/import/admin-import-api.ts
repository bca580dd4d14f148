import { type Backend, unwrap, withReasons } from '../../core/backend.ts';
import type { PersonName } from '../../core/names.ts';
import type { PersonField } from '../people-table.ts';
import type { CellFault, PersonLine } from './people-file.ts';

type Reason = 'empty' | 'long' | 'phone_digits' | 'phone' | 'duplicate' | 'unknown' | 'graduated' | 'role';

/** What keeps a line from being added; `detail` is a number, what would fit, or with a fault of the file the cell. */
export interface LineProblem {
  readonly field: PersonField;
  readonly reason: Reason | CellFault['reason'];
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

/** What the functions of the database answer: one value each, since a set of rows is cut at a thousand. */
interface LineRow extends PersonName {
  line: number;
  status: CheckedLine['status'];
  phone: string;
  problems: { field: PersonField; reason: Reason; detail?: string | number | null }[] | null;
}

/** People by the list. Throws AppError only; with `rows`, when these are more than go at once. */
export class AdminImportApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** What would become of each line; changes nothing. */
  check(college: string, people: readonly PersonLine[]): Promise<CheckedLine[]> {
    return this.#import(college, people, true);
  }

  /** Adds all that can be added, or nobody at all. Once more does no harm: who is there already is passed over. */
  add(college: string, people: readonly PersonLine[], fileName: string): Promise<CheckedLine[]> {
    return this.#import(college, people, false, fileName);
  }

  async #import(college: string, people: readonly PersonLine[], dryRun: boolean, fileName = '') {
    const rows = people.map(({ faults: _, ...person }) => person);
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

export const adminImportApi = (backend: Backend): AdminImportApi =>
  backend.once('admin-import-api', () => new AdminImportApi(backend));
