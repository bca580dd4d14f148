import { css, html, nothing, type TemplateResult } from 'lit';

export interface ChipTabsOptions<V extends string> {
  /** Accessible name of the group. */
  label: string;
  tabs: readonly { readonly value: V; readonly text: string; readonly count?: number | undefined }[];
  value: V;
  choose: (value: V) => void;
}

/** Tabs that choose which part of a list is shown. What does not fit stands in the next line: none is cut. */
export function chipTabs<V extends string>({ label, tabs, value, choose }: ChipTabsOptions<V>): TemplateResult {
  return html`<div class="chip-tabs" role="group" aria-label=${label}>
    ${tabs.map(
      (tab) => html`<button type="button" aria-pressed=${tab.value === value} @click=${() => choose(tab.value)}>
        ${tab.text}${tab.count === undefined ? nothing : html`<span>${tab.count}</span>`}
      </button>`,
    )}
  </div>`;
}

export const chipTabsStyles = css`
  .chip-tabs {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    flex: none;
    padding: 10px 16px;
  }
  .chip-tabs button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    flex: none;
    position: relative;
    min-height: 32px;
    padding: 0 11px;
    border-radius: 99px;
    color: var(--sferum-text-2);
    font: 500 calc(var(--sferum-size) * 0.867) / 1.2 var(--sferum-family);
  }
  .chip-tabs button:hover {
    background: var(--sferum-hover);
  }
  .chip-tabs button[aria-pressed='true'] {
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .chip-tabs span {
    font-variant-numeric: tabular-nums;
  }
  @container (width < 42.666em) {
    .chip-tabs {
      row-gap: 8px;
    }
    .chip-tabs button {
      min-height: 36px;
    }
    .chip-tabs button::after {
      content: '';
      position: absolute;
      inset: -4px 0;
    }
  }
  @media (forced-colors: active) {
    .chip-tabs button[aria-pressed='true'] {
      outline: 2px solid;
      outline-offset: -2px;
    }
  }
`;
