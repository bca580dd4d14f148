import { type Backend, unwrap } from '../../core/backend.ts';
import { type Author, type AuthorJson, authorOf } from '../../messages/talk.ts';
import { plainText } from '../../messages/text/plain-text.ts';
import { plainWord, wordsIn } from './found-words.ts';

export interface SearchQuery {
  readonly query: string;
  /** Id of the chat; empty for all of mine. */
  readonly chat: string;
  /** Id of the author; empty for anyone. */
  readonly author: string;
  readonly withFiles: boolean;
  readonly since: Date | null;
  /** The first moment that is not searched any more. */
  readonly until: Date | null;
  /** What the page before gave as `next`. */
  readonly cursor: unknown;
}

/** A message that was found. */
export interface Hit {
  readonly id: string;
  readonly chatId: string;
  readonly seq: number;
  readonly createdAt: Date;
  readonly author: Author;
  /** The text around what was found. */
  readonly text: string;
  /** Where in that text it stands, from and to. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

export interface HitPage {
  readonly hits: readonly Hit[];
  /** The cursor of what follows; null when nothing does. */
  readonly next: unknown;
  /** There was no word in the query, and no other condition. */
  readonly isUnclear: boolean;
}

interface HitJson extends AuthorJson {
  readonly id: string;
  readonly chat_id: string;
  readonly seq: number;
  readonly created_at: string;
  readonly text: string;
  /** In characters, not UTF-16 units. */
  readonly ranges: readonly [number, number][];
}

/** Hits a page. */
const pageSize = 30;

/** What the database has found are words; in the text without its marks they stand elsewhere. */
function hitOf(json: HitJson): Hit {
  const letters = [...json.text];
  const found = new Set(json.ranges.map(([from, to]) => plainWord(letters.slice(from, to).join(''))));
  const text = plainText(json.text);
  return {
    id: json.id,
    chatId: json.chat_id,
    seq: json.seq,
    createdAt: new Date(json.created_at),
    author: authorOf(json),
    text,
    ranges: wordsIn(text)
      .filter(({ word }) => found.has(word))
      .map(({ from, to }) => [from, to]),
  };
}

/** Search in messages. Throws AppError only. */
export class ChatSearchApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get myId(): string {
    return this.#backend.userId ?? '';
  }

  async search(asked: SearchQuery, signal: AbortSignal): Promise<HitPage> {
    const { author, chat, cursor, query, since, until, withFiles } = asked;
    const call = this.#backend.client.rest.rpc('search_messages', {
      query,
      with_files: withFiles,
      size: pageSize,
      ...(chat && { chat }),
      ...(author && { author }),
      ...(since && { since: since.toISOString() }),
      ...(until && { until: until.toISOString() }),
      ...(cursor !== null && { cursor: cursor as Record<string, never> }),
    });
    const page = (await unwrap(call.abortSignal(signal))) as unknown as {
      hits: HitJson[];
      next: unknown;
      is_unclear: boolean;
    };
    return { hits: page.hits.map(hitOf), next: page.next, isUnclear: page.is_unclear };
  }
}

export const chatSearchApi = (backend: Backend): ChatSearchApi =>
  backend.once('chat-search-api', () => new ChatSearchApi(backend));
