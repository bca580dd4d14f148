const buttonsIn = (tree: ParentNode): HTMLElement[] =>
  [...tree.querySelectorAll<HTMLElement>('button:not([tabindex="-1"])')].filter((each) => each.checkVisibility());

/**
 * Looks before a tree is drawn anew what in it has the focus. @returns what is to be called after: when what was pressed has
 * gone with what it did, as a row with its own button, the focus goes on to the next one. Where a field goes it does not: others
 * would raise the keyboard of a phone.
 */
export function keepFocus(tree: ShadowRoot): () => void {
  const pressed = tree.activeElement;
  if (!pressed || pressed.matches('input, textarea, select')) return () => {};
  const isBefore = (each: Element) => pressed.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING;
  const place = buttonsIn(tree).filter(isBefore).length;
  return () => {
    if (pressed.isConnected || tree.activeElement) return;
    const left = buttonsIn(tree);
    (left[place] ?? left.at(-1))?.focus({ preventScroll: true });
  };
}
