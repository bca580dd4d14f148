import { clock, dayTitle, type Language, serverTime } from '../../core/dates.ts';

/** For how long ahead an hour alone is understood, in milliseconds. */
const clear = 12 * 3_600_000;

/** Until when, as «до …» has it: the hour, and of a later day or a time far ahead the day too. */
export function untilWords(until: Date, language: Language, now = serverTime()): string {
  const time = clock(until, language);
  const isNear = until.toDateString() === now.toDateString() || until.getTime() - now.getTime() < clear;
  return isNear ? time : `${dayTitle(until, language, now)}, ${time}`;
}
