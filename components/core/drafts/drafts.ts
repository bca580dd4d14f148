/**
 * Unsent texts, one for each person and place where they write (a chat, an inquiry), kept on the device; in memory where
 * the browser refuses its storage, or has no room for more. All tabs have the same draft of a place: the newest edit.
 *
 *     writeDraft(me, chat, 'Я думаю, что'); // an empty text removes it
 *     readDraft(me, chat);
 *     addToDraft(me, chat, 'и ещё'); // below what is there
 *     takeFromDraft(me, chat, 'Я думаю, что'); // it was sent; the rest stays
 *     const unsubscribe = onDraft(() => showDrafts());
 */
const memory = new Map<string, string>();
const listeners = new Set<() => void>();
const prefix = 'sferum.draft:';

const keyOf = (person: string, place: string) => `${prefix}${person}:${place}`;

/** Empty when there is none. */
export function readDraft(person: string, place: string): string {
  const key = keyOf(person, place);
  // What is in memory could not be kept, so it is newer.
  const unkept = memory.get(key);
  if (unkept !== undefined) return unkept;
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

export function writeDraft(person: string, place: string, text: string): void {
  const key = keyOf(person, place);
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
    memory.delete(key);
  } catch {
    memory.set(key, text);
  }
  notify();
}

/** Texts below each other; empty ones take no line. */
export const joined = (...texts: readonly string[]): string => texts.filter(Boolean).join('\n');

/** A text without the lines of another one; as it is when they are not in it. */
export function without(text: string, taken: string): string {
  const lines = `\n${text}\n`;
  const at = lines.indexOf(`\n${taken}\n`);
  return at < 0 ? text : `${lines.slice(0, at)}${lines.slice(at + taken.length + 1)}`.slice(1, -1);
}

/** Adds a text below what is written. */
export function addToDraft(person: string, place: string, text: string): void {
  writeDraft(person, place, joined(readDraft(person, place), text));
}

/** Takes out what was sent. What has been written since, also in another tab, stays. */
export function takeFromDraft(person: string, place: string, sent: string): void {
  writeDraft(person, place, without(readDraft(person, place), sent));
}

/** Where it is kept which message of a place is being edited, with a text that is not yet saved. */
export const editedPlace = (place: string): string => `${place}:edit`;

/** Calls `listener` after a draft was written, here or in another tab, until the returned function is called. */
export function onDraft(listener: () => void): () => void {
  if (listeners.size === 0) {
    addEventListener('storage', onStorage);
    // A page that slept was told nothing.
    addEventListener('pageshow', notify);
    document.addEventListener('visibilitychange', notify);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    removeEventListener('storage', onStorage);
    removeEventListener('pageshow', notify);
    document.removeEventListener('visibilitychange', notify);
  };
}

function notify(): void {
  for (const listener of [...listeners]) listener();
}

/** Null is the key when everything was cleared. */
function onStorage({ key }: StorageEvent): void {
  if (key && !key.startsWith(prefix)) return;
  // What another tab has kept is newer than what could not be kept here.
  if (key) memory.delete(key);
  notify();
}
