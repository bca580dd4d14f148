import { css } from 'lit';

export const styles = css`
  .about {
    display: grid;
    gap: 12px;
  }
  .what {
    display: flex;
    align-items: center;
    gap: 14px;
  }
  .what > div {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .what b {
    font: var(--sferum-t-title);
  }
  .what p,
  .rules {
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .description {
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  h3 {
    flex: 1;
    font: var(--sferum-t-strong);
  }
  h3 span {
    color: var(--sferum-text-2);
    font-weight: 400;
  }
  .title {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  sferum-search {
    flex: none;
  }
  .people {
    min-height: 160px;
  }
  li {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 56px;
  }
  li > button {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 12px;
    min-width: 0;
    min-height: 48px;
    border-radius: var(--sferum-r-m);
    text-align: start;
  }
  li > button:hover {
    background: var(--sferum-hover);
  }
  li > button > span:not(.avatar) {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  li b {
    font: var(--sferum-t-body);
  }
  li small {
    display: block;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .view-state {
    min-height: 160px;
  }
  form {
    display: grid;
    gap: 16px;
  }
  .options {
    grid-template-columns: 1fr !important;
  }
`;
