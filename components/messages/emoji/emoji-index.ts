import { deviceStorage } from '../../core/storage/browser-storage.ts';

/**
 * All emoji with their names in Russian and English, and those that were used last on this device. The data are fetched
 * when they are first asked for.
 *
 *     const index = await loadEmoji();
 *     index.find('сердц', 'ru'); // also 'heart', 'ёлк' and 'елк'
 *     noteRecent('❤️');
 */

export interface Emoji {
  readonly emoji: string;
  readonly group: number;
  readonly names: { readonly ru: string; readonly en: string };
  readonly words: readonly string[];
}

/** Newer ones are not in the fonts of many devices. */
const newest = 14;
/** How many of the last used ones are kept. */
const keptAtMost = 24;
const key = 'sferum.emoji';
/** What a college's chat reacts with, before anybody has chosen. */
const first = ['👍', '❤️', '🔥', '😂', '🙏', '😮', '✅', '👏', '🤔', '🎓'];

/** An emoji always in the same characters, or two people's would be counted apart. */
const canonical = (emoji: string) => emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');

const plain = (text: string) => text.toLocaleLowerCase('ru').replaceAll('ё', 'е');

export class EmojiIndex {
  readonly all: readonly Emoji[];

  constructor(all: readonly Emoji[]) {
    this.all = all;
  }

  /** Those of which each word that is asked for begins a word, in their usual order. */
  find(query: string): readonly Emoji[] {
    const wanted = plain(query).split(/\s+/).filter(Boolean);
    return this.all.filter(({ words }) => wanted.every((each) => words.some((word) => word.startsWith(each))));
  }
}

let index: Promise<EmojiIndex> | null = null;

/** @throws {TypeError} when the data could not be fetched; the next call tries again. */
export function loadEmoji(): Promise<EmojiIndex> {
  index ??= load().catch((error: unknown) => {
    index = null;
    throw error;
  });
  return index;
}

async function load(): Promise<EmojiIndex> {
  const [{ default: russian }, { default: english }] = await Promise.all([
    import('emoji-picker-element-data/ru/emojibase/data.json'),
    import('emoji-picker-element-data/en/emojibase/data.json'),
  ]);
  const inEnglish = new Map(english.map((each) => [each.emoji, each]));
  return new EmojiIndex(
    russian
      .filter(({ version }) => version <= newest)
      .map(({ annotation, emoji, group, tags }) => {
        const other = inEnglish.get(emoji);
        const texts = [annotation, ...tags, ...(other ? [other.annotation, ...other.tags] : [])];
        const words = texts.flatMap((text) => plain(text).split(/[^\p{L}\p{N}]+/u)).filter(Boolean);
        return {
          emoji: canonical(emoji),
          group,
          names: { ru: annotation, en: other?.annotation ?? annotation },
          words,
        };
      }),
  );
}

/** Those that were used last, the latest first, then those that most people use; at least ten. */
export function recentEmoji(): readonly string[] {
  return [...new Set([...(deviceStorage.read(key)?.split(' ') ?? []), ...first])];
}

/** Remembers one as the last that was used. */
export function noteRecent(emoji: string): void {
  const kept = [emoji, ...recentEmoji().filter((each) => each !== emoji)].slice(0, keptAtMost);
  deviceStorage.write(key, kept.join(' '));
}
