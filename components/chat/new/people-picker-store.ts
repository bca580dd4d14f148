import type { Backend } from '../../core/backend.ts';
import { type AppError, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
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

export interface PeoplePickerState {
  readonly query: string;
  readonly filter: CandidateFilter;
  readonly found: Loadable<readonly Candidate[]>;
  readonly more: boolean;
  readonly fetching: boolean;
  /** Why the next page did not come. */
  readonly moreFailed: AppError | null;
  readonly counts: CandidateCounts | null;
}

/** The people of a college, or of one of its groups, among whom somebody is chosen. I am not among them. */
export class PeoplePickerStore extends Store<PeoplePickerState> {
  readonly #api: ChatMakingApi;
  readonly #college: string;
  readonly #group: string;
  readonly #found: LiveQuery<readonly Candidate[]>;
  readonly #counts: LiveQuery<CandidateCounts>;
  #last: string | undefined;

  constructor(api: ChatMakingApi, college: string, group: string) {
    super({ query: '', filter: 'all', found: loading, more: false, fetching: false, moreFailed: null, counts: null });
    this.#api = api;
    this.#college = college;
    this.#group = group;
    this.#found = new LiveQuery<readonly Candidate[]>(
      () => this.#page(),
      (found) => {
        const all = found.status === 'ready' ? found.value : [];
        this.#last = all.at(-1)?.id;
        this.set({ found: this.#others(found), more: all.length === pageSize, moreFailed: null });
      },
    );
    this.#counts = new LiveQuery<CandidateCounts>(
      () => api.counts(college, this.state.query, group),
      (counts) => this.set({ counts: counts.status === 'ready' ? counts.value : null }),
    );
  }

  protected start(): () => void {
    this.set({ query: '', filter: 'all', found: loading });
    this.#load();
    return () => {
      this.#found.stop();
      this.#counts.stop();
    };
  }

  search(query: string): void {
    this.set({ query: query.trim() });
    this.#load();
  }

  choose(filter: CandidateFilter): void {
    if (filter === this.state.filter) return;
    this.set({ filter, found: loading });
    void this.#found.refetch();
  }

  retry(): void {
    this.set({ found: loading });
    this.#load();
  }

  async fetchMore(): Promise<void> {
    const { found, fetching } = this.state;
    if (found.status !== 'ready' || fetching) return;
    this.set({ fetching: true, moreFailed: null });
    const page = await this.#page(this.#last).then(ready, toAppError);
    this.set({ fetching: false });
    // The list is another one by now: the answer is stale.
    if (this.state.found !== found) return;
    if (page instanceof Error) this.set({ moreFailed: page });
    else if (page.status === 'ready') {
      this.#last = page.value.at(-1)?.id ?? this.#last;
      const others = page.value.filter(({ id }) => id !== this.#api.myId);
      this.set({ found: ready([...found.value, ...others]), more: page.value.length === pageSize });
    }
  }

  #load(): void {
    void this.#found.refetch();
    void this.#counts.refetch();
  }

  #others(found: Loadable<readonly Candidate[]>): Loadable<readonly Candidate[]> {
    return found.status === 'ready' ? ready(found.value.filter(({ id }) => id !== this.#api.myId)) : found;
  }

  #page(after?: string): Promise<Candidate[]> {
    const { query, filter } = this.state;
    return this.#api.candidates(this.#college, { query, filter, group: this.#group, after, size: pageSize });
  }
}

export const peoplePickerStore = (backend: Backend, college: string, group: string): PeoplePickerStore =>
  backend.once(
    `people-picker:${college}:${group}`,
    () => new PeoplePickerStore(chatMakingApi(backend), college, group),
  );
