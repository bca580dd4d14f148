import type { Backend } from '../core/backend.ts';
import { readNote, writeNote } from '../core/drafts/draft-notes.ts';
import { type AppErrorCode, toAppError } from '../core/errors.ts';
import { Retry } from '../core/network/retry.ts';
import { Store } from '../core/store.ts';
import { pollStore } from '../polls/poll-store.ts';

/** A vote on its way, and why the last attempt to send it failed. */
export interface WaitingVote {
  readonly options: readonly number[];
  readonly problem: AppErrorCode | null;
}

export interface ArticleVotesState {
  /** By the ids of their polls. */
  readonly waiting: ReadonlyMap<string, WaitingVote>;
}

/** On which topic votes in an article are broadcast. */
export const articleTopic = (article: string): string => `article:${article}`;

/** My votes in the polls of an article until they have arrived: kept on this device, and sent again by itself. */
export class ArticleVotesStore extends Store<ArticleVotesState> {
  readonly #cast: (poll: string, options: readonly number[]) => Promise<void>;
  readonly #me: string;
  readonly #place: string;
  readonly #retry = new Retry(() => this.#sendAll());

  constructor(cast: (poll: string, options: readonly number[]) => Promise<void>, me: string, article: string) {
    const place = `article:${article}`;
    const kept = readNote<[string, number[]][]>(me, place, 'votes') ?? [];
    super({ waiting: new Map(kept.map(([poll, options]) => [poll, { options, problem: null }])) });
    this.#cast = cast;
    this.#me = me;
    this.#place = place;
  }

  protected start(): () => void {
    this.#sendAll();
    const looked = () => {
      if (document.visibilityState === 'visible') this.#sendAll();
    };
    document.addEventListener('visibilitychange', looked);
    return () => {
      document.removeEventListener('visibilitychange', looked);
      this.#retry.stop();
    };
  }

  vote(poll: string, options: readonly number[]): void {
    this.#put(poll, { options, problem: null });
    void this.#send(poll, options);
  }

  #sendAll(): void {
    for (const [poll, { options }] of this.state.waiting) void this.#send(poll, options);
  }

  async #send(poll: string, options: readonly number[]): Promise<void> {
    let left: WaitingVote | null = null;
    try {
      await this.#cast(poll, options);
    } catch (thrown) {
      const error = toAppError(thrown);
      // What was refused is over; the poll shows that it has ended, or is gone.
      if (error.code === 'offline' || error.code === 'limited') left = { options, problem: error.code };
      this.#retry.after(error);
    }
    // Another choice was made meanwhile.
    if (this.state.waiting.get(poll)?.options !== options) return;
    this.#put(poll, left);
  }

  #put(poll: string, vote: WaitingVote | null): void {
    const waiting = new Map(this.state.waiting);
    if (vote) waiting.set(poll, vote);
    else waiting.delete(poll);
    writeNote(
      this.#me,
      this.#place,
      'votes',
      waiting.size > 0 ? [...waiting].map(([id, { options }]) => [id, options]) : null,
    );
    this.set({ waiting });
  }
}

export const articleVotesStore = (backend: Backend, article: string): ArticleVotesStore =>
  backend.once(
    `article-votes:${article}`,
    () =>
      new ArticleVotesStore(
        (poll, options) => pollStore(backend, poll, articleTopic(article)).cast(options),
        backend.userId ?? '',
        article,
      ),
  );
