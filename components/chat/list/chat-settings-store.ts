import type { Backend } from '../../core/backend.ts';
import { type Loadable, loading, ready } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import { type ChatSettings, type ChatSettingsApi, chatSettingsApi } from './chat-settings-api.ts';

export interface ChatSettingsState {
  /** By the ids of the chats for which something is set. */
  readonly settings: Loadable<ReadonlyMap<string, ChatSettings>>;
}

const unset: ChatSettings = { isPaused: false, pausedSeconds: null, pinRank: null, isMarkedUnread: false };

/** Timers count to this at most, in seconds: a day. */
const longestTimer = 86_400;

/**
 * What I have set for my chats, the same on all devices; it is changed by `ChatSettingsDeeds`.
 *
 *     store.of(chat).isPaused;
 */
export class ChatSettingsStore extends LiveStore<ChatSettingsState, ReadonlyMap<string, ChatSettings>> {
  readonly #api: ChatSettingsApi;
  #pauseEnd: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: (() => void) | null = null;

  constructor(api: ChatSettingsApi) {
    super({ settings: loading });
    this.#api = api;
  }

  of(chat: string): ChatSettings {
    return this.all.get(chat) ?? unset;
  }

  /** Shows what is being changed, until the backend says what is there. @throws {AppError} as `act`. */
  async change(changes: Readonly<Record<string, Partial<ChatSettings>>>, act: () => Promise<void>): Promise<void> {
    if (this.state.settings.status === 'ready') {
      const changed = Object.entries(changes).map(([id, change]) => [id, { ...this.of(id), ...change }] as const);
      this.set({ settings: ready(new Map([...this.all, ...changed])) });
    }
    try {
      await act();
    } finally {
      this.query.supersede();
    }
  }

  /** By the ids of the chats for which something is set; empty until known. */
  get all(): ReadonlyMap<string, ChatSettings> {
    const { settings } = this.state;
    return settings.status === 'ready' ? settings.value : new Map();
  }

  protected load(): Promise<ReadonlyMap<string, ChatSettings>> {
    return this.#api.list();
  }

  /** The socket's code can wait for the first answer. */
  protected subscribeToChanges(changed: () => void): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    addEventListener('online', changed, { signal });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && changed(), {
      signal,
    });
    return () => {
      stop.abort();
      clearTimeout(this.#pauseEnd);
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    };
  }

  protected show(settings: ChatSettingsState['settings']): void {
    // What is there stays; only a first loading can fail before people's eyes.
    if (settings.status === 'ready' || this.state.settings.status !== 'ready') this.set({ settings });
    if (settings.status === 'loading') return;
    this.#unsubscribe ??= this.#api.subscribe(this.query.invalidate);
    this.#awaitPauseEnd();
  }

  #awaitPauseEnd(): void {
    clearTimeout(this.#pauseEnd);
    const ends = [...this.all.values()].flatMap(({ pausedSeconds }) => pausedSeconds ?? []);
    if (ends.length === 0) return;
    this.#pauseEnd = setTimeout(this.query.invalidate, Math.min(longestTimer, ...ends) * 1000);
  }
}

export const chatSettingsStore = (backend: Backend): ChatSettingsStore =>
  backend.once('chat-settings', () => new ChatSettingsStore(chatSettingsApi(backend)));
