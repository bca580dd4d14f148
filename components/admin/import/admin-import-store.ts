import { problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, toAppError } from '../../core/errors.ts';
import { Store } from '../../core/store.ts';
import type { PersonField } from '../people-table.ts';
import { type AdminImportApi, adminImportApi, type CheckedLine } from './admin-import-api.ts';
import { type PeopleFile, type PersonLine, readPeopleFile } from './people-file.ts';
import { type FileProblem, PeopleFileError } from './people-file-error.ts';

export type ImportStep = 'file' | 'sheet' | 'reading' | 'checked' | 'adding' | 'done';

export interface ImportCounts {
  readonly all: number;
  readonly new: number;
  readonly exists: number;
  readonly error: number;
}

export interface AdminImportState {
  readonly step: ImportStep;
  readonly file: PeopleFile | null;
  /** In `sheet`: the lists of a workbook of which the person has to choose one. */
  readonly sheets: readonly PeopleFile[];
  /** What the database says of each line: in `checked` what would be, in `done` what was. */
  readonly lines: readonly CheckedLine[];
  readonly counts: ImportCounts;
  readonly problem: FileProblem | AppErrorCode | null;
  readonly missing: readonly PersonField[];
  /** Of the problem: the cell that is too far, or the sheet or encoding in which nothing was found. */
  readonly detail: string;
}

const none: AdminImportState = {
  step: 'file',
  file: null,
  sheets: [],
  lines: [],
  counts: { all: 0, new: 0, exists: 0, error: 0 },
  problem: null,
  missing: [],
  detail: '',
};

const isSound = ({ faults }: PersonLine): boolean => faults.length === 0;

/** All lines of a file in its order: what the database says of the sound ones, and what the file itself has wrong. */
function merged(people: readonly PersonLine[], answered: readonly CheckedLine[]): CheckedLine[] {
  const byLine = new Map(answered.map((checked) => [checked.line, checked]));
  return people.flatMap((person) => {
    const { line, surname, name, patronymic, phone, faults } = person;
    if (isSound(person)) return byLine.get(line) ?? [];
    return { line, surname, name, patronymic, phone, status: 'error', problems: faults };
  });
}

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

  /** Starts over for another file, once the result was seen. */
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
      const sheets = await readPeopleFile(file);
      if (mine !== this.#latest) return;
      const [only] = sheets;
      if (only && sheets.length === 1) await this.#check(only, mine);
      else this.set({ step: 'sheet', sheets });
    } catch (thrown) {
      if (mine === this.#latest) this.#fail(thrown, none);
    }
  }

  /** Has one list of a workbook with several checked. */
  async chooseSheet(sheet: PeopleFile): Promise<void> {
    const before = this.state;
    if (before.step !== 'sheet') return;
    this.#latest += 1;
    const mine = this.#latest;
    this.set({ step: 'reading', problem: null });
    await this.#check(sheet, mine).catch((thrown: unknown) => {
      if (mine === this.#latest) this.#fail(thrown, before);
    });
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

  /** Adds everybody without an error, all together or not at all. */
  async add(): Promise<void> {
    const before = this.state;
    if (before.step !== 'checked' || !before.file || before.counts.new === 0) return;
    this.set({ step: 'adding', problem: null });
    try {
      const { people, name } = before.file;
      this.#show('done', merged(people, await this.#api.add(this.#college, people.filter(isSound), name)));
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
    const answered = await this.#api.check(this.#college, file.people.filter(isSound));
    if (mine !== this.#latest) return;
    this.set({ file });
    this.#show('checked', merged(file.people, answered));
  }

  #show(step: ImportStep, lines: readonly CheckedLine[]): void {
    const of = (status: CheckedLine['status']) => lines.filter((line) => line.status === status).length;
    const counts = { all: lines.length, new: of('new'), exists: of('exists'), error: of('error') };
    this.set({ step, lines, counts, sheets: [], problem: null, missing: [], detail: '' });
  }

  #fail(thrown: unknown, back: AdminImportState): void {
    if (thrown instanceof PeopleFileError) {
      const { problem, missing, detail } = thrown;
      this.set({ ...back, problem, missing, detail });
      return;
    }
    this.set({ ...back, problem: problemOf('rows')(toAppError(thrown)) });
  }
}

export const adminImportStore = (backend: Backend, college: string): AdminImportStore =>
  backend.once(`admin-import:${college}`, () => new AdminImportStore(adminImportApi(backend), college));
