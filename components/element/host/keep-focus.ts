const buttonsIn = (tree: ParentNode): HTMLElement[] => [
  ...tree.querySelectorAll<HTMLElement>('button:not([tabindex="-1"])'),
];

/**
 * Looks before a tree is drawn anew what in it has the focus. @returns what is to be called after: when what was pressed has
 * gone with what it did, as a row with its own button, the focus goes on to the next one. Where a field goes it does not: others
 * would raise the keyboard of a phone.
 */
export function keepFocus(tree: ShadowRoot): () => void {
  const pressed = tree.activeElement;
  if (!pressed || pressed.matches('input, textarea, select')) return () => {};
  const before = buttonsIn(tree).filter(
    (each) => pressed.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING,
  );
  return () => {
    if (pressed.isConnected || tree.activeElement) return;
    // To ask what is to be seen lays out the page, which nobody who types should wait for.
    const left = buttonsIn(tree).filter((each) => each.checkVisibility());
    const place = before.filter((each) => !each.isConnected || left.includes(each)).length;
    (left[place] ?? left.at(-1))?.focus({ preventScroll: true });
  };
}
