import { type Person, shortName } from '../../core/names.ts';
import { type Inline, parse } from './markup.ts';

/**
 * What a mention is called: «@Тимур Гареев»; of somebody who is not named with the text «@…». Everybody is called as whoever
 * named them wrote it.
 */
export function mentionName(id: string, mentions: readonly Person[], everybody = 'все'): string {
  const person = mentions.find((each) => each.id === id);
  return `@${id === 'all' ? person?.name || everybody : person ? shortName(person) || '…' : '…'}`;
}

/** A text without its marks, as it is read aloud, quoted and shown in one line; mentions are names. */
export function plainText(text: string, mentions: readonly Person[] = [], everybody?: string): string {
  const plain = (parts: readonly Inline[]): string =>
    parts
      .map((part) => {
        if (typeof part === 'string') return part;
        return part.kind === 'mention' ? mentionName(String(part.parts[0]), mentions, everybody) : plain(part.parts);
      })
      .join('');
  return parse(text)
    .flatMap(({ kind, lines }) => lines.map((line) => (kind === 'list' ? `• ${plain(line)}` : plain(line))))
    .join('\n');
}
