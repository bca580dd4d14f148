import type { PollCountsJson, PollJson } from './poll-data.ts';

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

/** Whether what was broadcast as the counts of a poll can be believed. */
export function areCounts(value: unknown): value is PollCountsJson {
  if (typeof value !== 'object' || value === null) return false;
  const { id, revision, voters, votes } = value as Partial<PollCountsJson>;
  return typeof id === 'string' && isCount(revision) && isCount(voters) && Array.isArray(votes) && votes.every(isCount);
}

/** Whether what was broadcast with a message as its poll can be believed. */
export function isPollJson(value: unknown): value is PollJson {
  if (!areCounts(value)) return false;
  const { options, question } = value as Partial<PollJson>;
  return (
    typeof question === 'string' &&
    Array.isArray(options) &&
    options.length === value.votes.length &&
    options.every((option) => typeof option === 'string')
  );
}
