import { adoptStyles, css } from 'lit';
import { root } from '../element/host/ground.styles.ts';
import '../element/signed-out.ts';
import type { MembersTag } from '../locales/ru/signed-out.ts';

const styles = css`
  :host {
    overflow: auto;
  }
  sferum-signed-out {
    min-height: 100%;
  }
`;

/**
 * Draws in place of a tag whose code is not here, to somebody who is not signed in, what the tag would draw. When the
 * code comes, it takes the tag over.
 */
export function drawShell(element: Element, tag: MembersTag): void {
  const tree = element.attachShadow({ mode: 'open' });
  adoptStyles(tree, [...root, styles].flat());
  const card = document.createElement('sferum-signed-out');
  card.of = tag;
  tree.append(card);
}
