import type { Person } from '../../core/names.ts';
import { type Inline, parse } from './markup.ts';
import { mentionName } from './mention-name.ts';

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
