import { css, html, nothing, type TemplateResult } from 'lit';
import type { AppError } from '../core/errors.ts';
import { icon, type Sign } from '../element/icon.ts';
import type { CommonStrings } from '../locales/ru/common.ts';

/**
 * A remark on a coloured ground; screen readers announce `danger` at once. The element that draws it lists `noticeStyles`
 * in its styles:
 *
 *     html`${notice('alert', strings.notSaved, 'danger')}`
 */
export function notice(sign: Sign, text: string, kind: 'quiet' | 'warning' | 'danger' = 'quiet'): TemplateResult {
  return html`<p class="notice ${kind}" role=${kind === 'danger' ? 'alert' : 'note'}>${icon(sign)}<span>${text}</span></p>`;
}

/** Why something failed, while it does. */
export const failureNotice = (problem: AppError | null, { errors }: CommonStrings): TemplateResult | typeof nothing =>
  problem ? notice('alert', errors[problem.code].text, 'danger') : nothing;

export const noticeStyles = css`
  .notice {
    display: flex;
    gap: 10px;
    padding: 12px 14px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-sunken);
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .notice.quiet .icon {
    color: var(--sferum-text-3);
  }
  .notice.warning {
    background: var(--sferum-warning-soft);
    color: var(--sferum-warning-text);
  }
  .notice.danger {
    background: var(--sferum-danger-soft);
    color: var(--sferum-danger-text);
  }
`;
