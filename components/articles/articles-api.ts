import { type Backend, unwrap } from '../core/backend.ts';
import type { Person } from '../core/names.ts';
import { type Page, pageOf } from '../core/paged-query.ts';
import { type FileJson, fileOf } from '../files/file.ts';
import {
  type Article,
  type ArticleAudience,
  type ArticleFilter,
  type ArticleJson,
  type ArticleState,
  type ArticleSummary,
  articleOf,
} from './article-data.ts';

/** What I may do with articles in a college. */
export interface ArticleRights {
  readonly canWrite: boolean;
  /** How many of mine nobody reads. */
  readonly drafts: number;
}

/** Where a page of a list ends. */
export interface ArticleCursor {
  readonly at: string;
  readonly id: string;
}

/** How many articles one request brings. */
const size = 24;

/** Articles to be read. Throws AppError only. */
export class ArticlesApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get isSignedIn(): boolean {
    return this.#backend.userId !== null;
  }

  async list(
    college: string,
    { which, query, after }: { which: ArticleFilter; query: string; after: ArticleCursor | null },
    signal: AbortSignal,
  ): Promise<Page<ArticleSummary, ArticleCursor>> {
    const page = after ? { before_at: after.at, before_id: after.id } : {};
    const rows = await unwrap(
      this.#backend.client.rest.rpc('college_articles', { college, which, query, size, ...page }).abortSignal(signal),
    );
    const articles = rows.map((row) => ({
      id: row.id,
      slug: row.slug,
      title: row.title,
      lead: row.lead,
      cover: row.cover ? fileOf(row.cover as unknown as FileJson) : null,
      author: row.author as unknown as Person | null,
      at: row.at,
      minutes: row.minutes,
      state: row.state as ArticleState,
      audience: row.audience as ArticleAudience['kind'],
      groups: row.groups,
      isPublic: row.is_public,
      canEdit: row.can_edit,
    }));
    return pageOf(articles, size, ({ at, id }) => ({ at, id }));
  }

  async rights(college: string): Promise<ArticleRights> {
    const answer = await unwrap(this.#backend.client.rest.rpc('article_rights', { college }));
    const { can_write: canWrite, drafts } = answer as unknown as { can_write: boolean; drafts: number };
    return { canWrite, drafts };
  }

  /** By its id, or its address in a college; null when there is none for me. */
  async read(article: string, college: string): Promise<Article | null> {
    const where = college ? { article, college } : { article };
    const answer = await unwrap(this.#backend.client.rest.rpc('read_article', where));
    return answer ? articleOf(answer as unknown as ArticleJson) : null;
  }

  /** Takes it away from its readers; what is written stays with who writes it. */
  async withdraw(article: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('withdraw_article', { article }));
  }

  /**
   * Shows the version that I have read to the whole world, or with null the article to members only.
   * @throws {AppError} with the reason `version` where another is published by now.
   */
  async setPublic(article: string, version: number | null): Promise<void> {
    const seen = version === null ? {} : { version };
    await unwrap(this.#backend.client.rest.rpc('set_article_public', { article, ...seen }));
  }

  /** Calls `changed` whenever what is published in a college, or one of mine, may have changed. */
  subscribe(college: string, changed: () => void): () => void {
    const { channels, userId } = this.#backend;
    if (!userId) return () => {};
    const unsubscribe = channels.subscribe(`college:${college}`, {
      events: { articles_changed: changed, group_changed: changed },
      onJoined: changed,
    });
    const unsubscribeMe = channels.subscribe(`user:${userId}`, {
      events: { article_edited: changed, membership: changed },
    });
    return () => {
      unsubscribe();
      unsubscribeMe();
    };
  }
}

export const articlesApi = (backend: Backend): ArticlesApi =>
  backend.once('articles-api', () => new ArticlesApi(backend));
