import { html, type TemplateResult } from 'lit';

/** No quotes, and nothing that cannot be seen: an address ends there. */
const address = /https?:\/\/[^\s\p{Cc}\p{Cf}<>"«»“”„‟‹›`]+/giu;
/** Embeddings, overrides and isolates: they let an address look like another one. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;
const openings: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** An address without what belongs to the sentence: marks at its end, and a bracket that was opened before it. */
function trimmed(url: string): string {
  const count = (sign: string) => url.split(sign).length;
  const unopened = new Map(
    Object.entries(openings).map(([closing, opening]) => [closing, count(closing) - count(opening)]),
  );
  let end = url.length;
  for (; end > 0; end--) {
    const last = url[end - 1] ?? '';
    const extra = unopened.get(last);
    if (extra === undefined ? !`.,;:!?…'’‘`.includes(last) : extra <= 0) break;
    if (extra !== undefined) unopened.set(last, extra - 1);
  }
  return url.slice(0, end);
}

/**
 * Text with its addresses as links; everything else stays text, whatever it looks like. What would turn the direction
 * of the text is left out.
 */
export function withLinks(text: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const url = trimmed(match[0]);
    if (!URL.canParse(url)) continue;
    parts.push(text.slice(from, match.index).replace(directions, ''));
    parts.push(html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${url}</a>`);
    from = match.index + url.length;
  }
  parts.push(text.slice(from).replace(directions, ''));
  return parts;
}
