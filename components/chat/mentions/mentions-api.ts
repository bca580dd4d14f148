import { type Backend, unwrap } from '../../core/backend.ts';

/** What is asked of the backend about messages that call me. Throws AppError only. */
export class MentionsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Seqs of unread messages that mention me or answer one of mine, by chat; of one chat, or of all where none is named. */
  async list(chat: string): Promise<ReadonlyMap<string, readonly number[]>> {
    const rows = await unwrap(this.#backend.client.rest.rpc('my_mentions', chat ? { chat } : {}));
    const found = new Map<string, number[]>();
    for (const { chat_id, seq } of rows) found.set(chat_id, [...(found.get(chat_id) ?? []), seq]);
    return found;
  }
}

export const mentionsApi = (backend: Backend): MentionsApi =>
  backend.once('mentions-api', () => new MentionsApi(backend));
