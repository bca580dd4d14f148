import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveQuery } from '../../core/live-store.ts';
import { noPaging, PagedQuery, type Paging, pageOf } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import { type Member, type MemberCounts, type MemberFilter, type MembersApi, membersApi } from './members-api.ts';

/** Members a page. */
export const pageSize = 50;

export interface MembersState extends Paging {
  readonly query: string;
  readonly filter: MemberFilter;
  readonly members: Loadable<readonly Member[]>;
  /** Of everybody that the search finds; null while that is not known. */
  readonly counts: MemberCounts | null;
}

/** The people of a college, searched and filtered, page by page; up to date as far as they have been fetched. */
export class MembersStore extends Store<MembersState> {
  readonly #api: MembersApi;
  readonly #college: string;
  readonly #members: PagedQuery<Member>;
  readonly #counts: LiveQuery<MemberCounts>;

  constructor(api: MembersApi, college: string) {
    super({
      query: '',
      filter: 'all',
      members: loading,
      ...noPaging,
      counts: null,
    });
    this.#api = api;
    this.#college = college;
    this.#members = new PagedQuery<Member>(
      async (after) => {
        const { query, filter } = this.state;
        const asked = { query, filter, after: after ?? undefined, size: pageSize };
        return pageOf(await api.list(college, asked), pageSize, ({ id }) => id);
      },
      (members, paging) => this.set({ members, ...paging }),
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
    void this.#members.refetch();
    void this.#counts.refetch();
    return () => {
      unsubscribe();
      this.#members.stop();
      this.#counts.stop();
    };
  }

  search(query: string): void {
    this.set({ query: query.trim() });
    this.retry();
  }

  choose(filter: MemberFilter): void {
    if (filter === this.state.filter) return;
    this.set({ filter });
    void this.#members.ask();
  }

  retry(): void {
    void this.#members.ask();
    void this.#counts.refetch();
  }

  fetchMore(): Promise<void> {
    return this.#members.fetchMore();
  }
}

export const membersStore = (backend: Backend, college: string): MembersStore =>
  backend.once(`members:${college}`, () => new MembersStore(membersApi(backend), college));
