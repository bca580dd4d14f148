import { adoptStyles } from 'lit';
import { root } from '../element/host/ground.styles.ts';
import { loadTag, signInCard } from '../element/registry.ts';

const isFirstStep = (element: Element): boolean =>
  (element.getAttribute('mode') || 'sign-in') === 'sign-in' && !element.getAttribute('invite');

/** Draws the first step of signing in; `<sferum-auth>` takes over when somebody turns to it. */
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
  // The theme of the tag, which the card takes after it.
  adoptStyles(tree, root.flat());
  const card = document.createElement('sferum-sign-in-card');
  // What the page puts into the tag is shown in the card.
  const terms = document.createElement('slot');
  terms.name = 'terms';
  terms.slot = 'terms';
  if (element.querySelector('[slot=terms]')) card.append(terms);
  tree.append(card);
  card.addEventListener('wanted', () => void loadTag('sferum-auth'), { once: true });
}
