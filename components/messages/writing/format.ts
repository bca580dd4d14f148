import { fence, lineMarks } from '../text/markup.ts';

/** How what is selected in a field can be marked, and taken out of its marks again. */
export type Format = 'bold' | 'italic' | 'code' | 'quote' | 'list';

/** A part of a field and what comes in its place, with what is selected then. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly select: readonly [start: number, end: number];
}

const marks = { bold: '**', italic: '//', code: '`' } as const;

/** Keys by their place on the keyboard, so that they are the same on a Russian layout. */
const keys: Readonly<Record<string, Format>> = {
  KeyB: 'bold',
  KeyI: 'italic',
  'Shift KeyM': 'code',
  'Shift Period': 'quote',
  'Shift Digit8': 'list',
};

/** What a key press asks for; undefined when it is none of these. */
export function formatOf({ altKey, code, ctrlKey, metaKey, shiftKey }: KeyboardEvent): Format | undefined {
  if (altKey || ctrlKey === metaKey) return undefined;
  return keys[`${shiftKey ? 'Shift ' : ''}${code}`];
}

export function replacement(text: string, start: number, end: number, format: Format): Replacement {
  if (format === 'quote' || format === 'list') return ofLines(text, start, end, lineMarks[format]);
  const inside = text.slice(start, end);
  if (format === 'code' && inside.includes('\n')) {
    const before = start > 0 && text[start - 1] !== '\n' ? '\n' : '';
    const after = end < text.length && text[end] !== '\n' ? '\n' : '';
    const open = `${before}${fence}\n`;
    const shift = start + open.length;
    return { from: start, to: end, text: `${open}${inside}\n${fence}${after}`, select: [shift, shift + inside.length] };
  }
  const mark = marks[format];
  const { length } = mark;
  // Marks stand at words, not at the spaces around them.
  const from = start + (inside.length - inside.trimStart().length);
  const to = Math.max(from, end - (inside.length - inside.trimEnd().length));
  const word = text.slice(from, to);
  if (text.slice(from - length, from) === mark && text.slice(to, to + length) === mark && word) {
    return { from: from - length, to: to + length, text: word, select: [from - length, to - length] };
  }
  if (word.length > 2 * length && word.startsWith(mark) && word.endsWith(mark)) {
    const bare = word.slice(length, -length);
    return { from, to, text: bare, select: [from, from + bare.length] };
  }
  return { from, to, text: `${mark}${word}${mark}`, select: [from + length, to + length] };
}

function ofLines(text: string, start: number, end: number, mark: string): Replacement {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const to = newline < 0 ? text.length : newline;
  const lines = text.slice(from, to).split('\n');
  const isMarked = lines.every((line) => line.startsWith(mark));
  const changed = lines.map((line) => (isMarked ? line.slice(mark.length) : mark + line)).join('\n');
  return { from, to, text: changed, select: [from, from + changed.length] };
}
