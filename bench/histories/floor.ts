import type { BenchMessage, Contestant } from './contestant.ts';

/** The least that a virtual list has to do: plain DOM, heights that are measured, two spacers, one `scrollTop`. */
const beyond = 300;
const estimate = 56;

const messages: BenchMessage[] = [];
const heights = new Map<string, number>();
const rows = new Map<string, HTMLElement>();
const scroller = document.createElement('div');
const above = document.createElement('div');
const below = document.createElement('div');
const field = document.createElement('textarea');
let tops: number[] = [0];
let from = 0;
let isAtEnd = true;

const styles = `
  .pane { height: 520px; overflow: auto; overflow-anchor: none; background: #eef1f6; font: 15px/1.4 sans-serif }
  .row { display: flex; padding: 3px 16px }
  .row.me { justify-content: flex-end }
  .row > div { max-width: 75%; padding: 8px 12px; border-radius: 14px; background: #fff; box-shadow: 0 1px 2px #0002 }
  .row.me > div { background: #d9e4fd }
  .row b { display: block; font-size: 13px }
  .row i { float: right; margin: 6px 0 0 10px; font-size: 11px }
  textarea { width: 100%; font: inherit }`;

function makeRow({ at, author, text }: BenchMessage): HTMLElement {
  const row = document.createElement('div');
  row.className = `row ${author}`;
  const bubble = row.appendChild(document.createElement('div'));
  if (author !== 'me') bubble.appendChild(document.createElement('b')).textContent = author;
  bubble.append(text);
  bubble.appendChild(document.createElement('i')).textContent = at.toISOString().slice(11, 16);
  return row;
}

function arrange(first: number): void {
  for (let index = first; index < messages.length; index++) {
    tops[index + 1] = (tops[index] ?? 0) + (heights.get(messages[index]?.id ?? '') ?? estimate);
  }
  tops.length = messages.length + 1;
}

function indexAt(y: number): number {
  let [low, high] = [0, messages.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

function draw(): void {
  const total = tops[messages.length] ?? 0;
  const height = scroller.clientHeight;
  const top = isAtEnd ? total - height : scroller.scrollTop;
  from = indexAt(top - beyond);
  const to = Math.min(messages.length, indexAt(top + height + beyond) + 1);
  const wanted = new Set(messages.slice(from, to).map(({ id }) => id));
  for (const [id, row] of rows) {
    if (wanted.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  let before: Element = above;
  for (const message of messages.slice(from, to)) {
    let row = rows.get(message.id);
    if (!row) {
      row = makeRow(message);
      rows.set(message.id, row);
    }
    if (before.nextElementSibling !== row) before.after(row);
    before = row;
  }
  above.style.height = `${tops[from] ?? 0}px`;
  below.style.height = `${total - (tops[to] ?? 0)}px`;
  for (const [id, row] of rows) if (!heights.has(id)) heights.set(id, row.getBoundingClientRect().height);
  arrange(from);
  if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
}

export const floor: Contestant = {
  prepare(all) {
    messages.push(...all);
  },
  async open(place) {
    document.head.appendChild(document.createElement('style')).textContent = styles;
    tops = [0];
    scroller.className = 'pane';
    scroller.append(above, below);
    place.append(scroller, field);
    scroller.addEventListener('scroll', () => {
      isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
      draw();
    });
    arrange(0);
    draw();
  },
  add(message) {
    messages.push(message);
    arrange(messages.length - 1);
    draw();
  },
  last: () => below.previousElementSibling,
  field: () => field,
};
