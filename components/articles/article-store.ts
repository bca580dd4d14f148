import { Action } from '../core/action.ts';
import type { Backend } from '../core/backend.ts';
import { AppError, failed, type Loadable, loading, ready } from '../core/errors.ts';
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
export class ArticleStore extends LiveStore<ArticleStoreState, Article | null> {
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

  protected load(): Promise<Article | null> {
    return this.#api.read(this.#article, this.#college);
  }

  /** Changes are published in the college, which is known when the article is: `show` subscribes. */
  protected subscribeToChanges(): () => void {
    return () => {
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    };
  }

  /** What is withdrawn while somebody reads it goes from their screen, too. */
  protected show(found: Loadable<Article | null>): void {
    if (found.status !== 'ready') {
      this.set({ article: found });
    } else if (found.value) {
      this.set({ article: ready(found.value) });
      this.#unsubscribe ??= this.#api.subscribe(found.value.college, this.query.invalidate);
    } else {
      this.set({ article: failed(new AppError('missing')) });
    }
  }

  withdraw(): Promise<boolean> {
    return this.#change((id) => this.#api.withdraw(id));
  }

  /** Shows the version that is read here to the whole world; null the article to members only. */
  setPublic(version: number | null): Promise<boolean> {
    return this.#change((id) => this.#api.setPublic(id, version));
  }

  clearError(): void {
    this.#action.clearError();
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
