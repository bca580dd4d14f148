import { css } from 'lit';
import { quoteStyles } from './quote.styles.ts';

/** In the tree of the history: who selects several messages copies names and texts, not what stands around them. */
export const copyStyles = css`
  .day,
  .new,
  .message :is(.meta, .visually-hidden, .picture, .more) {
    -webkit-user-select: none;
    user-select: none;
  }
`;

/** The menu of a message: beside it, on a narrow page from below. */
export const menuSheetStyles = [
  quoteStyles,
  css`
  dialog {
    width: max-content;
    min-width: 220px;
    max-width: min(340px, calc(100vw - 16px));
    max-height: calc(100vh - 16px);
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-raised);
    color: var(--sferum-text);
    box-shadow: var(--sferum-e2);
    overflow: auto;
    opacity: 0;
    translate: 0 -8px;
    transition:
      opacity calc(var(--sferum-base) / 2) var(--sferum-ease),
      translate calc(var(--sferum-base) / 2) var(--sferum-ease),
      overlay calc(var(--sferum-base) / 2) allow-discrete,
      display calc(var(--sferum-base) / 2) allow-discrete;
  }
  dialog[open] {
    opacity: 1;
    translate: none;
    transition-duration: var(--sferum-base);
  }
  dialog::backdrop {
    background: transparent;
  }
  @starting-style {
    dialog[open] {
      opacity: 0;
      translate: 0 -8px;
    }
  }
  .sheet {
    padding: 6px;
  }
  .sheet > :is(.grab, .quote) {
    display: none;
  }
  @media (width < 560px) {
    dialog {
      inset: auto 0 0 !important;
      width: 100%;
      max-width: none;
      max-height: calc(100% - 28px);
      border-radius: var(--sferum-r-xl) var(--sferum-r-xl) 0 0;
      box-shadow: var(--sferum-e3);
      opacity: 1;
      translate: 0 100%;
      transition-duration: calc(var(--sferum-slow) / 2);
    }
    dialog[open] {
      translate: none;
      transition-duration: var(--sferum-slow);
    }
    dialog::backdrop {
      background: var(--sferum-scrim, rgb(16 20 34 / 0.44));
    }
    @starting-style {
      dialog[open] {
        opacity: 1;
        translate: 0 100%;
      }
    }
    .sheet {
      padding: 8px 8px 12px;
    }
    .sheet > .grab {
      display: block;
      width: 36px;
      height: 4px;
      margin: 0 auto 8px;
      border-radius: 4px;
      background: var(--sferum-line-strong);
    }
    .sheet > .quote {
      display: block;
      margin: 0 8px 10px;
    }
    [role='menuitem'] {
      min-height: 44px;
    }
  }
  @media (forced-colors: active) {
    dialog {
      border: 1px solid;
    }
  }
`,
];

export const styles = [
  quoteStyles,
  css`
  :host {
    flex: none;
    background: var(--sferum-surface);
  }
  .line {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 8px 12px 8px 20px;
    font: var(--sferum-t-small);
    color: var(--sferum-text-2);
  }
  .line + .line {
    padding-top: 0;
  }
  sferum-toast + .line {
    padding-top: 8px;
    border-top: 1px solid var(--sferum-line);
  }
  .line:has(.quote) {
    padding-bottom: 0;
  }
  .line > p {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .line > .icon {
    color: var(--sferum-accent-text);
  }
  .line .fault,
  .line:has(.fault) > .icon {
    color: var(--sferum-danger-text);
  }
  .way {
    min-height: 24px;
    margin-inline-start: 8px;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  @container (width < 42.666em) {
    .line {
      padding-inline: 14px 8px;
    }
  }
`,
];
