import type { Backend } from '../core/backend.ts';
import { type Loadable, loading } from '../core/errors.ts';
import { LiveQuery } from '../core/live-store.ts';
import { noPaging, onceEach, PagedQuery, type Paging } from '../core/paged-query.ts';
import { Store } from '../core/store.ts';
import type { ArticleFilter, ArticleSummary } from './article-data.ts';
import { type ArticleCursor, type ArticleRights, type ArticlesApi, articlesApi } from './articles-api.ts';

export interface ArticlesState extends Paging {
  readonly articles: Loadable<readonly ArticleSummary[]>;
  readonly which: ArticleFilter;
  readonly query: string;
  /** What I may do; until that is known, nothing. */
  readonly rights: ArticleRights;
}

const noRights: ArticleRights = { canWrite: false, drafts: 0 };

/** The articles of a college, kept up to date. */
export class ArticlesStore extends Store<ArticlesState> {
  readonly #api: ArticlesApi;
  readonly #college: string;
  readonly #list: PagedQuery<ArticleSummary, ArticleCursor>;
  readonly #rights: LiveQuery<ArticleRights>;

  constructor(api: ArticlesApi, college: string) {
    super({ articles: loading, which: 'all', query: '', rights: noRights, ...noPaging });
    this.#api = api;
    this.#college = college;
    this.#list = new PagedQuery<ArticleSummary, ArticleCursor>(
      (after, signal) => {
        const { query, which } = this.state;
        return api.list(college, { which, query, after }, signal);
      },
      (list, paging) => {
        const articles = list.status === 'ready' ? { ...list, value: onceEach(list.value) } : list;
        this.set({ articles, ...paging });
      },
    );
    this.#rights = new LiveQuery(
      async () => (api.isSignedIn ? api.rights(college) : noRights),
      // Whoever is no member may read what is public; what they may write is nothing.
      (result) => this.set({ rights: result.status === 'ready' ? result.value : noRights }),
    );
  }

  protected start(): () => void {
    const stopList = this.#list.start((changed) =>
      this.#api.subscribe(this.#college, () => {
        changed();
        this.#rights.invalidate();
      }),
    );
    void this.#rights.refetch();
    // What was published for a time appears without anybody saying so.
    const looked = () => {
      if (document.visibilityState === 'visible') this.#list.invalidate();
    };
    document.addEventListener('visibilitychange', looked);
    return () => {
      document.removeEventListener('visibilitychange', looked);
      stopList();
      this.#rights.stop();
    };
  }

  retry(): void {
    void this.#list.refetch();
    void this.#rights.refetch();
  }

  show(which: ArticleFilter): void {
    if (which === this.state.which) return;
    this.set({ which });
    void this.#list.ask();
  }

  search(query: string): void {
    this.set({ query });
    void this.#list.ask(true);
  }

  fetchMore(): Promise<void> {
    return this.#list.fetchMore();
  }

  invalidate(): void {
    this.#list.invalidate();
    this.#rights.invalidate();
  }
}

export const articlesStore = (backend: Backend, college: string): ArticlesStore =>
  backend.once(`articles:${college}`, () => new ArticlesStore(articlesApi(backend), college));
