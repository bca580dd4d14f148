/** Words of texts as a search sees them: case and «ё» do not matter. */

/** A word in a text, and where it stands there. */
export interface Word {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

export const plainWord = (word: string): string => word.toLocaleLowerCase('ru').replaceAll('ё', 'е');

export const wordsIn = (text: string): Word[] =>
  [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: word, index }) => ({
    word: plainWord(word),
    from: index,
    to: index + word.length,
  }));

/** Where in a text all the words of a query begin some word; null when one of them begins none. */
export function beginningsIn(text: string, query: string): [from: number, to: number][] | null {
  const wanted = wordsIn(query);
  const found = wordsIn(text);
  const begins = ({ word }: Word, begun: Word) => word.startsWith(begun.word);
  if (wanted.length === 0 || wanted.some((begun) => !found.some((each) => begins(each, begun)))) return null;
  return found.filter((each) => wanted.some((begun) => begins(each, begun))).map(({ from, to }) => [from, to]);
}
