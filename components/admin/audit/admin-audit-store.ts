import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading } from '../../core/errors.ts';
import { noPaging, PagedQuery, type Paging, pageOf } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import { type AdminAuditApi, type AuditEntry, type AuditFilter, adminAuditApi } from './admin-audit-api.ts';

/** Lines a page, and lines a request of the whole log. */
const sizes = { page: 50, whole: 1000 };

/** A month of the calendar of this device; `null` is the whole time. */
export type Month = { readonly year: number; readonly month: number } | null;

export interface AdminAuditState extends Paging {
  readonly filter: AuditFilter;
  readonly query: string;
  readonly month: Month;
  readonly entries: Loadable<readonly AuditEntry[]>;
  /** The whole is being fetched to be kept as a file. */
  readonly exporting: boolean;
  /** Why that failed. */
  readonly exportProblem: AppErrorCode | null;
}

/** The log of a college, filtered, page by page, with what is added while one looks. */
export class AdminAuditStore extends Store<AdminAuditState> {
  readonly #api: AdminAuditApi;
  readonly #college: string;
  readonly #entries = new PagedQuery<AuditEntry, number>(
    async (before) => pageOf(await this.#page(before ?? undefined), sizes.page, ({ id }) => id),
    (entries, paging) => this.set({ entries, ...paging }),
  );
  readonly #exporting = new Action<AppErrorCode>(
    ({ busy, problem }) => this.set({ exporting: busy, exportProblem: problem }),
    problemOf(),
  );

  constructor(api: AdminAuditApi, college: string) {
    super({
      filter: 'all',
      query: '',
      month: null,
      entries: loading,
      ...noPaging,
      exporting: false,
      exportProblem: null,
    });
    this.#api = api;
    this.#college = college;
  }

  protected start(): () => void {
    this.#exporting.clearError();
    return this.#entries.start((changed) => this.#api.subscribe(this.#college, changed));
  }

  choose(patch: Partial<Pick<AdminAuditState, 'filter' | 'query' | 'month'>>): void {
    this.set(patch);
    this.retry();
  }

  retry(): void {
    void this.#entries.ask();
  }

  fetchMore(): Promise<void> {
    return this.#entries.fetchMore();
  }

  /** Has everything that fits the present choice written, the newest first. @returns whether it is. */
  export(write: (entries: readonly AuditEntry[]) => Promise<void>): Promise<boolean> {
    return this.#exporting.run(async () => write(await this.#all()));
  }

  async #all(): Promise<readonly AuditEntry[]> {
    const all: AuditEntry[] = [];
    for (;;) {
      const page = await this.#page(all.at(-1)?.id, sizes.whole);
      all.push(...page);
      if (page.length < sizes.whole) return all;
    }
  }

  #page(before?: number, size = sizes.page): Promise<AuditEntry[]> {
    const { filter, query, month } = this.state;
    return this.#api.page(this.#college, {
      filter,
      query,
      before,
      size,
      since: month ? new Date(month.year, month.month) : undefined,
      until: month ? new Date(month.year, month.month + 1) : undefined,
    });
  }
}

export const adminAuditStore = (backend: Backend, college: string): AdminAuditStore =>
  backend.once(`admin-audit:${college}`, () => new AdminAuditStore(adminAuditApi(backend), college));
