import { css, html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';

export interface Column {
  /** Empty for a column of buttons. */
  readonly title: string;
  /** Hidden where the tag is narrower; a row repeats it in `.narrow` of its first cell. */
  readonly from?: 'middle' | 'wide';
  /** Accessible name of a column without a title. */
  readonly label?: string;
}

/** Class of a row's cell in a column that is not always shown. */
export const cellClass = (from: Column['from']) =>
  classMap({ 'from-middle': from === 'middle', 'from-wide': from === 'wide' });

/**
 * A table that becomes a list of cards where it is narrow, instead of scrolling sideways. `rows` are `<tr>`.
 *
 *     table('Группы', [{ title: 'Номер' }, { title: 'Годы', from: 'middle' }], html`<tr>
 *       <td><b>ИС-21</b><span class="narrow">2023 — 2027</span></td><td class=${cellClass('middle')}>2023 — 2027</td>
 *     </tr>`)
 *
 * A row in which a `<button class="opens">` stands opens as a whole.
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: TemplateResult | TemplateResult[],
): TemplateResult {
  return tableOf(caption, columns, html`<tbody>${rows}</tbody>`);
}

/** The same of rows that stand in several `<tbody>`. */
export function tableOf(
  caption: string,
  columns: readonly Column[],
  bodies: TemplateResult | TemplateResult[],
): TemplateResult {
  return html`<table class="table">
    <caption class="visually-hidden">${caption}</caption>
    <thead>
      <tr>
        ${columns.map(
          ({ title, label, from }) =>
            html`<th scope="col" class=${cellClass(from)}>
              ${title || (label ? html`<span class="visually-hidden">${label}</span>` : nothing)}
            </th>`,
        )}
      </tr>
    </thead>
    ${bodies}
  </table>`;
}

export const tableStyles = css`
  .table {
    width: 100%;
    border-collapse: collapse;
  }
  .table caption {
    position: absolute;
  }
  .table th {
    padding: 9px 8px;
    border-bottom: 1px solid var(--sferum-line);
    color: var(--sferum-text-3);
    font: 500 calc(var(--sferum-size) * 0.8) / 1 var(--sferum-family);
    text-align: start;
    white-space: nowrap;
  }
  .table td {
    height: calc(56px * var(--sferum-dense, 1));
    padding: 8px;
    border-bottom: 1px solid var(--sferum-line);
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    font-variant-numeric: tabular-nums;
    overflow-wrap: break-word;
  }
  .table tr > :first-child {
    padding-inline-start: 20px;
  }
  .table tr > :last-child {
    padding-inline-end: 16px;
    text-align: end;
    white-space: nowrap;
  }
  .table tbody tr:hover {
    --sferum-behind: var(--sferum-hover);
    background: var(--sferum-hover);
  }
  /* The first cell: a picture, a name in <b>, and in .narrow the contents of the hidden columns. */
  .table .who {
    display: flex;
    align-items: center;
    gap: 12px;
    min-width: 0;
  }
  .table .who > span:last-child {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .table b {
    color: var(--sferum-text);
    font: 500 calc(var(--sferum-size) * 0.933) / 1.3 var(--sferum-family);
  }
  .table .who button:hover b {
    text-decoration: underline;
  }
  .table .narrow {
    display: none;
  }
  /* A row that opens does so wherever it is pressed; its name is the button. */
  .table tr:has(.opens) {
    position: relative;
    cursor: pointer;
  }
  .table .opens {
    color: inherit;
    font: inherit;
    text-align: start;
  }
  .table .opens::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .table .opens:focus-visible {
    outline: none;
  }
  .table .opens:focus-visible::after {
    outline: 2px solid var(--sferum-focus);
    outline-offset: -2px;
    border-radius: var(--sferum-r-m);
  }
  .table tr:has(.opens) > :last-child > * {
    position: relative;
    z-index: 1;
  }
  .table .quiet b {
    color: var(--sferum-text-2);
  }
  @container (width < 60em) {
    .table .from-wide {
      display: none;
    }
  }
  @container (width < 37.333em) {
    .table thead,
    .table .from-middle {
      display: none;
    }
    .table td {
      height: 64px;
      padding-block: 6px;
      border: 0;
    }
    .table tr > :first-child {
      padding-inline-start: 16px;
    }
    .table tr > :last-child {
      width: 44px;
      padding-inline-end: 8px;
    }
    .table b {
      font: var(--sferum-t-strong);
    }
    .table .narrow {
      display: block;
      margin-top: 1px;
    }
  }
`;
