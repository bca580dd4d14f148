import diff from 'fast-diff';
import { cleanDelta } from '../clean-delta.ts';

/**
 * What changed from one text of an article to another: word by word where a part was changed, whole where it is new or gone.
 *
 *     const { parts, added, removed } = compareTexts(older.body, newer.body);
 */

/** Where something is: in both texts, in the newer alone, in the older alone. */
export type Change = 'same' | 'added' | 'removed';

type Values = Readonly<Record<string, unknown>>;

/** Words that look alike and are in the same texts. */
export interface Piece {
  readonly text: string;
  readonly change: Change;
  readonly attributes: Values;
}

/** How a line stands. */
export type LineStyle = 'paragraph' | 'heading' | 'subheading' | 'quote' | 'code' | 'bullet' | 'ordered' | 'cell';

export interface ComparedLine {
  readonly kind: 'line';
  readonly style: LineStyle;
  /** How it stood in the older text, where that is another way. */
  readonly was: LineStyle | null;
  /** Of a cell: its row. */
  readonly row: string;
  readonly indent: number;
  /** Of the line as a whole: one that only has other words is the same. */
  readonly change: Change;
  readonly pieces: readonly Piece[];
}

/** What is no text: a picture, a poll. */
export interface ComparedEmbed {
  readonly kind: 'embed';
  readonly change: Change;
  readonly what: string;
  readonly value: unknown;
}

export type ComparedPart = ComparedLine | ComparedEmbed;

export interface Comparison {
  readonly parts: readonly ComparedPart[];
  /** Words. */
  readonly added: number;
  readonly removed: number;
}

/** A word, a space, a sign, the end of a line, or what is no text; two with the same `key` are the same. */
interface Token {
  readonly key: string;
  readonly text: string;
  readonly attributes: Values;
  /** Null within a line. */
  readonly end: 'line' | 'embed' | null;
  readonly insert: Values;
}

interface Marked {
  readonly token: Token;
  readonly change: Change;
}

/** So many words, and lines, are compared one by one; more differ as a whole. */
const most = { words: 20_000, lines: 6000 };
/** With less in common a part was written anew, and words that both have by chance would be in the way. */
const alike = 0.25;
const wordOrSign = /[\p{L}\p{N}\p{M}_]+|\s+|[^\p{L}\p{N}\p{M}_\s]/gu;
const isWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

const noEnd: Values = {};
/** Stands for the end of a line. */
const lineEnd = '¶';

/** Rows of tables have names by chance. */
function lineKey(attributes: Values): string {
  const table = typeof attributes.table === 'string' ? { table: attributes.table.split('-')[0] } : {};
  return JSON.stringify({ ...attributes, ...table });
}

function tokensOf(delta: unknown): Token[] {
  const tokens: Token[] = [];
  for (const { attributes: given, insert } of cleanDelta(delta).ops) {
    const attributes = (given ?? noEnd) as Values;
    if (typeof insert !== 'string') {
      const value = insert as Values;
      tokens.push({ key: JSON.stringify(value), text: '', attributes: noEnd, end: 'embed', insert: value });
      continue;
    }
    insert.split('\n').forEach((line, at) => {
      if (at > 0) tokens.push({ key: `\n${lineKey(attributes)}`, text: '', attributes, end: 'line', insert: noEnd });
      const looks = JSON.stringify(attributes);
      for (const [text] of line.matchAll(wordOrSign))
        tokens.push({ key: `${text}${looks}`, text, attributes, end: null, insert: noEnd });
    });
  }
  const last = tokens.at(-1);
  if (last && last.end === null) tokens.push({ key: '\n{}', text: '', attributes: noEnd, end: 'line', insert: noEnd });
  return tokens;
}

/** Lines, each with its end; what is no text is one by itself. */
function linesOf(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [];
  let line: Token[] = [];
  for (const token of tokens) {
    // What stood before an embed in a line of its own ends there.
    line.push(token);
    if (token.end === null) continue;
    lines.push(line);
    line = [];
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

const removal = <T>(items: readonly T[]) => items.map((item) => ({ item, change: 'removed' as const }));
const addition = <T>(items: readonly T[]) => items.map((item) => ({ item, change: 'added' as const }));

/** What is in both, in order: each distinct key is a letter, and letters are what there is a diff of. */
function compareKeys<T>(
  older: readonly T[],
  newer: readonly T[],
  keyOf: (item: T) => string,
  mostItems: number,
): { item: T; change: Change }[] {
  const whole = () => [...removal(older), ...addition(newer)];
  const letters = new Map<string, string>();
  const letterOf = (key: string): string => {
    const known = letters.get(key);
    if (known) return known;
    const at = letters.size + 1;
    // Past the halves of characters, which would be kept together.
    const letter = String.fromCharCode(at < 0xd800 ? at : at + 0x800);
    letters.set(key, letter);
    return letter;
  };
  const texts = [older, newer].map((items) => items.map((item) => letterOf(keyOf(item))).join(''));
  const [a = '', b = ''] = texts;
  if (letters.size > 0xf000) return whole();
  if (older.length + newer.length > 2 * mostItems) {
    const before = new Set(a);
    const common = [...b].filter((letter) => before.has(letter)).length;
    if (common < b.length * alike) return whole();
  }
  const result: { item: T; change: Change }[] = [];
  let [from, to] = [0, 0];
  for (const [kind, { length }] of diff(a, b)) {
    const change = kind === diff.EQUAL ? 'same' : kind === diff.INSERT ? 'added' : 'removed';
    const items = change === 'removed' ? older.slice(from, from + length) : newer.slice(to, to + length);
    for (const item of items) result.push({ item, change });
    if (change !== 'added') from += length;
    if (change !== 'removed') to += length;
  }
  return result;
}

const mark = (line: readonly Token[], change: Change): Marked[] => line.map((token) => ({ token, change }));

/** The words of lines that were replaced by others. */
function compareWords(older: readonly Token[][], newer: readonly Token[][]): Marked[] {
  const whole = () => [
    ...older.flatMap((line) => mark(line, 'removed')),
    ...newer.flatMap((line) => mark(line, 'added')),
  ];
  const [before, after] = [older.flat(), newer.flat()];
  if (before.length + after.length > most.words) return whole();
  const marked = compareKeys(before, after, ({ key }) => key, most.words).map(({ change, item }) => ({
    token: item,
    change,
  }));
  const words = marked.filter(({ token }) => isWord(token.text));
  const common = words.filter(({ change }) => change === 'same').length;
  const fewer = Math.min(...[before, after].map((tokens) => tokens.filter(({ text }) => isWord(text)).length));
  if (fewer > 0 && common < fewer * alike) return whole();
  return withoutStripes(marked);
}

/** A space alone between words that were replaced was replaced with them: else each word would stand by itself. */
function withoutStripes(marked: readonly Marked[]): Marked[] {
  const result: Marked[] = [];
  for (let at = 0; at < marked.length; ) {
    if (marked[at]?.change === 'same') {
      result.push(marked[at] as Marked);
      at += 1;
      continue;
    }
    const removed: Marked[] = [];
    const added: Marked[] = [];
    for (; at < marked.length; at += 1) {
      const each = marked[at] as Marked;
      const next = marked[at + 1];
      const isGap = each.change === 'same' && each.token.end === null && !each.token.text.trim();
      if (each.change === 'removed') removed.push(each);
      else if (each.change === 'added') added.push(each);
      else if (isGap && next && next.change !== 'same') {
        removed.push({ token: each.token, change: 'removed' });
        added.push({ token: each.token, change: 'added' });
      } else break;
    }
    result.push(...removed, ...added);
  }
  return result;
}

function styleOf(attributes: Values): LineStyle {
  if (attributes.list === 'ordered' || attributes.list === 'bullet') return attributes.list;
  if (attributes['code-block']) return 'code';
  if (attributes.table) return 'cell';
  if (attributes.blockquote) return 'quote';
  if (attributes.header) return attributes.header === 2 ? 'heading' : 'subheading';
  return 'paragraph';
}

/** Words one after the other that look alike and are in the same texts, as one. */
function piecesOf(marked: readonly Marked[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { change, token } of marked) {
    const last = pieces.at(-1);
    if (last && last.change === change && JSON.stringify(last.attributes) === JSON.stringify(token.attributes))
      pieces[pieces.length - 1] = { ...last, text: last.text + token.text };
    else pieces.push({ text: token.text, change, attributes: token.attributes });
  }
  return pieces;
}

const isFilled = ({ pieces, style }: ComparedLine): boolean =>
  style === 'cell' || style === 'code' || pieces.some(({ text }) => text.trim() !== '');

function partsOf(marked: readonly Marked[]): ComparedPart[] {
  const parts: ComparedPart[] = [];
  let line: Marked[] = [];
  const end = (attributes: Values, change: Change, was: LineStyle | null) => {
    const style = styleOf(attributes);
    const indent = typeof attributes.indent === 'number' ? attributes.indent : 0;
    const row = typeof attributes.table === 'string' ? attributes.table : '';
    const pieces = piecesOf(line);
    // Only the end of the line is new, or gone: it was divided, or joined with the next one.
    if (change !== 'same' && style !== 'cell' && pieces.some((piece) => piece.change === 'same'))
      pieces.push({ text: lineEnd, change, attributes: noEnd });
    parts.push({ kind: 'line', style, was: was === style ? null : was, row, indent, change, pieces });
    line = [];
  };
  for (let at = 0; at < marked.length; at += 1) {
    const { change, token } = marked[at] as Marked;
    if (token.end === null) {
      line.push({ token, change });
      continue;
    }
    if (token.end === 'embed') {
      if (line.length > 0) end(noEnd, change, null);
      const [what = '', value] = Object.entries(token.insert)[0] ?? [];
      parts.push({ kind: 'embed', change, what, value });
      continue;
    }
    const next = marked[at + 1];
    // The same line stands in another way.
    if (next && next.token.end === 'line' && change === 'removed' && next.change === 'added') {
      end(next.token.attributes, 'same', styleOf(token.attributes));
      at += 1;
    } else end(token.attributes, change, null);
  }
  return parts.filter((part) => part.kind === 'embed' || isFilled(part));
}

function countOf(parts: readonly ComparedPart[], wanted: Change): number {
  const pieces = parts.flatMap((part) => (part.kind === 'line' ? part.pieces : []));
  return pieces
    .filter(({ change }) => change === wanted)
    .reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}\p{M}_]+/gu)?.length ?? 0), 0);
}

export function compareTexts(older: unknown, newer: unknown): Comparison {
  const lines = compareKeys(
    linesOf(tokensOf(older)),
    linesOf(tokensOf(newer)),
    (line) => line.map(({ key }) => key).join('\u0000'),
    most.lines,
  );
  const marked: Marked[] = [];
  for (let at = 0; at < lines.length; ) {
    const { change, item } = lines[at] as { change: Change; item: Token[] };
    if (change === 'same') {
      for (const token of item) marked.push({ token, change: 'same' });
      at += 1;
      continue;
    }
    const removed: Token[][] = [];
    const added: Token[][] = [];
    for (; at < lines.length && lines[at]?.change !== 'same'; at += 1)
      (lines[at]?.change === 'removed' ? removed : added).push(lines[at]?.item ?? []);
    for (const each of compareWords(removed, added)) marked.push(each);
  }
  const parts = partsOf(marked);
  return { parts, added: countOf(parts, 'added'), removed: countOf(parts, 'removed') };
}

/** What changed in a title or a description. */
export function compareLine(older: string, newer: string): readonly Piece[] {
  const [part] = compareTexts({ ops: [{ insert: `${older}\n` }] }, { ops: [{ insert: `${newer}\n` }] }).parts;
  if (older.trim() && newer.trim() && part?.kind === 'line' && part.change === 'same') return part.pieces;
  const piece = (text: string, change: Change): Piece => ({ text, change, attributes: noEnd });
  return [piece(older, 'removed'), piece(newer, 'added')].filter(({ text }) => text !== '');
}

/** Whether a part is the same in both texts. */
export const isSame = (part: ComparedPart): boolean =>
  part.change === 'same' &&
  (part.kind === 'embed' || (part.was === null && part.pieces.every(({ change }) => change === 'same')));
