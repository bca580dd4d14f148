import axe from 'axe-core';

/** Waits for transitions in every shadow tree: axe would measure colours in between. */
async function settled(root: Element | ShadowRoot): Promise<void> {
  const running = root instanceof ShadowRoot ? root.getAnimations() : root.getAnimations({ subtree: true });
  // `finished` rejects for a cancelled one, which has ended too.
  await Promise.allSettled(
    running.filter((animation) => animation instanceof CSSTransition).map(({ finished }) => finished),
  );
  for (const element of root.querySelectorAll('*')) if (element.shadowRoot) await settled(element.shadowRoot);
}

/** The faults that axe finds in an element and its shadow trees, one line each. */
export async function axeFaults(element: Element): Promise<string[]> {
  await settled(element);
  if (element.shadowRoot) await settled(element.shadowRoot);
  const { violations } = await axe.run(element, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // Rules about a whole page, which a single element is not.
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  );
}
