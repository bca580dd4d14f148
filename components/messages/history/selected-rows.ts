import type { Message } from '../conversation.ts';
import type { History } from './history.ts';

/** So many rows are drawn at most beside those on the screen because text in them is selected. */
const mostSelected = 300;

/**
 * Of rows from one to before another, those to draw so that what is selected stays drawn: else the selection would end with its
 * row.
 */
export function withSelected<M extends Message>(
  history: History<M>,
  [from, to]: [from: number, to: number],
): [from: number, to: number] {
  const { rows, shadowRoot: root } = history;
  const selection = getSelection();
  if (!root || !rows || selection?.type !== 'Range') return [from, to];
  const [range] = selection.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  const [first = -1, last = -1] = [range?.startContainer, range?.endContainer].map((node) => {
    const message = (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>('.message');
    return message && root.contains(message) ? rows.indexOf(Number(message.dataset.seq)) : -1;
  });
  if (first < 0 || last < first || last >= rows.length) return [from, to];
  const both: [number, number] = from === to ? [first, last + 1] : [Math.min(from, first), Math.max(to, last + 1)];
  return both[1] - both[0] > to - from + mostSelected ? [from, to] : both;
}
