import { wordsIn } from './found-words.ts';

const rules = (seq: number) => `
  ::highlight(sferum-found) { background-color: var(--sferum-shade, rgb(242 169 59 / 42%)); }
  ::highlight(sferum-found-now) {
    background-color: var(--sferum-ink, #f2a93b);
    color: var(--sferum-ground, #2a1b00);
  }
  @media (forced-colors: active) {
    ::highlight(sferum-found) { background-color: Mark; color: MarkText; }
    ::highlight(sferum-found-now) { background-color: Highlight; color: HighlightText; }
  }
  .message[data-seq='${seq}'] .bubble { outline: 2px solid var(--sferum-focus); }
`;

/**
 * Marks words in the messages that a history draws, without touching what it draws, and the message that is looked at.
 * A browser that cannot mark words shows the outline alone,
 * and one that constructs no style sheets neither.
 *
 *     const highlighter = new Highlighter(history.renderRoot as ShadowRoot);
 *     highlighter.show(new Set(['задание', 'заданию']), 42);
 *     highlighter.stop();
 */
export class Highlighter {
  readonly #root: ShadowRoot;
  readonly #sheet = 'adoptedStyleSheets' in Document.prototype ? new CSSStyleSheet() : null;
  readonly #observer = new MutationObserver(() => this.#mark());
  #words: ReadonlySet<string> = new Set();
  #seq = 0;

  constructor(root: ShadowRoot) {
    this.#root = root;
    if (this.#sheet) root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
    this.#observer.observe(root, { childList: true, characterData: true, subtree: true });
  }

  /** @param seq - Of the message that is looked at; 0 for none. */
  show(words: ReadonlySet<string>, seq: number): void {
    this.#words = words;
    this.#seq = seq;
    this.#sheet?.replaceSync(rules(seq));
    this.#mark();
  }

  stop(): void {
    this.#observer.disconnect();
    if (this.#sheet) {
      this.#root.adoptedStyleSheets = this.#root.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    }
    CSS.highlights?.delete('sferum-found');
    CSS.highlights?.delete('sferum-found-now');
  }

  #mark(): void {
    if (!('highlights' in CSS)) return;
    const [all, now] = [new Highlight(), new Highlight()];
    now.priority = 1;
    for (const text of this.#words.size > 0 ? this.#root.querySelectorAll('.message .text') : []) {
      const isNow = text.closest<HTMLElement>('.message')?.dataset.seq === String(this.#seq);
      const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        for (const { from, to, word } of wordsIn(node.nodeValue ?? '')) {
          if (!this.#words.has(word)) continue;
          const range = new Range();
          range.setStart(node, from);
          range.setEnd(node, to);
          (isNow ? now : all).add(range);
        }
      }
    }
    CSS.highlights.set('sferum-found', all);
    CSS.highlights.set('sferum-found-now', now);
  }
}
