import { Action, problemOf } from '../../core/action.ts';
import type { Backend } from '../../core/backend.ts';
import { type AppErrorCode, type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type ChatMakingApi, chatMakingApi, type PublicChat } from './chat-making-api.ts';

export type JoinProblem = AppErrorCode | 'closed';

/** Chats a request. */
const pageSize = 200;

export interface PublicChatsState {
  readonly query: string;
  readonly chats: Loadable<readonly PublicChat[]>;
  /** Id of the chat that is being joined, or could not be; empty for none. */
  readonly joining: string;
  readonly busy: boolean;
  readonly problem: JoinProblem | null;
}

/** Chats of a college that are open to me, kept up to date. */
export class PublicChatsStore extends LiveStore<PublicChatsState, readonly PublicChat[]> {
  readonly #api: ChatMakingApi;
  readonly #college: string;
  readonly #joining = new Action<JoinProblem>((state) => this.set(state), problemOf('closed'));

  constructor(api: ChatMakingApi, college: string) {
    super({ query: '', chats: loading, joining: '', busy: false, problem: null });
    this.#api = api;
    this.#college = college;
  }

  protected async load(): Promise<readonly PublicChat[]> {
    const all: PublicChat[] = [];
    for (;;) {
      const page = await this.#api.publicChats(this.#college, this.state.query, all.at(-1)?.id, pageSize);
      all.push(...page);
      if (page.length < pageSize) return all;
    }
  }

  protected subscribeToChanges(changed: () => void): () => void {
    return this.#api.subscribe(this.#college, changed);
  }

  protected show(chats: Loadable<readonly PublicChat[]>): void {
    this.set({ chats });
  }

  search(query: string): void {
    this.set({ query: query.trim() });
    void this.query.refetch();
  }

  /** @returns whether I am in the chat now. */
  async join(chat: string): Promise<boolean> {
    if (this.#joining.busy) return false;
    this.set({ joining: chat });
    const joined = await this.#joining.run(() => this.#api.join(chat));
    await this.query.refetch();
    return joined;
  }
}

export const publicChatsStore = (backend: Backend, college: string): PublicChatsStore =>
  backend.once(`public-chats:${college}`, () => new PublicChatsStore(chatMakingApi(backend), college));
