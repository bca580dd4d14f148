import { css } from 'lit';

/** For the shadow tree that has messages in it. */
export const bubbleStyles = css`
  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    padding-top: 3px;
    transition: opacity var(--sferum-base) var(--sferum-ease);
  }
  .message.own {
    align-items: flex-end;
  }
  .message.first {
    padding-top: 10px;
  }
  .line {
    display: flex;
    align-items: flex-end;
    gap: 8px;
    max-width: min(84%, 540px);
    min-width: 0;
  }
  .space {
    flex: none;
    width: 34px;
  }
  .line > img {
    flex: none;
    width: 34px;
    height: 34px;
    border-radius: min(9px, var(--sferum-round, 10px));
    background: #fff;
    object-fit: contain;
  }
  .bubble {
    position: relative;
    min-width: 0;
    padding: 8px 12px 8px 13px;
    border-radius: var(--sferum-r-xl);
    background: var(--sferum-bubble-in);
    box-shadow: var(--sferum-e1);
  }
  .bubble::after {
    content: '';
    display: block;
    clear: both;
  }
  .message.own .bubble {
    background: var(--sferum-bubble-own);
    border-end-end-radius: var(--sferum-r-s);
  }
  .message.own:not(.first) .bubble {
    border-start-end-radius: var(--sferum-r-s);
  }
  .message:not(.own) .bubble {
    border-end-start-radius: var(--sferum-r-s);
  }
  .message:not(.own, .first) .bubble {
    border-start-start-radius: var(--sferum-r-s);
  }
  .name {
    margin-bottom: 2px;
    font: 600 calc(var(--sferum-size) * 0.867) / 1.3 var(--sferum-family);
    color: var(--sferum-name, var(--sferum-accent-text));
  }
  .name button:hover {
    text-decoration: underline;
  }
  .picture {
    align-self: flex-end;
  }
  /* The bubble itself is outlined, not its line. */
  .message:focus-visible {
    outline: none;
  }
  .message:focus-visible .bubble {
    outline: 2px solid var(--sferum-focus);
  }
  .gone {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    vertical-align: top;
    color: var(--sferum-text-2);
  }
  .edited {
    margin-inline-end: 3px;
  }
  .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  /* However many marks are piled upon a letter, they stay in their bubble. */
  .bubble {
    overflow: clip;
  }
  .text a {
    unicode-bidi: isolate;
    direction: ltr;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .meta {
    float: right;
    display: inline-flex;
    align-items: center;
    gap: 3px;
    margin: 6px -2px -2px 12px;
    font: 400 calc(var(--sferum-size) * 0.767) / 1.34 var(--sferum-family);
    font-variant-numeric: tabular-nums;
    color: var(--sferum-text-3);
    border-radius: var(--sferum-r-s);
  }
  .message.own .meta {
    color: var(--sferum-text-2);
  }
  button.meta {
    position: relative;
  }
  button.meta::after {
    content: '';
    position: absolute;
    inset: -6px -8px;
  }
  .tick {
    color: var(--sferum-accent-text);
  }
  .byline {
    padding: 3px 4px 0;
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
    overflow-wrap: anywhere;
  }
  .message.own .byline {
    text-align: end;
  }
  @container (width < 42.666em) {
    .line {
      max-width: 88%;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid;
    }
  }
`;
