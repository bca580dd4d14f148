import { css } from 'lit';

export const styles = css`
  :host {
    height: min(600px, 85vh);
    overflow: hidden;
  }
  .panes {
    display: grid;
    grid-template: minmax(0, 1fr) / calc(var(--sferum-size) * 22.4) minmax(0, 1fr);
    height: 100%;
  }
  .list {
    display: flex;
    flex-direction: column;
    min-width: 0;
    overflow: hidden;
    border-inline-end: 1px solid var(--sferum-line);
    background: var(--sferum-surface);
  }
  .badge.at {
    width: 20px;
    padding: 0;
    background: var(--sferum-danger);
    color: #fff;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 4px;
    flex: none;
    min-height: 60px;
    padding: 8px 12px 8px 20px;
  }
  .head h2 {
    flex: 1;
    min-width: 0;
    font: var(--sferum-t-heading);
  }
  .search {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    min-height: var(--sferum-control);
    margin: 0 16px;
    padding: 0 12px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-sunken);
    color: var(--sferum-text-3);
  }
  .search:focus-within {
    box-shadow: inset 0 0 0 2px var(--sferum-focus);
  }
  .search input {
    flex: 1;
    align-self: stretch;
    min-width: 0;
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    color: var(--sferum-text);
    font: var(--sferum-t-body);
  }
  .search input::placeholder {
    color: var(--sferum-text-3);
    opacity: 1;
  }
  .rows {
    flex: 1;
    min-height: 0;
    padding: 0 8px 8px;
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  .row {
    --sferum-behind: var(--sferum-surface);
    display: flex;
    align-items: center;
    gap: 12px;
    width: 100%;
    min-width: 0;
    min-height: var(--sferum-row);
    padding: 7px 10px;
    border-radius: var(--sferum-r-m);
  }
  .row:hover {
    --sferum-behind: var(--sferum-hover);
    background: var(--sferum-hover);
  }
  .row[aria-current='true'] {
    --sferum-behind: var(--sferum-accent-soft);
    background: var(--sferum-accent-soft);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .words {
    display: block;
    flex: 1;
    min-width: 0;
  }
  .top,
  .bottom {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .top b {
    font: var(--sferum-t-strong);
  }
  .time {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    flex: none;
    margin-inline-start: auto;
    font: var(--sferum-t-caption);
    font-variant-numeric: tabular-nums;
    color: var(--sferum-text-3);
  }
  .row[aria-current='true'] .time {
    color: var(--sferum-text-2);
  }
  .tick {
    color: var(--sferum-accent-text);
  }
  .bottom {
    min-height: 20px;
    margin-top: 2px;
    font: var(--sferum-t-small);
    color: var(--sferum-text-2);
  }
  .bottom .ellipsis {
    flex: 1;
  }
  .mark {
    flex: none;
    color: var(--sferum-text-3);
  }
  .dot {
    min-width: 12px;
    min-height: 12px;
    padding: 0;
  }
  .item {
    position: relative;
  }
  .join {
    position: absolute;
    inset-inline-end: 10px;
    bottom: 6px;
    min-height: 28px;
    padding: 2px 10px;
    font-size: calc(var(--sferum-size) * 0.867);
  }
  .item:has(.join) .bottom {
    padding-inline-end: 84px;
  }
  .item:has(.join) .more {
    inset-inline-end: 76px;
  }
  .live {
    color: var(--sferum-danger-text);
    font-weight: 600;
  }
  .more {
    position: absolute;
    inset-inline-end: 6px;
    bottom: 5px;
    width: 32px;
    height: 28px;
    background: var(--sferum-surface);
    box-shadow: 0 0 0 1px var(--sferum-line);
    opacity: 0;
  }
  @media (hover: hover) {
    .item:hover .more,
    .more:focus-visible {
      opacity: 1;
    }
  }
  @media (hover: none) {
    .more {
      display: none;
    }
    .row {
      -webkit-touch-callout: none;
      user-select: none;
    }
  }
  .problem {
    flex: none;
    margin: 8px 16px 0;
    padding: 8px 12px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-danger-soft);
    color: var(--sferum-danger-text);
    font: var(--sferum-t-small);
  }
  .typing {
    color: var(--sferum-accent-text);
  }
  .draft {
    color: var(--sferum-danger-text);
  }
  .placeholder {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: var(--sferum-row);
    padding: 7px 10px;
  }
  .chip-tabs,
  .chips {
    gap: 2px;
    padding-inline: 12px;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    padding-block: 10px;
  }
  .chips .skeleton {
    height: 32px;
    padding: 0 11px;
    border-radius: 99px;
    font: 500 calc(var(--sferum-size) * 0.867) / 1.2 var(--sferum-family);
  }
  /* As wide as the word that comes. */
  .chips .skeleton span {
    visibility: hidden;
  }
  .placeholder > .skeleton {
    flex: none;
    width: 46px;
    height: 46px;
    border-radius: 50%;
  }
  .placeholder > div {
    display: grid;
    flex: 1;
    gap: 8px;
  }
  .placeholder > div .skeleton:last-child {
    width: 60%;
  }
  .thread {
    min-width: 0;
    background: var(--sferum-thread);
  }
  .thread sferum-chat {
    height: 100%;
  }
  @container (width < 60em) {
    .panes {
      grid-template-columns: calc(var(--sferum-size) * 18.14) minmax(0, 1fr);
    }
  }
  @container (width < 42.666em) {
    .panes {
      grid-template-columns: minmax(0, 1fr);
    }
    .list {
      border: 0;
    }
    .panes.open .list,
    .panes:not(.open) .thread {
      display: none;
    }
    .search {
      min-height: 44px;
    }
    .search input {
      font-size: max(16px, var(--sferum-size));
    }
    .row,
    .placeholder {
      min-height: 64px;
    }
    .chips .skeleton {
      height: 36px;
    }
  }
  @media (forced-colors: active) {
    .search {
      border: 1px solid;
    }
    .search:focus-within {
      outline: 2px solid Highlight;
    }
    .row[aria-current='true'] {
      outline: 2px solid;
      outline-offset: -2px;
    }
  }
`;
