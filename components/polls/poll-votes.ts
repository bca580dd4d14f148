import type { Poll } from './poll-data.ts';

/** What the database takes, in characters and options. */
export const pollLimits = { question: 300, option: 100, fewest: 2, most: 12 } as const;

/** How many voters one request brings. */
export const votersPage = 50;

/** A poll with my vote replaced, as it will be. */
export function withVote(poll: Poll, chosen: readonly number[]): Poll {
  const mine = poll.mine ?? [];
  const change = (at: number) => Number(chosen.includes(at)) - Number(mine.includes(at));
  return {
    ...poll,
    mine: chosen,
    votes: poll.votes.map((count, at) => count + change(at)),
    voters: poll.voters + Number(chosen.length > 0) - Number(mine.length > 0),
  };
}

export const hasEnded = ({ closedAt, endsAt }: Poll, now: Date): boolean =>
  closedAt !== null || (endsAt !== null && endsAt <= now);

/** How many of all who voted chose an option, in whole percent. */
export const shareOf = ({ voters, votes }: Poll, option: number): number =>
  voters > 0 ? Math.round((100 * (votes[option] ?? 0)) / voters) : 0;
