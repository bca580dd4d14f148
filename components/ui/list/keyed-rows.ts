/**
 * Rows that are drawn each in an element of its own, which stays with its key: what has the focus or plays in it goes on
 * when rows come and go around it.
 *
 *     readonly #rows = new KeyedRows('item');
 *     // after the box is drawn:
 *     this.#rows.show(box, ids, (element, index) => render(row(index), element, { host: this }));
 */
export class KeyedRows {
  readonly #name: string;
  #elements = new Map<string, HTMLElement>();

  /** Each element has the class `name`. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Shows a row for each key in the box, in their order; `draw` draws it into its element. */
  show(box: Element, keys: readonly string[], draw: (element: HTMLElement, index: number) => void): void {
    const known = this.#elements;
    this.#elements = new Map(keys.map((key) => [key, known.get(key) ?? this.#make()]));
    for (const [key, element] of known) if (!this.#elements.has(key)) element.remove();
    let next = box.firstElementChild;
    let index = 0;
    for (const element of this.#elements.values()) {
      draw(element, index++);
      if (element === next) next = next.nextElementSibling;
      else box.insertBefore(element, next);
    }
  }

  #make(): HTMLElement {
    const element = document.createElement('div');
    element.className = this.#name;
    return element;
  }
}
