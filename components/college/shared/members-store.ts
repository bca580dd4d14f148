import type { Backend } from '../../core/backend.ts';
import { type AppError, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { Store } from '../../core/store.ts';
import { type Member, type MemberCounts, type MemberFilter, type MembersApi, membersApi } from './members-api.ts';

/** Members a page. */
export const pageSize = 50;

export interface MembersState {
  readonly query: string;
  readonly filter: MemberFilter;
  readonly members: Loadable<readonly Member[]>;
  /** There are more than are here. */
  readonly more: boolean;
  readonly fetching: boolean;
  /** Why the next page did not come. */
  readonly moreFailed: AppError | null;
  /** Of everybody that the search finds; null while that is not known. */
  readonly counts: MemberCounts | null;
}

/** The people of a college, searched and filtered, page by page; up to date as far as they have been fetched. */
export class MembersStore extends Store<MembersState> {
  readonly #api: MembersApi;
  readonly #college: string;
  readonly #members: LiveQuery<readonly Member[]>;
  readonly #counts: LiveQuery<MemberCounts>;

  constructor(api: MembersApi, college: string) {
    super({
      query: '',
      filter: 'all',
      members: loading,
      more: false,
      fetching: false,
      moreFailed: null,
      counts: null,
    });
    this.#api = api;
    this.#college = college;
    this.#members = new LiveQuery<readonly Member[]>(
      () => this.#fetchShown(),
      (members) => {
        const shown = members.status === 'ready' ? members.value.length : 0;
        this.set({ members, more: shown > 0 && shown % pageSize === 0, moreFailed: null });
      },
    );
    this.#counts = new LiveQuery<MemberCounts>(
      () => api.count(college, this.state.query),
      (counts) => this.set({ counts: counts.status === 'ready' ? counts.value : null }),
    );
  }

  get myId(): string {
    return this.#api.myId;
  }

  protected start(): () => void {
    const unsubscribe = this.#api.subscribe(this.#college, () => {
      this.#members.invalidate();
      this.#counts.invalidate();
    });
    this.#load();
    return () => {
      unsubscribe();
      this.#members.stop();
      this.#counts.stop();
    };
  }

  search(query: string): void {
    this.set({ query: query.trim(), members: loading });
    this.#load();
  }

  choose(filter: MemberFilter): void {
    if (filter === this.state.filter) return;
    this.set({ filter, members: loading });
    void this.#members.refetch();
  }

  retry(): void {
    this.set({ members: loading });
    this.#load();
  }

  async fetchMore(): Promise<void> {
    const { members, fetching, query, filter } = this.state;
    if (members.status !== 'ready' || fetching) return;
    this.set({ fetching: true, moreFailed: null });
    const page = await this.#page(members.value.at(-1)?.id).then(ready, toAppError);
    this.set({ fetching: false });
    // The list is another one by now: the answer is stale.
    if (this.state.members !== members || this.state.query !== query || this.state.filter !== filter) return;
    if (page instanceof Error) this.set({ moreFailed: page });
    else if (page.status === 'ready') {
      this.set({ members: ready([...members.value, ...page.value]), more: page.value.length === pageSize });
    }
  }

  #load(): void {
    void this.#members.refetch();
    void this.#counts.refetch();
  }

  #page(after?: string): Promise<Member[]> {
    const { query, filter } = this.state;
    return this.#api.list(this.#college, { query, filter, after, size: pageSize });
  }

  /** As many pages as are shown now, so that a list does not shrink under the reader. */
  async #fetchShown(): Promise<readonly Member[]> {
    const { members } = this.state;
    const wanted = members.status === 'ready' ? members.value.length : 0;
    const all: Member[] = [];
    do {
      const page = await this.#page(all.at(-1)?.id);
      all.push(...page);
      if (page.length < pageSize) break;
    } while (all.length < wanted);
    return all;
  }
}

export const membersStore = (backend: Backend, college: string): MembersStore =>
  backend.once(`members:${college}`, () => new MembersStore(membersApi(backend), college));
