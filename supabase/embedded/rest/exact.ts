import { randomBytes } from 'node:crypto';

/**
 * JSON through JavaScript without loss: a number that JavaScript would round travels as text with a prefix that nobody
 * can guess, until it becomes JSON or a parameter again.
 */
const mark = `exact-${randomBytes(12).toString('hex')}:`;
const marked = new RegExp(`("")?(\\\\")?(")?${mark}([-+.\\deE]+)\\2\\3\\1`, 'g');
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
/** Shorter numbers always keep their value. */
const long = /\d[\d.]{15}/;

/** Marks the numbers in a JSON text that JavaScript cannot hold. */
export function hideNumbers(json: string): string {
  if (!long.test(json)) return json;
  return json.replace(token, (found) => (found[0] === '"' || holds(found) ? found : `"${mark}${found}"`));
}

/** Restores the numbers that {@link hideNumbers} marked, in JSON or CSV. */
export function showNumbers(text: string): string {
  return text.includes(mark) ? text.replace(marked, '$4') : text;
}

function holds(number: string): boolean {
  const plain = (text: string) =>
    text
      .replace(/^-?0*/, '')
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '');
  return /[eE]/.test(number) ? Number.isFinite(Number(number)) : plain(String(Number(number))) === plain(number);
}

/** As {@link mark}, for texts: of letters that mean nothing in an address, in SQL or in PostgREST's language. */
const textMark = `text${randomBytes(12).toString('hex')}x`;
const markedText = new RegExp(`${textMark}([\\da-f]*)x`, 'g');

/** Marks a text that must not be taken for anything else. */
export function hideText(text: string): string {
  return `${textMark}${Buffer.from(text).toString('hex')}x`;
}

const comparisonMark = `compare${randomBytes(12).toString('hex')}x`;
const markedComparison = new RegExp(`${comparisonMark}([\\da-f]*)x`, 'g');

/** Restores the texts that {@link hideText} and {@link hideComparison} marked; `write` escapes them for their place. */
export function showText(text: string, write = (shown: string) => shown): string {
  return text
    .replace(markedText, (_, hex: string) => write(textOf(hex)))
    .replace(markedComparison, (_, hex: string) => write((JSON.parse(textOf(hex)) as Comparison).value));
}

/** As {@link showText}, within strings of JSON. */
export function showTextInJson(json: string): string {
  return showText(json, (shown) => JSON.stringify(shown).slice(1, -1));
}

function textOf(hex: string): string {
  return Buffer.from(hex, 'hex').toString();
}

export interface Comparison {
  /** As in a filter: `match`, `cs`. */
  readonly operator: string;
  /** `(any)`, `(english)`, or nothing. */
  readonly modifier: string;
  readonly value: string;
}

/** Marks a value that is to be compared by another operator than `=`. It holds no SQL, because a mark may leak. */
export function hideComparison(comparison: Comparison): string {
  return `${comparisonMark}${Buffer.from(JSON.stringify(comparison)).toString('hex')}x`;
}

/** The comparison that {@link hideComparison} marked; null for every other value. */
export function comparisonIn(value: unknown): Comparison | null {
  const [found] = typeof value === 'string' ? value.matchAll(markedComparison) : [];
  return found?.[1] !== undefined && found[0] === value ? JSON.parse(textOf(found[1])) : null;
}
