import type { Backend } from '../core/backend.ts';
import { type AppError, type Loadable, loading } from '../core/errors.ts';
import { LiveQuery } from '../core/live-store.ts';
import type { Person } from '../core/names.ts';
import { noPaging, PagedQuery, type Paging } from '../core/paged-query.ts';
import { Store } from '../core/store.ts';
import {
  type Document,
  type DocumentCursor,
  type DocumentFolder,
  type DocumentKind,
  type DocumentSettings,
  type DocumentSort,
  type DocumentsApi,
  documentsApi,
} from './documents-api.ts';

/** Documents of the first page, of later ones, and how many of those that are shown are fetched anew at once. */
export const pageSize = 50;
const laterSize = 200;
const mostAtOnce = 500;

export interface DocumentsState extends Paging {
  /** The folder that is open; null outside of all. */
  readonly folder: string | null;
  readonly query: string;
  readonly kind: DocumentKind | null;
  /** Id of whoever put them up; null for all. */
  readonly author: string | null;
  readonly sort: DocumentSort;
  readonly documents: Loadable<readonly Document[]>;
  /** How many were found; null of a folder, and while that is not known. */
  readonly total: number | null;
  /** All that I see, wherever they stand. */
  readonly folders: Loadable<readonly DocumentFolder[]>;
  /** Who has put up what I see. */
  readonly authors: Loadable<readonly Person[]>;
  readonly settings: Loadable<DocumentSettings>;
}

/** The part of the api that a list needs. */
export type ListApi = Pick<
  DocumentsApi,
  'list' | 'get' | 'folders' | 'authors' | 'settings' | 'subscribe' | 'countDownload'
>;

/** The documents of a college folder by folder, searched, filtered and sorted; up to date as far as they have been fetched. */
export class DocumentsStore extends Store<DocumentsState> {
  readonly #api: ListApi;
  readonly #college: string;
  /** Only what is for this group; empty for all. */
  readonly #group: string;
  readonly #documents: PagedQuery<Document, DocumentCursor>;
  readonly #folders: LiveQuery<readonly DocumentFolder[]>;
  readonly #authors: LiveQuery<readonly Person[]>;
  readonly #settings: LiveQuery<DocumentSettings>;

  constructor(api: ListApi, college: string, group = '', folder = '') {
    super({
      folder: folder || null,
      query: '',
      kind: null,
      author: null,
      sort: 'date',
      documents: loading,
      ...noPaging,
      total: null,
      folders: loading,
      authors: loading,
      settings: loading,
    });
    this.#api = api;
    this.#college = college;
    this.#group = group;
    this.#documents = new PagedQuery<Document, DocumentCursor>(
      async (after, _signal, held) => {
        const { author, folder, query, kind, sort } = this.state;
        const page = await api.list(college, {
          folder,
          query,
          kind,
          group: group || null,
          author,
          sort,
          after,
          size: Math.min(mostAtOnce, Math.max(after === null ? pageSize : laterSize, held)),
        });
        if (page.total !== null) this.set({ total: page.total });
        return page;
      },
      (documents, paging) => this.set({ documents, ...paging }),
    );
    this.#folders = new LiveQuery<readonly DocumentFolder[]>(
      () => api.folders(college),
      (folders) => this.set({ folders }),
    );
    this.#authors = new LiveQuery<readonly Person[]>(
      () => api.authors(college),
      (authors) => this.set({ authors }),
    );
    this.#settings = new LiveQuery<DocumentSettings>(
      () => api.settings(college),
      (settings) => this.set({ settings }),
    );
  }

  protected start(): () => void {
    const queries = [this.#documents, this.#folders, this.#authors, this.#settings];
    const unsubscribe = this.#api.subscribe(this.#college, () => {
      for (const each of queries) each.invalidate();
    });
    for (const each of queries) void each.refetch();
    return () => {
      unsubscribe();
      for (const each of queries) each.stop();
    };
  }

  /** The folders around the one that is open, from the outermost in, and itself. */
  get path(): readonly DocumentFolder[] {
    const { folder, folders } = this.state;
    const known = new Map(folders.status === 'ready' ? folders.value.map((each) => [each.id, each]) : []);
    const path: DocumentFolder[] = [];
    for (let at = known.get(folder ?? ''); at; at = known.get(at.parentId ?? '')) path.unshift(at);
    return path;
  }

  /** The folders in the one that is open; none while one searches, which looks into all of them. */
  get inside(): readonly DocumentFolder[] {
    const { author, folder, folders, query, kind } = this.state;
    if (query || kind || author || this.#group || folders.status !== 'ready') return [];
    return folders.value.filter(({ parentId }) => parentId === folder);
  }

  open(folder: string | null): void {
    this.set({ folder, query: '', kind: null, author: null, total: null });
    void this.#documents.ask();
  }

  search(query: string): void {
    this.set({ query: query.trim(), total: null });
    void this.#documents.ask();
  }

  choose(kind: DocumentKind | null): void {
    if (kind === this.state.kind) return;
    this.set({ kind, total: null });
    void this.#documents.ask();
  }

  /** Shows what one person has put up, or all. */
  chooseAuthor(author: string | null): void {
    if (author === this.state.author) return;
    this.set({ author, total: null });
    void this.#documents.ask();
  }

  sort(sort: DocumentSort): void {
    if (sort === this.state.sort) return;
    this.set({ sort });
    void this.#documents.ask();
  }

  retry(): void {
    this.set({ folders: loading, authors: loading, settings: loading });
    void this.#documents.ask();
    void this.#folders.refetch();
    void this.#authors.refetch();
    void this.#settings.refetch();
  }

  /**
   * A document as it is now: its list may not have heard yet that it has another version.
   * @throws {AppError} missing, when it is gone or not for me.
   */
  present(document: string): Promise<Document> {
    return this.#api.get(document);
  }

  /** Notes that I download it. Nobody waits for that, and a count that is lost is no harm. */
  async countDownload(document: string): Promise<void> {
    await this.#api.countDownload(document).then(
      () => this.#documents.invalidate(),
      (error: AppError) => console.warn('sferum:', error),
    );
  }

  fetchMore(): Promise<void> {
    return this.#documents.fetchMore();
  }
}

export const documentsStore = (backend: Backend, college: string, group: string, folder: string): DocumentsStore =>
  backend.once(
    `documents:${college}:${group}:${folder}`,
    () => new DocumentsStore(documentsApi(backend), college, group, folder),
  );
