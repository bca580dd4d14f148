import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { plural } from '../../../element/localize.ts';
import { type ComparisonStrings, comparisonTexts } from '../../../locales/ru/articles/comparison.ts';
import type { VersionContent } from '../article-editing-api.ts';
import {
  type Change,
  type ComparedEmbed,
  type ComparedLine,
  type ComparedPart,
  compareLine,
  compareTexts,
  isSame,
  type Piece,
} from './compare-texts.ts';
import { comparisonStyles } from './comparison.styles.ts';

/** A part as it is drawn: the cells of a table belong together. */
type Unit = { readonly kind: 'table'; readonly cells: readonly ComparedLine[] } | ComparedPart;

/** So many parts in a row that nobody changed are named by their number; one on each side of a change is shown. */
const worthFolding = 4;
/** So many parts are drawn at once. */
const atOnce = 300;

function unitsOf(parts: readonly ComparedPart[]): Unit[] {
  const units: Unit[] = [];
  let cells: ComparedLine[] = [];
  for (const part of parts) {
    if (part.kind === 'line' && part.style === 'cell') {
      if (cells.length === 0) units.push({ kind: 'table', cells });
      cells.push(part);
      continue;
    }
    cells = [];
    units.push(part);
  }
  return units;
}

const isUnchanged = (unit: Unit): boolean => (unit.kind === 'table' ? unit.cells.every(isSame) : isSame(unit));

/**
 * What changed from one version of an article to another: words that are new or gone are marked, what is no text is named.
 */
export class ArticleComparison extends SferumElement<{ comparison: ComparisonStrings }> {
  static override styles = [base, comparisonStyles];
  protected readonly texts = { comparison: comparisonTexts };

  @property({ attribute: false }) older!: VersionContent;
  @property({ attribute: false }) newer!: VersionContent;
  /** What the two are called. */
  @property({ attribute: false }) names: readonly [string, string] = ['', ''];
  /** Where folded parts begin that were unfolded. */
  @state() private unfolded: ReadonlySet<number> = new Set();
  @state() private shown = atOnce;
  #known: { older: VersionContent; newer: VersionContent; units: Unit[]; added: number; removed: number } | null = null;

  get #comparison() {
    const { newer, older } = this;
    if (this.#known?.older !== older || this.#known.newer !== newer) {
      const { added, parts, removed } = compareTexts(older.content.body, newer.content.body);
      this.#known = { older, newer, units: unitsOf(parts), added, removed };
    }
    return this.#known;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (!changed.has('older') && !changed.has('newer')) return;
    this.unfolded = new Set();
    this.shown = atOnce;
  }

  override render() {
    const { added, removed, units } = this.#comparison;
    const [older, newer] = [this.older.content, this.newer.content];
    const heads = [
      this.#head('h3', older.title, newer.title),
      this.#head('p', older.lead, newer.lead),
      this.#cover(older.cover, newer.cover),
    ];
    const { comparison } = this.strings;
    const isNothing = heads.every((head) => head === nothing) && units.every(isUnchanged);
    return html`<p class="summary" role="status">
        ${comparison.between.replace('#', () => this.names[0]).replace('@', () => this.names[1])}:
        ${isNothing ? comparison.nothing : this.#counted(added, removed)}
      </p>
      ${
        isNothing
          ? nothing
          : html`<p class="legend" aria-hidden="true"><ins>${comparison.added}</ins> <del>${comparison.removed}</del></p>
              <div class="prose">${heads} ${this.#units(units)}</div>`
      }`;
  }

  #counted(added: number, removed: number): string {
    const { comparison } = this.strings;
    const words = (count: number) => plural(this.language, count, comparison.words).replace('#', String(count));
    const said = [
      added > 0 ? `${comparison.added} ${words(added)}` : '',
      removed > 0 ? `${comparison.removed} ${words(removed)}` : '',
    ];
    return said.filter(Boolean).join(', ') || comparison.otherwise;
  }

  /** Screen readers do not say of themselves what is inserted or deleted. */
  #marked(change: Change, content: unknown): unknown {
    const { comparison } = this.strings;
    if (change === 'added')
      return html`<ins><span class="visually-hidden">${comparison.added}: </span>${content}</ins>`;
    if (change === 'removed')
      return html`<del><span class="visually-hidden">${comparison.removed}: </span>${content}</del>`;
    return content;
  }

  #pieces(pieces: readonly Piece[]): readonly unknown[] {
    return pieces.map(({ attributes, change, text }) => {
      let drawn: unknown = text;
      if (attributes.code) drawn = html`<code>${drawn}</code>`;
      if (attributes.strike) drawn = html`<s>${drawn}</s>`;
      if (attributes.underline) drawn = html`<u>${drawn}</u>`;
      if (attributes.italic) drawn = html`<em>${drawn}</em>`;
      if (attributes.bold) drawn = html`<strong>${drawn}</strong>`;
      if (attributes.link) drawn = html`<span class="link" title=${String(attributes.link)}>${drawn}</span>`;
      return this.#marked(change, drawn);
    });
  }

  #head(kind: 'h3' | 'p', older: string, newer: string): TemplateResult | typeof nothing {
    if (older === newer) return nothing;
    const pieces = this.#pieces(compareLine(older, newer));
    return kind === 'h3' ? html`<h3 class="title changed">${pieces}</h3>` : html`<p class="lead changed">${pieces}</p>`;
  }

  #cover(older: string | null, newer: string | null): TemplateResult | typeof nothing {
    const { comparison } = this.strings;
    if (older === newer) return nothing;
    return html`<p class="embed changed">
      ${older ? this.#marked('removed', comparison.cover) : nothing} ${newer ? this.#marked('added', comparison.cover) : nothing}
    </p>`;
  }

  #units(units: readonly Unit[]): readonly unknown[] {
    const { comparison } = this.strings;
    const drawn: unknown[] = [];
    let number = 0;
    for (let at = 0; at < units.length; ) {
      if (drawn.length >= this.shown) {
        drawn.push(html`<button
          class="button soft"
          type="button"
          @click=${() => {
            this.shown += atOnce;
          }}
        >
          ${comparison.more}
        </button>`);
        break;
      }
      let end = at;
      while (end < units.length && isUnchanged(units[end] as Unit)) end += 1;
      const from = at === 0 ? at : at + 1;
      const to = end === units.length ? end : end - 1;
      if (to - from >= worthFolding && !this.unfolded.has(at)) {
        const start = at;
        if (from > at) drawn.push(this.#unit(units[at] as Unit, 0));
        const lines = plural(this.language, to - from, comparison.lines).replace('#', String(to - from));
        drawn.push(html`<button
          class="button ghost fold"
          type="button"
          @click=${() => {
            this.unfolded = new Set([...this.unfolded, start]);
          }}
        >
          ${lines}
        </button>`);
        at = to;
        number = 0;
        if (at >= units.length) break;
      }
      // What was unfolded is drawn as far as it goes.
      const last = Math.max(end, at + 1);
      for (; at < last && drawn.length < this.shown; at += 1) {
        const unit = units[at] as Unit;
        const isItem = unit.kind === 'line' && unit.style === 'ordered';
        number = isItem ? number + (unit.change === 'removed' ? 0 : 1) : 0;
        drawn.push(this.#unit(unit, number));
      }
    }
    return drawn;
  }

  #unit(unit: Unit, number: number): TemplateResult {
    const kind = isUnchanged(unit) ? '' : 'changed';
    if (unit.kind === 'table') return this.#table(unit.cells, kind);
    if (unit.kind === 'embed')
      return html`<p class="embed ${kind}">${this.#marked(unit.change, this.#named(unit))}</p>`;
    const { comparison } = this.strings;
    const pieces = this.#pieces(unit.pieces);
    const was = unit.was ? html` <small>${comparison.was.replace('#', comparison.styles[unit.was])}</small>` : nothing;
    const line = html`${pieces}${was}`;
    switch (unit.style) {
      case 'heading':
        return html`<h4 class=${kind}>${line}</h4>`;
      case 'subheading':
        return html`<h5 class=${kind}>${line}</h5>`;
      case 'code':
        return html`<p class="code ${kind}">${line}</p>`;
      case 'quote':
        return html`<p class="quote ${kind}">${line}</p>`;
      case 'bullet':
      case 'ordered':
        return html`<p class="item depth-${unit.indent} ${kind}">
          <span>${unit.style === 'bullet' || number === 0 ? '•' : `${number}.`}</span><span>${line}</span>
        </p>`;
      default:
        return html`<p class=${kind}>${line}</p>`;
    }
  }

  #table(cells: readonly ComparedLine[], kind: string): TemplateResult {
    const { comparison } = this.strings;
    const [first] = cells;
    const isWhole = first && first.change !== 'same' && cells.every(({ change }) => change === first.change);
    const rows: ComparedLine[][] = [];
    for (const cell of cells) {
      const last = rows.at(-1);
      if (last?.[0]?.row === cell.row) last.push(cell);
      else rows.push([cell]);
    }
    return html`<div class="table ${kind}">
      ${isWhole ? html`<p>${this.#marked(first.change, comparison.embeds.table)}</p>` : nothing}
      <table>
        ${rows.map(
          (row) => html`<tr>
          ${row.map((cell) => html`<td>${this.#pieces(cell.pieces)}</td>`)}
        </tr>`,
        )}
      </table>
    </div>`;
  }

  /** «Изображение «Схема сети»». */
  #named({ change, value, what }: ComparedEmbed): string {
    const { comparison } = this.strings;
    const { files, polls } = change === 'removed' ? this.older : this.newer;
    const known = comparison.embeds as Readonly<Record<string, string>>;
    const { alt, caption, file, id, site } = (typeof value === 'object' && value !== null ? value : {}) as Record<
      string,
      string | undefined
    >;
    const name =
      what === 'poll'
        ? polls.get(String(value))?.question
        : (caption ?? alt ?? files.get(file ?? '')?.name ?? (site && id ? `${site}: ${id}` : undefined));
    return name ? `${known[what] ?? what} «${name}»` : (known[what] ?? what);
  }
}
define('sferum-article-comparison', ArticleComparison);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-comparison': ArticleComparison;
  }
}
