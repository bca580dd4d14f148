import type { Backend } from '../../core/backend.ts';
import type { ChatSettings } from './chat-settings-api.ts';
import { type ChatSettingsDeedsApi, chatSettingsDeedsApi, type PauseSpan } from './chat-settings-deeds-api.ts';
import { type ChatSettingsStore, chatSettingsStore } from './chat-settings-store.ts';

/**
 * What I set for my chats. It shows at once in the store of the settings; one that could not tell the backend shows what
 * is there, and throws.
 *
 *     await deeds.pause(chat, 'morning');
 *     await deeds.pin(chat); // below the others
 */
export class ChatSettingsDeeds {
  readonly #store: ChatSettingsStore;
  readonly #api: ChatSettingsDeedsApi;

  constructor(store: ChatSettingsStore, api: ChatSettingsDeedsApi) {
    this.#store = store;
    this.#api = api;
  }

  of(chat: string): ChatSettings {
    return this.#store.of(chat);
  }

  /** Ids of the pinned chats in their order. */
  get pinned(): string[] {
    return [...this.#store.all]
      .filter(([, { pinRank }]) => pinRank !== null)
      .sort(([, a], [, b]) => (a.pinRank ?? 0) - (b.pinRank ?? 0))
      .map(([id]) => id);
  }

  /** `span` null ends a pause. @throws {AppError} */
  pause(chat: string, span: PauseSpan | null): Promise<void> {
    const change = { isPaused: span !== null, pausedSeconds: null };
    return this.#store.change({ [chat]: change }, () => this.#api.pause(chat, span));
  }

  /** Pins before another pinned chat, or after all. @throws {AppError} */
  pin(chat: string, before: string | null = null): Promise<void> {
    const others = this.pinned.filter((id) => id !== chat);
    const at = before === null ? others.length : others.indexOf(before);
    const order = [...others.slice(0, at), chat, ...others.slice(at)];
    const ranks = Object.fromEntries(order.map((id, index) => [id, { pinRank: index + 1 }]));
    return this.#store.change(ranks, () => this.#api.pin(chat, before));
  }

  /** @throws {AppError} */
  unpin(chat: string): Promise<void> {
    return this.#store.change({ [chat]: { pinRank: null } }, () => this.#api.unpin(chat));
  }

  /** @throws {AppError} */
  markUnread(chat: string, isMarked: boolean): Promise<void> {
    return this.#store.change({ [chat]: { isMarkedUnread: isMarked } }, () => this.#api.markUnread(chat, isMarked));
  }
}

export const chatSettingsDeeds = (backend: Backend): ChatSettingsDeeds =>
  backend.once(
    'chat-settings-deeds',
    () => new ChatSettingsDeeds(chatSettingsStore(backend), chatSettingsDeedsApi(backend)),
  );
