/** Registers an element; a tag that is taken is passed over, so that a script loaded twice does no harm. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
