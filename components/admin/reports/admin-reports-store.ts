import type { Backend } from '../../core/backend.ts';
import { type AppError, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import type { ReportDecision } from '../../messages/report/reports-api.ts';
import { type AdminReportsApi, adminReportsApi, type KeptMessage, type Report } from './admin-reports-api.ts';

export interface AdminReportsState {
  readonly reports: Loadable<readonly Report[]>;
  readonly hasMore: boolean;
  /** What was kept of the report that is looked at. */
  readonly context: Loadable<readonly KeptMessage[]>;
  readonly busy: boolean;
  /** Why the last decision failed. */
  readonly problem: AppError | null;
}

type Page = { readonly reports: readonly Report[]; readonly hasMore: boolean };

/** The reports that an administrator of a college decides. */
export class AdminReportsStore extends LiveStore<AdminReportsState, Page> {
  readonly #api: AdminReportsApi;
  readonly #college: string;

  constructor(api: AdminReportsApi, college: string) {
    super({ reports: loading, hasMore: false, context: loading, busy: false, problem: null });
    this.#api = api;
    this.#college = college;
  }

  protected load(): Promise<Page> {
    return this.#api.list(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(changed);
  }

  protected show(page: Loadable<Page>): void {
    if (page.status === 'ready') this.set({ reports: ready(page.value.reports), hasMore: page.value.hasMore });
    else this.set({ reports: page });
  }

  async more(): Promise<void> {
    const { reports } = this.state;
    if (reports.status !== 'ready') return;
    try {
      const page = await this.#api.list(this.#college, reports.value.at(-1)?.exactly);
      // The list is another one by now: the answer is stale.
      if (this.state.reports !== reports) return;
      this.set({ reports: ready([...reports.value, ...page.reports]), hasMore: page.hasMore });
    } catch (error) {
      this.set({ problem: toAppError(error) });
    }
  }

  /** Fetches what was kept; of a chat of two people that is in the log. */
  async look(report: string): Promise<void> {
    this.set({ context: loading, problem: null });
    this.set({ context: await this.#api.context(report).then(ready, failed) });
  }

  /** @returns whether it is decided. */
  async decide(report: string, decision: ReportDecision, until?: Date): Promise<boolean> {
    if (this.state.busy) return false;
    this.set({ busy: true, problem: null });
    try {
      await this.#api.decide(report, decision, until);
      return true;
    } catch (error) {
      this.set({ problem: toAppError(error) });
      return false;
    } finally {
      this.set({ busy: false });
      this.query.supersede();
    }
  }

  clearError(): void {
    this.set({ problem: null });
  }
}

export const adminReportsStore = (backend: Backend, college: string): AdminReportsStore =>
  backend.once(`admin-reports:${college}`, () => new AdminReportsStore(adminReportsApi(backend), college));
