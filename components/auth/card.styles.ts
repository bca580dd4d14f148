import { css } from 'lit';

/** The card of the first step of signing in, which comes before all other code; all others stand in the same. */
export const cardStyles = css`
  :host {
    --sferum-field: 48px;
    display: flex;
    flex-direction: column;
    min-height: min(600px, 85vh);
  }
  .stage {
    flex: 1;
    display: flex;
    flex-direction: column;
  }
  .card {
    flex: 1;
    display: flex;
    flex-direction: column;
    gap: 16px;
    min-width: 0;
    padding: 20px 24px 24px;
    overflow-wrap: break-word;
  }
  .stage > .notice {
    width: 100%;
    max-width: calc(var(--sferum-size) * 25.34);
    margin: 0 auto 12px;
  }
  .top {
    display: grid;
    grid-template-columns: 44px 1fr 44px;
    align-items: center;
    min-height: 36px;
    margin: 0 -10px;
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
    text-align: center;
  }
  .logo {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-accent);
    color: var(--sferum-on-accent);
  }
  h2 {
    font: 650 calc(var(--sferum-size) * 1.6) / 1.2 var(--sferum-family);
    letter-spacing: -0.01em;
  }
  /* It has the focus only to be read aloud. */
  h2:focus-visible {
    outline: 0;
  }
  .lead {
    margin-top: -8px;
    color: var(--sferum-text-2);
  }
  .bottom {
    display: flex;
    flex-direction: column;
    gap: 10px;
    margin-top: auto;
  }
  .terms {
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
    text-align: center;
  }
  .text-button {
    display: inline-flex;
    align-items: center;
    align-self: flex-start;
    min-height: 24px;
    border-radius: var(--sferum-r-s);
    color: var(--sferum-accent-text);
    font: inherit;
  }
  .text-button:hover {
    text-decoration: underline;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 2px 16px;
  }
  .ways .text-button {
    min-height: 32px;
  }
  @container (width >= 37.333em) {
    .stage {
      justify-content: center;
      align-items: center;
      padding: 24px;
      background: var(--sferum-sunken);
    }
    .card {
      flex: none;
      width: calc(var(--sferum-size) * 25.34);
      min-height: 552px;
      border-radius: var(--sferum-r-xl);
      background: var(--sferum-surface);
      box-shadow: var(--sferum-e2);
    }
  }
  @container (width < 22.666em) {
    .card {
      padding-inline: 16px;
    }
  }
`;
