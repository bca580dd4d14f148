import { css, html, nothing, type TemplateResult } from 'lit';
import type { Paging } from '../../core/paged-query.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';

/**
 * «Показать ещё» below a list that comes page by page; nothing where all is there. The element that draws it lists
 * `moreStyles` in its styles:
 *
 *     html`${moreButton(strings.common, state, () => void store.fetchMore())}`
 */
export function moreButton(
  common: CommonStrings,
  { fetching = false, more, moreFailed = null }: Pick<Paging, 'more'> & Partial<Paging>,
  fetchMore: () => void,
): TemplateResult | typeof nothing {
  if (!more) return nothing;
  return html`<div class="more">
    ${moreFailed ? html`<p role="alert">${common.moreFailed} ${common.errors[moreFailed.code].text}</p>` : nothing}
    <button class="button" type="button" aria-disabled=${fetching} @click=${fetchMore}>
      ${moreFailed ? common.retry : fetching ? common.loading : common.more}
    </button>
  </div>`;
}

export const moreStyles = css`
  .more {
    display: grid;
    gap: 8px;
    justify-items: center;
    padding: 14px 20px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
`;
