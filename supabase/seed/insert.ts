import type { Transaction } from '../embedded/database.ts';

const batch = 4000;

/**
 * Inserts plain rows: `columns` maps a column to its type; a row without one leaves it null.
 * @param table inserted verbatim into the statement.
 */
export async function insertRows(
  tx: Transaction,
  table: string,
  columns: Readonly<Record<string, string>>,
  rows: ReadonlyArray<Readonly<Record<string, unknown>>>,
): Promise<void> {
  const names = Object.keys(columns).join(', ');
  const typed = Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
  for (let start = 0; start < rows.length; start += batch) {
    await tx.query(
      `insert into ${table} (${names}) select ${names} from json_to_recordset($1::text::json) as row (${typed})`,
      [JSON.stringify(rows.slice(start, start + batch))],
    );
  }
}
