/** Length of a text as the database counts it: in code points, not UTF-16 units. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The longest message, in characters. */
export const longestMessage = 10_000;

const blank =
  /^(?:[\s\p{Cc}\u00AD\u061C\u115F\u1160\u1680\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{1D173}-\u{1D17A}]|[\u{E0000}-\u{E0FFF}]|\u034F|[\u17B4\u17B5]|[\u180B-\u180F]|[\uFE00-\uFE0F])*$/u;

/** True when nothing of the text would be visible; the same characters as in the database's `private.is_blank`. */
export const isBlank = (text: string): boolean => blank.test(text);

/** A text without what no database can keep: NUL, and halves of a character cut in two. */
export const storable = (text: string): string => text.replaceAll('\0', '').replace(/\p{Cs}/gu, '\ufffd');
