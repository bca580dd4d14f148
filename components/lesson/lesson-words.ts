import { serverTime } from '../core/dates.ts';
import { type Person, shortName } from '../core/names.ts';
import { type Language, plural } from '../element/localize.ts';
import type { LessonStrings } from '../locales/ru/lesson/lesson.ts';
import type { Lesson } from './lesson-types.ts';

/** What a lesson is called: its topic, else what it is. */
export const lessonTitle = ({ kind, topic }: Pick<Lesson, 'kind' | 'topic'>, { kinds }: LessonStrings): string =>
  topic || kinds[kind];

/** «Идёт 12 минут» */
export function lessonAge({ startedAt }: Lesson, language: Language, words: LessonStrings): string {
  const minutes = Math.floor((serverTime().getTime() - startedAt.getTime()) / 60_000);
  return minutes < 1 ? words.justBegun : plural(language, minutes, words.runsFor).replace('#', String(minutes));
}

/** 12:48, or 1:02:48 from the first hour on. */
export function lessonClock({ startedAt }: Lesson): string {
  const seconds = Math.max(0, Math.floor((serverTime().getTime() - startedAt.getTime()) / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** «18 человек уже в уроке» */
export const insideWords = (count: number, language: Language, words: LessonStrings): string =>
  plural(language, count, words.inside).replace('#', String(count));

/** A name that is never empty, whatever became of the account. */
export const nameOf = (person: Person, erased: string): string => shortName(person) || erased;
