import { css } from 'lit';

/** How the text of an article looks, for those who read it and for those who write it. */
export const articleTextStyles = css`
  .prose {
    font-size: calc(var(--sferum-size) * 1.1);
    line-height: 1.6;
    overflow-wrap: anywhere;
  }
  .prose > * + * {
    margin-top: 16px;
  }
  .prose h2,
  .prose h3 {
    scroll-margin-top: 16px;
    text-wrap: balance;
  }
  .prose h2 {
    margin-top: 26px;
    font: 650 calc(var(--sferum-size) * 1.3) / 1.3 var(--sferum-family);
  }
  .prose h3 {
    margin-top: 22px;
    font: 650 calc(var(--sferum-size) * 1.14) / 1.35 var(--sferum-family);
  }
  .prose a {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.18em;
  }
  .prose code {
    padding: 2px 6px;
    border-radius: 5px;
    background: var(--sferum-sunken);
    font: 0.88em / 1.5 ui-monospace, 'Cascadia Mono', Consolas, 'Liberation Mono', monospace;
  }
  .prose ol,
  .prose ul {
    display: grid;
    gap: 8px;
    padding-inline-start: 34px;
  }
  .prose li > ol,
  .prose li > ul {
    margin-top: 8px;
  }
  .prose ol {
    counter-reset: item;
  }
  .prose li {
    position: relative;
  }
  .prose li::before {
    position: absolute;
    inset-inline-start: -34px;
  }
  .prose ol > li {
    counter-increment: item;
  }
  .prose ol > li::before {
    content: counter(item);
    top: 0.05em;
    min-width: 23px;
    padding: 0 4px;
    border-radius: 12px;
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
    font: 600 12px / 23px var(--sferum-family);
    text-align: center;
  }
  .prose ul > li::before {
    content: '';
    top: 0.62em;
    inset-inline-start: -23px;
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--sferum-accent-text);
  }
  .prose blockquote {
    padding: 12px 18px;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-sunken);
    color: var(--sferum-text-2);
  }
  .prose blockquote p + p {
    margin-top: 8px;
  }
  .prose pre {
    margin-bottom: 0;
    padding: 14px 16px;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-sunken);
    font: 0.86em / 1.55 ui-monospace, 'Cascadia Mono', Consolas, 'Liberation Mono', monospace;
    overflow: auto;
    tab-size: 2;
  }
  .prose hr {
    width: 96px;
    margin: 28px auto 12px;
    border: 0;
    border-top: 1px solid var(--sferum-line-strong);
  }
  .prose .table {
    overflow-x: auto;
  }
  .prose table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.92em;
    line-height: 1.45;
    overflow-wrap: break-word;
  }
  .prose td,
  .prose th {
    min-width: 64px;
    height: calc(1.45em + 17px);
    padding: 8px 10px;
    border: 1px solid var(--sferum-line);
    text-align: start;
    vertical-align: top;
  }
  .prose th {
    background: var(--sferum-sunken);
    font-weight: 600;
  }
  .prose figure {
    margin-inline: 0;
    margin-bottom: 0;
  }
  .prose .outside {
    display: block;
    margin-top: 8px;
    font: var(--sferum-t-small);
  }
  .prose figcaption {
    margin-top: 8px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  @media (forced-colors: active) {
    .prose blockquote,
    .prose pre,
    .prose code {
      border: 1px solid;
    }
    .prose ul > li::before {
      background: CanvasText;
    }
  }
`;
