import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type AdminChat, type AdminChatsApi, adminChatsApi } from './admin-chats-api.ts';

export interface AdminChatsState {
  readonly chats: Loadable<readonly AdminChat[]>;
}

/** The chats of a college that its administrators manage or write to, kept up to date. */
export class AdminChatsStore extends LiveStore<AdminChatsState, readonly AdminChat[]> {
  readonly #api: Pick<AdminChatsApi, 'list' | 'subscribe'>;
  readonly #college: string;

  constructor(api: Pick<AdminChatsApi, 'list' | 'subscribe'>, college: string) {
    super({ chats: loading });
    this.#api = api;
    this.#college = college;
  }

  protected load(): Promise<readonly AdminChat[]> {
    return this.#api.list(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(chats: AdminChatsState['chats']): void {
    this.set({ chats });
  }

  invalidate(): void {
    this.query.invalidate();
  }
}

export const adminChatsStore = (backend: Backend, college: string): AdminChatsStore =>
  backend.once(`admin-chats:${college}`, () => new AdminChatsStore(adminChatsApi(backend), college));
