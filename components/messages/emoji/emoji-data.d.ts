/** One emoji of `emoji-picker-element-data`, as far as it is used. */
interface EmojiDatum {
  readonly emoji: string;
  readonly group: number;
  readonly version: number;
  readonly annotation: string;
  readonly tags: readonly string[];
}

declare module 'emoji-picker-element-data/ru/emojibase/data.json' {
  const data: readonly EmojiDatum[];
  export default data;
}

declare module 'emoji-picker-element-data/en/emojibase/data.json' {
  const data: readonly EmojiDatum[];
  export default data;
}
