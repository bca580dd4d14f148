import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppError, type AppErrorCode, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type AdminAuditApi, type AuditEntry, type AuditFilter, adminAuditApi } from './admin-audit-api.ts';

/** Lines a page, and lines a request of the whole log. */
const sizes = { page: 50, whole: 1000 };

/** A month of the calendar of this device; `null` is the whole time. */
export type Month = { readonly year: number; readonly month: number } | null;

export interface AdminAuditState {
  readonly filter: AuditFilter;
  readonly query: string;
  readonly month: Month;
  readonly entries: Loadable<readonly AuditEntry[]>;
  readonly more: boolean;
  readonly fetching: boolean;
  /** Why the next page did not come. */
  readonly moreFailed: AppError | null;
  /** The whole is being fetched to be kept as a file. */
  readonly exporting: boolean;
  /** Why that failed. */
  readonly exportProblem: AppErrorCode | null;
}

/** The log of a college, filtered, page by page, with what is added while one looks. */
export class AdminAuditStore extends LiveStore<AdminAuditState, readonly AuditEntry[]> {
  readonly #api: AdminAuditApi;
  readonly #college: string;
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
      more: false,
      fetching: false,
      moreFailed: null,
      exporting: false,
      exportProblem: null,
    });
    this.#api = api;
    this.#college = college;
  }

  protected override start(): () => void {
    this.#exporting.clearError();
    return super.start();
  }

  protected load(): Promise<readonly AuditEntry[]> {
    return this.#page();
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  choose(patch: Partial<Pick<AdminAuditState, 'filter' | 'query' | 'month'>>): void {
    this.set(patch);
    this.retry();
  }

  async fetchMore(): Promise<void> {
    const { entries, fetching } = this.state;
    if (entries.status !== 'ready' || fetching) return;
    this.set({ fetching: true, moreFailed: null });
    const page = await this.#page(entries.value.at(-1)?.id).then(ready, toAppError);
    this.set({ fetching: false });
    // The list is another one by now: the answer is stale.
    if (this.state.entries !== entries) return;
    if (page instanceof Error) this.set({ moreFailed: page });
    else if (page.status === 'ready') {
      this.set({ entries: ready([...entries.value, ...page.value]), more: page.value.length === sizes.page });
    }
  }

  /** Has everything that fits the present choice written, the newest first. @returns whether it is. */
  export(write: (entries: readonly AuditEntry[]) => Promise<void>): Promise<boolean> {
    return this.#exporting.run(async () => write(await this.#all()));
  }

  /** A first page that comes again brings new lines to the top; what was fetched below them stays. */
  protected show(page: Loadable<readonly AuditEntry[]>): void {
    const { entries, more } = this.state;
    if (page.status !== 'ready' || entries.status !== 'ready') {
      this.set({ entries: page, more: page.status === 'ready' && page.value.length === sizes.page, moreFailed: null });
      return;
    }
    const oldest = page.value.at(-1)?.id ?? 0;
    const joins = page.value.some(({ id }) => id === entries.value[0]?.id);
    const below = joins ? entries.value.filter(({ id }) => id < oldest) : [];
    this.set({
      entries: ready([...page.value, ...below]),
      more: below.length > 0 ? more : page.value.length === sizes.page,
    });
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
