/** How many characters a text has as the database counts them: code points, not UTF-16 units. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The longest message, in characters. */
export const longestMessage = 10_000;

const blank = /^[\s\u0085\u00A0\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\u2800\u3164\uFEFF]*$/;

/** True when nothing in the text would be seen; the same signs as the database's `private.is_blank`. */
export const isBlank = (text: string): boolean => blank.test(text);
