import type { AppError } from '../../core/errors.ts';
import type { ChatSettings, ChatSettingsApi } from '../list/chat-settings-api.ts';
import type { ChatSettingsDeedsApi, PauseSpan } from '../list/chat-settings-deeds-api.ts';

const unset: ChatSettings = { isPaused: false, pausedSeconds: null, pinRank: null, isMarkedUnread: false };

/** My settings of chats on a server that a test controls. */
export class FakeSettings
  implements Pick<ChatSettingsApi, keyof ChatSettingsApi>, Pick<ChatSettingsDeedsApi, keyof ChatSettingsDeedsApi>
{
  readonly settings = new Map<string, ChatSettings>();
  readonly handlers = new Set<() => void>();
  /** Thrown by everything that is asked, while it is set. */
  failure: AppError | null = null;

  /** Done on another device. */
  set(chat: string, change: Partial<ChatSettings>): void {
    this.settings.set(chat, { ...unset, ...this.settings.get(chat), ...change });
    for (const changed of [...this.handlers]) changed();
  }

  async list(): Promise<ReadonlyMap<string, ChatSettings>> {
    if (this.failure) throw this.failure;
    return new Map(this.settings);
  }

  pause(chat: string, span: PauseSpan | null): Promise<void> {
    return this.#do(chat, { isPaused: span !== null, pausedSeconds: span === 'hour' ? 3600 : null });
  }

  async pin(chat: string, before: string | null): Promise<void> {
    if (this.failure) throw this.failure;
    const others = [...this.settings]
      .filter(([id, { pinRank }]) => pinRank !== null && id !== chat)
      .sort(([, a], [, b]) => (a.pinRank ?? 0) - (b.pinRank ?? 0))
      .map(([id]) => id);
    others.splice(before ? others.indexOf(before) : others.length, 0, chat);
    for (const [index, id] of others.entries()) this.set(id, { pinRank: index + 1 });
  }

  unpin(chat: string): Promise<void> {
    return this.#do(chat, { pinRank: null });
  }

  markUnread(chat: string, isMarked: boolean): Promise<void> {
    return this.#do(chat, { isMarkedUnread: isMarked });
  }

  subscribe(changed: () => void): () => void {
    this.handlers.add(changed);
    return () => this.handlers.delete(changed);
  }

  async #do(chat: string, change: Partial<ChatSettings>): Promise<void> {
    if (this.failure) throw this.failure;
    this.set(chat, change);
  }
}
