/** A language in which the interface speaks. */
export type Language = 'ru' | 'en';

/** What the clock of this device lacks to that of the server, in milliseconds. */
let skew = 0;
/** Less than this is the age of an answer, not a wrong clock. */
const leastSkew = 60_000;

/** To be called with the time that an answer of the server bears, as it arrives; without one nothing is learned. */
export function noteServerTime(answered: string | null): void {
  const difference = Date.parse(answered ?? '') - Date.now();
  if (Number.isNaN(difference)) return;
  skew = Math.abs(difference) < leastSkew ? 0 : difference;
}

/** Now, by the clock of the server: what it will do at a time, it does by its own. */
export const serverTime = (): Date => new Date(Date.now() + skew);

const formats = new Map<string, Intl.DateTimeFormat>();

/** How a language writes a date. */
export function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'ru', options);
    formats.set(key, found);
  }
  return found;
}

/** Days from `date` to `now` in the time zone of this device: 0 today, 1 yesterday. */
export function daysAgo(date: Date, now = serverTime()): number {
  const day = (moment: Date) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return Math.round((day(now) - day(date)) / 86_400_000);
}

/** 10:48 */
export const clock = (date: Date, language: Language): string =>
  format(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);

/** «Сегодня», «вчера». */
export const relative: Record<Language, Intl.RelativeTimeFormat> = {
  ru: new Intl.RelativeTimeFormat('ru', { numeric: 'auto' }),
  en: new Intl.RelativeTimeFormat('en', { numeric: 'auto' }),
};

/** «12 апреля 2025» */
export const fullDate = (date: Date, language: Language): string =>
  format(language, { day: 'numeric', month: 'long', year: 'numeric' })
    .format(date)
    .replace(/\s*г\.$/, '');

/** «Сегодня, 15 апреля», «12 апреля», «12 апреля 2025»: the head of a day in a conversation. */
export function dayTitle(date: Date, language: Language, now = serverTime()): string {
  const ago = daysAgo(date, now);
  const sameYear = date.getFullYear() === now.getFullYear();
  const day = format(language, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) })
    .format(date)
    .replace(/\s*г\.$/, '');
  if (ago !== 0 && ago !== 1) return day;
  const word = relative[language].format(-ago, 'day');
  return `${word[0]?.toLocaleUpperCase(language)}${word.slice(1)}, ${day}`;
}

/** What of an element redraws it. */
interface Redrawn {
  addController(controller: { hostConnected(): void; hostDisconnected(): void }): void;
  requestUpdate(): void;
}

const redrawn = new Set<Redrawn>();
let nextDay: ReturnType<typeof setTimeout> | undefined;
/** When the day that is shown began. */
let dayShown = 0;

const midnight = (day: Date, later = 0) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + later).getTime();

/** Redraws when another day has begun, and waits for the next. Timers are late after a device has slept. */
function watchDay(): void {
  clearTimeout(nextDay);
  const now = serverTime();
  nextDay = setTimeout(watchDay, midnight(now, 1) - now.getTime());
  if (midnight(now) === dayShown) return;
  dayShown = midnight(now);
  for (const element of redrawn) element.requestUpdate();
}

const onVisible = () => document.visibilityState === 'visible' && watchDay();

/**
 * Redraws an element at every local midnight while it is connected. Whatever says «сегодня», «вчера» or a weekday calls
 * it:
 *
 *     constructor() {
 *       super();
 *       redrawDaily(this);
 *     }
 */
export function redrawDaily(element: Redrawn): void {
  element.addController({
    hostConnected() {
      redrawn.add(element);
      if (redrawn.size > 1) return;
      document.addEventListener('visibilitychange', onVisible);
      watchDay();
    },
    hostDisconnected() {
      redrawn.delete(element);
      if (redrawn.size > 0) return;
      document.removeEventListener('visibilitychange', onVisible);
      clearTimeout(nextDay);
    },
  });
}
