import { unparse } from 'papaparse';

/** What an office program would take for a formula, or for the sign that guards one, has an apostrophe before it. */
const guarded = /^'*[=+\-@\t\r]|^'+\d/;

/** A table that office programs open: UTF-8 with its mark, no cell begins a formula. */
export function csvFile(fields: readonly string[], data: readonly (readonly string[])[]): Blob {
  const text = unparse(
    { fields: [...fields], data: data.map((row) => [...row]) },
    { delimiter: ';', escapeFormulae: guarded },
  );
  return new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' });
}

/** What a cell says without what protects it: the apostrophe of `csvFile` and of Excel, or `="…"` around it. */
export function unguarded(cell: string): string {
  if (cell.startsWith("'")) return guarded.test(cell) ? cell.slice(1) : cell;
  return /^="(.*)"$/s.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
}
