/** Part of a file, both ends included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The part that a `Range` header asks for (RFC 9110, 14). Null for the whole file, also for headers that may be
 * ignored: several ranges, other units, nonsense. `unsatisfiable` when the range begins after the end.
 */
export function parseRange(header: string | null, size: number): Range | null | 'unsatisfiable' {
  const [, from, to] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  if (from === '') {
    const count = Number(to);
    if (count === 0 || size === 0) return 'unsatisfiable';
    return { start: Math.max(0, size - count), end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}

export interface Validators {
  readonly etag: string;
  readonly lastModified: Date;
}

/** Whether the caller has this version already. `If-None-Match` precedes `If-Modified-Since` (RFC 9110, 13.2.2). */
export function isNotModified(headers: Headers, { etag, lastModified }: Validators): boolean {
  const tags = headers.get('if-none-match');
  if (tags !== null) return matches(tags, etag);
  const since = Date.parse(headers.get('if-modified-since') ?? '');
  return !Number.isNaN(since) && wholeSeconds(lastModified) <= since;
}

/** Whether `Range` applies: only if the caller's part is of this version (RFC 9110, 13.1.5). */
export function rangeCounts(headers: Headers, { etag, lastModified }: Validators): boolean {
  const condition = headers.get('if-range')?.trim();
  if (!condition) return true;
  if (condition.startsWith('"')) return condition === etag;
  return Date.parse(condition) === wholeSeconds(lastModified);
}

const wholeSeconds = (date: Date) => Math.floor(date.getTime() / 1000) * 1000;

function matches(tags: string, etag: string): boolean {
  if (tags.trim() === '*') return true;
  return tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
