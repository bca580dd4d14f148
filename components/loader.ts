/**
 * The drop-in script: gives the page a backend by its own attributes, and defines the tags that are on the page now or
 * come later. Tags may stand before or after it; loading it twice does no harm.
 *
 *     <script type="module" src="…/sferum.js" data-sferum-url="https://….supabase.co" data-sferum-key="sb_publishable_…"
 *       data-sferum-college="…"></script>
 *     <sferum-chats></sferum-chats>
 *
 * In a closed shadow tree of the page, or one that an element gets later, nobody can look for tags: `Sferum.start(root)`.
 */

import { provideBackend } from './element/context.ts';
import { adopt, isStylable } from './element/host/adopt.ts';
import { isPublicTag, loadTag, registry } from './element/registry.ts';
import { followLowVision } from './loader/low-vision.ts';
import { Roots } from './loader/roots.ts';

const page = document.documentElement;
const publicTags = Object.keys(registry).filter(isPublicTag);
const drawn = publicTags.filter((tag) => tag !== 'sferum-app');

/** Height of a tag before its code is loaded, so that nothing jumps; any rule of the page is stronger. */
const reserved = `:where(${drawn}):not(:defined){display:block;height:min(600px,85vh)}`;

const tooOld = 'Этот браузер слишком старый для этой части страницы. Обновите его или откройте страницу в другом.';

/** Replaces `<div data-sferum="chat" data-chat="…">`, for systems that strip unknown tags, by `<sferum-chat chat="…">`. */
function replaceStandIn(standIn: HTMLElement): void {
  const tag = `sferum-${standIn.dataset.sferum}`;
  if (!isPublicTag(tag)) return;
  const element = document.createElement(tag);
  for (const { name, value } of standIn.attributes) {
    if (name !== 'data-sferum' && name !== 'style') element.setAttribute(name.replace(/^data-/, ''), value);
  }
  // As an attribute it could be forbidden by the page's policy.
  element.style.cssText = standIn.style.cssText;
  element.append(...standIn.childNodes);
  standIn.replaceWith(element);
}

function startTags(within: ParentNode): void {
  for (const standIn of within.querySelectorAll<HTMLElement>('[data-sferum]')) replaceStandIn(standIn);
  for (const tag of publicTags) {
    if (!customElements.get(tag) && within.querySelector(tag)) void loadTag(tag);
  }
}

function explainOldBrowser(within: ParentNode): void {
  for (const element of within.querySelectorAll(`${drawn}`)) {
    if (!element.shadowRoot)
      element
        .attachShadow({ mode: 'open' })
        .append(Object.assign(document.createElement('p'), { textContent: tooOld }));
  }
}

function start(): Roots {
  const script = document.querySelector<HTMLScriptElement>('script[data-sferum-url]');
  const {
    sferumUrl = '',
    sferumKey = '',
    sferumCollege = '',
    sferumJoin = '',
    sferumLowVision = '',
  } = script?.dataset ?? {};
  const roots = isStylable()
    ? new Roots((root) => adopt(root, reserved), startTags)
    : new Roots(() => {}, explainOldBrowser);
  if (sferumUrl && sferumKey) {
    const url = sferumUrl.replace(/\/+$/, '');
    provideBackend(page, { url, key: sferumKey, college: sferumCollege, joinPage: sferumJoin });
  } else if (!document.querySelector('sferum-app')) {
    console.error('sferum: the script needs data-sferum-url and data-sferum-key');
  }
  if (sferumLowVision) followLowVision(sferumLowVision);
  roots.watch(document);
  return roots;
}

if (!window.Sferum) {
  const roots = start();
  window.Sferum = { start: (root) => roots.watch(root) };
}
