import { html, type TemplateResult } from 'lit';
import type { Person } from '../../core/names.ts';
import { address, trimmed, withoutDirections } from './address.ts';

/** Whom a text names, and what everybody is called. */
export interface Named {
  readonly mentions: readonly Person[];
  readonly everybody: string;
  /** Who reads it: a mention of theirs stands out. */
  readonly me: string;
}

/** What may be markup: where none of it is, a text needs no more than its links. */
const marks = /`|\*\*|<@|(^|[^:])\/\/|^[>•] /m;

/** Whether a text is drawn the same with and without the code for markup. */
export const isPlain = (text: string): boolean => !marks.test(text);

export const link = (url: string): TemplateResult =>
  html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${withoutDirections(url)}</a>`;

/**
 * A plain text with its links. What would turn the direction of the text is left out.
 *
 *     html`<span class="text" dir="auto">${drawPlain(message.body)}</span>`
 */
export function drawPlain(text: string): (string | TemplateResult)[] {
  const drawn: (string | TemplateResult)[] = [];
  let from = 0;
  for (const { index, 0: found } of text.matchAll(address)) {
    const url = trimmed(found);
    if (!URL.canParse(url)) continue;
    drawn.push(withoutDirections(text.slice(from, index)), link(url));
    from = index + url.length;
  }
  return [...drawn, withoutDirections(text.slice(from))];
}
