import type { AppError } from '../../core/errors.ts';
import type { ChatSearchApi, Hit, HitPage, SearchQuery } from '../search/chat-search-api.ts';
import { beginningsIn } from '../search/found-words.ts';
import { alina, type FakeApi } from './fake-api.ts';

/** Searches the messages of a fake chat as the server does, by the beginnings of words. */
export class FakeSearch implements Pick<ChatSearchApi, keyof ChatSearchApi> {
  readonly myId = alina.id;
  readonly asked: SearchQuery[] = [];
  /** Thrown by everything that is asked, while it is set. */
  failure: AppError | null = null;
  /** Every answer waits for this. */
  hold: Promise<void> = Promise.resolve();
  pageSize = 30;
  readonly #api: FakeApi;

  constructor(api: FakeApi) {
    this.#api = api;
  }

  async search(asked: SearchQuery, signal: AbortSignal): Promise<HitPage> {
    this.asked.push(asked);
    await this.hold;
    signal.throwIfAborted();
    if (this.failure) throw this.failure;
    if (asked.query && !/[\p{L}\p{N}]/u.test(asked.query)) return { hits: [], next: null, isUnclear: true };
    const hits: Hit[] = this.#api.messages
      .filter(({ author }) => !asked.author || author.id === asked.author)
      .flatMap(({ author, body, chatId, createdAt, id, seq }) => {
        const ranges = asked.query ? beginningsIn(body, asked.query) : [];
        return ranges ? [{ id, chatId, seq, createdAt, author, text: body, ranges }] : [];
      })
      .reverse();
    const from = Number(asked.cursor ?? 0);
    const end = from + this.pageSize;
    return { hits: hits.slice(from, end), next: end < hits.length ? end : null, isUnclear: false };
  }
}
