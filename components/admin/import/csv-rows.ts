import type { ParseResult } from 'papaparse';

/** A cell with breaks has no more lines than that; what goes on longer is a quote that nobody closed. */
const cellLines = 50;

/**
 * Rows of a text with separators, each as long as it is. A stray quote spoils no more than its own line: one cell never
 * takes in lines that could be rows themselves, those with at least `narrowest` cells, and where quotes do not fit they
 * are signs like any other.
 *
 *     csvRows(text, ';', 4, 100) // the first hundred rows
 */
export async function csvRows(text: string, delimiter: string, narrowest: number, limit: number): Promise<string[][]> {
  const { parse } = await import('papaparse');
  const read = (record: string) => parse(record, { delimiter, newline: '\n' }) as ParseResult<string[]>;
  const isRow = (line: string): boolean => line.split(delimiter).length >= narrowest;
  const isTorn = ({ data, errors }: ParseResult<string[]>): boolean =>
    errors.length > 0 || data.length !== 1 || !!data[0]?.some((cell) => cell.split('\n').slice(1).some(isRow));

  const lines = text.split(/\r\n|[\r\n]/);
  const rows: string[][] = [];
  for (let at = 0; at < lines.length && rows.length < limit; at++) {
    const line = lines[at] ?? '';
    if (!line.includes('"')) {
      rows.push(line.split(delimiter));
      continue;
    }
    let end = at;
    let result = read(line);
    while (result.errors.length === 1 && result.errors[0]?.code === 'MissingQuotes' && end - at < cellLines) {
      const next = lines[end + 1];
      if (next === undefined || (isRow(next) && !next.includes('"'))) break;
      end += 1;
      result = read(lines.slice(at, end + 1).join('\n'));
    }
    if (isTorn(result)) {
      rows.push(line.split(delimiter));
      continue;
    }
    rows.push(result.data[0] ?? []);
    at = end;
  }
  return rows;
}
