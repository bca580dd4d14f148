import type { Backend } from '../core/backend.ts';
import { serverTime } from '../core/dates.ts';
import { AppError, toAppError } from '../core/errors.ts';
import { LiveQuery, Retry } from '../core/live-store.ts';
import { Store } from '../core/store.ts';
import { hasEnded, laterPoll, type Poll, withVote } from './poll-data.ts';
import { type PollsApi, pollsApi, type Voter } from './polls-api.ts';

/** For how long the database holds back counts that follow others, in milliseconds. */
const publishAfter = 2000;
/** Of a crowd that is told at once that there is news, each asks at another moment of this time, in milliseconds. */
const spread = 2000;
/** Longest time that a timer can wait, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

export interface PollState {
  /** With my vote, also while it is being sent; null until somebody shows it. */
  readonly poll: Poll | null;
  /** My vote waits for a connection. */
  readonly waiting: boolean;
  /** Why my vote does not count, or the poll could not be ended; null when nothing is wrong. */
  readonly problem: AppError | null;
}

/**
 * One poll: its counts as people vote, and my vote, which shows at once and is sent again while there is no connection.
 *
 *     const store = pollStore(backend, poll.id, `chat:${chat}`);
 *     store.take(poll); // as the message has it
 *     store.vote([1]);
 */
export class PollStore extends Store<PollState> {
  readonly #api: PollsApi;
  readonly #id: string;
  readonly #topic: string;
  readonly #retry = new Retry(() => void this.#send());
  readonly #query: LiveQuery<Poll>;
  /** As the server has it. */
  #known: Poll | null = null;
  /** What I chose and the server does not have. */
  #chosen: readonly number[] | null = null;
  #sending = false;
  #endTimer: ReturnType<typeof setTimeout> | undefined;
  #staleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: PollsApi, id: string, topic: string) {
    super({ poll: null, waiting: false, problem: null });
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
    const next = laterPoll(this.#known, poll);
    if (next === this.#known) return;
    this.#known = next;
    this.#show();
    this.#awaitEnd();
  }

  /** Makes these all that I have chosen; none takes my vote back. */
  vote(options: readonly number[]): void {
    this.#chosen = options;
    this.set({ problem: null });
    this.#show();
    void this.#send();
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
        if (this.#known) this.take({ ...this.#known, ...counts, mine: null });
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
    if (this.#chosen) void this.#send();
    return () => {
      unsubscribe();
      document.removeEventListener('visibilitychange', looked);
      clearTimeout(this.#endTimer);
      clearTimeout(this.#staleTimer);
      this.#query.stop();
      this.#retry.stop();
    };
  }

  /** When it ends the last counts are fetched, and it is shown as ended. */
  #awaitEnd(): void {
    clearTimeout(this.#endTimer);
    const { endsAt } = this.#known ?? {};
    if (!this.#known || !endsAt || hasEnded(this.#known, serverTime())) return;
    const rest = endsAt.getTime() - serverTime().getTime();
    this.#endTimer = setTimeout(
      () => {
        this.#awaitEnd();
        this.#show();
        this.#query.invalidate();
      },
      Math.min(rest, longestTimer),
    );
  }

  #show(): void {
    if (!this.#known) return;
    this.set({ poll: this.#chosen ? withVote(this.#known, this.#chosen) : { ...this.#known } });
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#chosen) {
        const chosen = this.#chosen;
        const { poll, due } = await this.#api.vote(this.#id, chosen);
        if (this.#chosen === chosen) this.#chosen = null;
        this.#known = laterPoll(this.#known, poll);
        if (due) setTimeout(() => void this.#publish(), publishAfter);
      }
      this.#retry.stop();
      this.set({ waiting: false });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'offline') {
        this.set({ waiting: true });
        this.#retry.after(error);
      } else {
        this.#chosen = null;
        this.set({ waiting: false, problem: error });
        this.#query.invalidate();
      }
    } finally {
      this.#sending = false;
      this.#show();
    }
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
