/**
 * Gives a document or a shadow tree a style sheet that holds under a Content-Security-Policy without inline styles.
 * Browsers that cannot construct one (Safari before 16.4) get a `<style>`, which such a policy forbids: `isStylable`.
 *
 *     adopt(document, 'sferum-chat:not(:defined) { display: block }');
 */
export function adopt(root: Document | ShadowRoot, text: string): void {
  const page = root.ownerDocument ?? root;
  const view = page.defaultView;
  if (canConstruct(view)) {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return;
  }
  const style = page.createElement('style');
  style.textContent = text;
  ('head' in root ? root.head : root).append(style);
}

/** Whether our elements can have styles on this page. */
export function isStylable(): boolean {
  if (canConstruct(window)) return true;
  const probe = document.createElement('style');
  probe.textContent = 'sferum-probe { color: red }';
  document.head.append(probe);
  const stylable = (probe.sheet?.cssRules.length ?? 0) > 0;
  probe.remove();
  return stylable;
}

type View = Window & { readonly CSSStyleSheet: typeof CSSStyleSheet; readonly Document: typeof Document };

function canConstruct(view: Window | null): view is View {
  const known = view as View | null;
  return !!known && 'adoptedStyleSheets' in known.Document.prototype && 'replaceSync' in known.CSSStyleSheet.prototype;
}
