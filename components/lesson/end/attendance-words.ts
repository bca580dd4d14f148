import { clock } from '../../core/dates.ts';
import { type Language, plural } from '../../element/localize.ts';
import { csvFile } from '../../files/csv-file.ts';
import type { AttendanceStrings } from '../../locales/ru/lesson/attendance.ts';
import type { AttendanceRow, Lesson } from '../lesson-types.ts';

/** Who comes or goes within so many minutes of the lesson is in time. */
const grace = 3;

const minutesBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 60_000);

/** «1 ч 22 мин» */
export function duration(seconds: number, language: Language): string {
  const minutes = Math.round(seconds / 60);
  const part = (value: number, unit: 'hour' | 'minute') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return part(minutes, 'minute');
  return minutes % 60 === 0 ? part(hours, 'hour') : `${part(hours, 'hour')} ${part(minutes % 60, 'minute')}`;
}

export interface Mark {
  readonly text: string;
  readonly kind: 'absent' | 'time' | 'break' | 'none';
}

/** What is to be said of one row: not there, late, gone early, or away in between. */
export function markOf(row: AttendanceRow, lesson: Lesson, language: Language, words: AttendanceStrings): Mark {
  const { joinedAt, leftAt, seconds, visits } = row;
  if (!joinedAt) return { text: words.notCome, kind: 'absent' };
  const late = minutesBetween(lesson.startedAt, joinedAt);
  if (late > grace) return { text: plural(language, late, words.late).replace('#', String(late)), kind: 'time' };
  const early = leftAt && lesson.endedAt ? minutesBetween(leftAt, lesson.endedAt) : 0;
  if (early > grace) return { text: plural(language, early, words.early).replace('#', String(early)), kind: 'time' };
  const away = leftAt ? minutesBetween(joinedAt, leftAt) - Math.round(seconds / 60) : 0;
  if (visits > 1 && away > 0) {
    return { text: plural(language, away, words.breaks).replace('#', String(away)), kind: 'break' };
  }
  return { text: words.none, kind: 'none' };
}

/** The same as a file for office programs. */
export function attendanceFile(
  rows: readonly AttendanceRow[],
  lesson: Lesson,
  language: Language,
  words: AttendanceStrings,
): Blob {
  const fields = [
    words.surname,
    words.name,
    words.patronymic,
    words.role,
    words.entered,
    words.leftAt,
    words.minutes,
    words.visits,
    words.mark,
  ];
  const data = rows.map((row) => {
    const { joinedAt, leftAt, person, role, seconds, visits } = row;
    const mark = markOf(row, lesson, language, words);
    return [
      person.surname,
      person.name,
      person.patronymic,
      words.roles[role],
      joinedAt ? clock(joinedAt, language) : '',
      leftAt ? clock(leftAt, language) : '',
      String(Math.round(seconds / 60)),
      String(visits),
      mark.kind === 'none' ? '' : mark.text,
    ];
  });
  return csvFile(fields, data);
}
