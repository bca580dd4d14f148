import { readDraft, writeDraft } from './drafts.ts';

/**
 * What belongs to a draft beside its text, such as the message that it answers; kept with it, and gone when it is sent.
 *
 *     writeNote(me, chat, 'reply', quote);
 *     readNote<Quote>(me, chat, 'reply');
 */
export function readNote<T>(person: string, place: string, name: string): T | null {
  const kept = readDraft(person, `${place}:${name}`);
  return kept ? (JSON.parse(kept) as T) : null;
}

export function writeNote(person: string, place: string, name: string, note: unknown): void {
  writeDraft(person, `${place}:${name}`, note === null ? '' : JSON.stringify(note));
}
