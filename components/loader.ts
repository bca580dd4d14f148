/**
 * The drop-in script: gives the page a backend by its own attributes, and defines the tags that are on the page now or
 * come later. To those who are not signed in it shows cards, without the code for members. What its webmaster has forgotten, it says in place of the tags. Tags may stand before or after it; loading it twice does no harm.
 *
 *     <script type="module" src="…/sferum.js" data-sferum-url="https://….supabase.co" data-sferum-key="sb_publishable_…"
 *       data-sferum-college="…"></script>
 *     <sferum-chats></sferum-chats>
 *
 * In a closed shadow tree of the page, or one that an element gets later, nobody can look for tags: `Sferum.start(root)`.
 */

import { type SessionKeeper, sharedSession } from './core/session.ts';
import { adopt, isStylable } from './element/host/adopt.ts';
import {
  help,
  type Mistake,
  mistakeIn,
  type Written,
  writtenFor,
  writtenOn,
  writtenOnPage,
} from './element/host/config.ts';
import { beforeLoading, isPublicTag, loadTag, type PublicTag, registry } from './element/registry.ts';
import { Roots } from './loader/roots.ts';
import type { MembersTag } from './locales/ru/signed-out.ts';

const scriptAddress = import.meta.url;
const page = document.documentElement;
const publicTags = Object.keys(registry).filter(isPublicTag);
const drawn = publicTags.filter((tag) => tag !== 'sferum-app' && tag !== 'sferum-chat-launcher');

/** Height of a tag before its code is loaded, so that nothing jumps; any rule of the page is stronger. */
const reserved = `:where(${drawn}):not(:defined){display:block;height:min(600px,85vh)}`;

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
  if (tag === 'sferum-app') startApp(element);
  else startIn(writtenFor(element), tag, element);
}

/** The code of an app comes with that of the first tag in it; until then it shows what is in it anyway. */
function startApp(app: Element): void {
  hasApps = true;
  if (mistakeIn(writtenOn(app))) void loadTag('sferum-app');
}

function startIn(written: Written, tag: PublicTag, element: Element): void {
  const mistake = mistakeIn(written);
  if (mistake) {
    // An app says it once for all that is in it.
    if (written.at === 'script') void showMistake(element, mistake);
    return;
  }
  const session = sharedSession(written.url, written.key);
  // What is public is shown by the tag itself.
  if (session.current || element.hasAttribute('public') || (tag === 'sferum-auth' && isUnderWay(element, written)))
    void loadTag(tag);
  else {
    waitingFor(session).add(tag);
    void showShell(element, tag);
  }
}

/** Whether `<sferum-auth>` begins with something else than a number: an invitation, a code that was sent. */
function isUnderWay(element: Element, { url }: Written): boolean {
  const { mode, invite } = element as Element & { mode?: string; invite?: string };
  const asked = mode || invite || element.getAttribute('mode') || element.getAttribute('invite') || 'sign-in';
  if (asked !== 'sign-in' || new URLSearchParams(location.search).has('invite')) return true;
  try {
    return sessionStorage.getItem(`sferum.sign-in:${new URL(url).host}`) !== null;
  } catch {
    // Without its storage no page remembers a code.
    return false;
  }
}

const waiting = new WeakMap<SessionKeeper, Set<PublicTag>>();

/** Tags whose code is fetched when somebody has signed in. */
function waitingFor(session: SessionKeeper): Set<PublicTag> {
  let tags = waiting.get(session);
  if (!tags) {
    tags = new Set();
    waiting.set(session, tags);
    session.subscribe((now) => {
      if (!now) return;
      for (const tag of tags ?? []) void loadTag(tag);
      tags?.clear();
    });
  }
  return tags;
}

async function showShell(element: Element, tag: PublicTag): Promise<void> {
  // It is no more than a button itself.
  if (tag === 'sferum-chat-launcher') {
    await registry[tag]();
    return;
  }
  if (tag === 'sferum-auth') {
    const { drawSignIn } = await import('./loader/sign-in-shell.ts');
    if (!customElements.get(tag)) await drawSignIn(element);
    return;
  }
  const { drawShell } = await import('./loader/shell.ts');
  if (!element.shadowRoot && !customElements.get(tag)) drawShell(element, tag as MembersTag);
}

let hasApps = false;
let provided: Promise<unknown> | undefined;

/** What gives a backend to the tags, with the code that speaks to it. */
function provide(): Promise<unknown> {
  const written = writtenOnPage();
  if (!mistakeIn(written)) {
    provided ??= import('./element/host/provider.ts').then(({ provideBackend }) => provideBackend(page, written));
  }
  return Promise.all([provided, hasApps && registry['sferum-app']()]);
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
  void import('./loader/old-browser.ts').then((each) => each.explainOldBrowser(within, `${drawn}`));
}

function start(): Roots {
  // Beside the script lies what its webmaster can read.
  help.address = new URL('webmasters.txt', scriptAddress).href;
  beforeLoading(provide);
  const lowVision = document.querySelector<HTMLScriptElement>('script[data-sferum-low-vision]');
  const selector = lowVision?.dataset.sferumLowVision;
  if (selector !== undefined) void import('./loader/low-vision.ts').then((each) => each.followLowVision(selector));
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
