import { problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, toAppError } from '../../core/errors.ts';
import { Store } from '../../core/store.ts';
import type { PersonField } from '../people-table.ts';
import { type AdminImportApi, adminImportApi, type CheckedLine } from './admin-import-api.ts';
import { type FileProblem, type PeopleFile, PeopleFileError, readPeopleFile } from './people-file.ts';

export type ImportStep = 'file' | 'reading' | 'checked' | 'adding' | 'done';

export interface ImportCounts {
  readonly all: number;
  readonly new: number;
  readonly exists: number;
  readonly error: number;
}

export interface AdminImportState {
  readonly step: ImportStep;
  readonly file: PeopleFile | null;
  /** What the database says of each line: in `checked` what would be, in `done` what was. */
  readonly lines: readonly CheckedLine[];
  readonly counts: ImportCounts;
  readonly problem: FileProblem | AppErrorCode | null;
  readonly missing: readonly PersonField[];
}

const none: AdminImportState = {
  step: 'file',
  file: null,
  lines: [],
  counts: { all: 0, new: 0, exists: 0, error: 0 },
  problem: null,
  missing: [],
};

export type AdminImportBackend = Pick<AdminImportApi, 'check' | 'add'>;

/** The way of a list from a file into a college: read, checked, added. */
export class AdminImportStore extends Store<AdminImportState> {
  readonly #api: AdminImportBackend;
  readonly #college: string;
  /** Counts the files that were chosen: what one that was chosen before comes to is stale. */
  #latest = 0;

  constructor(api: AdminImportBackend, college: string) {
    super(none);
    this.#api = api;
    this.#college = college;
  }

  /** Whoever has seen that it is done comes again with another file. */
  protected start(): () => void {
    return () => {
      if (this.state.step === 'done') this.reset();
    };
  }

  /** Reads a file and has it checked; nothing changes in the college. */
  async choose(file: File): Promise<void> {
    if (this.state.step === 'adding') return;
    this.#latest += 1;
    const mine = this.#latest;
    this.set({ ...none, step: 'reading' });
    try {
      const people = await readPeopleFile(file);
      if (mine === this.#latest) await this.#check(people, mine);
    } catch (thrown) {
      if (mine === this.#latest) this.#fail(thrown, none);
    }
  }

  /** Takes another group for the one that is not there, in all lines that name it, and has them checked again. */
  async replaceGroup(from: string, to: string): Promise<void> {
    const { file, step } = this.state;
    if (!file || step !== 'checked') return;
    const before = this.state;
    const people = file.people.map((person) => (person.group === from ? { ...person, group: to } : person));
    this.#latest += 1;
    const mine = this.#latest;
    this.set({ step: 'reading', problem: null });
    await this.#check({ ...file, people }, mine).catch((thrown: unknown) => {
      if (mine === this.#latest) this.#fail(thrown, before);
    });
  }

  /** Adds whoever can be added, together or not at all. */
  async add(): Promise<void> {
    const before = this.state;
    if (before.step !== 'checked' || !before.file || before.counts.new === 0) return;
    this.set({ step: 'adding', problem: null });
    try {
      this.#show('done', await this.#api.add(this.#college, before.file.people, before.file.name));
    } catch (thrown) {
      this.#fail(thrown, before);
    }
  }

  /** Begins anew, with no file. */
  reset(): void {
    if (this.state.step === 'adding') return;
    this.#latest += 1;
    this.set(none);
  }

  async #check(file: PeopleFile, mine: number): Promise<void> {
    const lines = await this.#api.check(this.#college, file.people);
    if (mine !== this.#latest) return;
    this.set({ file });
    this.#show('checked', lines);
  }

  #show(step: ImportStep, lines: readonly CheckedLine[]): void {
    const of = (status: CheckedLine['status']) => lines.filter((line) => line.status === status).length;
    const counts = { all: lines.length, new: of('new'), exists: of('exists'), error: of('error') };
    this.set({ step, lines, counts, problem: null, missing: [] });
  }

  #fail(thrown: unknown, back: AdminImportState): void {
    if (thrown instanceof PeopleFileError) {
      this.set({ ...back, problem: thrown.problem, missing: thrown.missing });
      return;
    }
    this.set({ ...back, problem: problemOf('rows')(toAppError(thrown)) });
  }
}

export const adminImportStore = (backend: Backend, college: string): AdminImportStore =>
  backend.once(`admin-import:${college}`, () => new AdminImportStore(adminImportApi(backend), college));
