import type { Backend } from '../../core/backend.ts';
import { serverTime } from '../../core/dates.ts';
import { type Loadable, ready } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import { noPaging, onceEach, type Page, PagedQuery, type Paging } from '../../core/paged-query.ts';
import { Store } from '../../core/store.ts';
import { type ChatSearchApi, chatSearchApi, type Hit } from './chat-search-api.ts';

export const periods = ['all', 'week', 'month', 'year', 'own'] as const;
export type Period = (typeof periods)[number];

export interface SearchFilters {
  /** Null is anyone. */
  readonly author: Person | null;
  readonly withFiles: boolean;
  readonly period: Period;
  /** Days of a period of one's own, as a date field has them; empty is open. */
  readonly since: string;
  readonly until: string;
}

export interface ChatSearchState extends SearchFilters, Paging {
  readonly query: string;
  /** Null while nothing is asked. */
  readonly hits: Loadable<readonly Hit[]> | null;
  /** The query has no word that could be found. */
  readonly isUnclear: boolean;
  /** There is no connection: the hits are of what was loaded before. */
  readonly isLocal: boolean;
}

const noFilters: SearchFilters = { author: null, withFiles: false, period: 'all', since: '', until: '' };
const nothing = { hits: null, ...noPaging, isUnclear: false, isLocal: false };

const monthsOf: Partial<Record<Period, number>> = { month: 1, year: 12 };

/** Midnight of a day of this device, or of the day after it; null without a day. */
function midnight(day: string, after = 0): Date | null {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return day ? new Date(year, month - 1, date + after) : null;
}

/** The first moment of a period that ends now, and the first one after it. */
export function spanOf({ period, since, until }: SearchFilters, now = serverTime()): [Date | null, Date | null] {
  if (period === 'own') return [midnight(since), midnight(until, 1)];
  if (period === 'all') return [null, null];
  const first = new Date(now.getFullYear(), now.getMonth() - (monthsOf[period] ?? 0), now.getDate());
  if (period === 'week') first.setDate(first.getDate() - 7);
  return [first, null];
}

/**
 * A search in the messages of one chat, or of all of mine. Every change of what is asked makes the answer under way stale.
 *
 *     const store = chatSearchStore(backend, chat);
 *     store.local = (asked) => held.filter((hit) => matches(hit, asked)); // where there is no connection
 *     store.search('задание');
 */
export class ChatSearchStore extends Store<ChatSearchState> {
  /** Finds in what is there already; it answers where the server does not. */
  local: ((asked: ChatSearchState) => readonly Hit[]) | null = null;
  readonly #api: ChatSearchApi;
  readonly #chat: string;
  readonly #hits = new PagedQuery<Hit, unknown>(
    (cursor, signal) => this.#page(cursor, signal),
    (hits, paging) => this.#show(hits, paging),
  );

  constructor(api: ChatSearchApi, chat: string) {
    super({ query: '', ...noFilters, ...nothing });
    this.#api = api;
    this.#chat = chat;
  }

  get myId(): string {
    return this.#api.myId;
  }

  protected start(): () => void {
    this.set({ query: '', ...noFilters, ...nothing });
    return () => this.#hits.stop();
  }

  search(query: string): void {
    const wanted = query.trim();
    if (wanted === this.state.query) return;
    this.set({ query: wanted });
    this.#ask();
  }

  filter(filters: Partial<SearchFilters>): void {
    this.set(filters);
    this.#ask();
  }

  retry(): void {
    this.#ask();
  }

  fetchMore(): Promise<void> {
    return this.#hits.fetchMore();
  }

  get #isAsked(): boolean {
    const { author, period, query, since, until, withFiles } = this.state;
    const isDated = period === 'own' ? since !== '' || until !== '' : period !== 'all';
    return query !== '' || author !== null || withFiles || isDated;
  }

  #ask(): void {
    if (this.#isAsked) {
      void this.#hits.ask();
      return;
    }
    this.#hits.stop();
    this.set(nothing);
  }

  #show(hits: Loadable<readonly Hit[]>, paging: Paging): void {
    if (hits.status === 'failed' && hits.error.code === 'offline' && this.local) {
      this.set({ ...nothing, hits: ready(this.local(this.state)), isLocal: true });
    } else if (hits.status === 'ready') {
      this.set({ hits: ready(onceEach(hits.value)), ...paging, isLocal: false });
    } else this.set({ hits, ...paging, isUnclear: false, isLocal: false });
  }

  async #page(cursor: unknown, signal: AbortSignal): Promise<Page<Hit, unknown>> {
    const { state } = this;
    const [since, until] = spanOf(state);
    const { author, query, withFiles } = state;
    const asked = { query, chat: this.#chat, author: author?.id ?? '', withFiles, since, until, cursor };
    const { hits, isUnclear, next } = await this.#api.search(asked, signal);
    if (!signal.aborted) this.set({ isUnclear });
    return { items: hits, next };
  }
}

/** Of one chat, or with an empty id of all of mine. */
export const chatSearchStore = (backend: Backend, chat: string): ChatSearchStore =>
  backend.once(`chat-search:${chat}`, () => new ChatSearchStore(chatSearchApi(backend), chat));
