import type { AppError } from '../../core/errors.ts';
import { laterPoll, type Poll } from '../poll-data.ts';
import { withVote } from '../poll-votes.ts';
import type { PollHandlers, PollsApi, Voter } from '../polls-api.ts';

export const aPoll: Poll = {
  id: 'poll-when',
  question: 'Когда удобнее консультация?',
  options: ['Среда после третьей пары', 'Четверг, 8:00', 'Онлайн в пятницу вечером'],
  single: true,
  anonymous: true,
  endsAt: null,
  closedAt: null,
  revision: 20,
  voters: 20,
  votes: [12, 3, 5],
  mine: [],
};

/** Polls on a server that a test controls. */
export class FakePolls implements Pick<PollsApi, keyof PollsApi> {
  poll: Poll = aPoll;
  readonly votes: (readonly number[])[] = [];
  readonly handlers = new Set<PollHandlers>();
  readonly topics: string[] = [];
  published = 0;
  due = false;
  who: Voter[] = [];
  /** Thrown by everything that is asked, while it is set. */
  failure: AppError | null = null;
  /** Thrown by votes alone. */
  refusal: AppError | null = null;

  async get(): Promise<Poll> {
    return this.#answer(this.poll);
  }

  async vote(_poll: string, options: readonly number[]): Promise<{ poll: Poll; due: boolean }> {
    this.votes.push(options);
    if (this.refusal) throw this.refusal;
    this.#answer(null);
    this.poll = { ...withVote(this.poll, options), revision: this.poll.revision + 1 };
    return { poll: this.poll, due: this.due };
  }

  async publish(): Promise<void> {
    this.published += 1;
  }

  async close(): Promise<Poll> {
    this.poll = laterPoll(this.poll, { ...this.poll, revision: this.poll.revision + 1, closedAt: new Date() });
    return this.#answer(this.poll);
  }

  async voters(_poll: string, _option: number, before?: string): Promise<Voter[]> {
    return this.#answer(this.who.filter(({ at }) => before === undefined || at < before).slice(0, 50));
  }

  subscribe(topic: string, _poll: string, handlers: PollHandlers): () => void {
    this.topics.push(topic);
    this.handlers.add(handlers);
    return () => this.handlers.delete(handlers);
  }

  /** Others vote, which is broadcast. */
  others(votes: readonly number[], voters: number): void {
    this.poll = { ...this.poll, votes, voters, revision: this.poll.revision + 1 };
    const { closedAt, id, revision } = this.poll;
    for (const { onCounts } of [...this.handlers]) onCounts({ id, revision, votes, voters, closedAt });
  }

  #answer<T>(answer: T): T {
    if (this.failure) throw this.failure;
    return answer;
  }
}
