import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type DocumentsApi, type DocumentVersion, documentsApi } from '../documents-api.ts';

export interface DocumentVersionsState {
  readonly versions: Loadable<readonly DocumentVersion[]>;
}

/** What a document is and was, kept up to date. */
export class DocumentVersionsStore extends LiveStore<DocumentVersionsState, readonly DocumentVersion[]> {
  readonly #api: Pick<DocumentsApi, 'versions' | 'subscribe'>;
  readonly #college: string;
  readonly #document: string;

  constructor(api: Pick<DocumentsApi, 'versions' | 'subscribe'>, college: string, document: string) {
    super({ versions: loading });
    this.#api = api;
    this.#college = college;
    this.#document = document;
  }

  protected load(): Promise<readonly DocumentVersion[]> {
    return this.#api.versions(this.#document);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(versions: DocumentVersionsState['versions']): void {
    this.set({ versions });
  }
}

export const documentVersionsStore = (backend: Backend, college: string, document: string): DocumentVersionsStore =>
  backend.once(
    `document-versions:${document}`,
    () => new DocumentVersionsStore(documentsApi(backend), college, document),
  );
