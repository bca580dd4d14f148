import { unguarded } from '../../files/csv-file.ts';
import { decodeText, type TextEncoding } from '../../files/text-encoding.ts';
import { type PersonField, personFields } from '../people-table.ts';
import { csvRows } from './csv-rows.ts';
import { PeopleFileError } from './people-file-error.ts';
import { readWorkbook } from './workbook.ts';

/**
 * What the file itself has wrong in a cell: `date` an office program made a date of it, `formula` it is the error of a
 * formula, `unreadable` a sign of it is damaged, `quotes` one is not closed, `cells` the line has more cells than columns.
 */
export interface CellFault {
  readonly field: PersonField;
  readonly reason: 'date' | 'formula' | 'unreadable' | 'quotes' | 'cells';
  /** Address of the cell, «F2». */
  readonly detail: string;
}

/** A person as the file has them, nothing checked. */
export type PersonLine = { readonly [K in PersonField]: string } & {
  /** Number of the line, as an office program counts them. */
  readonly line: number;
  /** With one of them nobody can be added, whatever the values look like. */
  readonly faults: readonly CellFault[];
};

/** A list of people as it was read. */
export interface PeopleFile {
  readonly name: string;
  readonly bytes: number;
  readonly encoding: TextEncoding | 'XLSX';
  /** The sheet on which the list is; empty for a text. */
  readonly sheet: string;
  readonly people: readonly PersonLine[];
}

/** A file is refused over that before it is read. */
export const maxBytes = 5_000_000;
export const maxRows = 5_000;
/** What is over a header: a title, a remark, the line in which Excel names the separator. */
const headerWithin = 20;
/** Longer ones are refused anyway, and a request is not endless. */
const maxCell = 300;
/** Thirty of two hundred characters each. */
const maxSubjects = 7_000;
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

/** An error of a formula, «#N/A», «#ССЫЛКА!», or what is shown of a value for which the column is too narrow. */
const formulaError = /^#(?:#+|\p{Lu}[\p{Lu}\d/]+[!?]?)$/u;
const months = 'янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
/** How a date stands in a text: «22.янв», «янв.22», «22.01.2026», «2026-01-22». */
const dateText = new RegExp(
  `^(?:\\d{1,2}[-. ](?:${months})|(?:${months})[-. ]\\d{2,4}|\\d{1,2}[./]\\d{1,2}[./]\\d{4}|\\d{4}-\\d\\d-\\d\\d)$`,
  'i',
);

function shown(cell: unknown): string {
  if (!(cell instanceof Date)) return unguarded(String(cell ?? '').trim());
  // What lies beyond all dates is shown by Excel in this way too.
  return Number.isNaN(cell.getTime()) ? '########' : cell.toISOString().replace(/^(\d+)-(\d+)-(\d+)T.*/, '$3.$2.$1');
}

const clean = (cell: unknown): string =>
  shown(cell)
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .slice(0, maxCell);

/** Lines of a cell are subjects of their own. */
const cleanSubjects = (cell: unknown): string =>
  shown(cell)
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\s\u00a0]+/g, ' ').trim())
    .filter(Boolean)
    .join('; ')
    .slice(0, maxSubjects);

/** «A», «Z», «AA». */
const letters = (column: number): string =>
  (column < 26 ? '' : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

/** Excel shows a long number as 7.9001234567E+10; it is whole only when no digit of it was dropped. */
function phoneOf(cell: unknown): string {
  const text = clean(cell);
  const [, whole, part = '', power] = /^(\d)(?:[.,](\d+))?E\+?(\d+)$/i.exec(text) ?? [];
  if (whole !== undefined && part.length === Number(power)) return whole + part;
  return text.replace(/^(\d{7,})[.,]0+$/, '$1');
}

/** Was written as a number and lost its last digits when it was shortened. */
export const isShortenedNumber = (phone: string): boolean => /^\d(?:[.,]\d+)?E\+?\d+$/i.test(phone);

function faultIn(field: PersonField, cell: unknown): CellFault['reason'] | null {
  const text = clean(cell);
  if (cell instanceof Date || (field !== 'subjects' && dateText.test(text))) return 'date';
  if (formulaError.test(text)) return 'formula';
  if (text.includes('\ufffd')) return 'unreadable';
  return text.startsWith('"') && text.split('"').length % 2 === 0 ? 'quotes' : null;
}

function toPeople(rows: readonly Row[]): PersonLine[] {
  const head = rows.slice(0, headerWithin);
  const most = Math.max(0, ...head.map(knownColumns));
  const at = head.findIndex((row) => knownColumns(row) === most);
  const columns = most > 0 ? (head[at] ?? []).map(fieldOf) : [];
  const missing = needed.filter((field) => !columns.includes(field));
  if (!rows.some((row) => row.some((cell) => clean(cell)))) throw new PeopleFileError('empty');
  if (missing.length > 0) throw new PeopleFileError('columns', { missing });
  const known = personFields.filter((field) => columns.includes(field));
  const last = columns.findLast((field) => field !== undefined) ?? 'surname';
  const people: PersonLine[] = [];
  for (const [index, row] of rows.entries()) {
    if (index <= at || !row.some((cell) => clean(cell))) continue;
    const cell = (field: PersonField) => row[columns.indexOf(field)];
    const text = (field: PersonField) => (columns.includes(field) ? clean(cell(field)) : '');
    const fault = (field: PersonField, reason: CellFault['reason'] | null): CellFault[] =>
      reason ? [{ field, reason, detail: `${letters(columns.indexOf(field))}${index + 1}` }] : [];
    people.push({
      line: index + 1,
      surname: text('surname'),
      name: text('name'),
      patronymic: text('patronymic'),
      phone: phoneOf(cell('phone')),
      role: text('role'),
      group: text('group'),
      subjects: columns.includes('subjects') ? cleanSubjects(cell('subjects')) : '',
      faults: [
        ...known.flatMap((field) => fault(field, faultIn(field, cell(field)))),
        ...fault(last, row.findLastIndex((each) => clean(each)) >= columns.length ? 'cells' : null),
      ],
    });
  }
  if (people.length === 0) throw new PeopleFileError('empty');
  if (people.length > maxRows) throw new PeopleFileError('rows');
  return people;
}

const begins = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, at) => bytes[at] === byte);

/** Rows of a text; the separator is the one by which most columns are recognised. */
async function readText(text: string): Promise<readonly Row[]> {
  const rows = (delimiter: string, limit: number) => csvRows(text, delimiter, needed.length, limit);
  const known = async (delimiter: string) => {
    const head = await rows(delimiter, headerWithin);
    return { delimiter, columns: Math.max(0, ...head.map(knownColumns)) };
  };
  const [best] = (await Promise.all([';', ',', '\t'].map(known))).sort((a, b) => b.columns - a.columns);
  return rows(best?.delimiter ?? ';', Number.POSITIVE_INFINITY);
}

/** Of several sheets those that are lists; when none of them is, the reason why the first that has something is not. */
async function readSheets(bytes: Uint8Array): Promise<{ sheet: string; people: PersonLine[] }[]> {
  const { sheets, far } = await readWorkbook(bytes);
  const problems: PeopleFileError[] = [];
  const lists = sheets.flatMap(({ name, rows }) => {
    try {
      return [{ sheet: name, people: toPeople(rows) }];
    } catch (thrown) {
      if (!(thrown instanceof PeopleFileError)) throw thrown;
      const { problem, missing } = thrown;
      problems.push(problem === 'columns' ? new PeopleFileError('sheetColumns', { missing, detail: name }) : thrown);
      return [];
    }
  });
  if (lists.length > 0) return lists;
  if (far) throw new PeopleFileError('far', { detail: far });
  throw problems.find(({ problem }) => problem !== 'empty') ?? new PeopleFileError('empty');
}

/**
 * Reads the lists of people in a CSV or XLSX file, columns in any order under Russian or English titles. A text is one
 * list; in a workbook each sheet that a person sees can be one.
 *
 *     const [list, ...others] = await readPeopleFile(file);
 *
 * @returns one list at least.
 * @throws {PeopleFileError} that says why there is no list in it.
 */
export async function readPeopleFile(file: File): Promise<PeopleFile[]> {
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
    return (await readSheets(bytes)).map((list) => ({ ...known, ...list, encoding: 'XLSX' }));
  }
  if (named === 'xlsx') throw new PeopleFileError('notXlsx');
  const isPdf = begins(bytes, 0x25, 0x50, 0x44, 0x46);
  const read = isText && !isPdf ? decodeText(bytes) : null;
  if (!read) throw new PeopleFileError('type');
  try {
    return [{ ...known, encoding: read.encoding, sheet: '', people: toPeople(await readText(read.text)) }];
  } catch (thrown) {
    if (!(thrown instanceof PeopleFileError) || thrown.problem !== 'columns') throw thrown;
    throw new PeopleFileError('columns', { missing: thrown.missing, detail: read.encoding });
  }
}
