import { fullDate, type Language, serverTime } from '../core/dates.ts';
import { shortName } from '../core/names.ts';
import { type PluralForms, plural } from '../element/localize.ts';
import type { ArticlesStrings } from '../locales/ru/articles/articles.ts';
import type { ArticleAudience, ArticleSummary } from './article-data.ts';

/** «14 апреля», «14 апреля 2025». */
export function dayOf(date: Date, language: Language): string {
  const day = fullDate(date, language);
  return date.getFullYear() === serverTime().getFullYear() ? day.replace(/,? \d{4}$/, '') : day;
}

export const minutesOf = (minutes: number, language: Language, forms: PluralForms): string =>
  plural(language, minutes, forms).replace('#', String(minutes));

/** «Марина Ветрова». */
export const authorOf = ({ author }: Pick<ArticleSummary, 'author'>, erased: string): string =>
  author ? shortName(author) : erased;

/** «Для групп ИС-21, ЭК-11»; empty where it is for the whole college. */
export const audienceOf = (
  kind: ArticleAudience['kind'],
  groups: readonly string[],
  { forGroups, forTeachers }: ArticlesStrings,
): string => (kind === 'college' ? '' : kind === 'teachers' ? forTeachers : `${forGroups} ${groups.join(', ') || '—'}`);
