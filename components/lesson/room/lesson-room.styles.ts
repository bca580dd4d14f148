import { css } from 'lit';

export const roomStyles = css`
  :host {
    --sferum-stage: #0c0f16;
    --sferum-tile: #1a1e29;
    container-type: size;
    height: 100%;
    color-scheme: dark;
  }
  .stage {
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    background: var(--sferum-stage);
    color: var(--sferum-text);
    overflow: hidden;
  }
  .stage:focus-visible {
    outline: 0;
  }
  .top {
    display: flex;
    align-items: center;
    gap: 12px;
    flex: none;
    min-height: 56px;
    padding: 0 12px 0 18px;
  }
  .top .words {
    flex: 1;
    min-width: 0;
  }
  .top b {
    display: block;
    font: var(--sferum-t-strong);
  }
  .top small {
    display: block;
    color: var(--sferum-text-2);
    font: var(--sferum-t-caption);
    font-variant-numeric: tabular-nums;
  }
  .top .icon-button[aria-pressed='true'] {
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .live::before {
    content: '';
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: currentColor;
    animation: live 2s infinite;
  }
  @keyframes live {
    50% {
      opacity: 0.4;
    }
  }
  .strip {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    flex: none;
    margin: 0 14px 6px;
    padding: 8px 14px;
    border-radius: var(--sferum-r-m);
    background: #262b37;
    color: #e9ebf2;
    font: var(--sferum-t-small);
  }
  .strip.warning {
    background: var(--sferum-warning-soft);
    color: var(--sferum-warning-text);
  }
  .strip span {
    flex: 1;
    min-width: 160px;
  }
  .middle {
    position: relative;
    display: flex;
    gap: 10px;
    flex: 1;
    min-height: 0;
    padding: 6px 14px 0;
  }
  .tiles {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  .grid {
    flex: 1;
    display: grid;
    grid-auto-rows: minmax(0, 1fr);
    gap: 10px;
    min-height: 0;
  }
  .grid.c1 {
    grid-template-columns: minmax(0, 1fr);
  }
  .grid.c2 {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .grid.c3 {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  .wide-view {
    flex: 1;
    display: flex;
    gap: 10px;
    min-width: 0;
    min-height: 0;
  }
  .wide-view .large {
    flex: 1;
  }
  .row {
    display: grid;
    grid-auto-rows: 110px;
    align-content: start;
    gap: 8px;
    flex: none;
    width: 196px;
    overflow: auto;
    scrollbar-width: thin;
    padding: 5px;
    margin: -5px;
  }
  .pages {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    flex: none;
    min-height: 40px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .alone {
    position: absolute;
    inset: auto 0 16px;
    text-align: center;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    pointer-events: none;
  }
  .side {
    display: flex;
    flex-direction: column;
    flex: none;
    width: 312px;
    border-radius: var(--sferum-r-l);
    background: #151922;
    overflow: hidden;
  }
  .side > header {
    display: flex;
    align-items: center;
    gap: 4px;
    flex: none;
    padding: 8px 8px 4px 20px;
  }
  .side h2 {
    flex: 1;
    font: var(--sferum-t-title);
  }
  .side h2 span {
    color: var(--sferum-text-2);
    font-weight: 400;
  }
  .side > :last-child {
    flex: 1;
    min-height: 0;
  }
  .controls {
    position: relative;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    flex: none;
    height: 76px;
    padding: 0 18px;
  }
  .left,
  .right {
    position: absolute;
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .left {
    left: 18px;
    color: var(--sferum-text-2);
  }
  .right {
    right: 18px;
  }
  .line {
    width: 1px;
    height: 28px;
    margin: 0 4px;
    background: #323847;
  }
  .round {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 48px;
    height: 48px;
    border-radius: calc(var(--sferum-round, 10px) * 1.6);
    background: #262b37;
    color: #e9ebf2;
  }
  .round:hover {
    background: #323847;
  }
  .round.off {
    background: #f4f5f9;
    color: #b71f34;
  }
  .round.active {
    background: #39406a;
    color: #c4d0ff;
  }
  .round.raised {
    background: #f2a93b;
    color: #2a1b00;
  }
  .round[aria-disabled='true'] {
    background: #1a1e29;
    color: #6d7488;
    cursor: default;
  }
  .round.leave {
    display: flex;
    gap: 8px;
    width: auto;
    padding: 0 18px;
    background: var(--sferum-danger);
    color: #fff;
    font: 600 calc(var(--sferum-size) * 0.933) / 1 var(--sferum-family);
  }
  .round .badge {
    position: absolute;
    top: -5px;
    right: -5px;
    box-shadow: 0 0 0 2px var(--sferum-stage);
  }
  .round .badge.hand {
    background: #f2a93b;
    color: #2a1b00;
  }
  .narrow-only {
    display: none;
  }
  .small {
    position: absolute;
    inset: 0;
    display: grid;
    padding: 6px;
    background: var(--sferum-stage);
  }
  .small .bar {
    position: absolute;
    inset: auto 0 14px;
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    padding: 0 14px;
  }
  .small .round {
    width: 40px;
    height: 40px;
  }
  @container (width < 60em) {
    .side {
      position: absolute;
      inset: 40px 0 0;
      z-index: 2;
      width: auto;
      border-radius: calc(var(--sferum-round, 10px) * 2) calc(var(--sferum-round, 10px) * 2) 0 0;
      box-shadow: 0 0 0 400px rgb(4 5 8 / 0.6);
    }
  }
  @container (width < 37.333em) {
    .top {
      padding: 0 6px 0 14px;
    }
    .top .wide-only,
    .top .live,
    .left,
    .right,
    .line {
      display: none;
    }
    .narrow-only {
      display: inline-grid;
    }
    .middle {
      padding: 4px 8px 0;
    }
    .grid {
      gap: 6px;
    }
    .grid.c3 {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .wide-view {
      flex-direction: column;
    }
    .row {
      grid-auto-flow: column;
      grid-auto-rows: 88px;
      grid-auto-columns: 132px;
      width: auto;
    }
    .strip {
      margin-inline: 8px;
    }
    .controls {
      justify-content: space-between;
      gap: 4px;
      height: 72px;
      padding: 0 12px;
    }
    .round.leave {
      display: grid;
      width: 48px;
      padding: 0;
    }
    .round.leave span {
      display: none;
    }
  }
  /* A telephone that lies on its side. */
  @container (height < 420px) {
    .top {
      min-height: 44px;
    }
    .controls {
      height: 56px;
    }
    .round {
      width: 44px;
      height: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .live::before {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .round,
    .side,
    .strip {
      border: 1px solid;
    }
  }
`;
