import type { Backend } from '../core/backend.ts';
import { painted } from '../core/channels.ts';
import type { Loadable } from '../core/errors.ts';
import { LiveStore } from '../core/live-store.ts';
import { type ChatApi, chatApi } from './chat-api.ts';

/** How often a page that is shown says so, in milliseconds; the database believes it for twice as long. */
const every = 45_000;

type Online = ReadonlySet<string>;

/** Who of a college has a page of ours before them; says so of oneself while this page is shown. */
export class PresenceStore extends LiveStore<{ readonly online: Online }, Online> {
  readonly #api: ChatApi;
  readonly #college: string;

  constructor(api: ChatApi, college: string) {
    super({ online: new Set() });
    this.#api = api;
    this.#college = college;
  }

  protected async load(): Promise<Online> {
    // What is read comes first.
    await painted();
    // A page that opens in another tab is before nobody yet.
    if (document.hidden) return this.state.online;
    return this.#api.announcePresence(this.#college);
  }

  protected subscribeToChanges(changed: () => void): () => void {
    const announce = () => {
      if (!document.hidden) changed();
    };
    const timer = setInterval(announce, every);
    document.addEventListener('visibilitychange', announce);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', announce);
    };
  }

  protected show(online: Loadable<Online>): void {
    // Without an answer nobody is known to be here: a dot beside a name is missing, nothing else.
    this.set({ online: online.status === 'ready' ? online.value : new Set() });
  }
}

export const presenceStore = (backend: Backend, college: string): PresenceStore =>
  backend.once(`presence:${college}`, () => new PresenceStore(chatApi(backend), college));
