import type { Backend } from '../../core/backend.ts';
import { serverTime } from '../../core/dates.ts';
import { type AppError, failed, type Loadable, loading, ready, toAppError } from '../../core/errors.ts';
import type { Person } from '../../core/names.ts';
import { Store } from '../../core/store.ts';
import { type ChatSearchApi, chatSearchApi, type Hit, type HitPage } from './chat-search-api.ts';

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

export interface ChatSearchState extends SearchFilters {
  readonly query: string;
  /** Null while nothing is asked. */
  readonly hits: Loadable<readonly Hit[]> | null;
  readonly more: boolean;
  readonly fetching: boolean;
  /** Why the next page did not come. */
  readonly moreFailed: AppError | null;
  /** The query has no word that could be found. */
  readonly isUnclear: boolean;
  /** There is no connection: the hits are of what was loaded before. */
  readonly isLocal: boolean;
}

const noFilters: SearchFilters = { author: null, withFiles: false, period: 'all', since: '', until: '' };
const nothing = { hits: null, more: false, fetching: false, moreFailed: null, isUnclear: false, isLocal: false };

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
  #stop = new AbortController();
  #cursor: unknown = null;

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
    return () => this.#stop.abort();
  }

  search(query: string): void {
    const wanted = query.trim();
    if (wanted === this.state.query) return;
    this.set({ query: wanted });
    void this.#load();
  }

  filter(filters: Partial<SearchFilters>): void {
    this.set(filters);
    void this.#load();
  }

  retry(): void {
    void this.#load();
  }

  async fetchMore(): Promise<void> {
    const { fetching, hits, more } = this.state;
    if (hits?.status !== 'ready' || !more || fetching) return;
    const { signal } = this.#stop;
    this.set({ fetching: true, moreFailed: null });
    try {
      const page = await this.#page(signal);
      if (signal.aborted) return;
      const known = new Set(hits.value.map(({ id }) => id));
      this.#show(page, [...hits.value, ...page.hits.filter(({ id }) => !known.has(id))]);
    } catch (error) {
      if (!signal.aborted) this.set({ fetching: false, moreFailed: toAppError(error) });
    }
  }

  get #isAsked(): boolean {
    const { author, period, query, since, until, withFiles } = this.state;
    const isDated = period === 'own' ? since !== '' || until !== '' : period !== 'all';
    return query !== '' || author !== null || withFiles || isDated;
  }

  async #load(): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#cursor = null;
    this.set({ ...nothing, hits: this.#isAsked ? loading : null });
    if (!this.#isAsked) return;
    try {
      const page = await this.#page(signal);
      if (!signal.aborted) this.#show(page, page.hits);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toAppError(thrown);
      if (error.code === 'offline' && this.local) this.set({ hits: ready(this.local(this.state)), isLocal: true });
      else this.set({ hits: failed(error) });
    }
  }

  #show({ isUnclear, next }: HitPage, hits: readonly Hit[]): void {
    this.#cursor = next;
    this.set({ hits: ready(hits), more: next !== null, fetching: false, isUnclear });
  }

  #page(signal: AbortSignal): Promise<HitPage> {
    const { state } = this;
    const [since, until] = spanOf(state);
    const { author, query, withFiles } = state;
    const asked = { query, chat: this.#chat, author: author?.id ?? '', withFiles, since, until, cursor: this.#cursor };
    return this.#api.search(asked, signal);
  }
}

/** Of one chat, or with an empty id of all of mine. */
export const chatSearchStore = (backend: Backend, chat: string): ChatSearchStore =>
  backend.once(`chat-search:${chat}`, () => new ChatSearchStore(chatSearchApi(backend), chat));
