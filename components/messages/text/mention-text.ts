import type { Person } from '../../core/names.ts';
import { mentionName } from './mention-name.ts';

/** Mentions while somebody writes: in the field they stand by name, in a message by id. */

/** A text as it is written, with those whom it may name; in the message each stands by id, and only who is named is given. */
export function withIds(text: string, people: readonly Person[]): { body: string; mentions: readonly Person[] } {
  let body = text;
  // A longer name first: of two, one may begin with the other.
  const named = people.map((person) => ({ person, name: mentionName(person.id, people) }));
  const mentions = named
    .sort((one, other) => other.name.length - one.name.length)
    .filter(({ name, person: { id } }) => {
      const parts = body.split(name);
      const rest = parts.slice(1);
      body = rest.reduce(
        (done, part) => done + (/^[\p{L}\p{N}]/u.test(part) ? name : `<@${id}>`) + part,
        parts[0] ?? '',
      );
      return body.includes(`<@${id}>`);
    })
    .map(({ person }) => person);
  return { body, mentions };
}

/** The text of a message as somebody edits it. */
export const withNames = (body: string, mentions: readonly Person[]): string =>
  mentions.reduce((text, { id }) => text.replaceAll(`<@${id}>`, mentionName(id, mentions)), body);
