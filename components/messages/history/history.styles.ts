import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    min-height: 0;
    background: var(--sferum-thread);
  }
  .scroller {
    height: 100%;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    padding: 8px max(20px, calc((100% - 900px) / 2)) 10px;
    scrollbar-width: thin;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  .inner {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-height: 100%;
  }
  .inner.bare {
    justify-content: center;
  }
  .day {
    position: sticky;
    top: 0;
    z-index: 1;
    width: fit-content;
    margin: 8px auto 0;
    padding: 6px 12px;
    border-radius: 99px;
    background: var(--sferum-surface);
    box-shadow: var(--sferum-e1);
    font: 500 calc(var(--sferum-size) * 0.8) / 1 var(--sferum-family);
    color: var(--sferum-text-2);
    transition: opacity var(--sferum-base) var(--sferum-ease);
  }
  .day.afloat {
    box-shadow: var(--sferum-e2);
  }
  .scroller:not(.moving) .day.afloat {
    opacity: 0;
  }
  .new {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 14px -20px 4px;
    color: var(--sferum-danger-text);
    font: 600 calc(var(--sferum-size) * 0.8) / 1 var(--sferum-family);
  }
  .new::before,
  .new::after {
    content: '';
    flex: 1;
    height: 1px;
    background: currentColor;
    opacity: 0.55;
  }
  .new::before {
    flex: 0 0 52px;
  }
  /* The bubble itself is outlined, not its line. */
  sferum-bubble:focus-visible {
    outline: none;
  }
  sferum-bubble {
    transition: opacity var(--sferum-base) var(--sferum-ease);
  }
  :host([dim]) sferum-bubble:not([hot]) {
    opacity: 0.5;
  }
  .edge {
    margin: 12px auto;
    font: var(--sferum-t-caption);
    color: var(--sferum-text-3);
  }
  .edge.fault {
    color: var(--sferum-danger-text);
  }
  .earlier {
    margin: 8px auto 4px;
  }
  .jump {
    position: absolute;
    right: 20px;
    bottom: 12px;
    z-index: 2;
    width: 42px;
    height: 42px;
    border-radius: 99px;
    background: var(--sferum-raised);
    box-shadow: var(--sferum-e2);
  }
  .jump .badge {
    position: absolute;
    top: -8px;
    left: 50%;
    translate: -50% 0;
  }
  @container (width < 42.666em) {
    .scroller {
      padding: 8px 10px 10px;
    }
    .new {
      margin-inline: -10px;
    }
    .new::before {
      flex-basis: 28px;
    }
    .jump {
      right: 12px;
      width: 44px;
      height: 44px;
    }
  }
`;
