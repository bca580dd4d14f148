import { Refusal } from './refusal.ts';
import { KEPT } from './stored-messages.ts';

/**
 * For how many seconds a broadcast is to be kept for replays (`true`, or `{ ttl }`); null when it is not. Throws
 * `Refusal`.
 */
export function readPersist(persist: unknown): number | null {
  if (persist === undefined || persist === null || persist === false || persist === 'false') {
    return null;
  }
  if (persist === true || persist === 'true') {
    return KEPT;
  }
  const ttl = typeof persist === 'object' && !Array.isArray(persist) ? ((persist as { ttl?: unknown }).ttl ?? KEPT) : 0;
  const seconds = typeof ttl === 'string' && /^\d+$/.test(ttl) ? Number(ttl) : ttl;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > KEPT) {
    throw new Refusal('invalid_persist_ttl', `persist is true or has a ttl of 1 to ${KEPT} seconds`);
  }
  return seconds;
}
