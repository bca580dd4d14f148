import { css } from 'lit';

/** For the cards of joining, beside the styles of signing in. */
export const joinStyles = css`
  :host {
    flex: 1;
    align-self: stretch;
    min-height: 0;
  }
  h3 {
    font: var(--sferum-t-title);
  }
  .none h2 {
    font: var(--sferum-t-title);
    letter-spacing: normal;
  }
  .none .emblem.neutral {
    background: var(--sferum-press);
    color: var(--sferum-text-2);
  }
  .place {
    display: flex;
    align-items: center;
    gap: 14px;
    min-width: 0;
  }
  .place > div {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .place p {
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .facts {
    display: grid;
    grid-template-columns: 1fr 1fr;
    column-gap: 16px;
    padding: 4px 16px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-sunken);
  }
  .facts > div {
    min-width: 0;
    padding: 9px 0;
    overflow-wrap: anywhere;
  }
  .facts > .whole {
    grid-column: 1 / -1;
    border-top: 1px solid var(--sferum-line);
  }
  dt {
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
  }
  .search {
    display: grid;
    grid-template-columns: minmax(128px, 2fr) minmax(0, 3fr);
    gap: 12px;
  }
  .search .whole {
    grid-column: 1 / -1;
  }
  .colleges {
    display: grid;
    gap: 2px;
    margin-inline: -10px;
  }
  .college {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 56px;
    padding: 8px 10px;
    border-radius: var(--sferum-r-m);
    cursor: pointer;
  }
  .college:hover {
    background: var(--sferum-hover);
  }
  .college:has(:checked) {
    background: var(--sferum-accent-soft);
  }
  .college:has(:focus-visible) {
    outline: 2px solid var(--sferum-focus);
    outline-offset: -2px;
  }
  .college span {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .college .avatar {
    flex: none;
  }
  .college b {
    display: block;
    font: var(--sferum-t-strong);
  }
  .college small {
    display: block;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .college > .icon {
    flex: none;
    color: var(--sferum-accent-text);
    visibility: hidden;
  }
  .college:has(:checked) > .icon {
    visibility: visible;
  }
  .college.still {
    cursor: default;
  }
  .college.still:hover {
    background: none;
  }
  .pending {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .account {
    display: flex;
    align-items: center;
    gap: 12px;
    min-width: 0;
  }
  .account > div {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .account h2 {
    font: var(--sferum-t-strong);
    letter-spacing: normal;
  }
  .account p {
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    font-variant-numeric: tabular-nums;
  }
  @container (width >= 37.333em) {
    :host {
      align-items: center;
      justify-content: center;
    }
    .card.wider {
      width: min(480px, 100%);
      padding: 24px 32px 28px;
    }
  }
  @container (width < 25.333em) {
    .facts {
      grid-template-columns: 1fr;
    }
    .facts > div + div {
      border-top: 1px solid var(--sferum-line);
    }
  }
  @media (forced-colors: active) {
    .college:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;
