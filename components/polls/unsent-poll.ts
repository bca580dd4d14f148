import type { NewPoll, Poll } from './poll-data.ts';

/** A poll of mine that has not arrived. */
export const pollOfNew = ({ id, options, single, anonymous, ends_at }: NewPoll, question: string): Poll => ({
  id,
  question,
  options,
  single,
  anonymous,
  endsAt: ends_at ? new Date(ends_at) : null,
  closedAt: null,
  revision: 0,
  voters: 0,
  votes: options.map(() => 0),
  mine: [],
});
