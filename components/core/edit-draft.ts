const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Fields in which two states of one thing differ. */
export function differing<T extends object>(one: T, other: T): (keyof T)[] {
  return (Object.keys(one) as (keyof T)[]).filter((field) => !same(one[field], other[field]));
}

/** What I have chosen, put on what somebody else has saved since: where I changed nothing, his values come in. */
export function rebase<T extends object>(base: T, mine: T, theirs: T): T {
  const result = { ...theirs };
  for (const field of differing(base, mine)) result[field] = mine[field];
  return result;
}
