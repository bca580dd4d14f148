/**
 * A poll, as whatever carries it gets it, and the counts that are broadcast alone when somebody votes. `revision` grows
 * with every vote, so the later of two states is known.
 */

export interface PollCounts {
  readonly id: string;
  readonly revision: number;
  /** How many people have voted. */
  readonly voters: number;
  /** How often each option was chosen. */
  readonly votes: readonly number[];
  readonly closedAt: Date | null;
}

export interface Poll extends PollCounts {
  readonly question: string;
  readonly options: readonly string[];
  /** One chooses one option, not several. */
  readonly single: boolean;
  readonly anonymous: boolean;
  readonly endsAt: Date | null;
  /** Numbers of the options that I chose; null in a broadcast, where what was known before stays true. */
  readonly mine: readonly number[] | null;
}

/** What is sent to make a poll; the question is the text of what carries it. */
export interface NewPoll {
  readonly id: string;
  readonly options: readonly string[];
  readonly single: boolean;
  readonly anonymous: boolean;
  readonly ends_at: string | null;
}

export interface PollCountsJson {
  readonly id: string;
  readonly revision: number;
  readonly voters: number;
  readonly votes: readonly number[];
  readonly closed_at: string | null;
}

export interface PollJson extends PollCountsJson {
  readonly question: string;
  readonly options: readonly string[];
  readonly single: boolean;
  readonly anonymous: boolean;
  readonly ends_at: string | null;
  readonly mine?: readonly number[];
}

export const countsOf = ({ id, revision, voters, votes, closed_at }: PollCountsJson): PollCounts => ({
  id,
  revision,
  voters,
  votes,
  closedAt: closed_at ? new Date(closed_at) : null,
});

export const pollOf = (json: PollJson): Poll => ({
  ...countsOf(json),
  question: json.question,
  options: json.options,
  single: json.single,
  anonymous: json.anonymous,
  endsAt: json.ends_at ? new Date(json.ends_at) : null,
  mine: json.mine ?? null,
});

/** The later of two states, with my vote where the later one does not say it. */
export function laterPoll(held: Poll | null, next: Poll): Poll {
  if (!held || held.id !== next.id) return next;
  if (next.revision < held.revision) return held;
  return next.mine ? next : { ...next, mine: held.mine };
}
