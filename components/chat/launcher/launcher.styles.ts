import { css } from 'lit';

export const styles = css`
  /* Only the button and the panel are on the page, each in its own place. */
  :host {
    display: contents !important;
  }
  :host([hidden]) {
    display: none !important;
  }
  .launch,
  .panel {
    --sferum-bottom: calc(24px + var(--sferum-launcher-offset, 0px));
    position: fixed;
    inset-inline-end: 24px;
    z-index: 2147483000;
  }
  .launch {
    bottom: var(--sferum-bottom);
    display: grid;
    place-items: center;
    width: 60px;
    height: 60px;
    border-radius: min(50%, calc(var(--sferum-round, 10px) * 3));
    background: var(--sferum-accent);
    color: var(--sferum-on-accent);
    box-shadow: var(--sferum-e2);
  }
  .launch:hover {
    background: var(--sferum-accent-hover);
  }
  .launch .badge {
    position: absolute;
    inset-inline-end: -4px;
    top: -4px;
    min-width: max(22px, 1.6em);
    height: max(22px, 1.6em);
    background: var(--sferum-danger);
    box-shadow: 0 0 0 2px var(--sferum-surface);
  }
  .panel {
    bottom: calc(var(--sferum-bottom) + 72px);
    display: flex;
    flex-direction: column;
    width: 380px;
    height: min(584px, calc(100vh - 116px - var(--sferum-launcher-offset, 0px)));
    border-radius: var(--sferum-r-xl);
    background: var(--sferum-surface);
    box-shadow: var(--sferum-e3);
    overflow: hidden auto;
    animation: sferum-panel var(--sferum-base) var(--sferum-ease);
  }
  .panel[hidden] {
    display: none;
  }
  .panel:focus-visible {
    outline: 0;
  }
  @keyframes sferum-panel {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  .panel sferum-chats {
    flex: 1;
    height: auto;
    min-height: 0;
  }
  .panel sferum-signed-out,
  .panel .view-state {
    flex: 1;
  }
  .head {
    display: flex;
    align-items: center;
    flex: none;
    min-height: 60px;
    padding: 8px 12px 8px 20px;
  }
  .head h2 {
    flex: 1;
    font: var(--sferum-t-heading);
  }
  .skeleton.search {
    height: 44px;
    margin: 0 16px 60px;
    border-radius: var(--sferum-r-m);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 64px;
    padding: 7px 18px;
  }
  .row > .skeleton {
    flex: none;
    width: 46px;
    height: 46px;
    border-radius: 50%;
  }
  .row > div {
    display: grid;
    flex: 1;
    gap: 8px;
  }
  .row > div .skeleton:last-child {
    width: 60%;
  }
  @media (width < 480px) {
    .panel {
      inset: 0;
      width: auto;
      height: auto;
      border-radius: 0;
    }
    :host([open]) .launch {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .launch,
    .panel {
      border: 1px solid;
    }
  }
  @media print {
    .launch,
    .panel {
      display: none;
    }
  }
`;
