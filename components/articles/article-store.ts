import { Action } from '../core/action.ts';
import type { Backend } from '../core/backend.ts';
import { type AppError, type Loadable, loading } from '../core/errors.ts';
import { LiveStore } from '../core/live-store.ts';
import type { Article } from './article-data.ts';
import { type ArticlesApi, articlesApi } from './articles-api.ts';

export interface ArticleStoreState {
  readonly article: Loadable<Article>;
  /** It is being withdrawn, or shown to others. */
  readonly busy: boolean;
  /** Why that failed. */
  readonly problem: AppError | null;
}

/** One article as its readers have it, kept up to date. */
export class ArticleStore extends LiveStore<ArticleStoreState, Article> {
  readonly #api: ArticlesApi;
  readonly #article: string;
  readonly #college: string;
  readonly #action = new Action<AppError>(
    (state) => this.set(state),
    (error) => error,
  );
  #unsubscribe: (() => void) | null = null;

  constructor(api: ArticlesApi, article: string, college: string) {
    super({ article: loading, busy: false, problem: null });
    this.#api = api;
    this.#article = article;
    this.#college = college;
  }

  protected load(): Promise<Article> {
    return this.#api.read(this.#article, this.#college);
  }

  /** Changes are published in the college, which is known when the article is: `show` subscribes. */
  protected subscribeToChanges(): () => void {
    return () => {
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    };
  }

  protected show(article: Loadable<Article>): void {
    this.set({ article });
    if (article.status === 'ready')
      this.#unsubscribe ??= this.#api.subscribe(article.value.college, this.query.invalidate);
  }

  withdraw(): Promise<boolean> {
    return this.#change((id) => this.#api.withdraw(id));
  }

  setPublic(isPublic: boolean): Promise<boolean> {
    return this.#change((id) => this.#api.setPublic(id, isPublic));
  }

  invalidate(): void {
    this.query.invalidate();
  }

  async #change(act: (article: string) => Promise<void>): Promise<boolean> {
    const { article } = this.state;
    if (article.status !== 'ready') return false;
    return this.#action.run(async () => {
      await act(article.value.id);
      await this.query.refetch();
    });
  }
}

/** By its id, or its address in a college. */
export const articleStore = (backend: Backend, article: string, college: string): ArticleStore =>
  backend.once(`article:${college}:${article}`, () => new ArticleStore(articlesApi(backend), article, college));
