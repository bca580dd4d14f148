import { css } from 'lit';

/** Rows of people and groups: a picture, a name in <b>, a second line in <small>, and at the end what can be done. */
export const rowStyles = css`
  .row {
    display: flex;
    align-items: center;
    gap: 12px;
    width: 100%;
    min-height: calc(64px * var(--sferum-dense, 1));
    padding: 7px 20px;
    color: inherit;
  }
  button.row:hover {
    --sferum-behind: var(--sferum-hover);
    background: var(--sferum-hover);
  }
  button.row:focus-visible {
    outline-offset: -2px;
  }
  .row > span:not(.avatar) {
    flex: 1;
    min-width: 0;
    overflow-wrap: break-word;
  }
  .row b {
    font: var(--sferum-t-strong);
  }
  .row small {
    display: block;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .row.quiet b {
    color: var(--sferum-text-2);
  }
  @container (width < 37.333em) {
    .row {
      padding-inline: 16px;
    }
  }
`;
