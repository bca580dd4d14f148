import { css } from 'lit';

export const shellStyles = css`
  :host {
    min-height: min(600px, 85vh);
  }
  .admin {
    display: grid;
    grid-template-columns: minmax(0, 1fr) calc(var(--sferum-size) * 17.07);
    min-height: inherit;
  }
  /* The menu comes first for keyboards and screen readers, before all rows of the section. */
  .section {
    grid-area: 1 / 1;
    min-width: 0;
  }
  nav {
    grid-area: 1 / 2;
    min-width: 0;
    border-inline-start: 1px solid var(--sferum-line);
  }
  .menu {
    position: sticky;
    top: 0;
    display: flex;
    flex-direction: column;
    gap: 2px;
    padding: 14px 10px;
  }
  .org {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 2px 8px 14px;
  }
  .org img {
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: min(11px, calc(var(--sferum-round, 10px) * 1.3));
    background: #fff;
    object-fit: contain;
  }
  .org div {
    min-width: 0;
    overflow-wrap: break-word;
  }
  .org b {
    display: block;
    font: 600 calc(var(--sferum-size) * 0.933) / 1.25 var(--sferum-family);
  }
  .org small {
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
  }
  .menu button {
    display: flex;
    align-items: center;
    gap: 11px;
    width: 100%;
    min-height: 40px;
    padding: 4px 10px;
    border-radius: var(--sferum-r-m);
    color: var(--sferum-text-2);
    font: 500 calc(var(--sferum-size) * 0.933) / 1.2 var(--sferum-family);
  }
  .menu button > span:not(.badge, .visually-hidden) {
    flex: 1;
    min-width: 0;
  }
  .menu button:hover {
    background: var(--sferum-hover);
  }
  .menu button[aria-current] {
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .choose {
    display: none;
    padding: 10px 16px 0;
  }
  .view-state,
  sferum-signed-out {
    min-height: inherit;
  }
  .people {
    display: grid;
    gap: 4px;
    margin-top: 6px;
    font: var(--sferum-t-strong);
  }
  @container (width < 60em) {
    .admin {
      display: block;
    }
    nav {
      display: none;
    }
    .choose {
      display: block;
    }
  }
  @media (pointer: coarse) {
    .menu button {
      min-height: 44px;
    }
  }
  @media (forced-colors: active) {
    .menu button[aria-current] {
      outline: 2px solid;
      outline-offset: -2px;
    }
  }
`;
