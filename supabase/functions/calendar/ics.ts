import { type Offset, offsetsOf } from './zone.ts';

/** A planned lesson as `plan_calendar` and `calendar_feed` of the database answer; times are by the clock of the college. */
export interface PlanEvent {
  readonly id: string;
  readonly version: number;
  readonly chat_title: string;
  readonly group_number: string;
  readonly college: string;
  readonly time_zone: string;
  readonly topic: string;
  readonly teacher: { readonly surname: string; readonly name: string; readonly patronymic: string } | null;
  /** `2027-02-09T09:40:00`. */
  readonly starts_at: string;
  readonly minutes: number;
  /** Weekly until this day; null for once. */
  readonly until: string | null;
  readonly is_cancelled: boolean;
  readonly days: readonly { readonly day: string; readonly moved_to: string | null; readonly is_cancelled: boolean }[];
}

/** A line of a calendar has at most so many bytes; what is longer goes on after a space. */
const lineBytes = 75;

const encoder = new TextEncoder();

function folded(line: string): string {
  if (encoder.encode(line).length <= lineBytes) return line;
  const lines: string[] = [];
  let present = '';
  let bytes = 0;
  for (const character of line) {
    const length = encoder.encode(character).length;
    if (bytes + length > lineBytes) {
      lines.push(present);
      // The space with which it goes on counts.
      present = '';
      bytes = 1;
    }
    present += character;
    bytes += length;
  }
  return [...lines, present].join('\r\n ');
}

/** As RFC 5545 writes texts; a name cannot begin a line of its own. */
const textOf = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a calendar has none of them.
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F]/g, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');

/** `2027-02-09T09:40:00` as `20270209T094000`. */
const local = (time: string): string => time.slice(0, 19).replace(/[-:]/g, '');

const inUtc = (moment: Date): string => `${local(moment.toISOString())}Z`;

const sign = (minutes: number): string => {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return (minutes < 0 ? '-' : '+') + String(hours).padStart(2, '0') + String(rest).padStart(2, '0');
};

/** What the clock of a zone shows at a moment. */
const shown = (moment: Date, minutes: number): string =>
  local(new Date(moment.getTime() + minutes * 60_000).toISOString());

const observance = (name: 'STANDARD' | 'DAYLIGHT', start: string, before: number, after: number): string[] => [
  `BEGIN:${name}`,
  `DTSTART:${start}`,
  `TZOFFSETFROM:${sign(before)}`,
  `TZOFFSETTO:${sign(after)}`,
  `END:${name}`,
];

function zoneLines(zone: string, [first, ...changes]: readonly Offset[]): string[] {
  if (!first) return [];
  let before = first.minutes;
  const lines = observance('STANDARD', '19700101T000000', before, before);
  for (const { from, minutes } of changes) {
    lines.push(...observance(minutes > before ? 'DAYLIGHT' : 'STANDARD', shown(from, before), before, minutes));
    before = minutes;
  }
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...lines, 'END:VTIMEZONE'];
}

const week = 7 * 86_400_000;

const timesOf = ({ starts_at, until }: PlanEvent): number =>
  until === null ? 1 : Math.floor((Date.parse(until) - Date.parse(starts_at.slice(0, 10))) / week) + 1;

function eventLines(plan: PlanEvent, now: Date): string[] {
  const { chat_title, college, days, group_number, id, minutes, starts_at, teacher, time_zone, topic, version } = plan;
  const time = starts_at.slice(10);
  const at = (name: string, moment: string) => `${name};TZID=${time_zone}:${local(moment)}`;
  const times = timesOf(plan);
  const where = group_number || chat_title;
  const who = teacher ? [teacher.surname, teacher.name, teacher.patronymic].filter(Boolean).join(' ') : '';
  const about = [
    `UID:${id}@lessons.sferum`,
    `DTSTAMP:${inUtc(now)}`,
    `SEQUENCE:${version - 1}`,
    `SUMMARY:${textOf([topic, where].filter(Boolean).join(', '))}`,
    `DESCRIPTION:${textOf([college, who].filter(Boolean).join('\n'))}`,
    `DURATION:PT${minutes}M`,
  ];
  const alarm = [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT10M',
    `DESCRIPTION:${textOf(topic || where)}`,
    'END:VALARM',
  ];
  const event = (...lines: string[]) => ['BEGIN:VEVENT', ...about, ...lines, ...alarm, 'END:VEVENT'];
  const known = days.filter(({ day }) => {
    const weeks = (Date.parse(day) - Date.parse(starts_at.slice(0, 10))) / week;
    return Number.isInteger(weeks) && weeks >= 0 && weeks < times;
  });
  if (times === 1) {
    const [only] = known;
    const start = at('DTSTART', only?.moved_to ?? starts_at);
    return event(start, ...(plan.is_cancelled || only?.is_cancelled ? ['STATUS:CANCELLED'] : []));
  }
  const cancelled = known.filter((day) => day.is_cancelled).map(({ day }) => at('EXDATE', day + time));
  const moved = known.flatMap(({ day, is_cancelled, moved_to }) =>
    moved_to === null || is_cancelled ? [] : event(at('RECURRENCE-ID', day + time), at('DTSTART', moved_to)),
  );
  const rule = `RRULE:FREQ=WEEKLY;COUNT=${times}`;
  const state = plan.is_cancelled ? ['STATUS:CANCELLED'] : [];
  return [...event(at('DTSTART', starts_at), rule, ...cancelled, ...state), ...moved];
}

/** How far around its days the clock of a plan matters, in milliseconds: so far a day may be moved, and more. */
const margin = 70 * 86_400_000;

/** Planned lessons as a calendar (RFC 5545). */
export function calendarOf(plans: readonly PlanEvent[], now = new Date()): string {
  const spans = new Map<string, { from: number; to: number }>();
  for (const { starts_at, time_zone, until } of plans) {
    const from = Date.parse(`${starts_at}Z`) - margin;
    const to = Date.parse(until ?? starts_at.slice(0, 10)) + margin;
    const known = spans.get(time_zone) ?? { from, to };
    spans.set(time_zone, { from: Math.min(from, known.from), to: Math.max(to, known.to) });
  }
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Sferum Components//Lessons//RU',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${textOf('Занятия')}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...[...spans].flatMap(([zone, { from, to }]) => zoneLines(zone, offsetsOf(zone, new Date(from), new Date(to)))),
    ...plans.flatMap((plan) => eventLines(plan, now)),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
