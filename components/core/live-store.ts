import { failed, type Loadable, loading, ready } from './errors.ts';
import { inTime, Retry } from './network/retry.ts';
import { Store } from './store.ts';

/** Events that come this close together are one reason to fetch again, but none waits longer, in milliseconds. */
const settle = { pause: 200, longest: 2000 };

/**
 * One question to the backend whose answer is kept up to date. A store that asks several has one of these for each;
 * a store that asks one extends `LiveStore`.
 *
 *     readonly #counts = new LiveQuery(() => api.count(college), (counts) => this.set({ counts }));
 *     protected start() {
 *       return this.#counts.start((changed) => api.subscribe(college, changed));
 *     }
 */
export class LiveQuery<T> {
  readonly #load: () => Promise<T>;
  readonly #show: (result: Loadable<T>) => void;
  #latest = 0;
  /** Which fetch is under way; its answer is stale unless it is the latest. */
  #underWay: number | null = null;
  /** Something may have changed since the fetch under way began. */
  #again = false;
  /** Somebody waits for this answer, so a failure is shown too. */
  #awaited = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first of the events came that wait to be fetched. */
  #waitingSince: number | null = null;
  #stopped = false;
  readonly #retry = new Retry(() => void this.#fetch());

  constructor(load: () => Promise<T>, show: (result: Loadable<T>) => void) {
    this.#load = load;
    this.#show = show;
  }

  /** Fetches at once and shows the answer, or why there is none. */
  refetch(): Promise<void> {
    this.#awaited = true;
    this.#stopped = false;
    return this.#fetch();
  }

  /**
   * Fetches in a moment, or after the answer under way, because something may have changed. However often that is,
   * answers are shown. When it fails, what is shown stays.
   */
  invalidate = (): void => {
    if (this.#stopped) return;
    if (this.#underWay === this.#latest) {
      this.#again = true;
      return;
    }
    const now = performance.now();
    this.#waitingSince ??= now;
    const left = this.#waitingSince + settle.longest - now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetch(), Math.max(0, Math.min(settle.pause, left)));
  };

  /**
   * The shown answer was just changed by hand: an answer under way is stale, and would bring back for a moment what
   * was removed.
   */
  supersede(): void {
    this.#latest += 1;
    this.invalidate();
  }

  /** Fetches, and again after every change that `subscribe` reports, until the returned function is called. */
  start(subscribe: (changed: () => void) => () => void): () => void {
    this.#stopped = false;
    const unsubscribe = subscribe(this.invalidate);
    void this.refetch();
    return () => {
      unsubscribe();
      this.stop();
    };
  }

  /** Drops what is under way; until the next `refetch` or `start` nothing invalidates. */
  stop(): void {
    this.#stopped = true;
    this.#clearTimer();
    this.#retry.stop();
    this.#latest += 1;
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#waitingSince = null;
  }

  async #fetch(): Promise<void> {
    this.#clearTimer();
    this.#again = false;
    this.#latest += 1;
    const mine = this.#latest;
    this.#underWay = mine;
    const result = await inTime(this.#load()).then(ready, failed);
    if (mine !== this.#latest) return;
    this.#underWay = null;
    if (this.#again) this.invalidate();
    if (result.status === 'failed') this.#retry.after(result.error);
    else this.#retry.stop();
    if (result.status === 'failed' && !this.#awaited) return;
    this.#awaited = false;
    this.#show(result);
  }
}

/**
 * A store of one thing that is loaded and then kept up to date while somebody subscribes.
 *
 *     class GroupsStore extends LiveStore<{ groups: Loadable<Group[]> }, Group[]> {
 *       protected load() { return this.#api.list(this.#college); }
 *       protected subscribeToChanges(changed: () => void) { return this.#api.subscribe(this.#college, changed); }
 *       protected show(groups: Loadable<Group[]>) { this.set({ groups }); }
 *     }
 */
export abstract class LiveStore<State extends object, T> extends Store<State> {
  protected readonly query: LiveQuery<T> = new LiveQuery<T>(
    () => this.load(),
    (result) => this.show(result),
  );

  protected abstract load(): Promise<T>;
  /** Calls `changed` whenever the answer may be another now, until the returned function is called. */
  protected abstract subscribeToChanges(changed: () => void): () => void;
  /** Puts what was loaded, or why it was not, into the state. */
  protected abstract show(result: Loadable<T>): void;

  protected start(): () => void {
    return this.query.start((changed) => this.subscribeToChanges(changed));
  }

  /** Loads anew after a failure. */
  retry(): void {
    this.show(loading);
    void this.query.refetch();
  }
}
