import type { Backend } from '../core/backend.ts';
import { painted } from '../core/channels.ts';
import { AppError } from '../core/errors.ts';
import { Store } from '../core/store.ts';
import { type ChatApi, chatApi } from './chat-api.ts';

/** How often a page that is shown says so, in milliseconds; the database believes it for twice as long. */
const every = 45_000;

/** Who of a college has a page of ours before them; says so of oneself while this page is shown. */
export class PresenceStore extends Store<{ readonly online: ReadonlySet<string> }> {
  readonly #api: ChatApi;
  readonly #college: string;

  constructor(api: ChatApi, college: string) {
    super({ online: new Set() });
    this.#api = api;
    this.#college = college;
  }

  protected start(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    const announce = () => void this.#announce(signal);
    const timer = setInterval(announce, every);
    addEventListener('online', announce, { signal });
    document.addEventListener('visibilitychange', announce, { signal });
    // What is read comes first.
    void painted().then(announce);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }

  async #announce(signal: AbortSignal): Promise<void> {
    let { online } = this.state;
    try {
      // A page that opens in another tab is before nobody yet.
      if (!document.hidden && !signal.aborted) online = await this.#api.announcePresence(this.#college);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Without an answer nobody is known to be here: a dot beside a name is missing, nothing else.
      online = new Set();
    }
    if (!signal.aborted) this.set({ online });
  }
}

export const presenceStore = (backend: Backend, college: string): PresenceStore =>
  backend.once(`presence:${college}`, () => new PresenceStore(chatApi(backend), college));
