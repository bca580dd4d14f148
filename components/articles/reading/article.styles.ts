import { css } from 'lit';

export const articleStyles = css`
  :host {
    display: block;
    min-height: min(560px, 80vh);
    container-name: sf;
  }
  :host([editing]) {
    min-height: min(640px, 90vh);
  }
  header {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 60px;
    padding: 0 12px 0 20px;
  }
  header .place {
    flex: 1;
    min-width: 0;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  header .back {
    margin-inline-start: -8px;
  }
  .failure {
    padding: 0 20px 12px;
  }
  .columns {
    display: grid;
    grid-template-columns: 196px minmax(0, 640px);
    gap: 0 36px;
    justify-content: center;
    padding: 8px 28px 40px;
  }
  aside {
    border-inline-end: 1px solid color-mix(in oklab, var(--sferum-danger-text) 45%, transparent);
    padding-inline-end: 20px;
  }
  .about {
    position: sticky;
    top: 16px;
    display: grid;
    gap: 14px;
    max-height: calc(100vh - 32px);
    padding-top: 8px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    overflow: auto;
    scrollbar-width: thin;
  }
  .who {
    display: grid;
    gap: 10px;
  }
  .author {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 36px;
    border-radius: var(--sferum-r-m);
    color: var(--sferum-text);
    font-weight: 600;
    text-align: start;
  }
  button.author:hover b {
    text-decoration: underline;
  }
  .author b {
    min-width: 0;
    font-weight: inherit;
    overflow-wrap: anywhere;
  }
  .contents {
    display: grid;
    gap: 2px;
  }
  .contents a {
    padding: 4px 0;
    color: var(--sferum-text-2);
    overflow-wrap: anywhere;
  }
  .contents a.inner {
    padding-inline-start: 14px;
  }
  .contents a[aria-current] {
    color: var(--sferum-accent-text);
    font-weight: 600;
  }
  details {
    display: none;
    margin-bottom: 16px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-sunken);
    font: var(--sferum-t-small);
  }
  summary {
    padding: 12px 16px;
    color: var(--sferum-text-2);
    font-weight: 600;
    cursor: pointer;
  }
  details .contents {
    padding: 0 16px 12px;
  }
  details .contents a {
    padding: 7px 0;
  }
  h1 {
    font: 700 calc(var(--sferum-size) * 1.934) / 1.18 var(--sferum-family);
    letter-spacing: -0.012em;
    overflow-wrap: break-word;
    text-wrap: balance;
  }
  /* It takes the focus only to be read aloud. */
  h1:focus-visible,
  .prose :is(h2, h3):focus-visible {
    outline: 0;
  }
  .lead {
    color: var(--sferum-text-2);
  }
  .cover {
    position: relative;
    aspect-ratio: 21 / 9;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-sunken);
    overflow: hidden;
  }
  .cover :is(canvas, img) {
    position: absolute;
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .picture {
    display: block;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-sunken);
    overflow: hidden;
    width: fit-content;
    max-width: 100%;
  }
  button.picture {
    cursor: zoom-in;
  }
  .picture img {
    display: block;
    width: auto;
    max-width: 100%;
    height: auto;
    max-height: 80vh;
  }
  .player {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 8px;
    width: 100%;
    aspect-ratio: 16 / 9;
    padding: 16px;
    border-radius: var(--sferum-r-l);
    background: #1d2231;
    color: #fff;
    text-align: center;
    font: var(--sferum-t-body);
  }
  .player small {
    color: #c9cdd8;
    font: var(--sferum-t-caption);
  }
  .player b {
    font: var(--sferum-t-strong);
  }
  .start {
    display: grid;
    place-items: center;
    width: 56px;
    height: 56px;
    border-radius: 50%;
    background: rgb(255 255 255 / 0.16);
  }
  iframe {
    display: block;
    width: 100%;
    aspect-ratio: 16 / 9;
    border: 0;
    border-radius: var(--sferum-r-l);
    background: #1d2231;
  }
  sferum-article-poll {
    width: 100%;
    max-width: 480px;
    padding: 18px 20px;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-sunken);
  }
  .anchor {
    margin-inline-start: 8px;
    color: var(--sferum-text-3);
    font-weight: 400;
    opacity: 0;
  }
  :is(h2, h3):hover .anchor,
  .anchor:focus-visible {
    opacity: 1;
  }
  .near {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
    margin-top: 40px;
    padding-top: 20px;
    border-top: 1px solid var(--sferum-line);
  }
  .prose .near a {
    display: grid;
    gap: 4px;
    align-content: start;
    padding: 12px 14px;
    border-radius: var(--sferum-r-l);
    color: var(--sferum-text);
    font: var(--sferum-t-strong);
    overflow-wrap: anywhere;
  }
  .prose .near a,
  .prose .near a:hover {
    text-decoration: none;
  }
  .near a:hover {
    background: var(--sferum-hover);
  }
  .near small {
    color: var(--sferum-text-2);
    font: var(--sferum-t-caption);
  }
  .near .next {
    grid-column: 2;
    text-align: end;
  }
  .outline {
    display: grid;
    gap: 14px;
    max-width: 640px;
    margin: 0 auto;
    padding: 84px 20px;
  }
  .outline .skeleton:first-child {
    height: 28px;
    width: 80%;
  }
  .outline .skeleton:nth-child(2) {
    height: 220px;
    border-radius: var(--sferum-r-l);
  }
  .view-state {
    min-height: 420px;
  }
  sferum-signed-out {
    min-height: inherit;
  }
  @container (width < 60em) {
    .columns {
      grid-template-columns: minmax(0, 640px);
    }
    aside {
      border: 0;
      padding: 0 0 14px;
    }
    .about {
      position: static;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px 16px;
    }
    aside .contents {
      display: none;
    }
    details {
      display: block;
    }
  }
  @container (width < 37.333em) {
    header {
      padding: 0 8px 0 16px;
    }
    .columns {
      padding: 4px 16px 32px;
    }
    h1 {
      font-size: calc(var(--sferum-size) * 1.6);
      line-height: 1.2;
    }
    header .edit {
      width: 44px;
      padding: 0;
    }
    header .edit span {
      display: none;
    }
    .near {
      grid-template-columns: 1fr;
    }
    .near .next {
      grid-column: 1;
      text-align: start;
    }
    sferum-article-poll {
      padding: 14px 16px;
    }
  }
`;
