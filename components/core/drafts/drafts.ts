import { deviceStorage } from '../storage/browser-storage.ts';

/**
 * Unsent texts, one for each person and place where they write (a chat, an inquiry), kept on the device. All tabs have the same draft of a place: the newest edit.
 *
 *     writeDraft(me, chat, 'Я думаю, что'); // an empty text removes it
 *     readDraft(me, chat);
 *     addToDraft(me, chat, 'и ещё'); // below what is there
 *     takeFromDraft(me, chat, 'Я думаю, что'); // it was sent; the rest stays
 *     const unsubscribe = onDraft(() => showDrafts());
 */
const listeners = new Set<() => void>();
const prefix = 'sferum.draft:';

const keyOf = (person: string, place: string) => `${prefix}${person}:${place}`;

/** Empty when there is none. */
export function readDraft(person: string, place: string): string {
  return deviceStorage.read(keyOf(person, place)) ?? '';
}

export function writeDraft(person: string, place: string, text: string): void {
  deviceStorage.write(keyOf(person, place), text || null);
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
  if (key) deviceStorage.release(key);
  notify();
}
