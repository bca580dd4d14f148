import { loadTag, signInCard } from '../element/registry.ts';

/** Resolves when something in a shadow tree matches the selector. */
function found(tree: ShadowRoot, selector: string): Promise<HTMLInputElement> {
  return new Promise((resolve) => {
    const look = () => {
      const element = tree.querySelector<HTMLInputElement>(selector);
      if (!element) return;
      observer.disconnect();
      resolve(element);
    };
    const observer = new MutationObserver(look);
    observer.observe(tree, { childList: true, subtree: true });
    look();
  });
}

const isFirstStep = (element: Element): boolean =>
  (element.getAttribute('mode') || 'sign-in') === 'sign-in' && !element.getAttribute('invite');

/** Draws the first step of signing in; `<sferum-auth>` takes over, with what was typed, when somebody turns to it. */
export async function drawSignIn(element: Element): Promise<void> {
  if (!isFirstStep(element)) return loadTag('sferum-auth');
  // The page may ask for another step later, which the card does not have.
  const asked = new MutationObserver(() => {
    asked.disconnect();
    void loadTag('sferum-auth');
  });
  asked.observe(element, { attributeFilter: ['mode', 'invite'] });
  await signInCard();
  if (element.shadowRoot) return;
  const tree = element.attachShadow({ mode: 'open' });
  const card = document.createElement('sferum-sign-in-card');
  // What the page puts into the tag is shown in the card.
  const terms = document.createElement('slot');
  terms.name = 'terms';
  terms.slot = 'terms';
  if (element.querySelector('[slot=terms]')) card.append(terms);
  tree.append(card);
  card.addEventListener('wanted', () => void takeOver(), { once: true });

  async function takeOver(): Promise<void> {
    await loadTag('sferum-auth');
    const { typed, focused, submitted } = card;
    if (card.way) {
      (await found(tree, `[data-way=${card.way}]`)).click();
      return;
    }
    if (!typed && !focused && !submitted) return;
    const field = await found(tree, 'input[name=phone]');
    // Whoever types fast has gone on in the field that took over.
    if (!field.value) field.value = card.typed || typed;
    if (focused) field.focus({ preventScroll: true });
    if (submitted || card.submitted) field.form?.requestSubmit();
  }
}
