import { clock, daysAgo, format, type Language, relative, serverTime } from '../../core/dates.ts';

/** 10:48, «вчера», «пн», «14 апр», 14.04.2024: when something happened, in a list. */
export function shortTime(date: Date, language: Language, now = serverTime()): string {
  const ago = daysAgo(date, now);
  return ago > 1 && ago < 7 ? format(language, { weekday: 'short' }).format(date) : shortDate(date, language, now);
}

/** 10:48, «вчера», «14 апр», 14.04.2024: the same where a weekday would not be read as a date, as in a column of dates. */
export function shortDate(date: Date, language: Language, now = serverTime()): string {
  const ago = daysAgo(date, now);
  if (ago <= 0) return clock(date, language);
  if (ago === 1) return relative[language].format(-1, 'day');
  if (date.getFullYear() === now.getFullYear()) {
    return format(language, { day: 'numeric', month: 'short' }).format(date).replace('.', '');
  }
  return format(language, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(date);
}
