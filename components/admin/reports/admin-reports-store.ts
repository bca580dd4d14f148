import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppError, type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { noPaging, PagedQuery, type Paging } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import type { ReportDecision } from '../../messages/report/reports-api.ts';
import { type AdminReportsApi, adminReportsApi, type KeptMessage, type Report } from './admin-reports-api.ts';

export interface AdminReportsState extends Paging {
  readonly reports: Loadable<readonly Report[]>;
  /** What was kept of the report that is looked at. */
  readonly context: Loadable<readonly KeptMessage[]>;
  readonly busy: boolean;
  /** Why the last decision failed. */
  readonly problem: AppError | null;
}

/** The reports that an administrator of a college decides. */
export class AdminReportsStore extends Store<AdminReportsState> {
  readonly #api: Pick<AdminReportsApi, keyof AdminReportsApi>;
  readonly #reports: PagedQuery<Report>;
  readonly #deciding = new Action<AppError>(
    (state) => this.set(state),
    (error) => error,
  );
  /** Id of the report that is looked at. */
  #looked = '';
  readonly #context = new LiveQuery(
    () => this.#api.context(this.#looked),
    (context) => this.set({ context }),
  );

  constructor(api: Pick<AdminReportsApi, keyof AdminReportsApi>, college: string) {
    super({ reports: loading, ...noPaging, context: loading, busy: false, problem: null });
    this.#api = api;
    this.#reports = new PagedQuery<Report>(
      async (before) => {
        const { hasMore, reports } = await api.list(college, before ?? undefined);
        return { items: reports, next: hasMore ? (reports.at(-1)?.exactly ?? null) : null };
      },
      (reports, paging) => this.set({ reports, ...paging }),
    );
  }

  protected start(): () => void {
    const stop = this.#reports.start((changed) => this.#api.subscribe(changed));
    return () => {
      stop();
      this.#context.stop();
    };
  }

  retry(): void {
    void this.#reports.ask();
  }

  fetchMore(): Promise<void> {
    return this.#reports.fetchMore();
  }

  /** Fetches what was kept; of a chat of two people that is in the log. */
  look(report: string): Promise<void> {
    this.#looked = report;
    this.#deciding.clearError();
    this.set({ context: loading });
    return this.#context.refetch();
  }

  /** Asks no more for what was kept: nobody looks at it. */
  lookAway(): void {
    this.#context.stop();
    this.#deciding.clearError();
  }

  /** @returns whether it is decided. */
  async decide(report: string, decision: ReportDecision, minutes?: number): Promise<boolean> {
    const done = await this.#deciding.run(() => this.#api.decide(report, decision, minutes));
    this.#reports.supersede();
    return done;
  }
}

export const adminReportsStore = (backend: Backend, college: string): AdminReportsStore =>
  backend.once(`admin-reports:${college}`, () => new AdminReportsStore(adminReportsApi(backend), college));
