import { css } from 'lit';

export const styles = css`
  :host {
    height: min(600px, 85vh);
    overflow: hidden;
  }
  .thread {
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    background: var(--sferum-thread);
  }
  :host([compact]) {
    --sferum-dense: 0.85;
  }
  :host([compact]) header:not(.back) {
    display: none;
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    flex: none;
    min-height: 60px;
    padding: 0 12px 0 16px;
    border-bottom: 1px solid var(--sferum-line);
    background: var(--sferum-surface);
  }
  header .words {
    flex: 1;
    min-width: 0;
  }
  header h2 {
    font: var(--sferum-t-title);
  }
  header h2 button {
    max-width: 100%;
    padding: 0;
    color: inherit;
    font: inherit;
    text-align: start;
  }
  header p {
    font: var(--sferum-t-caption);
    color: var(--sferum-text-2);
  }
  header h2 button:hover {
    text-decoration: underline;
  }
  header .skeleton.picture {
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
  }
  header .words .skeleton {
    width: min(60%, 180px);
  }
  header .words .skeleton + .skeleton {
    width: min(40%, 100px);
    height: 9px;
    margin-top: 8px;
  }
  .loading {
    flex: 1;
    min-height: 0;
  }
  .strip {
    display: flex;
    align-items: center;
    gap: 10px;
    flex: none;
    padding: 9px 16px;
    background: var(--sferum-warning-soft);
    color: var(--sferum-warning-text);
    font: 500 calc(var(--sferum-size) * 0.867) / 1.35 var(--sferum-family);
  }
  sferum-history {
    flex: 1;
    min-height: 0;
  }
  .closed {
    display: flex;
    align-items: center;
    gap: 12px;
    flex: none;
    min-height: 59px;
    padding: 11px 20px;
    border-top: 1px solid var(--sferum-line);
    background: var(--sferum-surface);
    font: var(--sferum-t-small);
    color: var(--sferum-text-2);
  }
  .closed .icon {
    color: var(--sferum-text-3);
  }
  .bubbles {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    gap: 10px;
    flex: 1;
    height: 100%;
    min-height: 0;
    overflow: hidden;
    padding: 14px 20px;
  }
  .bubbles .skeleton {
    flex: none;
    height: 56px;
    border-radius: var(--sferum-r-xl);
    background: var(--sferum-surface);
  }
  .bubbles .skeleton.own {
    align-self: flex-end;
    background: var(--sferum-bubble-own);
  }
  .bubbles .skeleton:nth-child(odd) {
    width: min(62%, 380px);
  }
  .bubbles .skeleton:nth-child(even) {
    width: min(44%, 260px);
  }
  sferum-signed-out {
    min-height: 100%;
  }
  .state {
    height: 100%;
    overflow: auto;
    background: var(--sferum-surface);
  }
  @container (width < 42.666em) {
    header {
      gap: 8px;
      padding: 0 8px 0 12px;
    }
    header.back {
      padding-inline-start: 4px;
    }
    .closed {
      padding: 10px 14px;
    }
  }
  /* It is among the ways to attach there. */
  @container (width < 37.333em) {
    sferum-composer > .poll,
    .stand-in i:first-child {
      display: none;
    }
  }
  /* The title needs the room. */
  @container (width < 22em) {
    header.back .picture {
      display: none;
    }
  }
  /* The way from hit to hit stands there. */
  @container (width < 42.666em) {
    .searching :is(sferum-composer, sferum-cannot-write) {
      visibility: hidden;
    }
  }
`;
