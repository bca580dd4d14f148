import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveQuery, LiveStore } from '../../core/live-store.ts';
import type { Person } from '../../core/names.ts';
import { noPaging, onceEach, type Page, PagedQuery, type Paging } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import {
  type AdminInquiriesApi,
  adminInquiriesApi,
  type DeskInquiry,
  type InquiryCounts,
  type InquiryFilter,
} from './admin-inquiries-api.ts';

/** Inquiries in a page. */
const pageSize = 50;

/** Why the last thing was not done with an inquiry; with a conflict, who takes care of it now. */
export interface AdminInquiriesProblem {
  readonly code: AppErrorCode;
  readonly assignee: Person | null;
}

export interface AdminInquiriesState extends Paging {
  readonly filter: InquiryFilter;
  readonly search: string;
  readonly inquiries: Loadable<readonly DeskInquiry[]>;
  /** Null until they are known. */
  readonly counts: InquiryCounts | null;
  /** Something is being done with an inquiry. */
  readonly busy: boolean;
  readonly problem: AdminInquiriesProblem | null;
}

export type AdminInquiriesBackend = Pick<
  AdminInquiriesApi,
  'list' | 'counts' | 'assign' | 'close' | 'reopen' | 'subscribe'
>;

/** The queue of inquiries that the administrators of a college share. */
export class AdminInquiriesStore extends Store<AdminInquiriesState> {
  readonly #api: AdminInquiriesBackend;
  readonly #college: string;
  /** Its cursor is how many come before. */
  readonly #inquiries = new PagedQuery<DeskInquiry, number>(
    (skip) => this.#page(skip ?? 0),
    (found, paging) => {
      const inquiries = found.status === 'ready' ? ready(onceEach(found.value)) : found;
      this.set({ inquiries, ...paging });
    },
  );
  readonly #counts: LiveQuery<InquiryCounts>;
  readonly #action = new Action<AdminInquiriesProblem>(
    (state) => this.set(state),
    ({ code, present }) => ({
      code,
      assignee: (present as { assignee?: Person } | undefined)?.assignee ?? null,
    }),
  );

  constructor(api: AdminInquiriesBackend, college: string) {
    super({ filter: 'open', search: '', inquiries: loading, ...noPaging, counts: null, busy: false, problem: null });
    this.#api = api;
    this.#college = college;
    this.#counts = new LiveQuery<InquiryCounts>(
      () => api.counts(college),
      (counts) => this.set({ counts: counts.status === 'ready' ? counts.value : null }),
    );
  }

  protected start(): () => void {
    const unsubscribe = this.#api.subscribe(this.#college, { onChanged: this.#invalidate, onJoined: this.#invalidate });
    void this.#inquiries.refetch();
    void this.#counts.refetch();
    return () => {
      unsubscribe();
      this.#inquiries.stop();
      this.#counts.stop();
    };
  }

  retry(): void {
    void this.#inquiries.ask();
    void this.#counts.refetch();
  }

  choose(filter: InquiryFilter): void {
    if (filter === this.state.filter) return;
    this.set({ filter });
    void this.#inquiries.ask();
  }

  search(search: string): void {
    if (search === this.state.search) return;
    this.set({ search });
    void this.#inquiries.ask();
  }

  fetchMore(): Promise<void> {
    return this.#inquiries.fetchMore();
  }

  /** Says who takes care of an inquiry, or (null) that nobody does. @returns whether it is so. */
  assign({ id, assignee }: DeskInquiry, next: string | null): Promise<boolean> {
    return this.#act(() => this.#api.assign(id, next, assignee?.id ?? null));
  }

  /** @returns whether it is closed. */
  close({ id }: DeskInquiry): Promise<boolean> {
    return this.#act(() => this.#api.close(id));
  }

  /** @returns whether it is open. */
  reopen({ id }: DeskInquiry): Promise<boolean> {
    return this.#act(() => this.#api.reopen(id));
  }

  clearError(): void {
    this.#action.clearError();
  }

  #invalidate = (): void => {
    this.#inquiries.invalidate();
    this.#counts.invalidate();
  };

  async #page(skip: number): Promise<Page<DeskInquiry, number>> {
    const { filter, search } = this.state;
    // One more than is shown tells whether there are more.
    const found = await this.#api.list(this.#college, { filter, search, size: pageSize + 1, skip });
    return { items: found.slice(0, pageSize), next: found.length > pageSize ? skip + pageSize : null };
  }

  async #act(act: () => Promise<void>): Promise<boolean> {
    const done = await this.#action.run(act);
    this.#invalidate();
    return done;
  }
}

export const adminInquiriesStore = (backend: Backend, college: string): AdminInquiriesStore =>
  backend.once(`admin-inquiries:${college}`, () => new AdminInquiriesStore(adminInquiriesApi(backend), college));

/** How many inquiries wait for the administrators of a college. */
export class InquiryCountsStore extends LiveStore<{ readonly counts: InquiryCounts | null }, InquiryCounts> {
  readonly #api: Pick<AdminInquiriesApi, 'counts' | 'subscribe'>;
  readonly #college: string;

  constructor(api: Pick<AdminInquiriesApi, 'counts' | 'subscribe'>, college: string) {
    super({ counts: null });
    this.#api = api;
    this.#college = college;
  }

  protected load(): Promise<InquiryCounts> {
    return this.#api.counts(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, { onChanged: changed, onJoined: changed });
  }

  protected show(counts: Loadable<InquiryCounts>): void {
    if (counts.status === 'ready') this.set({ counts: counts.value });
  }
}

export const inquiryCountsStore = (backend: Backend, college: string): InquiryCountsStore =>
  backend.once(`inquiry-counts:${college}`, () => new InquiryCountsStore(adminInquiriesApi(backend), college));
