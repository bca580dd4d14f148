import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { noPaging, PagedQuery, type Paging } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import { type Document, type DocumentCursor, type DocumentsApi, documentsApi } from '../documents-api.ts';

/** Documents a page. */
const pageSize = 50;

export interface DocumentBinState extends Paging {
  readonly documents: Loadable<readonly Document[]>;
}

/** Deleted documents of a college that I may take out of the bin, kept up to date. */
export class DocumentBinStore extends Store<DocumentBinState> {
  readonly #api: Pick<DocumentsApi, 'bin' | 'subscribe'>;
  readonly #college: string;
  readonly #documents: PagedQuery<Document, DocumentCursor>;

  constructor(api: Pick<DocumentsApi, 'bin' | 'subscribe'>, college: string) {
    super({ documents: loading, ...noPaging });
    this.#api = api;
    this.#college = college;
    this.#documents = new PagedQuery<Document, DocumentCursor>(
      (after) => api.bin(college, after, pageSize),
      (documents, paging) => this.set({ documents, ...paging }),
    );
  }

  protected start(): () => void {
    return this.#documents.start((changed) => this.#api.subscribe(this.#college, changed));
  }

  retry(): void {
    void this.#documents.ask();
  }

  fetchMore(): Promise<void> {
    return this.#documents.fetchMore();
  }
}

export const documentBinStore = (backend: Backend, college: string): DocumentBinStore =>
  backend.once(`document-bin:${college}`, () => new DocumentBinStore(documentsApi(backend), college));
