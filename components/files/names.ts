/** The longest name of a file, in characters. */
const longest = 200;

/** Characters that nobody sees, that turn the direction of letters, or that end a line. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;

/** Letters after the last dot, small; empty for none. */
export const extensionOf = (name: string): string => /\.([\p{L}\p{N}]{1,10})$/u.exec(name)?.[1]?.toLowerCase() ?? '';

/** A name for one line, not too long, with the same extension: `a\u202Egnp.exe` must not look like a picture. */
export function cleanName(name: string, instead: string): string {
  const line = name.normalize('NFC').replace(unseen, ' ').replace(/\s+/gu, ' ').trim() || instead;
  const characters = [...line];
  if (characters.length <= longest) return line;
  const extension = extensionOf(line);
  const end = extension ? `….${extension}` : '…';
  return characters.slice(0, longest - [...end].length).join('') + end;
}
