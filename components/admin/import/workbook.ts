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
/** The last row of a sheet in Excel, also of one that has a look and nothing in it; the reader makes all rows up to it. */
const lastRowOfAll = 1_048_576;
/** So many rows and cells all sheets of a book together may make the reader make. */
const mostMade = 12_000_000;

const attribute = (tag: string, name: string): string =>
  new RegExp(`\\s(?:\\w+:)?${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag)?.slice(1).join('') ?? '';

const column = (letters: string): number =>
  [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);

/** A row or a cell with its attributes, and whether it ends at once. */
const openings = /<(?:\w+:)?(row|c)((?:\s+[\w:]+=(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g;
const addresses = /\s(?:\w+:)?r=(?:"([^"]*)"|'([^']*)')/g;
/** Each of them however it is written: what `openings` does not understand, the reader might. */
const anyOpening = /<(?:\w+:)?(?:row|c)(?=[\s/>])/g;

/**
 * How many rows and cells the reader would make of a sheet, and the address of the first row or cell that is too far away
 * for a list; empty when there is none.
 * @throws {PeopleFileError} broken.
 */
function extent(sheet: string): { made: number; far: string } {
  let [row, understood, rows, filledRows, filledColumns] = [0, 0, 0, 0, 0];
  for (const [, name, attributes = '', closed] of sheet.matchAll(openings)) {
    understood++;
    const [found, another] = attributes.matchAll(addresses);
    const [, letters = '', digits = ''] = /^([A-Z]{1,3})?(\d{1,7})$/.exec(found?.slice(1).join('') ?? '') ?? [];
    if (another || (found && !digits)) throw new PeopleFileError('broken');
    row = digits ? Number(digits) : name === 'row' ? row + 1 : row;
    const isFilled = name === 'c' && !closed;
    const at = column(letters);
    if (row > lastRowOfAll || (isFilled && (row > lastRow || at > lastColumn))) return { made: 0, far: letters + row };
    rows = Math.max(rows, row);
    if (!isFilled) continue;
    filledRows = Math.max(filledRows, row);
    filledColumns = Math.max(filledColumns, at);
  }
  if (understood !== (sheet.match(anyOpening)?.length ?? 0)) throw new PeopleFileError('broken');
  return { made: rows + filledRows * filledColumns, far: '' };
}

type Files = Record<string, Uint8Array<ArrayBufferLike>>;

/**
 * What is to be read: of the sheets only those that a person sees and that are no larger than a list may be; `far` is a
 * cell of one that is larger. Errors of formulas become text, since the reader passes them over.
 * @throws {PeopleFileError} large, broken.
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
  let made = 0;
  const shown = text(book).replace(/<(?:\w+:)?sheet\s[^>]*>(?:\s*<\/(?:\w+:)?sheet>)?/g, (sheet) => {
    const path = paths.get(attribute(sheet, 'id'));
    if (path === undefined || ['hidden', 'veryHidden'].includes(attribute(sheet, 'state'))) return '';
    const cells = text(path);
    const { made: more, far: cell } = extent(cells);
    made += more;
    if (made > mostMade) throw new PeopleFileError('large');
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
