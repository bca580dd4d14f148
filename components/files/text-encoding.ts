/** Text encodings in which office programs save lists; the names are for people. */
export type TextEncoding = 'UTF-8' | 'UTF-16' | 'Windows-1251' | 'MS-DOS (866)' | 'KOI8-R' | 'Mac Cyrillic';

const windows1251 = ['Windows-1251', 'windows-1251'] as const;
/** Those of one byte a letter, by the names that `TextDecoder` has for them. */
const oneByte: readonly (readonly [TextEncoding, string])[] = [
  windows1251,
  ['MS-DOS (866)', 'ibm866'],
  ['KOI8-R', 'koi8-r'],
  ['Mac Cyrillic', 'x-mac-cyrillic'],
];

/** What is looked at; the rest of a list is no different. */
const sampleBytes = 64_000;
/** A text in UTF-8 may be damaged here and there; in another encoding hardly anything is UTF-8. */
const damagedAtMost = 0.2;
/** From this share on bytes 0 and 4 are the upper halves of Latin and Russian letters. */
const upperHalves = 0.8;
const byFrequency = 'оеаинтсрвлкмдпуяыьгзбёчйхжшюцщэфъ';

const decoded = (bytes: Uint8Array, label: string): string => new TextDecoder(label).decode(bytes);

const begins = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, at) => bytes[at] === byte);

function utf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (begins(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (begins(bytes, 0xfe, 0xff)) return 'utf-16be';
  const sample = bytes.subarray(0, sampleBytes);
  const share = (odd: 0 | 1): number => {
    const half = sample.filter((_, at) => at % 2 === odd);
    return half.length === 0 ? 0 : half.filter((byte) => byte === 0 || byte === 4).length / half.length;
  };
  if (share(1) >= upperHalves) return 'utf-16le';
  return share(0) >= upperHalves ? 'utf-16be' : null;
}

/** How much a text looks like Russian: frequent letters speak for it, capitals after small ones and foreign signs against. */
function russian(text: string): number {
  let score = 0;
  let small = false;
  for (const sign of text) {
    if (sign < '\u0080') {
      small = false;
      continue;
    }
    const letter = sign.toLowerCase();
    const rank = byFrequency.indexOf(letter);
    const capital = letter !== sign;
    if (rank >= 0) score += 24 - rank - (capital && small ? 40 : 0);
    else if (!'«»№–—… '.includes(sign)) score -= 40;
    small = rank >= 0 && !capital;
  }
  return score;
}

/**
 * Reads a text and says in which encoding it was, which it finds out by its content.
 *
 *     const { text, encoding } = decodeText(bytes);
 *
 * @returns null for what is no text.
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: TextEncoding } | null {
  const wide = utf16(bytes);
  if (wide) return { text: decoded(bytes, wide), encoding: 'UTF-16' };
  // No other text has a zero: a picture, a program, something else.
  if (bytes.includes(0)) return null;
  const text = decoded(bytes, 'utf-8');
  const foreign = text.match(/[^\0-\x7f]/gu) ?? [];
  const damaged = foreign.filter((sign) => sign === '\ufffd').length;
  if (damaged <= foreign.length * damagedAtMost) return { text, encoding: 'UTF-8' };
  const sample = bytes.subarray(0, sampleBytes);
  const [[encoding, label] = windows1251] = oneByte
    .map((each) => [each, russian(decoded(sample, each[1]))] as const)
    .sort(([, a], [, b]) => b - a)
    .map(([each]) => each);
  return { text: decoded(bytes, label), encoding };
}
