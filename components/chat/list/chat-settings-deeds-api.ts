import { type Backend, unwrap } from '../../core/backend.ts';

/** How long nobody is notified of what comes in a chat. */
export type PauseSpan = 'hour' | 'morning' | 'ever';

/** What is asked of the backend to change my own settings of chats. Throws AppError only. */
export class ChatSettingsDeedsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** `span` null ends a pause. */
  async pause(chat: string, span: PauseSpan | null): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('pause_chat', { chat, ...(span && { span }) }));
  }

  /** Pins a chat before another pinned one, or (null) after all; one that is pinned already moves there. */
  async pin(chat: string, before: string | null): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('pin_chat', { chat, ...(before && { before }) }));
  }

  async unpin(chat: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('unpin_chat', { chat }));
  }

  async markUnread(chat: string, isMarked: boolean): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('mark_unread', { chat, is_marked: isMarked }));
  }
}

export const chatSettingsDeedsApi = (backend: Backend): ChatSettingsDeedsApi =>
  backend.once('chat-settings-deeds-api', () => new ChatSettingsDeedsApi(backend));
