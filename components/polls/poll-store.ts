import type { Backend } from '../core/backend.ts';
import { serverTime } from '../core/dates.ts';
import { AppError, toAppError } from '../core/errors.ts';
import { LiveQuery } from '../core/live-store.ts';
import { Store } from '../core/store.ts';
import { laterPoll, type Poll } from './poll-data.ts';
import { hasEnded } from './poll-votes.ts';
import { type PollsApi, pollsApi, type Voter } from './polls-api.ts';

/** For how long the database holds back counts that follow others, in milliseconds. */
const publishAfter = 2000;
/** Of a crowd that is told at once that there is news, each asks at another moment of this time, in milliseconds. */
const spread = 2000;
/** Longest time that a timer can wait, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

export interface PollState {
  /** As the server has it; null until somebody shows it. */
  readonly poll: Poll | null;
  /** Why the poll could not be ended; null when nothing is wrong. */
  readonly problem: AppError | null;
}

/**
 * One poll: its counts as people vote. My vote is kept by what carries the poll until it is sent.
 *
 *     const store = pollStore(backend, poll.id, `chat:${chat}`);
 *     store.take(poll); // as the message has it
 *     await store.cast([1]);
 */
export class PollStore extends Store<PollState> {
  readonly #api: PollsApi;
  readonly #id: string;
  readonly #topic: string;
  readonly #query: LiveQuery<Poll>;
  #endTimer: ReturnType<typeof setTimeout> | undefined;
  #staleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: PollsApi, id: string, topic: string) {
    super({ poll: null, problem: null });
    this.#api = api;
    this.#id = id;
    this.#topic = topic;
    this.#query = new LiveQuery(
      () => api.get(id),
      (result) => {
        if (result.status === 'ready') this.take(result.value);
      },
    );
  }

  /** Learns a state of the poll from wherever it comes; an older one changes nothing. */
  take(poll: Poll): void {
    const next = laterPoll(this.state.poll, poll);
    if (next === this.state.poll) return;
    this.set({ poll: next });
    this.#awaitEnd();
  }

  /**
   * Makes these all that I have chosen; none takes my vote back.
   * @throws {AppError} with a `reason` as `PollsApi` says.
   */
  async cast(options: readonly number[]): Promise<void> {
    const { poll, due } = await this.#api.vote(this.#id, options);
    this.take(poll);
    if (due) setTimeout(() => void this.#publish(), publishAfter);
  }

  /** My vote may have been given in another tab, or refused. */
  refetch(): void {
    this.#query.invalidate();
  }

  async close(): Promise<void> {
    this.set({ problem: null });
    try {
      this.take(await this.#api.close(this.#id));
    } catch (error) {
      this.set({ problem: toAppError(error) });
    }
  }

  voters(option: number, before?: string): Promise<Voter[]> {
    return this.#api.voters(this.#id, option, before);
  }

  protected start(): () => void {
    let joined = false;
    const unsubscribe = this.#api.subscribe(this.#topic, this.#id, {
      onCounts: (counts) => {
        const { poll } = this.state;
        if (poll) this.take({ ...poll, ...counts, mine: null });
      },
      onStale: () => {
        clearTimeout(this.#staleTimer);
        // A moment after the page itself, all are not there at once.
        this.#staleTimer = setTimeout(this.#query.invalidate, joined ? Math.random() * spread : 0);
        joined = true;
      },
    });
    // My vote may have been given in another tab.
    const looked = () => {
      if (document.visibilityState === 'visible') this.#query.invalidate();
    };
    document.addEventListener('visibilitychange', looked);
    this.#awaitEnd();
    return () => {
      unsubscribe();
      document.removeEventListener('visibilitychange', looked);
      clearTimeout(this.#endTimer);
      clearTimeout(this.#staleTimer);
      this.#query.stop();
    };
  }

  /** When it ends the last counts are fetched, and it is shown as ended. */
  #awaitEnd(): void {
    clearTimeout(this.#endTimer);
    const { poll } = this.state;
    const { endsAt } = poll ?? {};
    if (!poll || !endsAt || hasEnded(poll, serverTime())) return;
    const rest = endsAt.getTime() - serverTime().getTime();
    this.#endTimer = setTimeout(
      () => {
        this.#awaitEnd();
        this.set({ poll: { ...poll } });
        this.#query.invalidate();
      },
      Math.min(rest, longestTimer),
    );
  }

  async #publish(): Promise<void> {
    try {
      await this.#api.publish(this.#id);
    } catch (error) {
      // The vote counts; others see it with the next one, or when they come back.
      if (!(error instanceof AppError)) throw error;
    }
  }
}

export const pollStore = (backend: Backend, id: string, topic: string): PollStore =>
  backend.once(`poll:${id}`, () => new PollStore(pollsApi(backend), id, topic));
