import { css } from 'lit';

/** Of what messages carry beside their text, after `bubbleStyles`. */
export const carriedStyles = css`
  .bubble > sferum-files {
    display: grid;
    margin-bottom: 2px;
  }
  .bubble.pictures {
    padding: 4px;
  }
  .pictures > :is(.name, .text) {
    display: inline-block;
    padding: 4px 8px;
  }
  .pictures > .name {
    display: block;
  }
  .bubble.pictures > .meta {
    margin: 8px 8px 4px;
  }
  .bubble:not(.pictures) > sferum-files:defined + .meta {
    margin-top: -14px;
  }
  .forward {
    display: flex;
    align-items: center;
    gap: 5px;
    margin-bottom: 2px;
    font: var(--sferum-t-small);
    color: var(--sferum-text-2);
  }
  .forward .icon {
    flex: none;
  }
  .forward b,
  button.quote b {
    font-weight: 600;
    color: var(--sferum-accent-text);
    overflow: hidden;
    text-overflow: ellipsis;
  }
  button.quote {
    display: grid;
    width: 100%;
    margin: 1px 0 5px;
    padding: 5px 10px;
    border-radius: var(--sferum-r-s);
    background: color-mix(in oklab, var(--sferum-accent-text) 9%, transparent);
    font: var(--sferum-t-small);
    text-align: start;
    white-space: nowrap;
  }
  button.quote span {
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--sferum-text-2);
  }
  .reactions {
    clear: both;
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 6px -5px 0;
  }
  .reactions button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 26px;
    padding: 0.2em 8px;
    border-radius: 99px;
    background: var(--sferum-press);
    font: 600 calc(var(--sferum-size) * 0.8) / 1 var(--sferum-family);
    font-variant-numeric: tabular-nums;
    color: var(--sferum-text-2);
  }
  .reactions button span {
    font-size: 1.2em;
  }
  .reactions [aria-pressed='true'] {
    background: var(--sferum-accent);
    color: var(--sferum-on-accent, #fff);
  }
  .mark {
    font-size: 0;
    text-decoration: none;
  }
  .text b,
  .mention {
    font-weight: 600;
  }
  .mention {
    color: var(--sferum-accent-text);
  }
  .mention[data-person] {
    cursor: pointer;
  }
  .mention.me {
    padding: 0 3px;
    border-radius: 4px;
    background: color-mix(in oklab, var(--sferum-accent-text) 14%, transparent);
  }
  .text code {
    padding: 1px 4px;
    border-radius: 4px;
    background: color-mix(in oklab, currentColor 9%, transparent);
    font: 0.92em ui-monospace, Consolas, monospace;
  }
  .text .block {
    display: block;
  }
  .text code.block {
    margin-block: 3px;
    padding: 6px 9px;
    overflow-x: auto;
    white-space: pre;
  }
  .block.quote {
    margin-block: 3px;
    padding: 3px 9px;
    border-radius: var(--sferum-r-s);
    background: color-mix(in oklab, currentColor 7%, transparent);
  }
  .row {
    display: block;
    min-height: 1lh;
  }
  .list .row {
    padding-inline-start: 16px;
  }
  .list .row::before {
    content: '•';
    float: inline-start;
    margin-inline-start: -13px;
  }
  @media (forced-colors: active) {
    .reactions button,
    button.quote {
      border: 1px solid;
    }
    .reactions [aria-pressed='true'] {
      border-width: 2px;
      border-color: Highlight;
    }
  }
`;
