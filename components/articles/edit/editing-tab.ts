import { readNote, writeNote } from '../../core/drafts/draft-notes.ts';
import { newId } from '../../core/id.ts';
import { tabStorage } from '../../core/storage/browser-storage.ts';
import { heldLocks, locked } from '../../core/storage/locks.ts';

/**
 * Which page of a browser edits: a lock that the browser holds for it says that it is still there.
 *
 *     const tab = await thisTab();
 *     noteTab(me, article, tab);
 *     await isGone(me, article, other); // it was a page of this browser, and was closed or has crashed
 */

const tabKey = 'sferum.article-tab';
const lockOf = (tab: string): string => `sferum.article-tab:${tab}`;

/** Holds the lock for as long as the page is there. @returns false where another page holds it: a tab was duplicated. */
const lock = (tab: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const hold = (isHeld: boolean) => {
      resolve(isHeld);
      return isHeld ? new Promise<void>(() => {}) : undefined;
    };
    locked(lockOf(tab), hold, { ifAvailable: true }).catch(reject);
  });

async function claim(): Promise<string> {
  const known = tabStorage.read(tabKey);
  if (known && (await lock(known))) return known;
  const made = newId();
  tabStorage.write(tabKey, made);
  await lock(made);
  return made;
}

let claimed: Promise<string> | null = null;

/** This page; after a reload the same one. */
export function thisTab(): Promise<string> {
  claimed ??= claim();
  return claimed;
}

/** Notes that this page edits an article. */
export const noteTab = (person: string, article: string, tab: string): void =>
  writeNote(person, `article:${article}`, 'tab', tab);

/** Whether a page that edits an article was one of this browser, and is no more. */
export async function isGone(person: string, article: string, tab: string): Promise<boolean> {
  if (readNote<string>(person, `article:${article}`, 'tab') !== tab) return false;
  const held = await heldLocks();
  return held !== null && !held.has(lockOf(tab));
}
