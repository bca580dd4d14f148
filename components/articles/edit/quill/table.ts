import Quill, { Delta } from 'quill/core.js';
import { TableCell, type TableContainer, TableRow } from 'quill/formats/table.js';
import Table from 'quill/modules/table.js';

export type TableDeed =
  | 'rowAbove'
  | 'rowBelow'
  | 'columnBefore'
  | 'columnAfter'
  | 'head'
  | 'removeRow'
  | 'removeColumn'
  | 'removeTable';

/** Rows of one table must never have the id of another one. */
const newRow = (isHead: boolean): string =>
  `${isHead ? 'head' : 'row'}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;

/** Quill's tables, completed: a row of headings, rows that are added by Tab, and nothing that loses the place. */
export class ArticleTable extends Table {
  /** Whether the selection is in a table. */
  get isHere(): boolean {
    return this.getTable()[0] !== null;
  }

  act(deed: TableDeed): void {
    const acts: Record<TableDeed, () => void> = {
      rowAbove: () => this.#insertRow(0),
      rowBelow: () => this.#insertRow(1),
      columnBefore: () => this.insertColumnLeft(),
      columnAfter: () => this.insertColumnRight(),
      head: () => this.#toggleHead(),
      removeRow: () => this.#removeRow(),
      removeColumn: () => this.#removeColumn(),
      removeTable: () => this.deleteTable(),
    };
    acts[deed]();
  }

  /** After the line in which the selection is; its first row has headings. */
  insert(rows: number, columns: number): void {
    const range = this.quill.getSelection(true);
    const [line, offset] = this.quill.getLine(range.index);
    const isEmpty = !line || line.length() <= 1;
    const index = isEmpty || !line ? range.index : range.index - offset + line.length();
    const change = new Delta().retain(index);
    for (let row = 0; row < rows; row += 1) change.insert('\n'.repeat(columns), { table: newRow(row === 0) });
    // Below the last table of a text one could not write.
    if (index >= this.quill.getLength()) change.insert('\n');
    this.quill.updateContents(change, Quill.sources.USER);
    this.quill.setSelection(index, 0, Quill.sources.SILENT);
  }

  /** From a cell to the next, or the one before; after the last one comes a new row. @returns whether it did. */
  move(back: boolean): boolean {
    const [table, row, cell] = this.getTable();
    if (!table || !row || !cell) return false;
    const isLast = !back && cell.next === null && row.next === null;
    if (isLast) this.#insertRow(1);
    const offset = cell.offset(this.quill.scroll);
    const index = back ? offset - 1 : offset + cell.length();
    const [there] = this.quill.getLine(Math.max(0, index));
    if (there?.statics.blotName !== TableCell.blotName) return false;
    this.quill.setSelection(Math.max(0, index), 0, Quill.sources.USER);
    return true;
  }

  #insertRow(after: 0 | 1): void {
    const [, row, cell] = this.getTable();
    if (!row || !cell) return;
    const columns = row.children.length;
    const first = row.children.head;
    if (!first) return;
    const start = first.offset(this.quill.scroll);
    const index = after ? start + row.length() : start;
    this.quill.updateContents(
      new Delta().retain(index).insert('\n'.repeat(columns), { table: newRow(false) }),
      Quill.sources.USER,
    );
    this.quill.setSelection(index, 0, Quill.sources.SILENT);
  }

  #removeRow(): void {
    const [table, row] = this.getTable();
    if (!table || !row) return;
    if ((table as unknown as TableContainer).rows().length <= 1) this.deleteTable();
    else this.#delete(row.offset(this.quill.scroll), row.length());
  }

  #removeColumn(): void {
    const [table, row, cell] = this.getTable();
    if (!table || !row || !cell) return;
    if (row.children.length <= 1) this.deleteTable();
    else this.deleteColumn();
  }

  #delete(index: number, length: number): void {
    this.quill.updateContents(new Delta().retain(index).delete(length), Quill.sources.USER);
    // Where its last row was, one is in the one before.
    const [line] = this.quill.getLine(index);
    const isInTable = line?.statics.blotName === TableCell.blotName;
    this.quill.setSelection(isInTable ? index : index - 1, 0, Quill.sources.SILENT);
  }

  /** All cells of the first row at once: one with another id would be a row of its own. */
  #toggleHead(): void {
    const [table] = this.getTable();
    const first = (table as unknown as TableContainer | null)?.rows()[0];
    if (!(first instanceof TableRow)) return;
    const cells = first.children.map((cell) => cell as unknown as TableCell);
    const isHead = String(TableCell.formats(cells[0]?.domNode as HTMLElement)).startsWith('head-');
    const table_ = newRow(!isHead);
    const change = new Delta().retain(first.offset(this.quill.scroll));
    for (const cell of cells) change.retain(cell.length() - 1).retain(1, { table: table_ });
    this.quill.updateContents(change, Quill.sources.USER);
  }
}
