import { css } from 'lit';

export const articlesStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: min(560px, 80vh);
  }
  :host([opened]) {
    display: block;
  }
  .head {
    position: relative;
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
  sferum-search {
    flex: 0 1 240px;
  }
  .chip-tabs {
    padding: 0 16px 12px 20px;
  }
  .unmade {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin: 0 20px 12px;
    padding: 10px 14px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-warning-soft);
    color: var(--sferum-warning-text);
    font: var(--sferum-t-small);
  }
  .unmade span {
    flex: 1 1 220px;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .unmade .icon {
    margin-inline-end: 8px;
    vertical-align: text-bottom;
  }
  .unmade .button {
    background: var(--sferum-raised);
    color: var(--sferum-text);
  }
  .failure {
    padding: 0 20px 12px;
  }
  .grid {
    display: grid;
    grid-template-columns: 1.55fr 1fr 1fr;
    gap: 20px 18px;
    padding: 4px 20px 20px;
  }
  .card {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 10px;
    min-width: 0;
    border-radius: var(--sferum-r-l);
  }
  .cover {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 16 / 10;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-avatar-bg, var(--sferum-press));
    color: var(--sferum-avatar-fg, var(--sferum-text-3));
    overflow: hidden;
  }
  .cover canvas,
  .cover img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .cover .tag {
    position: absolute;
    inset: 10px auto auto 10px;
  }
  .words {
    display: grid;
    gap: 5px;
    align-content: start;
    min-width: 0;
  }
  h3 {
    font: 600 calc(var(--sferum-size) * 1.067) / 1.3 var(--sferum-family);
    overflow-wrap: anywhere;
  }
  h3 a {
    color: inherit;
  }
  /* All of the card leads to the article. */
  h3 a::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: var(--sferum-r-l);
  }
  h3 a:focus-visible {
    outline: 0;
  }
  h3 a:focus-visible::after {
    outline: 2px solid var(--sferum-focus);
    outline-offset: 3px;
  }
  .card:hover h3 a {
    text-decoration: underline;
  }
  .lead {
    display: -webkit-box;
    color: var(--sferum-text-2);
    font: 400 calc(var(--sferum-size) * 0.96) / 1.4 var(--sferum-family);
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-line-clamp: 2;
    -webkit-box-orient: vertical;
  }
  .by {
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
    overflow-wrap: anywhere;
  }
  .big {
    grid-row: span 2;
  }
  .big .cover {
    flex: 1;
    aspect-ratio: auto;
    min-height: 200px;
  }
  .big h3 {
    font: 650 calc(var(--sferum-size) * 1.467) / 1.22 var(--sferum-family);
    letter-spacing: -0.005em;
  }
  .grid.few {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
  }
  .outline .cover {
    animation: none;
    height: auto;
  }
  .view-state {
    min-height: 340px;
  }
  sferum-toast {
    margin-top: auto;
  }
  sferum-signed-out {
    min-height: inherit;
  }
  @container (width < 60em) {
    .grid {
      grid-template-columns: 1fr 1fr;
    }
    .big {
      grid-column: 1 / -1;
    }
    .big .cover {
      flex: none;
      aspect-ratio: 16 / 9;
    }
  }
  @container (width < 37.333em) {
    .head {
      min-height: 60px;
      padding: 0 8px 0 16px;
    }
    .chip-tabs {
      padding-inline: 16px;
    }
    sferum-search {
      flex: none;
    }
    .create {
      width: 44px;
      padding: 0;
      background: var(--sferum-accent-soft);
      color: var(--sferum-accent-text);
    }
    .create:hover {
      background: var(--sferum-accent-soft);
    }
    .create span {
      display: none;
    }
    .grid,
    .grid.few {
      grid-template-columns: 1fr;
      padding: 4px 16px 20px;
    }
    .card:not(.big) {
      flex-direction: row;
      align-items: center;
      gap: 12px;
    }
    .card:not(.big) .cover {
      flex: none;
      width: 108px;
      aspect-ratio: 4 / 3;
    }
    .card:not(.big) .cover .tag {
      inset: 6px auto auto 6px;
    }
  }
`;
