import type { Backend } from '../core/backend.ts';
import { Store } from '../core/store.ts';
import { type ChatApi, chatApi } from './chat-api.ts';

/** Who of a college has a page of ours open now. */
export class PresenceStore extends Store<{ readonly online: ReadonlySet<string> }> {
  readonly #api: ChatApi;
  readonly #college: string;

  constructor(api: ChatApi, college: string) {
    super({ online: new Set() });
    this.#api = api;
    this.#college = college;
  }

  protected start(): () => void {
    const unsubscribe = this.#api.trackPresence(this.#college, (online) => this.set({ online }));
    return () => {
      unsubscribe();
      this.set({ online: new Set() });
    };
  }
}

export const presenceStore = (backend: Backend, college: string): PresenceStore =>
  backend.once(`presence:${college}`, () => new PresenceStore(chatApi(backend), college));
