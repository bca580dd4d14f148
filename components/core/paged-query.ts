import { AppError, type Loadable, loading, ready, toAppError } from './errors.ts';
import { LiveQuery } from './live-store.ts';
import { inTime, Retry } from './network/retry.ts';

/** Some rows of a list, and the cursor of those after them; null when there are none. */
export interface Page<T, Cursor = string> {
  readonly items: readonly T[];
  readonly next: Cursor | null;
}

/**
 * A page of as many rows as were asked for: a full one has another after it. The cursor is what the database said, to the
 * letter; a `Date` rounds a moment, and whoever stands within the same millisecond is left out.
 */
export function pageOf<T, Cursor>(items: readonly T[], size: number, cursorOf: (last: T) => Cursor): Page<T, Cursor> {
  const last = items.at(-1);
  return { items, next: last !== undefined && items.length >= size ? cursorOf(last) : null };
}

/** Each once: what comes to a list meanwhile moves the rest, and one may be on two pages. */
export const onceEach = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

/** How far a list has been loaded. */
export interface Paging {
  /** There are more than are here. */
  readonly more: boolean;
  /** The next page is under way. */
  readonly fetching: boolean;
  /** Why the next page did not come. */
  readonly moreFailed: AppError | null;
}

export const noPaging: Paging = { more: false, fetching: false, moreFailed: null };

/**
 * A list that is loaded page by page and kept up to date as far as it was loaded. An answer that a newer question has
 * superseded is dropped, and a later page that fails takes nothing away.
 *
 *     readonly #members = new PagedQuery<Member>(
 *       async (after) => pageOf(await api.list(college, { query: this.state.query, after, size }), size, ({ id }) => id),
 *       (members, paging) => this.set({ members, ...paging }),
 *     );
 *     protected start() {
 *       return this.#members.start((changed) => api.subscribe(college, changed));
 *     }
 *     search(query: string) {
 *       this.set({ query });
 *       this.#members.ask();
 *     }
 */
export class PagedQuery<T, Cursor = string> {
  readonly #load: (after: Cursor | null, signal: AbortSignal, held: number) => Promise<Page<T, Cursor>>;
  readonly #show: (list: Loadable<readonly T[]>, paging: Paging) => void;
  readonly #query: LiveQuery<Page<T, Cursor>>;
  /** All pages that are shown, as one. */
  #held: Page<T, Cursor> | null = null;
  #shown: Loadable<readonly T[]> = loading;
  #fetching = false;
  readonly #retryMore = new Retry(() => void this.fetchMore());
  /** Aborted when another question is asked. */
  #question = new AbortController();

  /**
   * `load` gives the page after a cursor, or the first one; `signal` is aborted when nobody wants it any more, `held` is how many
   * rows from there on are shown already and fetched anew: a long list may ask for many of them at once.
   */
  constructor(
    load: (after: Cursor | null, signal: AbortSignal, held: number) => Promise<Page<T, Cursor>>,
    show: (list: Loadable<readonly T[]>, paging: Paging) => void,
  ) {
    this.#load = load;
    this.#show = show;
    this.#query = new LiveQuery<Page<T, Cursor>>(
      () => this.#loadHeld(),
      (result) => {
        if (result.status === 'ready') {
          if (this.#isShort(result.value)) return void this.#query.refetch();
          this.#held = result.value;
          this.#draw();
        } else {
          this.#drop();
          this.#draw(null, result);
        }
      },
    );
  }

  /** Asks another question: of the first page. `keep` leaves the answer to the last one in its place until then. */
  ask(keep = false): Promise<void> {
    this.#drop();
    this.#draw(null, keep ? this.#shown : loading);
    return this.#query.refetch();
  }

  /** Fetches at once what is shown, as far as it is, and shows the answer, or why there is none. */
  refetch(): Promise<void> {
    return this.#query.refetch();
  }

  /** Fetches in a moment what is shown; when that fails, it stays. */
  invalidate = (): void => this.#query.invalidate();

  /** It was just changed on the server: an answer under way is stale. */
  supersede(): void {
    this.#query.supersede();
  }

  /** Fetches what is shown, and again after every change that `subscribe` reports, until the returned function is called. */
  start(subscribe: (changed: () => void) => () => void): () => void {
    const stop = this.#query.start(subscribe);
    return () => {
      stop();
      this.stop();
    };
  }

  stop(): void {
    this.#query.stop();
    this.#retryMore.stop();
    this.#question.abort();
    this.#question = new AbortController();
    if (!this.#fetching) return;
    this.#fetching = false;
    this.#draw();
  }

  /** Fetches the next page. What fails is shown beside what is there; what was not answered is asked for again. */
  async fetchMore(): Promise<void> {
    if (this.#fetching || !this.#held || this.#held.next === null) return;
    const { signal } = this.#question;
    let failure: AppError | null = null;
    this.#fetching = true;
    this.#draw();
    try {
      await this.#append(signal);
    } catch (thrown) {
      if (!signal.aborted) failure = toAppError(thrown);
    }
    if (signal.aborted) return;
    this.#fetching = false;
    if (failure) this.#retryMore.after(failure);
    else this.#retryMore.stop();
    this.#draw(failure);
  }

  async #append(signal: AbortSignal): Promise<void> {
    for (let held = this.#held; held && held.next !== null; held = this.#held) {
      const page = await inTime(this.#load(held.next, signal, 0));
      if (signal.aborted) return;
      // Where the list came anew meanwhile, another page follows.
      if (held !== this.#held) continue;
      this.#held = { items: [...held.items, ...page.items], next: page.next };
      return;
    }
  }

  /** A page was added after this was asked for. */
  #isShort({ items, next }: Page<T, Cursor>): boolean {
    return next !== null && items.length < (this.#held?.items.length ?? 0);
  }

  /** As many pages as are shown now, so that a list does not shrink under the reader. */
  async #loadHeld(): Promise<Page<T, Cursor>> {
    const { signal } = this.#question;
    try {
      const held = this.#held?.items.length ?? 0;
      let all = await this.#load(null, signal, held);
      while (this.#isShort(all)) {
        const page = await this.#load(all.next, signal, Math.max(0, held - all.items.length));
        all = { items: [...all.items, ...page.items], next: page.next };
      }
      return all;
    } catch (thrown) {
      // It was aborted by us; the query drops the answer.
      throw signal.aborted ? new AppError('unknown', 'superseded', { cause: thrown }) : thrown;
    }
  }

  #drop(): void {
    this.#retryMore.stop();
    this.#question.abort();
    this.#question = new AbortController();
    this.#held = null;
    this.#fetching = false;
  }

  #draw(moreFailed: AppError | null = null, list: Loadable<readonly T[]> = this.#shown): void {
    this.#shown = this.#held ? ready(this.#held.items) : list;
    const more = this.#held !== null && this.#held.next !== null;
    this.#show(this.#shown, { more, fetching: this.#fetching, moreFailed });
  }
}
