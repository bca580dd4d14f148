import { css } from 'lit';

export const editorStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    position: relative;
    min-height: min(640px, 90vh);
  }
  .top {
    position: sticky;
    top: 0;
    z-index: 3;
    background: var(--sferum-surface);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-height: 60px;
    padding: 6px 12px 6px 12px;
  }
  .named {
    flex: 1 1 180px;
    min-width: 0;
  }
  .named b {
    display: block;
    font: var(--sferum-t-strong);
  }
  .status {
    display: flex;
    align-items: center;
    gap: 4px;
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
  }
  .status.bad {
    color: var(--sferum-danger-text);
  }
  .status.warn {
    color: var(--sferum-warning-text);
  }
  .notes {
    display: grid;
    gap: 8px;
    padding: 10px 20px 0;
  }
  .notes:empty {
    display: none;
  }
  .elsewhere {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 16px;
    padding: 12px 14px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-warning-soft);
    color: var(--sferum-warning-text);
    font: var(--sferum-t-small);
  }
  .elsewhere > span {
    flex: 1 1 260px;
  }
  .elsewhere b {
    display: block;
  }
  .elsewhere .button {
    background: var(--sferum-raised);
    color: var(--sferum-text);
  }
  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 640px);
    gap: 36px;
    justify-content: center;
    padding: 26px 28px 40px;
  }
  .sheet.guided {
    grid-template-columns: minmax(0, 640px) 330px;
  }
  .title {
    display: block;
    width: 100%;
    min-height: 1.3em;
    margin: 0 0 14px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--sferum-text);
    font: 700 calc(var(--sferum-size) * 1.934) / 1.18 var(--sferum-family);
    letter-spacing: -0.012em;
    field-sizing: content;
    overflow: hidden;
    resize: none;
  }
  .title::placeholder {
    color: var(--sferum-text-3);
    opacity: 1;
  }
  .title:focus-visible {
    outline: 0;
    box-shadow: 0 2px 0 var(--sferum-focus);
  }
  .guide {
    align-self: start;
    display: grid;
    gap: 10px;
    padding: 18px 20px 14px;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-raised);
    box-shadow: var(--sferum-e2);
  }
  .guide h3 {
    font: var(--sferum-t-title);
  }
  .guide h3:focus-visible {
    outline: 0;
  }
  .guide ul {
    display: grid;
    gap: 9px;
  }
  .guide li {
    padding-inline-start: 18px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    position: relative;
  }
  .guide li::before {
    content: '';
    position: absolute;
    inset: 0.5em auto auto 0;
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--sferum-accent-text);
  }
  .guide footer {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
  }
  .uploads {
    display: flex;
    align-items: center;
    gap: 12px;
    font: var(--sferum-t-small);
    color: var(--sferum-text-2);
  }
  .uploads progress {
    flex: 1;
    min-width: 60px;
    accent-color: var(--sferum-accent);
  }
  .insert {
    position: fixed;
    z-index: 5;
    margin: 0;
    inset: auto;
  }

  /* The text, as Quill builds it */
  .ql-editor {
    min-height: 300px;
    padding: 2px 0 60px;
    outline: 0;
    white-space: pre-wrap;
    tab-size: 4;
    caret-color: var(--sferum-accent-text);
  }
  .ql-editor p + p {
    margin-top: 10px;
  }
  .ql-editor.ql-blank::before {
    content: attr(data-placeholder);
    position: absolute;
    max-width: 640px;
    color: var(--sferum-text-3);
    pointer-events: none;
  }
  .ql-container {
    position: relative;
  }
  .ql-container:focus-within .ql-editor.ql-blank::before {
    opacity: 0.7;
  }
  .ql-ui {
    position: absolute;
  }
  .ql-hidden {
    display: none;
  }
  .prose.ql-editor ol {
    counter-reset: item level1 level2 level3 level4 level5;
  }
  .prose.ql-editor li[data-list='bullet'] {
    counter-increment: none;
  }
  .prose.ql-editor li[data-list='bullet']::before {
    content: '';
    top: 0.62em;
    inset-inline-start: -23px;
    width: 6px;
    min-width: 0;
    height: 6px;
    padding: 0;
    border-radius: 50%;
    background: var(--sferum-accent-text);
  }
  .prose.ql-editor li.ql-indent-1 {
    margin-inline-start: 34px;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-1 {
    counter-increment: level1;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-1::before {
    content: counter(level1);
  }
  .prose.ql-editor li.ql-indent-2 {
    margin-inline-start: 68px;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-2 {
    counter-increment: level2;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-2::before {
    content: counter(level2);
  }
  .prose.ql-editor li.ql-indent-3 {
    margin-inline-start: 102px;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-3 {
    counter-increment: level3;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-3::before {
    content: counter(level3);
  }
  .prose.ql-editor li.ql-indent-4 {
    margin-inline-start: 136px;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-4 {
    counter-increment: level4;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-4::before {
    content: counter(level4);
  }
  .prose.ql-editor li.ql-indent-5 {
    margin-inline-start: 170px;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-5 {
    counter-increment: level5;
  }
  .prose.ql-editor li[data-list='ordered'].ql-indent-5::before {
    content: counter(level5);
  }
  .prose .ql-code-block-container {
    padding: 14px 16px;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-sunken);
    font: 0.86em / 1.55 ui-monospace, 'Cascadia Mono', Consolas, 'Liberation Mono', monospace;
  }
  .prose.ql-editor blockquote + blockquote {
    margin-top: -14px;
    border-start-start-radius: 0;
    border-start-end-radius: 0;
  }
  .prose.ql-editor table {
    table-layout: fixed;
    overflow-wrap: anywhere;
  }
  .prose td[data-row^='head-'] {
    background: var(--sferum-sunken);
    font-weight: 600;
  }
  @container (width < 60em) {
    .sheet.guided {
      grid-template-columns: minmax(0, 640px);
      gap: 20px;
    }
    .guide {
      order: -1;
    }
  }
  @container (width < 37.333em) {
    .bar {
      padding: 4px 8px;
    }
    .cover-button {
      width: 44px;
      padding: 0;
    }
    .cover-button span {
      display: none;
    }
    .bar .save,
    .bar .publish {
      flex: 1 1 auto;
    }
    .named {
      flex-basis: calc(100% - 160px);
    }
    .notes {
      padding-inline: 16px;
    }
    .sheet {
      padding: 16px 16px 32px;
    }
    .title {
      font-size: calc(var(--sferum-size) * 1.6);
    }
    .ql-editor {
      font-size: max(16px, calc(var(--sferum-size) * 1.1));
    }
  }
`;
