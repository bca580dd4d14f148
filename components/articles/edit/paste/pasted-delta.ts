import { isLink } from '../../reading/delta.ts';
import type { DeltaJson } from '../article-editing-api.ts';
import { cleanDelta } from '../clean-delta.ts';
import { type HtmlElement, readHtml } from './html-tree.ts';

/**
 * What was copied from Word, a page or a spreadsheet, as an article has it: words and how they are meant, without fonts,
 * colours and sizes. A table stays a table, with rows of its own.
 *
 *     const delta = deltaOfHtml(event.clipboardData.getData('text/html'));
 */

type Attributes = Record<string, unknown>;

interface Op {
  readonly insert: string | { readonly divider: true };
  readonly attributes?: Attributes;
}

const marks: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  code: 'code',
  kbd: 'code',
  samp: 'code',
  tt: 'code',
};

const headings: Readonly<Record<string, number>> = { h1: 2, h2: 2, h3: 3, h4: 3, h5: 3, h6: 3 };

const lines = new Set(
  'address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form header h1 h2 h3 h4 h5 h6 hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul body html'.split(
    ' ',
  ),
);

/** Longer is nothing that anybody wrote, and expressions would look through it for minutes. */
const longestStyle = 2000;
const styleOf = ({ attributes }: HtmlElement): string =>
  (attributes.get('style') ?? '').slice(0, longestStyle).toLowerCase();

/** How its style means the words, whatever its tag is: Word and Google write it so. */
function marksOf(element: HtmlElement): Attributes {
  const style = styleOf(element);
  const found: Attributes = {};
  const mark = marks[element.tag];
  // Google wraps everything in a <b> that is none.
  if (mark && !/(?<![\w-])font-weight:\s*(normal|400)/.test(style)) found[mark] = true;
  if (/(?<![\w-])font-weight:\s*(bold|[6-9]00)/.test(style)) found.bold = true;
  if (/(?<![\w-])font-style:\s*italic/.test(style)) found.italic = true;
  if (/(?<![\w-])text-decoration[^;]*:[^;]*line-through/.test(style)) found.strike = true;
  else if (element.tag !== 'a' && /(?<![\w-])text-decoration[^;]*:[^;]*underline/.test(style)) found.underline = true;
  const href = (element.tag === 'a' && element.attributes.get('href')?.trim()) || '';
  if (isLink(href)) found.link = href;
  return found;
}

/** What Word calls a list is a paragraph with a number in front of it. */
function wordList(element: HtmlElement): Attributes | null {
  const level = /mso-list:\s*l\d+\s+level(\d)/.exec(styleOf(element))?.[1];
  if (!level) return null;
  const bullet = textOf(element.children.find((each) => typeof each !== 'string' && isIgnored(each)) ?? '').trim();
  const indent = Number(level) - 1;
  return { list: /^[\dа-яa-z]{1,4}[.)]/i.test(bullet) ? 'ordered' : 'bullet', ...(indent > 0 && { indent }) };
}

const isIgnored = (element: HtmlElement): boolean =>
  /mso-list:\s*ignore/.test(styleOf(element)) ||
  (element.tag === 'span' && element.children.some((each) => typeof each !== 'string' && isIgnored(each)));

const isHidden = (element: HtmlElement): boolean =>
  /display:\s*none|mso-hide:\s*all/.test(styleOf(element)) || element.attributes.has('hidden');

function textOf(node: HtmlElement | string): string {
  if (typeof node === 'string') return node;
  if (node.tag === 'br') return '\n';
  return node.children.map(textOf).join('');
}

/** An article has no raised or lowered words, and «10⁶» must not become «106». */
const shiftedDigits = {
  sup: ['0123456789+-−=()ni', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ'],
  sub: ['0123456789+-−=()', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎'],
} as const;

/** Its only text, also where Word has wrapped it; null where it has anything else. */
function onlyText({ children }: HtmlElement): string | null {
  const [only] = children;
  if (children.length !== 1 || only === undefined) return null;
  if (typeof only === 'string') return only;
  return ['font', 'span'].includes(only.tag) ? onlyText(only) : null;
}

/** Raised or lowered digits as characters that look so; the element itself where there are no such. */
function shifted(element: HtmlElement): HtmlElement {
  const align = /(?<![\w-])vertical-align:\s*(super|sub)\b/.exec(styleOf(element))?.[1];
  const kind = align === 'super' || element.tag === 'sup' ? 'sup' : align || element.tag === 'sub' ? 'sub' : null;
  const text = kind && onlyText(element)?.trim();
  if (!kind || !text) return element;
  const [plain, looks] = shiftedDigits[kind];
  const places = [...text].map((each) => plain.indexOf(each));
  return places.includes(-1) ? element : { ...element, children: [places.map((at) => looks[at]).join('')] };
}

class Writer {
  readonly ops: Op[] = [];
  #isEmpty = true;
  /** A space that stands only between words. */
  #space = false;

  text(text: string, attributes: Attributes): void {
    const words = text.replace(/[ \t\r\n\u00a0]+/g, ' ');
    if (words.trim() === '') {
      this.#space ||= words !== '' && !this.#isEmpty;
      return;
    }
    if ((this.#space || words.startsWith(' ')) && !this.#isEmpty) {
      // What is between two words looks as both of them do.
      const before = this.ops.at(-1)?.attributes ?? {};
      const shared = Object.entries(attributes).filter(([name, value]) => before[name] === value);
      this.#put(' ', Object.fromEntries(shared));
    }
    this.#space = words.endsWith(' ');
    this.#put(words.trim(), attributes);
  }

  /** As it stands, spaces and all. */
  exact(text: string): void {
    this.#put(text, {});
  }

  /** Ends a line, as it is meant; an empty one only where `always`. */
  end(block: Attributes, always = false): void {
    if (this.#isEmpty && !always) return;
    this.ops.push(Object.keys(block).length > 0 ? { insert: '\n', attributes: block } : { insert: '\n' });
    this.#isEmpty = true;
    this.#space = false;
  }

  divider(): void {
    this.ops.push({ insert: { divider: true } });
  }

  #put(insert: string, attributes: Attributes): void {
    const last = this.ops.at(-1);
    const op = Object.keys(attributes).length > 0 ? { insert, attributes } : { insert };
    if (
      typeof last?.insert === 'string' &&
      last.insert !== '\n' &&
      JSON.stringify(last.attributes ?? {}) === JSON.stringify(attributes)
    )
      this.ops[this.ops.length - 1] = { ...op, insert: last.insert + insert };
    else this.ops.push(op);
    this.#isEmpty = false;
  }
}

const rowsIn = (element: HtmlElement): HtmlElement[] =>
  element.children.flatMap((each) => {
    if (typeof each === 'string') return [];
    return each.tag === 'tr' ? [each] : each.tag === 'table' ? [] : rowsIn(each);
  });

let made = 0;
/** Rows of two pasted tables must not become one. */
const rowId = (isHead: boolean): string => {
  made += 1;
  return `${isHead ? 'head' : 'row'}-${Date.now().toString(36)}${made.toString(36)}`.slice(0, 25);
};

/** So many cells are added to a table whose rows have not all as many. */
const mostCells = 20_000;

function writeTable(element: HtmlElement, writer: Writer): void {
  const rows = rowsIn(element).map((row) =>
    row.children.filter((cell): cell is HtmlElement => typeof cell !== 'string' && /^t[dh]$/.test(cell.tag)),
  );
  const width = rows.reduce(
    (most, cells) =>
      Math.max(
        most,
        cells.reduce((sum, cell) => sum + spanOf(cell), 0),
      ),
    0,
  );
  const filled = rows.length * width <= mostCells ? width : 0;
  // A table of one cell is a frame around something.
  if (width <= 1 && rows.length <= 1) {
    for (const cells of rows) for (const cell of cells) writeAll(cell, writer, {}, {});
    return;
  }
  for (const [at, cells] of rows.entries()) {
    if (cells.length === 0) continue;
    const table = rowId(at === 0 && cells.every(({ tag }) => tag === 'th'));
    let written = 0;
    for (const cell of cells) {
      writeCell(cell, writer, {});
      for (let n = 0; n < spanOf(cell) && written < width; n += 1) {
        writer.end({ table }, true);
        written += 1;
      }
    }
    for (; written < filled; written += 1) writer.end({ table }, true);
  }
}

const spanOf = ({ attributes }: HtmlElement): number =>
  Math.max(1, Math.min(20, Number.parseInt(attributes.get('colspan') ?? '1', 10) || 1));

/** A cell has one line. */
function writeCell(element: HtmlElement, writer: Writer, inline: Attributes): void {
  for (const child of element.children) {
    if (typeof child === 'string') writer.text(child, inline);
    else if (child.tag === 'br' || lines.has(child.tag)) {
      writer.text(' ', inline);
      writeCell(child, writer, { ...inline, ...marksOf(child) });
      writer.text(' ', inline);
    } else if (!isHidden(child)) writeCell(shifted(child), writer, { ...inline, ...marksOf(child) });
  }
}

function blockOf(element: HtmlElement, outer: Attributes): Attributes {
  const level = headings[element.tag];
  if (level) return { header: level };
  if (element.tag === 'blockquote') return { blockquote: true };
  if (element.tag === 'p') {
    const list = wordList(element);
    if (list) return list;
    // Word in a language of its own calls headings by their style.
    const heading = /^mso(heading|title)(\d?)|^(заголовок|heading)\s*(\d)/i.exec(element.attributes.get('class') ?? '');
    if (heading) return { header: Number(heading[2] || heading[4] || 1) <= 2 ? 2 : 3 };
  }
  return outer;
}

function writeList(element: HtmlElement, writer: Writer, inline: Attributes, depth: number): void {
  const list = element.tag === 'ol' ? 'ordered' : 'bullet';
  const block: Attributes = depth > 0 ? { list, indent: Math.min(5, depth) } : { list };
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    if (child.tag === 'ul' || child.tag === 'ol') writeList(child, writer, inline, depth + 1);
    else if (child.tag === 'li') {
      const isList = (each: HtmlElement | string): each is HtmlElement =>
        typeof each !== 'string' && (each.tag === 'ul' || each.tag === 'ol');
      const inner = child.children.filter(isList);
      const own = { ...child, children: child.children.filter((each) => !isList(each)) };
      writeAll(own, writer, { ...inline, ...marksOf(child) }, block);
      writer.end(block);
      for (const each of inner) writeList(each, writer, inline, depth + 1);
    }
  }
}

function writeAll(element: HtmlElement, writer: Writer, inline: Attributes, block: Attributes): void {
  for (const child of element.children) {
    if (typeof child === 'string') writer.text(child, inline);
    else if (!isHidden(child) && !isIgnored(child)) writeElement(child, writer, inline, block);
  }
}

function writeElement(element: HtmlElement, writer: Writer, inline: Attributes, outer: Attributes): void {
  const { tag } = element;
  if (tag === 'br') {
    writer.end(outer);
    return;
  }
  const isLine = lines.has(tag);
  const own = { ...inline, ...marksOf(element) };
  if (!isLine) {
    writeAll(shifted(element), writer, own, outer);
    return;
  }
  writer.end(outer);
  if (tag === 'hr') writer.divider();
  else if (tag === 'table') writeTable(element, writer);
  else if (tag === 'ul' || tag === 'ol') writeList(element, writer, inline, 0);
  else if (tag === 'pre') {
    for (const line of textOf(element).replace(/\n$/, '').split('\n')) {
      if (line) writer.exact(line);
      writer.end({ 'code-block': 'plain' }, true);
    }
  } else {
    const block = blockOf(element, outer);
    // What a heading looks like is its own.
    writeAll(element, writer, block.header ? inline : own, block);
    writer.end(block);
  }
}

export function deltaOfHtml(html: string): DeltaJson {
  const writer = new Writer();
  const start = /<!--\s*StartFragment\s*-->/i.exec(html);
  const inside = start ? html.slice(start.index + start[0].length) : '';
  const end = /<!--\s*EndFragment\s*-->/i.exec(inside);
  const fragment = end ? inside.slice(0, end.index) : undefined;
  // What is copied of one cell or row of a spreadsheet stands without its table.
  const isRows = fragment !== undefined && /^\s*<(tr|td|col)\b/i.test(fragment);
  writeAll(readHtml(isRows ? `<table>${fragment}</table>` : (fragment ?? html)), writer, {}, {});
  return cleanDelta({ ops: writer.ops });
}

/** A text with tabs is a piece of a spreadsheet. */
export function deltaOfText(text: string): DeltaJson {
  const rows = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const isTable = rows.length > 1 && rows.every((row) => row.includes('\t'));
  if (!isTable) return cleanDelta({ ops: [{ insert: text.replace(/\r\n?/g, '\n') }] });
  const ops = rows.flatMap((row) => {
    const table = rowId(false);
    return row.split('\t').flatMap((cell) => [{ insert: cell }, { insert: '\n', attributes: { table } }]);
  });
  return cleanDelta({ ops });
}
