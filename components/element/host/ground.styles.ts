import { css } from 'lit';
import { tokens } from '../tokens.styles.ts';

/**
 * For public elements, beside `ground` or `base`: the tokens, a container whose width decides the layout, and what keeps the page's
 * rules out. An outer `* { … }` wins over `:host` and is inherited by everything inside; only `!important` in a shadow
 * tree is stronger than it, even than the page's own `!important`. Size, place and border stay the page's.
 */
export const root = [
  tokens,
  css`
    :host {
      /* Its widths are asked for in em, so that larger text gets the layout of a narrower tag. */
      container-type: inline-size;
      position: relative;
      color: var(--sferum-text) !important;
      background: var(--sferum-surface) !important;
      font: var(--sferum-t-body) !important;
      line-height: 1.4 !important;
      letter-spacing: normal !important;
      word-spacing: normal !important;
      word-break: normal !important;
      overflow-wrap: normal !important;
      hyphens: manual !important;
      white-space: normal !important;
      tab-size: 8 !important;
      text-align: start !important;
      text-align-last: auto !important;
      text-indent: 0 !important;
      text-transform: none !important;
      text-decoration: none !important;
      text-shadow: none !important;
      text-rendering: auto !important;
      -webkit-text-fill-color: currentcolor !important;
      -webkit-text-stroke: 0 !important;
      writing-mode: horizontal-tb !important;
      fill: #000 !important;
      stroke: none !important;
      cursor: auto !important;
      caret-color: auto !important;
      accent-color: auto !important;
      -webkit-user-select: text !important;
      user-select: text !important;
      transition: none !important;
      animation: none !important;
    }
  `,
];

/**
 * For every element, alone in those that a first paint waits for: a reset of what is inherited from the page, and the parts
 * that all elements draw.
 */
export const ground = css`
    :host {
      display: block;
      box-sizing: border-box;
      color: var(--sferum-text);
      font: var(--sferum-t-body);
      font-style: normal;
      text-align: start;
      text-indent: 0;
      text-transform: none;
      text-shadow: none;
      letter-spacing: normal;
      word-spacing: normal;
      white-space: normal;
      line-height: 1.4;
      cursor: auto;
      -webkit-font-smoothing: antialiased;
      -webkit-text-size-adjust: 100%;
    }
    :host([hidden]) {
      display: none;
    }
    *,
    *::before,
    *::after {
      box-sizing: border-box;
    }
    p,
    h1,
    h2,
    h3,
    h4,
    ul,
    ol,
    dl,
    dd,
    blockquote {
      margin: 0;
      padding: 0;
      font: inherit;
    }
    ul,
    ol {
      list-style: none;
    }
    button,
    input,
    select,
    textarea {
      margin: 0;
      font: inherit;
      color: inherit;
      letter-spacing: inherit;
    }
    button {
      padding: 0;
      border: 0;
      background: none;
      cursor: pointer;
      text-align: inherit;
      -webkit-tap-highlight-color: transparent;
    }
    a {
      color: var(--sferum-accent-text);
      text-decoration: none;
    }
    a:hover,
    .named:hover {
      text-decoration: underline;
    }
    :focus-visible {
      outline: 2px solid var(--sferum-focus);
      outline-offset: 2px;
    }
    .icon {
      display: block;
      flex: none;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.6;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .muted {
      color: var(--sferum-text-3);
    }
    .ellipsis {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .visually-hidden {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    .button {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: 8px;
      flex: none;
      min-height: var(--sferum-control);
      padding: 6px 14px;
      border-radius: var(--sferum-r-m);
      background: var(--sferum-press);
      font: 500 calc(var(--sferum-size) * 0.933) / 1.2 var(--sferum-family);
      text-align: center;
      transition: background var(--sferum-fast) var(--sferum-ease);
    }
    .icon-button {
      display: inline-grid;
      place-items: center;
      flex: none;
      position: relative;
      width: var(--sferum-control);
      height: var(--sferum-control);
      border-radius: var(--sferum-r-m);
      color: var(--sferum-text-2);
      transition: background var(--sferum-fast) var(--sferum-ease);
    }
    .icon-button:hover {
      background: var(--sferum-hover);
    }
    .skeleton {
      display: block;
      height: 12px;
      border-radius: 6px;
      background: var(--sferum-press);
      animation: sferum-skeleton 1.6s infinite var(--sferum-ease);
    }
    @keyframes sferum-skeleton {
      50% {
        opacity: 0.5;
      }
    }

    .view-loading {
      height: 100%;
      /* A flashing skeleton is worse than a moment of nothing. */
      animation: sferum-appear 1ms 300ms both;
    }
    @keyframes sferum-appear {
      from {
        visibility: hidden;
      }
    }
    .view-state {
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: 10px;
      min-height: 100%;
      max-width: 360px;
      margin: 0 auto;
      padding: 24px 20px;
      text-align: center;
    }
    .view-state .emblem {
      display: grid;
      place-items: center;
      width: 56px;
      height: 56px;
      margin-bottom: 4px;
      border-radius: var(--sferum-r-xl);
      background: var(--sferum-accent-soft);
      color: var(--sferum-accent-text);
    }
    .view-state .emblem.danger {
      background: var(--sferum-danger-soft);
      color: var(--sferum-danger-text);
    }
    .view-state .emblem.neutral {
      background: var(--sferum-press);
      color: var(--sferum-text-2);
    }
    .view-state h3 {
      font: var(--sferum-t-title);
    }
    .view-state p {
      color: var(--sferum-text-2);
      font: 400 calc(var(--sferum-size) * 0.933) / 1.43 var(--sferum-family);
    }
    .view-state small {
      font: var(--sferum-t-caption);
    }

    @container (width < 37.333em) {
      .button {
        min-height: 44px;
      }
      .icon-button {
        width: 44px;
        height: 44px;
      }
    }
    @media (pointer: coarse) {
      .button {
        min-height: 44px;
      }
      .icon-button {
        width: 44px;
        height: 44px;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      *,
      *::before,
      *::after {
        animation-duration: 1ms !important;
        animation-iteration-count: 1 !important;
        transition: none !important;
      }
    }
    @media (forced-colors: active) {
      /* A colour of its own is kept there for a drawing, on whatever ground. */
      .icon {
        color: inherit !important;
      }
      .button,
      .skeleton {
        border: 1px solid;
      }
    }
`;
