/**
 * The drop-in script: gives the page a backend by its own attributes, and defines the tags that are on the page now or
 * come later. Tags may stand before or after it; loading it twice does no harm.
 *
 *     <script type="module" src="…/sferum.js" data-sferum-url="https://….supabase.co" data-sferum-key="sb_publishable_…"
 *       data-sferum-college="…"></script>
 *     <sferum-chats></sferum-chats>
 */

import { provideBackend } from './element/context.ts';
import { followLowVision } from './element/low-vision.ts';
import { isPublicTag, loadTag, registry } from './element/registry.ts';

const started = Symbol.for('sferum.started');
const page = document.documentElement as HTMLElement & { [started]?: true };

/** Height of a tag before its code is loaded, so that nothing jumps; any rule of the page is stronger. */
const reserved =
  ':where(sferum-admin,sferum-auth,sferum-chat,sferum-chats,sferum-college,sferum-colleges,sferum-group,sferum-inquiry,sferum-invite,' +
  'sferum-profile)' +
  ':not(:defined){display:block;height:min(600px,85vh)}';

/** Replaces `<div data-sferum="chat" data-chat="…">`, for systems that strip unknown tags, by `<sferum-chat chat="…">`. */
function replaceStandIn(standIn: HTMLElement): void {
  const tag = `sferum-${standIn.dataset.sferum}`;
  if (!isPublicTag(tag)) return;
  const element = document.createElement(tag);
  for (const { name, value } of standIn.attributes) {
    if (name.startsWith('data-') && name !== 'data-sferum') element.setAttribute(name.slice(5), value);
    else if (name === 'class' || name === 'id' || name === 'lang') element.setAttribute(name, value);
  }
  element.append(...standIn.childNodes);
  standIn.replaceWith(element);
}

function defineTags(root: ParentNode): void {
  for (const standIn of root.querySelectorAll<HTMLElement>('[data-sferum]')) replaceStandIn(standIn);
  for (const tag of Object.keys(registry).filter(isPublicTag)) {
    if (!customElements.get(tag) && root.querySelector(tag)) void loadTag(tag);
  }
}

function start(): void {
  const script = document.querySelector<HTMLScriptElement>('script[data-sferum-url]');
  const {
    sferumUrl = '',
    sferumKey = '',
    sferumCollege = '',
    sferumJoin = '',
    sferumLowVision = '',
  } = script?.dataset ?? {};
  if (sferumUrl && sferumKey) {
    const url = sferumUrl.replace(/\/+$/, '');
    provideBackend(page, { url, key: sferumKey, college: sferumCollege, joinPage: sferumJoin });
  } else if (!document.querySelector('sferum-app')) {
    console.error('sferum: the script needs data-sferum-url and data-sferum-key');
  }
  if (sferumLowVision) followLowVision(sferumLowVision);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(reserved);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node instanceof HTMLElement && node.parentNode) defineTags(node.parentNode);
      }
    }
  }).observe(page, { childList: true, subtree: true });
  defineTags(document);
}

if (!page[started]) {
  page[started] = true;
  start();
}
