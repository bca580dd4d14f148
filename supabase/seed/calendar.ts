import type { Random } from './random.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Moscow has no daylight saving time. */
const offset = 3 * hour;
const busyHours = [8, 9, 9, 10, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16, 17, 18, 18, 19, 19, 20, 20];

/** Dates of the college, counted back from now. Moments are milliseconds since 1970. */
export class Calendar {
  /** The latest moment at which somebody may have written: now by day, yesterday evening by night. */
  readonly latest: number;
  /** The year in which the current (in July and August: the coming) study year begins. */
  readonly studyYear: number;

  constructor(readonly now: number) {
    const today = startOfDay(now);
    const sinceMidnight = now - today;
    if (sinceMidnight < 10 * hour) this.latest = today - 3 * hour - 10 * minute;
    else this.latest = Math.min(now - minute, today + 21 * hour);
    const local = new Date(now + offset);
    this.studyYear = local.getUTCFullYear() - (local.getUTCMonth() < 6 ? 1 : 0);
  }

  minutesBack(minutes: number): number {
    return this.latest - minutes * minute;
  }

  /** A time of day, `days` before the latest moment; Sundays are moved to Saturday. */
  daysBack(days: number, clock: number): number {
    const start = startOfDay(this.latest) - days * day;
    return (isSunday(start) ? start - day : start) + clock * hour;
  }

  /** «18 апреля» */
  dayMonth(daysAhead: number): string {
    return new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', timeZone: 'Europe/Moscow' }).format(
      this.latest + daysAhead * day,
    );
  }

  /** Sorted moments of writing: mostly on lesson days, few on Sundays and holidays, none at night. */
  moments(random: Random, count: number, from: number, to: number): number[] {
    const days: number[] = [];
    const weights: number[] = [];
    let total = 0;
    for (let start = startOfDay(from); start <= to; start += day) {
      total += liveliness(start);
      days.push(start);
      weights.push(total);
    }
    const found: number[] = [];
    for (let i = 0; i < count * 20 && found.length < count; i++) {
      const mark = random.next() * total;
      const start = days[weights.findIndex((weight) => weight > mark)] ?? from;
      const moment = start + random.pick(busyHours) * hour + random.int(0, 3_599_999);
      if (moment >= from && moment <= to) found.push(moment);
    }
    return found.sort((a, b) => a - b);
  }
}

export function date(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month - 1, dayOfMonth) - offset;
}

/** True from ten in the evening until half past seven. */
export function isNight(moment: number): boolean {
  const sinceMidnight = moment - startOfDay(moment);
  return sinceMidnight > 22 * hour || sinceMidnight < 7.5 * hour;
}

function startOfDay(moment: number): number {
  return Math.floor((moment + offset) / day) * day - offset;
}

function isSunday(moment: number): boolean {
  return new Date(moment + offset).getUTCDay() === 0;
}

function liveliness(start: number): number {
  const local = new Date(start + offset);
  const month = local.getUTCMonth() + 1;
  const dayOfMonth = local.getUTCDate();
  const holiday = month === 7 || (month === 8 && dayOfMonth < 25) || (month === 1 && dayOfMonth < 9);
  const weekday = [0.04, 1, 1.1, 1, 1.1, 0.9, 0.4][local.getUTCDay()] ?? 1;
  return weekday * (holiday ? 0.06 : 1);
}
