import { type Backend, unwrap } from '../../core/backend.ts';
import { uuid } from '../chat-api.ts';

/** Finds chats by what a page knows of them. Throws AppError only. */
export class FindChatApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Id of the oldest chat of a group that I am in; null without one. */
  async groupChat(group: string): Promise<string | null> {
    if (!uuid.test(group)) return null;
    const chats = this.#backend.client.rest.from('chats').select('id, archived_at').eq('group_id', group);
    const first = (await unwrap(chats.order('created_at'))).find(({ archived_at }) => archived_at === null);
    return first?.id ?? null;
  }
}

export const findChatApi = (backend: Backend): FindChatApi =>
  backend.once('find-chat-api', () => new FindChatApi(backend));
