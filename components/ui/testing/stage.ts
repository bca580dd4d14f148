import { type CSSResultGroup, css, LitElement, render, type TemplateResult } from 'lit';
import { base, root } from '../../element/base.styles.ts';

let styles: CSSResultGroup = [];

/** An element that draws what a test gives it. */
class TestHost extends LitElement {
  override firstUpdated(): void {
    this.draw(this.drawing);
  }
  drawing: TemplateResult | undefined;
  draw(drawing: TemplateResult | undefined): void {
    this.drawing = drawing;
    if (drawing && this.shadowRoot) render(drawing, this.shadowRoot);
  }
}

let count = 0;

/** Draws `drawing` in a shadow tree with the base styles and `more`. `draw` draws anew, `find` searches the tree. */
export async function stage(drawing: TemplateResult, more: CSSResultGroup = []) {
  styles = more;
  count += 1;
  const tag = `test-host-${count}`;
  customElements.define(
    tag,
    class extends TestHost {
      static override styles = [base, root, styles, css``];
    },
  );
  const host = document.createElement(tag) as TestHost;
  host.drawing = drawing;
  document.body.append(host);
  await host.updateComplete;
  const find = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = host.shadowRoot?.querySelector<E>(selector);
    if (!found) throw new Error(`no ${selector}`);
    return found;
  };
  return { host, find, draw: (next: TemplateResult) => host.draw(next) };
}

/** What has the focus, through shadow trees. */
export function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

/** Presses a key on what has the focus. @returns false when that prevented the browser's own action. */
export function press(key: string, init: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...init });
  return focused()?.dispatchEvent(event) ?? false;
}

/** What extends beyond the right edge of `within`, as HTML; empty when nothing does. */
export function standingOut(within: Element, tree: ParentNode): string[] {
  const edge = within.getBoundingClientRect().right + 0.5;
  return [...tree.querySelectorAll('*')]
    .filter((each) => !each.closest('.visually-hidden') && each.getBoundingClientRect().right > edge)
    .map((each) => each.outerHTML.slice(0, 120));
}
