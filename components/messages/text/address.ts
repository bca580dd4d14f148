/** Finds addresses. No quotes, and nothing that cannot be seen: an address ends there. */
export const address = /https?:\/\/[^\s\p{Cc}\p{Cf}<>"«»“”„‟‹›`]+/giu;
/** Embeddings, overrides and isolates: they let an address look like another one. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;
const openings: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** An address without what belongs to the sentence: marks at its end, and a bracket that was opened before it. */
export function trimmed(url: string): string {
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

/** A text without what would turn the direction of what follows. */
export const withoutDirections = (text: string): string => text.replace(directions, '');
