import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: min(600px, 85vh);
  }
  .fields {
    grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr));
  }
  .page {
    display: grid;
    gap: 16px;
    width: 100%;
    max-width: 680px;
    padding: 20px;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 14px;
    min-width: 0;
  }
  .who > div {
    min-width: 0;
  }
  .who .avatar {
    --sferum-avatar-size: 56px;
  }
  h2 {
    font: var(--sferum-t-heading);
    overflow-wrap: anywhere;
  }
  .who p {
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    font-variant-numeric: tabular-nums;
  }
  .card {
    display: grid;
    gap: 14px;
    min-width: 0;
    padding: 18px 20px 20px;
    border-radius: var(--sferum-r-l);
    box-shadow: inset 0 0 0 1px var(--sferum-line);
  }
  h3 {
    font: var(--sferum-t-title);
  }
  .lead {
    margin-top: -10px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .small {
    color: var(--sferum-text-3);
    font: var(--sferum-t-small);
    overflow-wrap: anywhere;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .button[aria-disabled='true'] {
    cursor: default;
  }
  /* The ring replaces the sign, so that the width of the button stays. */
  .button .ring {
    --sferum-ring: 18px;
  }
  dl {
    display: grid;
    gap: 12px;
  }
  dt {
    margin-bottom: 4px;
    font-weight: 600;
  }
  dd li {
    display: flex;
    gap: 8px;
    color: var(--sferum-text-2);
  }
  dd .icon {
    margin-top: 2px;
    color: var(--sferum-text-3);
  }
  .goes .icon {
    color: var(--sferum-danger-text);
  }
  .stays .icon {
    color: var(--sferum-success-text);
  }
  sferum-toast {
    margin-top: auto;
  }
  @container (width < 37.333em) {
    .page {
      gap: 12px;
      padding: 16px;
    }
    .card {
      padding: 14px 16px 16px;
    }
    .acts .button {
      flex: 1 1 100%;
      min-height: 44px;
    }
  }
  @media (forced-colors: active) {
    .card {
      border: 1px solid;
    }
  }
`;
