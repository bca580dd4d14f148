import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import type { Person } from '../../core/names.ts';
import {
  type AdminInquiriesApi,
  adminInquiriesApi,
  type DeskInquiry,
  type InquiryCounts,
  type InquiryFilter,
} from './admin-inquiries-api.ts';

/** Inquiries in a page. */
const pageSize = 50;
/** More than that no answer has. */
const longestAnswer = 200;

/** Why the last thing was not done with an inquiry; with a conflict, who takes care of it now. */
export interface AdminInquiriesProblem {
  readonly code: AppErrorCode;
  readonly assignee: Person | null;
}

export interface AdminInquiriesState {
  readonly filter: InquiryFilter;
  readonly search: string;
  readonly inquiries: Loadable<readonly DeskInquiry[]>;
  /** There are more than are shown. */
  readonly more: boolean;
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

interface Found {
  readonly inquiries: readonly DeskInquiry[];
  readonly more: boolean;
  readonly counts: InquiryCounts;
}

/** The queue of inquiries that the administrators of a college share. */
export class AdminInquiriesStore extends LiveStore<AdminInquiriesState, Found> {
  readonly #api: AdminInquiriesBackend;
  readonly #college: string;
  readonly #action = new Action<AdminInquiriesProblem>(
    (state) => this.set(state),
    ({ code, present }) => ({
      code,
      assignee: (present as { assignee?: Person } | undefined)?.assignee ?? null,
    }),
  );
  #limit = pageSize;

  constructor(api: AdminInquiriesBackend, college: string) {
    super({ filter: 'open', search: '', inquiries: loading, more: false, counts: null, busy: false, problem: null });
    this.#api = api;
    this.#college = college;
  }

  choose(filter: InquiryFilter): void {
    if (filter !== this.state.filter) this.#find({ filter });
  }

  search(search: string): void {
    if (search !== this.state.search) this.#find({ search });
  }

  async showMore(): Promise<void> {
    this.#limit += pageSize;
    await this.query.refetch();
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

  protected async load(): Promise<Found> {
    const limit = this.#limit;
    // One more than is shown tells whether there are more.
    const [found, counts] = await Promise.all([this.#list(limit + 1), this.#api.counts(this.#college)]);
    return { inquiries: found.slice(0, limit), more: found.length > limit, counts };
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, { onChanged: changed, onJoined: changed });
  }

  protected show(found: Loadable<Found>): void {
    if (found.status === 'ready') {
      const { inquiries, more, counts } = found.value;
      this.set({ inquiries: ready(inquiries), more, counts });
    } else this.set({ inquiries: found });
  }

  #find(question: Partial<Pick<AdminInquiriesState, 'filter' | 'search'>>): void {
    this.#limit = pageSize;
    this.set({ ...question, inquiries: loading, more: false });
    void this.query.refetch();
  }

  async #list(limit: number): Promise<DeskInquiry[]> {
    const { filter, search } = this.state;
    const found: DeskInquiry[] = [];
    while (found.length < limit) {
      const size = Math.min(limit - found.length, longestAnswer);
      const page = await this.#api.list(this.#college, { filter, search, size, skip: found.length });
      found.push(...page);
      if (page.length < size) break;
    }
    return found;
  }

  async #act(act: () => Promise<void>): Promise<boolean> {
    const done = await this.#action.run(act);
    this.query.invalidate();
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
