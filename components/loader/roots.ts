/**
 * The parts of a page that can have tags: the document, and the shadow trees of the page's own components, into which
 * no selector of the document looks. Open ones are noticed; a closed one has to be named.
 *
 *     const roots = new Roots((within) => startTagsIn(within));
 *     roots.watch(document);
 *     roots.watch(closedShadowRoot); // Sferum.start(root)
 */

type Root = Document | ShadowRoot;

export class Roots {
  readonly #added: (within: ParentNode) => void;
  readonly #watched = new WeakSet<Root>();
  readonly #begin: (root: Root) => void;

  /** `begin` is called once for each root, `added` for what has come into one. */
  constructor(begin: (root: Root) => void, added: (within: ParentNode) => void) {
    this.#begin = begin;
    this.#added = added;
  }

  /** Finds what is in `root` now and what comes later; a second time does nothing. */
  watch(root: Root): void {
    if (this.#watched.has(root)) return;
    this.#watched.add(root);
    this.#begin(root);
    new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const node of addedNodes) {
          if (!(node instanceof Element) || !node.parentNode) continue;
          this.#added(node.parentNode);
          this.#lookInto(node);
        }
      }
    }).observe(root, { childList: true, subtree: true });
    this.#added(root);
    for (const element of root.children) this.#lookInto(element);
  }

  /** Watches the shadow trees of an element and of all in it; of one that is not defined yet, as soon as it is. */
  #lookInto(element: Element): void {
    for (const each of [element, ...element.querySelectorAll('*')]) {
      // What is in our own tags, they load themselves.
      if (each.localName.startsWith('sferum-')) continue;
      if (each.shadowRoot) this.watch(each.shadowRoot);
      else if (each.localName.includes('-') && !customElements.get(each.localName)) {
        void customElements.whenDefined(each.localName).then(() => {
          if (each.shadowRoot && each.isConnected) this.watch(each.shadowRoot);
        });
      }
    }
  }
}
