import { css } from 'lit';

/** How changes look: by colour, and by lines for whoever sees no colours. */
export const comparisonStyles = css`
  :host {
    display: grid;
    gap: 12px;
  }
  .summary {
    font: var(--sferum-t-strong);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
    font: var(--sferum-t-small);
  }
  ins,
  del {
    padding: 0 2px;
    border-radius: 3px;
    text-decoration-thickness: 2px;
    text-underline-offset: 0.2em;
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
  }
  ins {
    background: var(--sferum-success-soft);
    color: var(--sferum-success-text);
    text-decoration-line: underline;
  }
  del {
    background: var(--sferum-danger-soft);
    color: var(--sferum-danger-text);
    text-decoration-line: line-through;
  }
  .prose {
    display: grid;
    gap: 10px;
    min-width: 0;
    font: var(--sferum-t-body);
    line-height: 1.6;
    overflow-wrap: anywhere;
  }
  .prose > * {
    min-width: 0;
    padding-inline-start: 12px;
    border-inline-start: 3px solid transparent;
  }
  .prose > .changed {
    border-inline-start-color: var(--sferum-accent);
  }
  h3,
  h4,
  h5 {
    font-weight: 650;
    font-size: 1em;
  }
  .title {
    font-size: 1.3em;
  }
  h4 {
    font-size: 1.15em;
  }
  .lead,
  small {
    color: var(--sferum-text-2);
  }
  small {
    font: var(--sferum-t-small);
  }
  .code {
    font-family: ui-monospace, 'Cascadia Mono', Consolas, 'Liberation Mono', monospace;
    font-size: 0.9em;
    white-space: pre-wrap;
  }
  .quote {
    font-style: italic;
  }
  .item {
    display: flex;
    gap: 8px;
  }
  .item > :first-child {
    flex: none;
    color: var(--sferum-text-2);
  }
  .depth-1 {
    margin-inline-start: 20px;
  }
  .depth-2 {
    margin-inline-start: 40px;
  }
  .depth-3,
  .depth-4,
  .depth-5 {
    margin-inline-start: 60px;
  }
  .link {
    border-bottom: 1px dotted currentcolor;
  }
  .table {
    overflow-x: auto;
  }
  td {
    padding: 6px 10px;
    border: 1px solid var(--sferum-line);
    vertical-align: top;
  }
  table {
    border-collapse: collapse;
  }
  .fold {
    justify-self: start;
    color: var(--sferum-text-2);
  }
`;
