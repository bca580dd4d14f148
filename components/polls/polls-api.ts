import { type Backend, unwrap } from '../core/backend.ts';
import type { Person } from '../core/names.ts';
import { areCounts } from './poll-broadcast.ts';
import { countsOf, type Poll, type PollCounts, type PollJson, pollOf } from './poll-data.ts';
import { votersPage } from './poll-votes.ts';

/** Who chose an option, and when as the database said it: a `Date` would round where the next page begins. */
export interface Voter {
  readonly person: Person;
  readonly at: string;
}

export interface PollHandlers {
  readonly onCounts: (counts: PollCounts) => void;
  /** Somebody voted, without saying how, or may have: fetch it. */
  readonly onStale: () => void;
}

/**
 * What the database does with polls. Throws AppError; of a refused vote its `reason` is `ended`, `options` or `closed`
 * (what carries the poll can only be read).
 */
export class PollsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async get(poll: string): Promise<Poll> {
    return pollOf((await unwrap(this.#backend.client.rest.rpc('get_poll', { poll }))) as unknown as PollJson);
  }

  /** Makes these all that I have chosen. `due` says that `publish` is to be called in two seconds. */
  async vote(poll: string, options: readonly number[]): Promise<{ poll: Poll; due: boolean }> {
    const answer = await unwrap(this.#backend.client.rest.rpc('vote', { poll, options: [...options] }));
    const json = answer as unknown as PollJson & { due: boolean };
    return { poll: pollOf(json), due: json.due };
  }

  /** Has the counts broadcast that several votes have changed since. */
  async publish(poll: string): Promise<void> {
    await unwrap(this.#backend.client.rest.rpc('publish_poll', { poll }));
  }

  async close(poll: string): Promise<Poll> {
    return pollOf((await unwrap(this.#backend.client.rest.rpc('close_poll', { poll }))) as unknown as PollJson);
  }

  /** Who chose an option, the latest first; `before` is the time of the last one that is known. */
  async voters(poll: string, option: number, before?: string): Promise<Voter[]> {
    const page = { size: votersPage, ...(before && { before }) };
    const rows = await unwrap(this.#backend.client.rest.rpc('poll_voters', { poll, option, ...page }));
    return rows.map(({ at, ...person }) => ({ person, at }));
  }

  /** Subscribes to the votes of a poll on the topic of what carries it. */
  subscribe(topic: string, poll: string, { onCounts, onStale }: PollHandlers): () => void {
    return this.#backend.channels.subscribe(topic, {
      events: {
        poll: (payload) => {
          if (payload.id !== poll) return;
          if (areCounts(payload)) onCounts(countsOf(payload));
          else onStale();
        },
      },
      onJoined: onStale,
    });
  }
}

export const pollsApi = (backend: Backend): PollsApi => backend.once('polls-api', () => new PollsApi(backend));
