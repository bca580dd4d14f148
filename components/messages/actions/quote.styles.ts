import { css } from 'lit';

/** Who wrote a message and what it says, a line each: `<p class="quote"><b>…</b><span>…</span></p>`. */
export const quoteStyles = css`
  .quote {
    padding: 5px 10px;
    border-radius: var(--sferum-r-s);
    background: color-mix(in oklab, var(--sferum-accent-text) 9%, transparent);
    font: var(--sferum-t-small);
  }
  .quote > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .quote b {
    white-space: normal;
    font: inherit;
    font-weight: 600;
    color: var(--sferum-accent-text);
  }
  .quote span {
    color: var(--sferum-text-2);
  }
  @media (forced-colors: active) {
    .quote {
      border: 1px solid;
    }
  }
`;
