import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    min-height: 0;
    background: var(--sferum-thread);
  }
  .scroller {
    display: flex;
    flex-direction: column;
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
  /* A few messages stand at the bottom. */
  .inner {
    flex: none;
    margin-top: auto;
  }
  .inner.bare {
    margin-bottom: auto;
  }
  /* What is not held, or not yet drawn: an outline for each row, which costs no node. */
  .gap {
    background: linear-gradient(transparent 8px, var(--sferum-press) 0) 0 0 / min(52%, 300px) var(--row) repeat-y;
  }
  .day {
    padding-top: 8px;
    text-align: center;
    font: 500 calc(var(--sferum-size) * 0.8) / 1 var(--sferum-family);
    color: var(--sferum-text-2);
  }
  .day > span {
    display: inline-block;
    padding: 6px 12px;
    border-radius: 99px;
    background: var(--sferum-surface);
    box-shadow: var(--sferum-e1);
  }
  .new {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-inline: -20px;
    padding: 14px 0 4px;
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
  .edge {
    padding: 12px 0;
    text-align: center;
    font: var(--sferum-t-caption);
    color: var(--sferum-text-3);
  }
  .edge.fault {
    color: var(--sferum-danger-text);
  }
  .earlier {
    display: flex;
    width: fit-content;
    margin: 8px auto 4px;
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
  }
`;
