import { type Person, shortName } from '../../core/names.ts';

/**
 * What a mention is called: «@Тимур Гареев»; of somebody who is not named with the text «@…». Everybody is called as whoever
 * named them wrote it.
 */
export function mentionName(id: string, mentions: readonly Person[], everybody = 'все'): string {
  const person = mentions.find((each) => each.id === id);
  return `@${id === 'all' ? person?.name || everybody : person ? shortName(person) || '…' : '…'}`;
}
