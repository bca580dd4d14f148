import type { TemplateResult } from 'lit';
import type { AppError } from '../../core/errors.ts';
import type { ArticlesStrings } from '../../locales/ru/articles/articles.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import { confirm } from '../../ui/dialog.ts';

/** What of an article is asked before it is done. */
export type ArticleDeed = 'withdraw' | 'open';

export interface ArticleQuestion {
  readonly act: () => void;
  readonly closed: () => void;
  readonly busy: boolean;
  readonly problem: AppError | null;
  readonly strings: { readonly articles: ArticlesStrings; readonly common: CommonStrings };
}

/** Asks before an article is taken from its readers, or shown to the whole world. */
export function askBefore(deed: ArticleDeed, { problem, strings, ...rest }: ArticleQuestion): TemplateResult {
  const { articles, common } = strings;
  const isWithdrawing = deed === 'withdraw';
  return confirm({
    ...rest,
    heading: isWithdrawing ? articles.withdrawTitle : articles.openTitle,
    text: isWithdrawing ? articles.withdrawText : articles.openText,
    verb: isWithdrawing ? articles.withdraw : articles.open,
    error: problem
      ? problem.reason === 'version'
        ? articles.openMeanwhile
        : common.errors[problem.code].text
      : undefined,
    strings,
  });
}
