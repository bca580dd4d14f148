/**
 * What a webmaster has written about the Supabase of a page or of a part of it, and what is wrong with it.
 *
 *     const written = writtenFor(tag); // of the nearest <sferum-app>, else of the script
 *     const mistake = mistakeIn(written);
 */

import type { BackendConfig } from '../../core/backend.ts';

export interface Mistake {
  /** What has the attribute: `script`, or a tag. */
  readonly at: string;
  readonly attribute: string;
  /** `address` for what is none, `secret` for a key that nobody may see, `unknown` for the name of no tag. */
  readonly kind: 'missing' | 'address' | 'secret' | 'unknown';
  /** What the attribute could say. */
  readonly example: string;
}

export interface Written extends BackendConfig {
  /** What has the attributes: `script`, or `sferum-app`. */
  readonly at: string;
}

/** Address of the page for webmasters; set by the drop-in script, beside which it lies. */
export const help = { address: '' };

/** As ids of chats, groups and colleges look. */
export const exampleId = '8d2c1b0e-…';

const examples = { url: 'https://project.supabase.co', key: 'sb_publishable_…' };

/** The project's address without what its paths are appended to. */
const withoutSlash = (url: string) => url.trim().replace(/\/+$/, '');

/** The attributes of our script. */
export function writtenOnPage(): Written {
  const script = document.querySelector<HTMLScriptElement>('script[data-sferum-url], script[data-sferum-key]');
  const { sferumUrl = '', sferumKey = '', sferumCollege = '', sferumJoin = '' } = script?.dataset ?? {};
  return { at: 'script', url: withoutSlash(sferumUrl), key: sferumKey, college: sferumCollege, joinPage: sferumJoin };
}

type App = Element & Partial<Record<'url' | 'key' | 'college', string>>;

/** The attributes of a `<sferum-app>`, or its properties. */
export function writtenOn(app: App): Written {
  const read = (name: 'url' | 'key' | 'college') => app[name] || app.getAttribute(name) || '';
  return { at: 'sferum-app', url: withoutSlash(read('url')), key: read('key'), college: read('college') };
}

/** What holds for a tag: the nearest `<sferum-app>` around it, through shadow trees, else the script. */
export function writtenFor(tag: Element): Written {
  let at: Element | null = tag;
  while (at) {
    const app: Element | null = at.closest('sferum-app');
    if (app) return writtenOn(app);
    const tree: Node = at.getRootNode();
    at = tree instanceof ShadowRoot ? tree.host : null;
  }
  return writtenOnPage();
}

function isAddress(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** Keys that open everything: the new ones say so, in the old ones it stands in their claims. */
function isSecret(key: string): boolean {
  if (key.startsWith('sb_secret_')) return true;
  const [, claims = ''] = key.split('.');
  try {
    return atob(claims.replaceAll('-', '+').replaceAll('_', '/')).includes('"service_role"');
  } catch {
    return false;
  }
}

/** The first thing that has to be mended before anything can be shown; null when all is well. */
export function mistakeIn({ at, url, key }: Written): Mistake | null {
  const named = (name: 'url' | 'key') => (at === 'script' ? `data-sferum-${name}` : name);
  const mistake = (name: 'url' | 'key', kind: Mistake['kind']) => ({
    at,
    attribute: named(name),
    kind,
    example: examples[name],
  });
  if (!url) return mistake('url', 'missing');
  if (!isAddress(url)) return mistake('url', 'address');
  if (!key) return mistake('key', 'missing');
  return isSecret(key) ? mistake('key', 'secret') : null;
}
