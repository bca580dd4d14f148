import { type InquirySide, InquiryStore } from '../../college/shared/inquiry/inquiry-store.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import {
  type Administrator,
  type DeskInquiry,
  type InquiriesApi,
  type InquiryCounts,
  type InquiryFilter,
  inquiriesApi,
} from './admin-inquiries-api.ts';

/** So many more at a time. */
const portion = 50;
/** More than that no answer has. */
const longestAnswer = 200;

export interface InquiriesState {
  readonly filter: InquiryFilter;
  readonly search: string;
  readonly inquiries: Loadable<readonly DeskInquiry[]>;
  /** There are more than are shown. */
  readonly more: boolean;
  /** Null until they are known. */
  readonly counts: InquiryCounts | null;
  /** Something is being done with an inquiry. */
  readonly busy: boolean;
  /** Why the last thing was not done; with a conflict, who takes care of the inquiry now. */
  readonly problem: { readonly code: AppErrorCode; readonly assignee: Administrator | null } | null;
}

export type InquiriesBackend = Pick<InquiriesApi, 'list' | 'counts' | 'assign' | 'close' | 'reopen' | 'subscribe'>;

interface Found {
  readonly inquiries: readonly DeskInquiry[];
  readonly more: boolean;
  readonly counts: InquiryCounts;
}

/** The queue of inquiries that the administrators of a college share. */
export class InquiriesStore extends Store<InquiriesState> {
  readonly #api: InquiriesBackend;
  readonly #college: string;
  readonly #refresh: LiveQuery<Found>;
  #wanted = portion;

  constructor(api: InquiriesBackend, college: string) {
    super({ filter: 'open', search: '', inquiries: loading, more: false, counts: null, busy: false, problem: null });
    this.#api = api;
    this.#college = college;
    this.#refresh = new LiveQuery<Found>(
      () => this.#find(),
      (found) => {
        if (found.status === 'ready') {
          const { inquiries, ...rest } = found.value;
          this.set({ inquiries: { status: 'ready', value: inquiries }, ...rest });
        } else this.set({ inquiries: found });
      },
    );
  }

  protected start(): () => void {
    return this.#refresh.start((changed) => this.#api.subscribe(this.#college, changed));
  }

  retry(): void {
    this.set({ inquiries: loading });
    void this.#refresh.refetch();
  }

  choose(filter: InquiryFilter): void {
    if (filter !== this.state.filter) this.#ask({ filter });
  }

  search(search: string): void {
    if (search !== this.state.search) this.#ask({ search });
  }

  async showMore(): Promise<void> {
    this.#wanted += portion;
    await this.#refresh.refetch();
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

  /** What was said of the last thing is read. */
  forget(): void {
    if (this.state.problem) this.set({ problem: null });
  }

  #ask(query: Partial<Pick<InquiriesState, 'filter' | 'search'>>): void {
    this.#wanted = portion;
    this.set({ ...query, inquiries: loading, more: false });
    void this.#refresh.refetch();
  }

  async #find(): Promise<Found> {
    const wanted = this.#wanted;
    // One more than is shown tells whether there are more.
    const [found, counts] = await Promise.all([this.#list(wanted + 1), this.#api.counts(this.#college)]);
    return { inquiries: found.slice(0, wanted), more: found.length > wanted, counts };
  }

  async #list(wanted: number): Promise<DeskInquiry[]> {
    const { filter, search } = this.state;
    const found: DeskInquiry[] = [];
    while (found.length < wanted) {
      const size = Math.min(wanted - found.length, longestAnswer);
      const page = await this.#api.list(this.#college, { filter, search, size, skip: found.length });
      found.push(...page);
      if (page.length < size) break;
    }
    return found;
  }

  async #act(act: () => Promise<void>): Promise<boolean> {
    if (this.state.busy) return false;
    this.set({ busy: true, problem: null });
    try {
      await act();
      return true;
    } catch (thrown) {
      const { code, present } = toAppError(thrown);
      const { assignee = null } = (present ?? {}) as { assignee?: Administrator | null };
      this.set({ problem: { code, assignee } });
      return false;
    } finally {
      this.set({ busy: false });
      this.#refresh.invalidate();
    }
  }
}

export const inquiriesStore = (backend: Backend, college: string): InquiriesStore =>
  backend.once(`inquiries:${college}`, () => new InquiriesStore(inquiriesApi(backend), college));

/** How many inquiries wait for the administrators of a college. */
export class InquiryCountsStore extends Store<{ readonly counts: InquiryCounts | null }> {
  readonly #api: Pick<InquiriesApi, 'counts' | 'subscribe'>;
  readonly #college: string;
  readonly #refresh: LiveQuery<InquiryCounts>;

  constructor(api: Pick<InquiriesApi, 'counts' | 'subscribe'>, college: string) {
    super({ counts: null });
    this.#api = api;
    this.#college = college;
    this.#refresh = new LiveQuery<InquiryCounts>(
      () => api.counts(college),
      (counts) => {
        if (counts.status === 'ready') this.set({ counts: counts.value });
      },
    );
  }

  protected start(): () => void {
    return this.#refresh.start((changed) => this.#api.subscribe(this.#college, changed));
  }
}

export const inquiryCountsStore = (backend: Backend, college: string): InquiryCountsStore =>
  backend.once(`inquiry-counts:${college}`, () => new InquiryCountsStore(inquiriesApi(backend), college));

/** One inquiry, as an administrator reads and answers it. */
export const deskStore = (backend: Backend, college: string, inquiry: string): InquiryStore<DeskInquiry> =>
  backend.once(`desk:${inquiry}`, () => {
    const api = inquiriesApi(backend);
    const side: InquirySide<DeskInquiry> = {
      load: () => api.get(college, inquiry),
      page: (id, options) => api.page(id, options),
      send: (id, body) => api.reply(inquiry, id, body),
      read: (id, seq) => api.read(id, seq),
      subscribe: (_id, changed) =>
        api.subscribe(college, (id) => {
          if (!id || id === inquiry) changed();
        }),
    };
    return new InquiryStore(side, api.myId, deskPlace(inquiry));
  });

/** Where an answer is kept while it has not arrived. */
export const deskPlace = (inquiry: string): string => `answer:${inquiry}`;
