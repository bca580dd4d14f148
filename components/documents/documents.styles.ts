import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: min(520px, 75vh);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    min-height: 64px;
    padding: 0 16px 0 20px;
  }
  h2 {
    flex: 1 1 min-content;
    font: var(--sferum-t-heading);
    overflow-wrap: break-word;
  }
  h2:focus-visible {
    outline: 0;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px;
    padding: 0 20px 12px;
  }
  .tools sferum-search {
    flex: 0 1 280px;
  }
  .tools .order {
    margin-inline-start: auto;
  }
  .tools .chip-tabs {
    flex: 1 0 100%;
    order: 1;
    padding: 0;
  }
  .tools .of-kind {
    display: none;
  }
  .choice {
    display: flex;
    align-items: center;
    position: relative;
    flex: none;
  }
  .choice select {
    min-height: var(--sferum-control);
    max-width: 100%;
    padding: 0 30px 0 12px;
    border: 0;
    border-radius: var(--sferum-r-m);
    background: none;
    font: 500 calc(var(--sferum-size) * 0.867) / 1.2 var(--sferum-family);
    appearance: none;
    cursor: pointer;
    text-overflow: ellipsis;
  }
  .choice select:hover {
    background: var(--sferum-hover);
  }
  .choice option {
    background: var(--sferum-raised);
    color: var(--sferum-text);
  }
  .order .icon:last-child {
    display: none;
  }
  .choice .icon {
    position: absolute;
    inset-inline-end: 9px;
    pointer-events: none;
    color: var(--sferum-text-2);
  }
  .layout {
    display: inline-flex;
    flex: none;
    padding: 3px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-sunken);
  }
  .layout button {
    display: grid;
    place-items: center;
    width: 36px;
    height: 30px;
    border-radius: calc(var(--sferum-round, 10px) * 0.75);
    color: var(--sferum-text-2);
  }
  .layout button[aria-pressed='true'] {
    background: var(--sferum-surface);
    box-shadow: var(--sferum-e1);
    color: var(--sferum-accent-text);
  }
  .path {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
    padding: 0 12px 8px;
    color: var(--sferum-text-3);
    font: var(--sferum-t-small);
  }
  .path li {
    display: flex;
    align-items: center;
    min-width: 0;
  }
  .path button,
  .path span {
    min-height: 32px;
    padding: 4px 8px;
    border-radius: var(--sferum-r-m);
    overflow-wrap: anywhere;
  }
  .path span {
    display: flex;
    align-items: center;
    color: var(--sferum-text);
    font-weight: 500;
  }
  .path button {
    color: var(--sferum-accent-text);
  }
  .path button:hover {
    background: var(--sferum-hover);
  }
  .say {
    padding: 0 20px 12px;
  }
  .count {
    padding: 0 20px 8px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .table .opens {
    display: block;
  }
  .table small {
    display: block;
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
  }
  .table .about {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 1;
    line-clamp: 1;
  }
  .table td:first-child {
    width: 44%;
  }
  .table .icon-button,
  .table sferum-menu {
    vertical-align: middle;
  }
  .ending.folder {
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(190px, 45%), 1fr));
    gap: 16px;
    padding: 4px 20px 20px;
  }
  .tiles + .tiles {
    padding-top: 0;
  }
  .tiles:has(+ .tiles) {
    padding-bottom: 16px;
  }
  .tiles .gap {
    grid-column: 1 / -1;
  }
  .table .gap td {
    padding: 0;
    border: 0;
  }
  .table .gap:hover {
    background: none;
  }
  .tile {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  .cover {
    display: grid;
    place-items: center;
    aspect-ratio: 4 / 3;
    border-radius: var(--sferum-r-l);
    overflow: hidden;
    font: 700 calc(var(--sferum-size) * 1.2) / 1 var(--sferum-family);
    letter-spacing: 0.02em;
    text-transform: uppercase;
  }
  .cover.folder {
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .cover img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .tile .foot {
    display: flex;
    align-items: flex-start;
    gap: 4px;
  }
  .tile .words {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .tile b {
    display: -webkit-box;
    overflow: hidden;
    font: 500 calc(var(--sferum-size) * 0.933) / 1.3 var(--sferum-family);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
  .tile small {
    display: block;
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
  }
  .tile .opens {
    display: block;
    width: 100%;
  }
  .tile .opens::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: var(--sferum-r-l);
  }
  .tile .opens:focus-visible {
    outline: 0;
  }
  .tile .opens:focus-visible::after {
    outline: 2px solid var(--sferum-focus);
    outline-offset: 2px;
  }
  .tile sferum-menu {
    position: relative;
    z-index: 1;
    margin: -6px -8px 0 0;
  }
  .drop {
    position: absolute;
    inset: 4px;
    z-index: 3;
    border: 2px dashed var(--sferum-accent-text);
    border-radius: var(--sferum-r-l);
    background: color-mix(in srgb, var(--sferum-surface) 92%, transparent);
    color: var(--sferum-accent-text);
    text-align: center;
    pointer-events: none;
  }
  /* In the middle of what is in sight, however long the list is. */
  .drop b {
    position: sticky;
    top: 45vh;
    display: block;
    padding: 24px 16px;
    font: var(--sferum-t-title);
  }
  .over {
    outline: 2px dashed var(--sferum-accent-text);
    outline-offset: -2px;
    border-radius: var(--sferum-r-m);
  }
  .view-state {
    min-height: 300px;
  }
  sferum-toast {
    margin-top: auto;
  }
  @container (width < 60em) {
    .tools .chip-tabs {
      display: none;
    }
    .tools .of-kind {
      display: flex;
    }
    .tools sferum-search {
      flex: 1 1 200px;
    }
    .tools .choice select {
      box-shadow: inset 0 0 0 1px var(--sferum-line-strong);
    }
  }
  @container (width < 37.333em) {
    .head {
      min-height: 60px;
      padding: 0 8px 0 16px;
    }
    .tools {
      padding: 0 12px 10px;
    }
    .tools sferum-search {
      flex: 1 0 100%;
    }
    .tools .choice {
      flex: 1 1 calc(50% - 5px);
      min-width: 0;
      margin: 0;
    }
    .tools .choice select {
      width: 100%;
      min-height: 44px;
    }
    /* Its words have no place here: they would be cut. */
    .tools .choice.order {
      flex: none;
      width: 44px;
    }
    .order select {
      padding: 0;
      color: transparent;
    }
    .order .icon {
      display: none;
    }
    .order .icon:last-child {
      display: block;
      inset-inline-end: 13px;
    }
    .layout {
      margin-inline-start: auto;
      padding: 0;
    }
    .layout button {
      width: 44px;
      height: 44px;
    }
    .path {
      padding-inline: 4px;
    }
    .path button,
    .path span {
      min-height: 44px;
    }
    .count,
    .say {
      padding-inline: 16px;
    }
    .tiles {
      gap: 12px;
      padding: 4px 12px;
    }
    .tiles:has(+ .tiles) {
      padding-bottom: 12px;
    }
    .in-head.primary {
      width: 44px;
      padding: 0;
      background: var(--sferum-accent-soft);
      color: var(--sferum-accent-text);
    }
    .in-head span {
      display: none;
    }
    .table .at-hand,
    .table .about {
      display: none;
    }
    .table td:first-child {
      width: auto;
    }
  }
  @media (forced-colors: active) {
    .layout button[aria-pressed='true'] {
      outline: 2px solid;
      outline-offset: -2px;
    }
  }
`;
