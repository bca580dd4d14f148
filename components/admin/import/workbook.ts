import type { Row } from 'read-excel-file/universal';
import { PeopleFileError } from './people-file-error.ts';

export interface Sheet {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** What a table of that size can unpack to at most; more is no table, but an attack. */
const maxUnpacked = 60_000_000;
const attribute = (tag: string, name: string): string =>
  new RegExp(`\\s(?:\\w+:)?${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag)?.slice(1).join('') ?? '';

type Files = Record<string, Uint8Array<ArrayBufferLike>>;

/**
 * What is to be read: of the sheets only those that a person sees. Errors of formulas become text, since the reader passes
 * them over.
 */
function readable(files: Files): Files {
  const book = 'xl/workbook.xml';
  const text = (path: string): string => new TextDecoder().decode(files[path] ?? new Uint8Array());
  const links = text('xl/_rels/workbook.xml.rels').match(/<(?:\w+:)?Relationship\s[^>]*>/g) ?? [];
  const paths = new Map(
    links
      .filter((link) => attribute(link, 'Type').endsWith('/worksheet'))
      .map((link) => [attribute(link, 'Id'), new URL(attribute(link, 'Target'), 'file:///xl/').pathname.slice(1)]),
  );
  const read: Files = { ...files };
  const shown = text(book).replace(/<(?:\w+:)?sheet\s[^>]*>(?:\s*<\/(?:\w+:)?sheet>)?/g, (sheet) => {
    const path = paths.get(attribute(sheet, 'id'));
    if (path === undefined || ['hidden', 'veryHidden'].includes(attribute(sheet, 'state'))) return '';
    const cells = text(path);
    read[path] = new TextEncoder().encode(cells.replace(/(<(?:\w+:)?c\s(?:[^>]*\s)?t=")e"/g, '$1str"'));
    return sheet;
  });
  read[book] = new TextEncoder().encode(shown);
  return read;
}

/**
 * The visible sheets of an XLSX file. What a formula could not work out is the text of its error, e.g. «#N/A».
 * @throws {PeopleFileError} large, broken.
 */
export async function readWorkbook(bytes: Uint8Array): Promise<Sheet[]> {
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
    // Packed without compression: its reader unpacks large ones in a worker from a blob, which a strict policy forbids.
    const plain = zipSync(readable(files), { level: 0 }) as Uint8Array<ArrayBuffer>;
    const sheets = await read(plain.buffer, { trim: false });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data }));
  } catch (thrown) {
    if (thrown instanceof PeopleFileError) throw thrown;
    throw new PeopleFileError('broken', { cause: thrown });
  }
}
