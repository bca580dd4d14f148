import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import type { AppErrorCode } from '../../core/errors.ts';
import { Store } from '../../core/store.ts';
import { type ExportedPerson, type MembersExportApi, membersExportApi } from './members-export-api.ts';

export interface MembersExportState {
  readonly exporting: boolean;
  /** Why the list did not come. */
  readonly problem: AppErrorCode | null;
}

export type MembersExportBackend = Pick<MembersExportApi, 'list'>;

/** The list of everybody in a college, with whole numbers, to be kept as a file. */
export class MembersExportStore extends Store<MembersExportState> {
  readonly #api: MembersExportBackend;
  readonly #college: string;
  readonly #exporting = new Action<AppErrorCode>(
    ({ busy, problem }) => this.set({ exporting: busy, problem }),
    problemOf(),
  );

  constructor(api: MembersExportBackend, college: string) {
    super({ exporting: false, problem: null });
    this.#api = api;
    this.#college = college;
  }

  protected start(): () => void {
    this.#exporting.clearError();
    return () => {};
  }

  /** Has the list written. @returns whether it is. */
  export(write: (people: readonly ExportedPerson[]) => Promise<void>): Promise<boolean> {
    return this.#exporting.run(async () => write(await this.#api.list(this.#college)));
  }
}

export const membersExportStore = (backend: Backend, college: string): MembersExportStore =>
  backend.once(`members-export:${college}`, () => new MembersExportStore(membersExportApi(backend), college));
