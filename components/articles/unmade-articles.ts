import { readNote, writeNote } from '../core/drafts/draft-notes.ts';

/** A new article that is on this device only: the page was closed, or the connection lost, before the database had it. */
export interface UnmadeArticle {
  readonly id: string;
  readonly title: string;
}

const idsOf = (person: string, college: string): readonly string[] =>
  readNote<string[]>(person, `articles:${college}`, 'unmade') ?? [];

/** The database has no line of it yet, so it is found again by this alone. */
export function noteUnmade(person: string, college: string, id: string, isUnmade: boolean): void {
  const others = idsOf(person, college).filter((each) => each !== id);
  const ids = isUnmade ? [...others, id] : others;
  writeNote(person, `articles:${college}`, 'unmade', ids.length > 0 ? ids : null);
}

export const unmadeArticles = (person: string, college: string): readonly UnmadeArticle[] =>
  idsOf(person, college).flatMap((id) => {
    const kept = readNote<{ content: { title: string } }>(person, `article:${id}`, 'draft');
    return kept ? [{ id, title: kept.content.title.trim() }] : [];
  });
