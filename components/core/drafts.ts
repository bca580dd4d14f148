/** Unsent texts, one a person and place to write, kept on the device; forgotten with the page where the browser keeps nothing. */
const memory = new Map<string, string>();
const listeners = new Set<() => void>();

const keyOf = (person: string, place: string) => `sferum.draft:${person}:${place}`;

export function readDraft(person: string, place: string): string {
  const key = keyOf(person, place);
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return memory.get(key) ?? '';
  }
}

export function writeDraft(person: string, place: string, text: string): void {
  const key = keyOf(person, place);
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    memory.set(key, text);
  }
  for (const listener of [...listeners]) listener();
}

/** Hears that a draft of this page has changed. */
export function onDraft(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
