import { type Backend, unwrap } from '../../core/backend.ts';

/** What lists of chats ask beside the chats. Throws AppError only. */
export class ChatsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /**
   * Reports that there is a chat for everybody of the college, or of one of its groups, or that one is different, and
   * within how many milliseconds to fetch it: everybody learns of it at the same moment.
   */
  subscribeToAudiences(college: string, onChat: (chatId: string, groupId: string, within: number) => void): () => void {
    return this.#backend.channels.subscribe(`college:${college}`, {
      events: {
        chat_changed: ({ chat_id, group_id, within }) =>
          onChat(String(chat_id), String(group_id ?? ''), Number(within ?? 0)),
      },
    });
  }

  /** Ids of the groups in which I study or teach. */
  async myGroups(college: string): Promise<ReadonlySet<string>> {
    const groups = await unwrap(this.#backend.client.rest.rpc('my_groups', { college }));
    return new Set(groups.map(({ id }) => id));
  }
}

export const chatsApi = (backend: Backend): ChatsApi => backend.once('chats-api', () => new ChatsApi(backend));
