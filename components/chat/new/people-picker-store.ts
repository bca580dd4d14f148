import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { noPaging, PagedQuery, type Paging, pageOf } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import {
  type Candidate,
  type CandidateCounts,
  type CandidateFilter,
  type ChatMakingApi,
  chatMakingApi,
} from './chat-making-api.ts';

/** People a page. */
const pageSize = 50;

export interface PeoplePickerState extends Paging {
  readonly query: string;
  readonly filter: CandidateFilter;
  readonly found: Loadable<readonly Candidate[]>;
  readonly counts: CandidateCounts | null;
}

/** The people of a college, or of one of its groups, among whom somebody is chosen. I am not among them. */
export class PeoplePickerStore extends Store<PeoplePickerState> {
  readonly #api: ChatMakingApi;
  readonly #found: PagedQuery<Candidate>;
  readonly #counts: LiveQuery<CandidateCounts>;

  constructor(api: ChatMakingApi, college: string, group: string) {
    super({ query: '', filter: 'all', found: loading, ...noPaging, counts: null });
    this.#api = api;
    this.#found = new PagedQuery<Candidate>(
      async (after) => {
        const { query, filter } = this.state;
        const asked = { query, filter, group, after: after ?? undefined, size: pageSize };
        return pageOf(await api.candidates(college, asked), pageSize, ({ id }) => id);
      },
      (found, paging) => this.set({ found: this.#others(found), ...paging }),
    );
    this.#counts = new LiveQuery<CandidateCounts>(
      () => api.counts(college, this.state.query, group),
      (counts) => this.set({ counts: counts.status === 'ready' ? counts.value : null }),
    );
  }

  protected start(): () => void {
    this.set({ query: '', filter: 'all' });
    this.retry();
    return () => {
      this.#found.stop();
      this.#counts.stop();
    };
  }

  search(query: string): void {
    this.set({ query: query.trim() });
    // Who was found stays until then, under the typing hand.
    void this.#found.ask(true);
    void this.#counts.refetch();
  }

  choose(filter: CandidateFilter): void {
    if (filter === this.state.filter) return;
    this.set({ filter });
    void this.#found.ask();
  }

  retry(): void {
    void this.#found.ask();
    void this.#counts.refetch();
  }

  fetchMore(): Promise<void> {
    return this.#found.fetchMore();
  }

  #others(found: Loadable<readonly Candidate[]>): Loadable<readonly Candidate[]> {
    return found.status === 'ready' ? ready(found.value.filter(({ id }) => id !== this.#api.myId)) : found;
  }
}

export const peoplePickerStore = (backend: Backend, college: string, group: string): PeoplePickerStore =>
  backend.once(
    `people-picker:${college}:${group}`,
    () => new PeoplePickerStore(chatMakingApi(backend), college, group),
  );
