import { address, trimmed } from './address.ts';

/**
 * The markup of a message: text as people write it, with a few marks that nobody writes by chance.
 *
 *     **bold**   //italic//   `code`   <@id>, a mention, <@all> of everybody   https://… by itself
 *     > at the beginning of a line: a quote        • at the beginning of a line: an item of a list
 *     ``` on a line of its own, to the next such line: code of several lines
 *
 * Marks stand around words, never inside them, and within one line, so that 2*3*4, snake_case, __init__, 2**3, a path
 * like //server/share, «1.» and «-» at the beginning of a line and half of a pair are text. No mark is taken out of the
 * tree: `toText(parse(text))` is the text.
 */

export type Inline =
  | string
  | {
      readonly kind: 'bold' | 'italic' | 'code' | 'link' | 'mention';
      /** Stands before and after the parts. */
      readonly mark: string;
      readonly parts: readonly Inline[];
    };

export interface Block {
  readonly kind: 'text' | 'quote' | 'list' | 'code';
  /** Each without its mark; a text is one, however many lines it has. */
  readonly lines: readonly (readonly Inline[])[];
}

/** How a block marks each of its lines. */
export const lineMarks = { text: '', quote: '> ', list: '• ', code: '' } as const;
export const fence = '```';

/** Longer than any formatted phrase; it bounds the search for the second of a pair. */
const marks =
  /`([^`\n]+)`|<@(all|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>|\*\*(?=[^\s*])([^\n]{0,2000}?[^\s*])\*\*(?![\p{L}\p{N}*])|\/\/(?=[^\s/])([^\n]{0,2000}?[^\s/])\/\/(?![\p{L}\p{N}/])/gu;

/** After these a mark opens nothing. Asked for by hand, because a browser that knows no lookbehind would take no script with one. */
const insideWord = /[\p{L}\p{N}*/:]$/u;

const isPair = ([whole]: RegExpExecArray): boolean => whole.startsWith('**') || whole.startsWith('//');

function inline(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  const add = (part: Inline) => {
    if (part !== '') parts.push(part);
  };
  let from = 0;
  const links = [...text.matchAll(address)].map(({ index, 0: found }) => ({ index, url: trimmed(found) }));
  const rest = links.filter(({ url }) => URL.canParse(url));
  const next = new RegExp(marks);
  for (;;) {
    next.lastIndex = from;
    let match = depth < 4 ? next.exec(text) : null;
    while (match && isPair(match) && insideWord.test(text.slice(Math.max(0, match.index - 2), match.index))) {
      next.lastIndex = match.index + 1;
      match = next.exec(text);
    }
    while (rest[0] && rest[0].index < from) rest.shift();
    const [link] = rest;
    // What stands in an address is part of it.
    if (link && (!match || link.index < match.index)) {
      add(text.slice(from, link.index));
      add({ kind: 'link', mark: '', parts: [link.url] });
      from = link.index + link.url.length;
      continue;
    }
    if (!match) break;
    const [whole, code, id, bold, italic = ''] = match;
    add(text.slice(from, match.index));
    if (code !== undefined) add({ kind: 'code', mark: '`', parts: [code] });
    else if (id !== undefined) add({ kind: 'mention', mark: '', parts: [id] });
    else if (bold !== undefined) add({ kind: 'bold', mark: '**', parts: inline(bold, depth + 1) });
    else add({ kind: 'italic', mark: '//', parts: inline(italic, depth + 1) });
    from = match.index + whole.length;
  }
  add(text.slice(from));
  return parts;
}

export function parse(text: string): Block[] {
  const lines = text.split('\n');
  const found: { kind: Block['kind']; lines: string[] }[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const end = line === fence ? lines.indexOf(fence, at + 1) : -1;
    if (end > at + 1) {
      found.push({ kind: 'code', lines: lines.slice(at + 1, end) });
      at = end;
      continue;
    }
    const kind = line.startsWith(lineMarks.quote) ? 'quote' : line.startsWith(lineMarks.list) ? 'list' : 'text';
    const last = found.at(-1);
    const own = line.slice(lineMarks[kind].length);
    if (last?.kind === kind) last.lines.push(own);
    else found.push({ kind, lines: [own] });
  }
  return found.map(({ kind, lines }) => {
    if (kind === 'code') return { kind, lines: lines.map((line) => [line]) };
    return { kind, lines: kind === 'text' ? [inline(lines.join('\n'))] : lines.map((line) => inline(line)) };
  });
}

const inlineText = (parts: readonly Inline[]): string =>
  parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const within = inlineText(part.parts);
      return part.kind === 'mention' ? `<@${within}>` : `${part.mark}${within}${part.mark}`;
    })
    .join('');

/** The text that a tree was made of. */
export const toText = (blocks: readonly Block[]): string =>
  blocks
    .map(({ kind, lines }) => {
      const texts = lines.map((line) => `${lineMarks[kind]}${inlineText(line)}`);
      return (kind === 'code' ? [fence, ...texts, fence] : texts).join('\n');
    })
    .join('\n');
