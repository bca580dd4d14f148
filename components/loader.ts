import { provideBackend } from './element/context.ts';
import { isPublicTag, loadTag, registry } from './element/registry.ts';

/**
 * The drop-in script: reads its own `data-sferum-*` attributes, gives the page a backend, and defines the tags that
 * are on the page now or come later. Tags may stand before or after the script; loading it twice does no harm.
 */
const started = Symbol.for('sferum.started');
const page = document.documentElement as HTMLElement & { [started]?: true };

/** Height that a tag takes before its code has arrived, so that nothing jumps; any rule of the page is stronger. */
const reserved =
  ':where(sferum-admin,sferum-auth,sferum-chat,sferum-chats,sferum-college,sferum-colleges,sferum-group,sferum-inquiry,sferum-invite,' +
  'sferum-profile)' +
  ':not(:defined){display:block;height:min(600px,85vh)}';

/** `<div data-sferum="chat" data-chat="…">`, for systems that strip unknown tags, becomes `<sferum-chat chat="…">`. */
function replace(stand: HTMLElement): void {
  const tag = `sferum-${stand.dataset.sferum}`;
  if (!isPublicTag(tag)) return;
  const element = document.createElement(tag);
  for (const { name, value } of stand.attributes) {
    if (name.startsWith('data-') && name !== 'data-sferum') element.setAttribute(name.slice(5), value);
    else if (name === 'class' || name === 'id' || name === 'lang') element.setAttribute(name, value);
  }
  element.append(...stand.childNodes);
  stand.replaceWith(element);
}

function look(root: ParentNode): void {
  for (const stand of root.querySelectorAll<HTMLElement>('[data-sferum]')) replace(stand);
  for (const tag of Object.keys(registry).filter(isPublicTag)) {
    if (!customElements.get(tag) && root.querySelector(tag)) void loadTag(tag);
  }
}

function start(): void {
  const script = document.querySelector<HTMLScriptElement>('script[data-sferum-url]');
  const { sferumUrl = '', sferumKey = '', sferumCollege = '', sferumJoin = '' } = script?.dataset ?? {};
  if (sferumUrl && sferumKey) {
    const url = sferumUrl.replace(/\/+$/, '');
    provideBackend(page, { url, key: sferumKey, college: sferumCollege, joinPage: sferumJoin });
  } else if (!document.querySelector('sferum-app')) {
    console.error('sferum: the script needs data-sferum-url and data-sferum-key');
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(reserved);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node instanceof HTMLElement && node.parentNode) look(node.parentNode);
      }
    }
  }).observe(page, { childList: true, subtree: true });
  look(document);
}

if (!page[started]) {
  page[started] = true;
  start();
}
