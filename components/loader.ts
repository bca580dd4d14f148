/**
 * The drop-in script: gives the page a backend by its own attributes, and defines the tags that are on the page now or
 * come later. What its webmaster has forgotten, it says in place of the tags. Tags may stand before or after it; loading it twice does no harm.
 *
 *     <script type="module" src="…/sferum.js" data-sferum-url="https://….supabase.co" data-sferum-key="sb_publishable_…"
 *       data-sferum-college="…"></script>
 *     <sferum-chats></sferum-chats>
 *
 * In a closed shadow tree of the page, or one that an element gets later, nobody can look for tags: `Sferum.start(root)`.
 */

import { provideBackend } from './element/context.ts';
import { adopt, isStylable } from './element/host/adopt.ts';
import { help, type Mistake, mistakeIn, writtenFor, writtenOnPage } from './element/host/config.ts';
import { isPublicTag, loadTag, type PublicTag, registry } from './element/registry.ts';
import { followLowVision } from './loader/low-vision.ts';
import { Roots } from './loader/roots.ts';

const scriptAddress = import.meta.url;
const page = document.documentElement;
const publicTags = Object.keys(registry).filter(isPublicTag);
const drawn = publicTags.filter((tag) => tag !== 'sferum-app');

/** Height of a tag before its code is loaded, so that nothing jumps; any rule of the page is stronger. */
const reserved = `:where(${drawn}):not(:defined){display:block;height:min(600px,85vh)}`;

const tooOld = 'Этот браузер слишком старый для этой части страницы. Обновите его или откройте страницу в другом.';

/** Replaces `<div data-sferum="chat" data-chat="…">`, for systems that strip unknown tags, by `<sferum-chat chat="…">`. */
function replaceStandIn(standIn: HTMLElement): void {
  const tag = `sferum-${standIn.dataset.sferum}`;
  if (!isPublicTag(tag)) {
    const mistake = { at: standIn.localName, attribute: 'data-sferum', kind: 'unknown', example: 'chat' } as const;
    if (!standIn.shadowRoot) void showMistake(standIn, mistake);
    return;
  }
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
    for (const element of within.querySelectorAll(tag)) startTag(tag, element);
  }
}

function startTag(tag: PublicTag, element: Element): void {
  // One that is loaded says itself what it lacks.
  if (customElements.get(tag) || element.shadowRoot) return;
  const written = writtenFor(element);
  const mistake = mistakeIn(written);
  // An app says itself what it lacks, once for all tags in it.
  if (!mistake || written.at === 'sferum-app') void loadTag(tag);
  else void showMistake(element, mistake);
}

/** Draws in place of a tag that cannot start. */
async function showMistake(element: Element, mistake: Mistake): Promise<void> {
  const tree = element.attachShadow({ mode: 'open' });
  await import('./element/host/mistake.ts');
  const notice = document.createElement('sferum-mistake');
  notice.mistake = mistake;
  tree.append(notice);
}

function explainOldBrowser(within: ParentNode): void {
  for (const element of within.querySelectorAll(`${drawn}`)) {
    if (!element.shadowRoot)
      element
        .attachShadow({ mode: 'open' })
        .append(Object.assign(document.createElement('p'), { textContent: tooOld }));
  }
}

function isSelector(text: string): boolean {
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}

function start(): Roots {
  // Beside the script lies what its webmaster can read.
  help.address = new URL('webmasters.txt', scriptAddress).href;
  const written = writtenOnPage();
  if (!mistakeIn(written)) provideBackend(page, written);
  const lowVision = document.querySelector<HTMLScriptElement>('script[data-sferum-low-vision]');
  const selector = lowVision?.dataset.sferumLowVision ?? '';
  if (isSelector(selector)) followLowVision(selector);
  else if (lowVision) console.error(`sferum: data-sferum-low-vision is no CSS selector: «${selector}» ${help.address}`);
  const roots = isStylable()
    ? new Roots((root) => adopt(root, reserved), startTags)
    : new Roots(() => {}, explainOldBrowser);
  roots.watch(document);
  return roots;
}

if (!window.Sferum) {
  const roots = start();
  window.Sferum = { start: (root) => roots.watch(root) };
}
