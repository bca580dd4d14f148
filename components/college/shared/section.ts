import { css, html, nothing, type TemplateResult } from 'lit';
import type { AppError } from '../../core/errors.ts';
import { icon, type Sign } from '../../element/icon.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import { moreStyles } from '../../ui/list/more-button.ts';
import { failureNotice, noticeStyles } from '../../ui/notice.ts';

/** The head of a section: its title, then a search and what can be done here. It takes the focus after a dialog. */
export function sectionHead(
  title: string | TemplateResult,
  rest: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="head">
    <h2 id="title" tabindex="-1">${title}</h2>
    ${rest}
  </div>`;
}

/** What one mostly comes to a section for; only its sign where it is narrow. */
export function headButton(sign: Sign, text: string, click: () => void, kind: 'primary' | 'ghost' | '' = 'primary') {
  return html`<button class="button in-head ${kind}" type="button" aria-label=${text} title=${text} @click=${click}>
    ${icon(sign, 18)}<span aria-hidden="true">${text}</span>
  </button>`;
}

/** Why something failed, below the head of a section. */
export const sectionFailure = (problem: AppError | null, common: CommonStrings): TemplateResult | typeof nothing =>
  problem ? html`<div class="failure">${failureNotice(problem, common)}</div>` : nothing;

/** What the sections of the administration share; a section is laid out by the width of the whole tag. */
export const sectionStyles = css`
  ${moreStyles}
  ${noticeStyles}
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: min(520px, 75vh);
  }
  /* Below a short list, not on it. */
  sferum-toast {
    margin-top: auto;
  }
  .head {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    min-height: 64px;
    padding: 0 16px 0 20px;
  }
  /* No narrower than its longest word: what does not fit beside that stands below. */
  h2 {
    flex: 1 1 min-content;
    font: var(--sferum-t-heading);
    overflow-wrap: break-word;
  }
  /* It takes the focus only to be read aloud; nothing can be done with it. */
  h2:focus-visible {
    outline: 0;
  }
  .lead {
    padding: 0 20px 12px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .chip-tabs {
    padding: 2px 16px 10px 20px;
  }
  .failure {
    padding: 0 20px 12px;
  }
  .view-state {
    min-height: 320px;
  }
  @container (width < 37.333em) {
    .head {
      min-height: 60px;
      padding: 0 8px 0 16px;
    }
    /* The longest stays on one line beside what can be done. */
    h2 {
      font: var(--sferum-t-title);
    }
    .lead {
      padding: 0 16px 10px;
    }
    .failure {
      padding-inline: 16px;
    }
    .chip-tabs {
      padding-inline: 16px;
    }
    .in-head {
      width: 44px;
      padding: 0;
    }
    .in-head.primary {
      background: var(--sferum-accent-soft);
      color: var(--sferum-accent-text);
    }
    .in-head:not(.primary) {
      background: none;
      color: var(--sferum-text-2);
    }
    .in-head span {
      display: none;
    }
  }
  @container (width < 22.666em) {
    .head {
      gap: 2px;
    }
    h2 {
      font: var(--sferum-t-title);
    }
  }
`;
