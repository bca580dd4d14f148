/**
 * Unsent texts, one for each person and place where they write (a chat, an inquiry), kept on the device; in memory where
 * the browser refuses its storage, or has no room for more.
 *
 *     writeDraft(me, `chat:${id}`, 'Я думаю, что'); // an empty text removes it
 *     readDraft(me, `chat:${id}`);
 *     const unsubscribe = onDraft(() => showDrafts());
 */
const memory = new Map<string, string>();
const listeners = new Set<() => void>();

const keyOf = (person: string, place: string) => `sferum.draft:${person}:${place}`;

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
  for (const listener of [...listeners]) listener();
}

/** Where it is kept which message of a place is being edited, with a text that is not yet saved. */
export const editedPlace = (place: string): string => `${place}:edit`;

/** Calls `listener` after a draft was written on this page, until the returned function is called. */
export function onDraft(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
