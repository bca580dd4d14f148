import { unparse } from 'papaparse';

/** A table that office programs open: UTF-8 with its mark, no cell begins a formula. */
export function csvFile(fields: readonly string[], data: readonly (readonly string[])[]): Blob {
  const text = unparse(
    { fields: [...fields], data: data.map((row) => [...row]) },
    { delimiter: ';', escapeFormulae: true },
  );
  return new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' });
}
