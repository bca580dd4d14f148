import { css } from 'lit';
import { cardStyles } from './card.styles.ts';

export const styles = [
  cardStyles,
  css`
  /* The card of the first step stands there until it is replaced. */
  sferum-sign-in-card ~ .stage {
    display: none;
  }
  .outline .skeleton {
    height: 44px;
    border-radius: var(--sferum-r-m);
  }
  .top .icon-button {
    margin-block: -4px;
  }
  .number {
    color: var(--sferum-text);
    font-weight: 500;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .consent + .choice + .fault {
    margin-top: -8px;
  }
  .consent {
    flex: none;
    max-height: 172px;
    padding: 10px 12px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-sunken);
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .line b {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .rules {
    display: grid;
    gap: 8px;
  }
  .rules .met {
    color: var(--sferum-success-text);
  }
  .label {
    position: relative;
  }
  /* The ring stands outside the words, so that neither they nor the width of the button change. */
  .label .ring {
    position: absolute;
    inset-block: 0;
    inset-inline-end: calc(100% + 8px);
    margin-block: auto;
  }
  .button[aria-disabled='true'] {
    cursor: default;
  }

  .code {
    position: relative;
    display: grid;
    grid-template-columns: repeat(6, 1fr);
    gap: 8px;
  }
  .code input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    padding: 0 8px;
    border: 0;
    border-radius: var(--sferum-r-m);
    background: none;
    outline: 0;
    /* The cells show the digits; the field over them is only typed into. */
    color: transparent;
    caret-color: transparent;
    font-size: 16px;
  }
  .code input::selection {
    background: transparent;
  }
  .cell {
    display: grid;
    place-items: center;
    min-height: 60px;
    min-width: 0;
    border-radius: var(--sferum-r-m);
    box-shadow: inset 0 0 0 1px var(--sferum-line-strong);
    font: 600 26px / 1 var(--sferum-family);
    font-variant-numeric: tabular-nums;
  }
  .code:focus-within .cell.current,
  .code:focus-within .cell.selected {
    box-shadow: inset 0 0 0 2px var(--sferum-focus);
  }
  .code.bad .cell {
    box-shadow: inset 0 0 0 2px var(--sferum-danger-text);
  }
  .code.checking .cell {
    color: var(--sferum-text-3);
  }
  .code:focus-within .cell.current:empty::after {
    content: '';
    width: 2px;
    height: 26px;
    background: var(--sferum-accent-text);
    animation: sferum-caret 1.1s steps(1) infinite;
  }
  @keyframes sferum-caret {
    50% {
      opacity: 0;
    }
  }

  .who {
    display: flex;
    align-items: center;
    gap: 14px;
    padding-top: 16px;
  }
  .who > div {
    min-width: 0;
  }
  .who h2 {
    font: var(--sferum-t-title);
    letter-spacing: normal;
  }
  .who p {
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    font-variant-numeric: tabular-nums;
  }
  .none {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 10px;
    margin-block: auto;
    text-align: center;
  }
  .none .emblem {
    display: grid;
    place-items: center;
    width: 56px;
    height: 56px;
    margin-bottom: 4px;
    border-radius: var(--sferum-r-xl);
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .none h3 {
    font: var(--sferum-t-title);
  }
  .none p {
    color: var(--sferum-text-2);
    font: 400 calc(var(--sferum-size) * 0.933) / 1.43 var(--sferum-family);
  }
  .none .notice {
    margin-top: 8px;
    font: var(--sferum-t-small);
    text-align: start;
  }

  @container (width < 22.666em) {
    .code {
      gap: 6px;
    }
    .cell {
      min-height: 52px;
    }
  }
  @media (forced-colors: active) {
    /* Forced colours would show the digits a second time. */
    .code input {
      forced-color-adjust: none;
    }
    .cell {
      border: 1px solid;
    }
    .code.bad .cell {
      border-width: 2px;
    }
    .code:focus-within .cell.current,
    .code:focus-within .cell.selected {
      border: 2px solid Highlight;
    }
  }
`,
];
