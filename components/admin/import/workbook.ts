import type { Row } from 'read-excel-file/universal';
import { PeopleFileError } from './people-file-error.ts';

export interface Sheet {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** What a table of that size can unpack to at most; more is no table, but an attack. */
const maxUnpacked = 60_000_000;
/** The last row and column in which a sheet may have something: the reader makes all cells up to there. */
const lastRow = 20_000;
const lastColumn = 256;

const attribute = (tag: string, name: string): string =>
  new RegExp(`\\s(?:\\w+:)?${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag)?.slice(1).join('') ?? '';

const column = (letters: string): number =>
  [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);

/** Address of the first cell that has something and is too far away for a list; empty when there is none. */
function farCell(sheet: string): string {
  for (const [, letters = '', row] of sheet.matchAll(/<(?:\w+:)?c\s(?:[^>]*\s)?r="([A-Z]+)(\d+)"[^>]*(?<!\/)>/g)) {
    if (Number(row) > lastRow || column(letters) > lastColumn) return letters + row;
  }
  return '';
}

type Files = Record<string, Uint8Array<ArrayBufferLike>>;

/**
 * What is to be read: of the sheets only those that a person sees and that are no larger than a list may be; `far` is a
 * cell of one that is larger. Errors of formulas become text, since the reader passes them over.
 */
function readable(files: Files): { files: Files; any: boolean; far: string } {
  const book = 'xl/workbook.xml';
  const text = (path: string): string => new TextDecoder().decode(files[path] ?? new Uint8Array());
  const links = text('xl/_rels/workbook.xml.rels').match(/<(?:\w+:)?Relationship\s[^>]*>/g) ?? [];
  const paths = new Map(
    links
      .filter((link) => attribute(link, 'Type').endsWith('/worksheet'))
      .map((link) => [attribute(link, 'Id'), new URL(attribute(link, 'Target'), 'file:///xl/').pathname.slice(1)]),
  );
  const read: Files = { ...files };
  let any = false;
  let far = '';
  const shown = text(book).replace(/<(?:\w+:)?sheet\s[^>]*>(?:\s*<\/(?:\w+:)?sheet>)?/g, (sheet) => {
    const path = paths.get(attribute(sheet, 'id'));
    if (path === undefined || ['hidden', 'veryHidden'].includes(attribute(sheet, 'state'))) return '';
    const cells = text(path);
    const cell = farCell(cells);
    far ||= cell;
    any ||= !cell;
    read[path] = new TextEncoder().encode(cells.replace(/(<(?:\w+:)?c\s(?:[^>]*\s)?t=")e"/g, '$1str"'));
    return cell ? '' : sheet;
  });
  read[book] = new TextEncoder().encode(shown);
  return { files: read, any, far };
}

/**
 * The visible sheets of an XLSX file. What a formula could not work out is the text of its error, e.g. «#N/A». A sheet
 * that has something too far away for a list is left out, and `far` is where; else that is empty.
 * @throws {PeopleFileError} large, broken.
 */
export async function readWorkbook(bytes: Uint8Array): Promise<{ sheets: Sheet[]; far: string }> {
  const [{ unzipSync, zipSync }, { default: read }] = await Promise.all([
    import('fflate'),
    import('read-excel-file/universal'),
  ]);
  try {
    let unpacked = 0;
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/\.(xml|rels)$/.test(name)) return false;
        unpacked += originalSize;
        if (unpacked > maxUnpacked) throw new PeopleFileError('large');
        return true;
      },
    });
    const { files: chosen, any, far } = readable(files);
    if (far && !any) return { sheets: [], far };
    // Packed without compression: its reader unpacks large ones in a worker from a blob, which a strict policy forbids.
    const plain = zipSync(chosen, { level: 0 }) as Uint8Array<ArrayBuffer>;
    const sheets = await read(plain.buffer, { trim: false });
    return { sheets: sheets.map(({ sheet, data }) => ({ name: sheet, rows: data })), far };
  } catch (thrown) {
    if (thrown instanceof PeopleFileError) throw thrown;
    throw new PeopleFileError('broken', { cause: thrown });
  }
}
