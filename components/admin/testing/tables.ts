import { strToU8, zipSync } from 'fflate';

/** The bytes of a text in an encoding of one byte a letter, by the name that `TextDecoder` has for it. */
export function encoded(text: string, label: string): Uint8Array<ArrayBuffer> {
  const decoder = new TextDecoder(label);
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Uint8Array.from(text, (letter) => {
    const byte = bytes.get(letter);
    if (byte === undefined) throw new Error(`${label} has no «${letter}»`);
    return byte;
  });
}

const escaped = (text: string) => text.replace(/[&<"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

type Value = string | number | null;

export interface TestSheet {
  readonly name: string;
  readonly state?: 'visible' | 'hidden' | 'veryHidden';
  /** Null is a cell that is not there. */
  readonly rows?: readonly (readonly Value[])[];
  /** Rows as they stand in the file, instead of `rows`. */
  readonly xml?: string;
}

function rowsXml(rows: TestSheet['rows'] = []): string {
  const cell = (value: Value, at: string) => {
    if (value === null) return '';
    if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
    return `<c r="${at}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
  };
  return rows
    .map((row, y) => {
      const cells = row.map((value, x) => cell(value, `${String.fromCharCode(65 + x)}${y + 1}`));
      return `<row r="${y + 1}">${cells.join('')}</row>`;
    })
    .join('');
}

/** The bytes of an XLSX file. */
export function workbook(sheets: readonly TestSheet[], compressed = true): Uint8Array<ArrayBuffer> {
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const listed = sheets.map(
    ({ name, state = 'visible' }, at) =>
      `<sheet name="${escaped(name)}" sheetId="${at + 1}" state="${state}" r:id="rId${at + 1}"/>`,
  );
  const linked = sheets.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  const files: Record<string, string> = {
    'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${relations}">${linked.join('')}</Relationships>`,
  };
  for (const [at, sheet] of sheets.entries()) {
    files[`xl/worksheets/sheet${at + 1}.xml`] =
      `${xml}<worksheet xmlns="${main}"><sheetData>${sheet.xml ?? rowsXml(sheet.rows)}</sheetData></worksheet>`;
  }
  const packed = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
  return zipSync(packed, { level: compressed ? 6 : 0 }) as Uint8Array<ArrayBuffer>;
}

/** A workbook with one sheet. */
export const xlsx = (rows: TestSheet['rows'] & {}, compressed = true): Uint8Array<ArrayBuffer> =>
  workbook([{ name: 'Люди', rows }], compressed);
