import type { PersonField } from '../people-table.ts';

/**
 * Why a file gives no people: `empty` nothing in it; `large` over `maxBytes`; `rows` over `maxRows`; `far` something
 * stands so far from the list that it cannot be read; `type` no table; `xls` the format before XLSX; `notXlsx`, `notCsv`
 * its name says something else; `broken`; `columns`, in a workbook `sheetColumns`: some are missing.
 */
export type FileProblem =
  | 'empty'
  | 'large'
  | 'rows'
  | 'far'
  | 'type'
  | 'xls'
  | 'notXlsx'
  | 'notCsv'
  | 'broken'
  | 'columns'
  | 'sheetColumns';

/** A file that cannot be read as a list of people. */
export class PeopleFileError extends Error {
  readonly problem: FileProblem;
  /** With `columns` and `sheetColumns`: those without which nobody can be added. */
  readonly missing: readonly PersonField[];
  /** With `far` the address of the cell, with `columns` the encoding, with `sheetColumns` the sheet that was read. */
  readonly detail: string;

  constructor(
    problem: FileProblem,
    options: ErrorOptions & { missing?: readonly PersonField[]; detail?: string } = {},
  ) {
    super(problem, options);
    this.name = 'PeopleFileError';
    this.problem = problem;
    this.missing = options.missing ?? [];
    this.detail = options.detail ?? '';
  }
}
