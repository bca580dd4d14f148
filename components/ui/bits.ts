import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, type Sign } from '../element/icon.ts';

/**
 * Small parts without state, as functions that return a template. The element that draws them lists their styles:
 *
 *     static override styles = [base, bitsStyles, styles];
 *     html`${tag(strings.graduated, 'warning', 'clock')} ${counter(waiting, strings.requests(waiting))}`
 *
 * `ring` has styles of its own, `ringStyles`.
 */

/** A word on a coloured ground, for the state of something: `tag('Выпущена', 'warning', 'clock')`. */
export function tag(text: string, kind: 'plain' | 'accent' | 'success' | 'warning' | 'danger' = 'plain', sign?: Sign) {
  return html`<span class="tag ${kind}">${sign ? icon(sign, 14) : nothing}${text}</span>`;
}

/** A count of what waits; `quiet` where it does not matter now. `label` says it in words: «4 заявки». */
export function counter(count: number, label: string, quiet = false): TemplateResult | typeof nothing {
  if (count <= 0) return nothing;
  return html`<span class="badge ${quiet ? 'quiet' : ''}" aria-hidden="true">${count > 99 ? '99+' : count}</span>
    <span class="visually-hidden">${label}</span>`;
}

/** In place of a list that is still empty: what it is for, and the one thing to do. */
export function emptyState(sign: Sign, title: string, text: string, action: TemplateResult | typeof nothing = nothing) {
  return html`<div class="view-state">
    <span class="emblem">${icon(sign, 26)}</span>
    <h3>${title}</h3>
    <p>${text}</p>
    ${action}
  </div>`;
}

/** In place of a list when a search finds nothing. */
export function notFound(title: string, text: string, action: TemplateResult | typeof nothing = nothing) {
  return html`<div class="view-state" role="status">
    <span class="emblem neutral">${icon('search', 26)}</span>
    <h3>${title}</h3>
    <p>${text}</p>
    ${action}
  </div>`;
}

/** Outline of a list that is loading; `square` for groups and colleges. */
export function skeletonRows(count = 6, square = false): TemplateResult {
  return html`<div class="skeleton-rows">
    ${Array.from(
      { length: count },
      () => html`<div class=${square ? 'square' : ''}>
        <span class="skeleton"></span>
        <p><span class="skeleton"></span><span class="skeleton"></span></p>
      </div>`,
    )}
  </div>`;
}

/** Progress of something that takes long; `share` is 0 to 1. */
export function progressBar(label: string, share: number): TemplateResult {
  const percent = Math.round(share * 100);
  return html`<p class="progress"><progress aria-label=${label} max="100" .value=${percent}></progress><span>${percent} %</span></p>`;
}

export const bitsStyles = css`
  .tag {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    flex: none;
    min-height: 22px;
    padding: 2px 8px;
    border-radius: var(--sferum-r-s);
    background: var(--sferum-press);
    color: var(--sferum-text-2);
    font: 500 calc(var(--sferum-size) * 0.8) / 1.2 var(--sferum-family);
  }
  .tag.accent {
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .tag.success {
    background: var(--sferum-success-soft);
    color: var(--sferum-success-text);
  }
  .tag.warning {
    background: var(--sferum-warning-soft);
    color: var(--sferum-warning-text);
  }
  .tag.danger {
    background: var(--sferum-danger-soft);
    color: var(--sferum-danger-text);
  }
  .skeleton-rows > div {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: var(--sferum-row);
    padding: 7px 20px;
  }
  .skeleton-rows > div > .skeleton {
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
  }
  .skeleton-rows > .square > .skeleton {
    border-radius: min(11px, calc(var(--sferum-round, 10px) * 1.3));
  }
  .skeleton-rows p {
    display: grid;
    gap: 8px;
    width: min(60%, 320px);
  }
  .skeleton-rows p .skeleton:last-child {
    width: 60%;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: 8px;
    font: var(--sferum-t-small);
    font-variant-numeric: tabular-nums;
  }
  .progress progress {
    flex: 1;
    min-width: 0;
    height: 4px;
    appearance: none;
    border: 0;
    border-radius: 4px;
    background: var(--sferum-press);
    overflow: hidden;
  }
  .progress progress::-webkit-progress-bar {
    background: var(--sferum-press);
  }
  .progress progress::-webkit-progress-value {
    border-radius: 4px;
    background: var(--sferum-accent-text);
  }
  .progress progress::-moz-progress-bar {
    background: var(--sferum-accent-text);
  }
  @container (width < 37.333em) {
    .skeleton-rows > div {
      min-height: 64px;
      padding-inline: 16px;
    }
  }
  @media (forced-colors: active) {
    .tag {
      border: 1px solid;
    }
  }
`;

/** Turns while something is busy; decoration, the words stand beside it. */
export const ring = (): TemplateResult => html`<i class="ring" aria-hidden="true"></i>`;

export const ringStyles = css`
  .ring {
    display: block;
    flex: none;
    width: 18px;
    height: 18px;
    border: 2px solid currentColor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: sferum-turn 0.8s linear infinite;
  }
  @keyframes sferum-turn {
    to {
      rotate: 1turn;
    }
  }
`;
