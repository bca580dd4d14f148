import { type Backend, unwrapAll } from '../../core/backend.ts';

/** What I have set for a chat. */
export interface ChatSettings {
  readonly isPaused: boolean;
  /** How long the pause lasts from the moment of the answer, in seconds; null without an end. */
  readonly pausedSeconds: number | null;
  /** Place among my pinned chats, from 1; null where it is not pinned. */
  readonly pinRank: number | null;
  readonly isMarkedUnread: boolean;
}

/** What the backend knows of my own settings of chats; they are changed by `ChatSettingsDeedsApi`. Throws AppError only. */
export class ChatSettingsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** By the ids of the chats for which something is set. */
  async list(): Promise<ReadonlyMap<string, ChatSettings>> {
    const { rest } = this.#backend.client;
    const rows = await unwrapAll((from, to) => rest.rpc('my_chat_settings').order('chat_id').range(from, to));
    return new Map(
      rows.map((row) => [
        row.chat_id,
        {
          isPaused: row.is_paused,
          pausedSeconds: row.paused_seconds,
          pinRank: row.pin_rank,
          isMarkedUnread: row.is_marked_unread,
        },
      ]),
    );
  }

  /** Calls `changed` when I have set something, here or on another device. */
  subscribe(changed: () => void): () => void {
    return this.#backend.channels.subscribe(`user:${this.#backend.userId}`, {
      events: { chat_settings: changed },
      onJoined: changed,
    });
  }
}

export const chatSettingsApi = (backend: Backend): ChatSettingsApi =>
  backend.once('chat-settings-api', () => new ChatSettingsApi(backend));
