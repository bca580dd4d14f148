import type { ParseResult } from 'papaparse';
import { type PersonField, personFields } from '../people-table.ts';

/**
 * Why a file gives no people: `empty` nothing in it; `large` over `maxBytes`; `rows` over `maxRows`; `type` no table;
 * `xls` the format before XLSX; `notXlsx`, `notCsv` its name says something else; `broken`; `columns` some are missing.
 */
export type FileProblem = 'empty' | 'large' | 'rows' | 'type' | 'xls' | 'notXlsx' | 'notCsv' | 'broken' | 'columns';

/** A file that cannot be read as a list of people. */
export class PeopleFileError extends Error {
  readonly problem: FileProblem;
  /** With `columns`: those without which nobody can be added. */
  readonly missing: readonly PersonField[];

  constructor(problem: FileProblem, options: ErrorOptions & { missing?: readonly PersonField[] } = {}) {
    super(problem, options);
    this.name = 'PeopleFileError';
    this.problem = problem;
    this.missing = options.missing ?? [];
  }
}

/** A person as the file has them, nothing checked. */
export type PersonLine = { readonly [K in PersonField]: string } & {
  /** Number of the line, as an office program counts them. */
  readonly line: number;
};

export interface PeopleFile {
  readonly name: string;
  readonly bytes: number;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1251' | 'XLSX';
  readonly people: readonly PersonLine[];
}

/** A file is refused over that before it is read. */
export const maxBytes = 5_000_000;
export const maxRows = 5_000;
/** What a table of that size can unpack to at most; more is no table, but an attack. */
const maxUnpacked = 60_000_000;
/** What is over a header: a title, a remark, the line in which Excel names the separator. */
const headerWithin = 20;
/** Longer ones are refused anyway, and a request is not endless. */
const maxCell = 300;
const needed: readonly PersonField[] = ['surname', 'name', 'phone', 'role'];

const titles: Record<PersonField, readonly string[]> = {
  surname: ['фамилия', 'surname', 'lastname', 'familyname'],
  name: ['имя', 'name', 'firstname', 'givenname'],
  patronymic: ['отчество', 'patronymic', 'middlename'],
  phone: ['телефон', 'номертелефона', 'мобильныйтелефон', 'мобильный', 'phone', 'phonenumber', 'telephone', 'mobile'],
  role: ['роль', 'role'],
  group: ['группа', 'номергруппы', 'group', 'groupnumber'],
  subjects: ['предметы', 'предмет', 'дисциплины', 'дисциплина', 'subjects', 'subject'],
};

type Row = readonly unknown[];

function fieldOf(cell: unknown): PersonField | undefined {
  const title = String(cell ?? '')
    .toLowerCase()
    .replace(/[^a-zа-яё]/g, '');
  return personFields.find((field) => titles[field].includes(title));
}

const knownColumns = (row: Row): number => new Set(row.map(fieldOf).filter(Boolean)).size;

const clean = (cell: unknown): string =>
  String(cell ?? '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .slice(0, maxCell);

/** Excel shows a long number as 7.9001234567E+10; it is whole only when no digit of it was dropped. */
function phoneOf(cell: unknown): string {
  const text = clean(cell);
  const [, whole, part = '', power] = /^(\d)(?:[.,](\d+))?E\+?(\d+)$/i.exec(text) ?? [];
  if (whole !== undefined && part.length === Number(power)) return whole + part;
  return text.replace(/^(\d{7,})[.,]0+$/, '$1');
}

/** Was written as a number and lost its last digits when it was shortened. */
export const isShortenedNumber = (phone: string): boolean => /^\d(?:[.,]\d+)?E\+?\d+$/i.test(phone);

function toPeople(rows: readonly Row[]): PersonLine[] {
  const head = rows.slice(0, headerWithin);
  const most = Math.max(0, ...head.map(knownColumns));
  const at = head.findIndex((row) => knownColumns(row) === most);
  const columns = most > 0 ? (head[at] ?? []).map(fieldOf) : [];
  const missing = needed.filter((field) => !columns.includes(field));
  if (!rows.some((row) => row.some((cell) => clean(cell)))) throw new PeopleFileError('empty');
  if (missing.length > 0) throw new PeopleFileError('columns', { missing });
  const people: PersonLine[] = [];
  for (const [index, row] of rows.entries()) {
    if (index <= at || !row.some((cell) => clean(cell))) continue;
    const cell = (field: PersonField) => row[columns.indexOf(field)];
    const text = (field: PersonField) => (columns.includes(field) ? clean(cell(field)) : '');
    people.push({
      line: index + 1,
      surname: text('surname'),
      name: text('name'),
      patronymic: text('patronymic'),
      phone: phoneOf(cell('phone')),
      role: text('role'),
      group: text('group'),
      subjects: text('subjects'),
    });
  }
  if (people.length === 0) throw new PeopleFileError('empty');
  if (people.length > maxRows) throw new PeopleFileError('rows');
  return people;
}

const begins = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, at) => bytes[at] === byte);

function decode(bytes: Uint8Array): { text: string; encoding: PeopleFile['encoding'] } {
  if (begins(bytes, 0xff, 0xfe)) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  if (begins(bytes, 0xfe, 0xff)) return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' };
  // No text has a zero: a picture, a program, something else.
  if (bytes.includes(0) || begins(bytes, 0x25, 0x50, 0x44, 0x46)) throw new PeopleFileError('type');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    return { text: new TextDecoder('windows-1251').decode(bytes), encoding: 'Windows-1251' };
  }
}

/** Rows of a text; the separator is the one by which most columns are recognised. */
async function readText(text: string): Promise<readonly Row[]> {
  const { parse } = await import('papaparse');
  const rows = (delimiter: string, preview: number): string[][] =>
    (parse(text, { delimiter, preview, skipEmptyLines: false }) as ParseResult<string[]>).data;
  const known = (delimiter: string) => Math.max(0, ...rows(delimiter, headerWithin).map(knownColumns));
  const [best = ';'] = [';', ',', '\t'].sort((a, b) => known(b) - known(a));
  // Empty lines count too, up to a point.
  return rows(best, 4 * maxRows);
}

async function readXlsx(bytes: Uint8Array<ArrayBuffer>): Promise<readonly Row[]> {
  const [{ unzipSync, zipSync }, { readSheet }] = await Promise.all([
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
    const plain = zipSync(files, { level: 0 }) as Uint8Array<ArrayBuffer>;
    return await readSheet(plain.buffer, 1, { trim: false });
  } catch (thrown) {
    if (thrown instanceof PeopleFileError) throw thrown;
    throw new PeopleFileError('broken', { cause: thrown });
  }
}

/**
 * Reads a list of people out of CSV or XLSX: the first sheet, columns in any order under Russian or English titles.
 * @throws {PeopleFileError} that says why there is no list in it.
 */
export async function readPeopleFile(file: File): Promise<PeopleFile> {
  if (file.size > maxBytes) throw new PeopleFileError('large');
  const bytes = new Uint8Array(
    await file.arrayBuffer().catch((thrown: unknown) => {
      throw new PeopleFileError('broken', { cause: thrown });
    }),
  );
  const known = { name: file.name, bytes: bytes.length };
  if (bytes.length === 0) throw new PeopleFileError('empty');
  const named = /\.(\w+)$/.exec(file.name.toLowerCase())?.[1] ?? '';
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw new PeopleFileError('xls');
  const isText = ['csv', 'txt', 'tsv'].includes(named);
  if (begins(bytes, 0x50, 0x4b)) {
    if (isText) throw new PeopleFileError('notCsv');
    if (named !== 'xlsx') throw new PeopleFileError('type');
    return { ...known, encoding: 'XLSX', people: toPeople(await readXlsx(bytes)) };
  }
  if (named === 'xlsx') throw new PeopleFileError('notXlsx');
  if (!isText) throw new PeopleFileError('type');
  const { text, encoding } = decode(bytes);
  return { ...known, encoding, people: toPeople(await readText(text)) };
}
