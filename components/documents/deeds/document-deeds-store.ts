import { Action } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { Store } from '../../core/store.ts';
import { type Audience, type DocumentLimits, type DocumentsApi, documentsApi } from '../documents-api.ts';

export interface DocumentDeedsState {
  readonly busy: boolean;
  /** The reason or code of why the last one failed. */
  readonly problem: string | null;
}

/** What a person does with documents and folders, one thing at a time. Each resolves to whether it was done. */
export class DocumentDeedsStore extends Store<DocumentDeedsState> {
  readonly #api: DocumentsApi;
  readonly #college: string;
  readonly #action = new Action<string>(
    (state) => this.set(state),
    ({ code, reason }) => reason || code,
  );

  constructor(api: DocumentsApi, college: string) {
    super({ busy: false, problem: null });
    this.#api = api;
    this.#college = college;
  }

  protected start(): () => void {
    return () => {};
  }

  clearProblem(): void {
    this.#action.clearError();
  }

  update(document: string, title: string, description: string): Promise<boolean> {
    return this.#action.run(() => this.#api.update(document, title, description));
  }

  move(document: string, folder: string | null): Promise<boolean> {
    return this.#action.run(() => this.#api.move(document, folder));
  }

  setAudience(document: string, audience: Audience): Promise<boolean> {
    return this.#action.run(() => this.#api.setAudience(document, audience));
  }

  restoreVersion(document: string, version: string): Promise<boolean> {
    return this.#action.run(() => this.#api.restoreVersion(document, version));
  }

  remove(document: string): Promise<boolean> {
    return this.#action.run(() => this.#api.remove(document));
  }

  bringBack(document: string): Promise<boolean> {
    return this.#action.run(() => this.#api.bringBack(document));
  }

  erase(document: string): Promise<boolean> {
    return this.#action.run(() => this.#api.erase(document));
  }

  limit(limits: DocumentLimits): Promise<boolean> {
    return this.#action.run(() => this.#api.limit(this.#college, limits));
  }

  /** `id` is that of one dialog, so that pressing again after a lost answer makes no second folder. */
  createFolder(id: string, name: string, parent: string | null): Promise<boolean> {
    return this.#action.run(() => this.#api.createFolder(this.#college, id, name, parent));
  }

  renameFolder(folder: string, name: string): Promise<boolean> {
    return this.#action.run(() => this.#api.renameFolder(folder, name));
  }

  moveFolder(folder: string, parent: string | null): Promise<boolean> {
    return this.#action.run(() => this.#api.moveFolder(folder, parent));
  }

  removeFolder(folder: string): Promise<boolean> {
    return this.#action.run(() => this.#api.removeFolder(folder));
  }
}

export const documentDeedsStore = (backend: Backend, college: string): DocumentDeedsStore =>
  backend.once(`document-deeds:${college}`, () => new DocumentDeedsStore(documentsApi(backend), college));
