import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type ExpectedPerson, type ImportApi, importApi } from './admin-import-api.ts';

export interface ExpectedState {
  readonly people: Loadable<readonly ExpectedPerson[]>;
  /** Somebody is being removed. */
  readonly busy: boolean;
  /** Why that did not succeed. */
  readonly problem: AppErrorCode | null;
}

export type ExpectedBackend = Pick<ImportApi, 'expected' | 'removeExpected' | 'subscribe'>;

/** Those who were added to a college and have not registered. */
export class ExpectedStore extends Store<ExpectedState> {
  readonly #api: ExpectedBackend;
  readonly #college: string;
  readonly #refresh: LiveQuery<readonly ExpectedPerson[]>;

  constructor(api: ExpectedBackend, college: string) {
    super({ people: loading, busy: false, problem: null });
    this.#api = api;
    this.#college = college;
    this.#refresh = new LiveQuery<readonly ExpectedPerson[]>(
      () => api.expected(college),
      (people) => this.set({ people }),
    );
  }

  protected start(): () => void {
    return this.#refresh.start((changed) => this.#api.subscribe(this.#college, changed));
  }

  retry(): void {
    this.set({ people: loading });
    void this.#refresh.refetch();
  }

  /** @returns whether the person is expected no longer. */
  async remove(phone: string): Promise<boolean> {
    if (this.state.busy) return false;
    this.set({ busy: true, problem: null });
    try {
      await this.#api.removeExpected(this.#college, phone);
      await this.#refresh.refetch();
      return true;
    } catch (thrown) {
      this.set({ problem: toAppError(thrown).code });
      return false;
    } finally {
      this.set({ busy: false });
    }
  }

  /** What was said is read. */
  forget(): void {
    if (this.state.problem) this.set({ problem: null });
  }
}

export const expectedStore = (backend: Backend, college: string): ExpectedStore =>
  backend.once(`expected:${college}`, () => new ExpectedStore(importApi(backend), college));
