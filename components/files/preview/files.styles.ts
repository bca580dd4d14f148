import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    min-width: 0;
    background: none;
  }
  .tile {
    position: relative;
    display: block;
    overflow: hidden;
    padding: 0;
    border: 0;
    border-radius: max(0px, calc(var(--sferum-r-xl) - 4px));
    background: var(--sferum-press);
    max-width: 100%;
  }
  .tile:focus-visible {
    outline: 2px solid var(--sferum-focus);
    outline-offset: 2px;
  }
  .tile > :is(canvas, img, video) {
    position: absolute;
    inset: 0;
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .tile > video {
    background: #000;
    object-fit: contain;
  }
  .tile > img[hidden] {
    display: none;
  }
  .album {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 3px;
    width: 340px;
    /* As wide as the rows below it. */
    min-width: 100%;
    max-width: 100%;
    border-radius: max(0px, calc(var(--sferum-r-xl) - 4px));
    overflow: hidden;
  }
  .album.few {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .album .tile {
    width: auto;
    aspect-ratio: 1;
    border-radius: 0;
  }
  .album .tile:focus-visible {
    outline-offset: -3px;
  }
  .badge {
    position: absolute;
    inset: auto auto 6px 6px;
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 2px 7px;
    border-radius: 99px;
    background: rgb(10 12 18 / 0.72);
    color: #fff;
    font: var(--sferum-t-caption);
    font-variant-numeric: tabular-nums;
  }
  .start {
    position: absolute;
    inset: 50% auto auto 50%;
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    margin: -24px 0 0 -24px;
    border-radius: 50%;
    background: rgb(10 12 18 / 0.72);
    color: #fff;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 11px;
    min-width: min(252px, 100%);
    padding: 2px 8px 2px 0;
    border: 0;
    background: none;
    text-align: start;
    color: inherit;
  }
  button.row:hover .name {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .ending {
    flex: none;
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: var(--sferum-r-m);
    background: light-dark(oklch(0.9 0.055 var(--tone, 265)), oklch(0.35 0.06 var(--tone, 265)));
    color: light-dark(oklch(0.36 0.11 var(--tone, 265)), oklch(0.9 0.06 var(--tone, 265)));
    font: 700 calc(var(--sferum-size) * 0.7) / 1 var(--sferum-family);
    text-transform: uppercase;
  }
  .ending.pdf {
    --tone: 25;
  }
  .ending.table {
    --tone: 150;
  }
  .ending.archive {
    --tone: 75;
  }
  .words {
    min-width: 0;
    flex: 1;
  }
  .name {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font: 500 calc(var(--sferum-size) * 0.933) / 1.3 var(--sferum-family);
  }
  small {
    display: block;
    margin-top: 2px;
    font: var(--sferum-t-caption);
    color: var(--sferum-text-2);
    font-variant-numeric: tabular-nums;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 4px;
    font: var(--sferum-t-caption);
    color: var(--sferum-text-2);
    font-variant-numeric: tabular-nums;
  }
  .progress .text {
    flex: 1;
    min-width: 0;
  }
  .progress .icon-button {
    width: 32px;
    height: 32px;
  }
  .ring {
    flex: none;
    width: 32px;
    height: 32px;
    fill: none;
    stroke: var(--sferum-accent-text);
    stroke-width: 3;
    transform: rotate(-90deg);
  }
  .ring .track {
    opacity: 0.2;
  }
  .fault {
    font: var(--sferum-t-caption);
    color: var(--sferum-danger-text);
    padding: 0 4px;
  }
  @container (width < 560px) {
    .progress .icon-button {
      width: 44px;
      height: 44px;
    }
  }
  @media (forced-colors: active) {
    .ending,
    .start,
    .badge {
      border: 1px solid;
    }
  }
`;
