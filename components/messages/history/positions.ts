/**
 * Where the rows of a list stand, from heights that are measured when a row is drawn and estimated before: the rows that
 * are held, and before and after them places whose rows are not. Pure: it knows neither messages nor the page.
 *
 *     const positions = new Positions();
 *     positions.arrange({ before: 99_950, length: 50, after: 0, idAt: (index) => rows[index].id });
 *     positions.measure('m1', 64);      // true: that is new
 *     positions.top(0);                 // 99,950 estimated rows above the first one that is held, in px
 *     positions.at(5_000_000);          // the row there
 */

/** What is arranged. */
export interface Arrangement {
  /** Places before the rows that are held. */
  readonly before: number;
  /** Rows that are held. */
  readonly length: number;
  /** Places after them. */
  readonly after: number;
  idAt(index: number): string;
}

/** Height of a row before any was measured, in px. */
const firstEstimate = 56;
/** Browsers cut off what is higher than some 17 to 33 million px. */
const highest = 12_000_000;
/** Heights that are kept beyond those of the rows that are held. */
const spare = 400;

export class Positions {
  readonly #heights = new Map<string, number>();
  #arranged: Arrangement = { before: 0, length: 0, after: 0, idAt: () => '' };
  /** Of each row, and of the end of the last one. */
  #tops: number[] = [0];
  #typical = 0;

  /** Height of a row that is not held, in px: the same until `reset`, so that the scroll bar does not tremble. */
  get estimate(): number {
    const { after, before, length } = this.#arranged;
    return Math.min(this.#typical || firstEstimate, highest / Math.max(before + length + after, 1));
  }

  /** Height of everything, in px. */
  get total(): number {
    return this.top(this.#arranged.length) + this.#arranged.after * this.estimate;
  }

  arrange(arrangement: Arrangement): void {
    this.#arranged = arrangement;
    const { before, idAt, length } = arrangement;
    if (this.#typical === 0) this.#typical = this.#average();
    const guess = this.#typical || firstEstimate;
    const tops = [before * this.estimate];
    const ids = new Set<string>();
    let top = tops[0] ?? 0;
    for (let index = 0; index < length; index++) {
      const id = idAt(index);
      ids.add(id);
      top += this.#heights.get(id) ?? guess;
      tops.push(top);
    }
    this.#tops = tops;
    if (this.#heights.size > length + spare) {
      for (const id of this.#heights.keys()) if (!ids.has(id)) this.#heights.delete(id);
    }
  }

  /** Notes a measured height, in px; counts from the next `arrange`. @returns whether it is another than was known. */
  measure(id: string, height: number): boolean {
    if (Math.abs((this.#heights.get(id) ?? -1) - height) < 0.01) return false;
    this.#heights.set(id, height);
    return true;
  }

  /** What was measured holds no longer, as when lines break elsewhere. */
  reset(): void {
    this.#heights.clear();
    this.#typical = 0;
  }

  /** Top of a row that is held, or with their number the end of the last one, in px. */
  top(index: number): number {
    return this.#tops[Math.max(0, Math.min(index, this.#arranged.length))] ?? 0;
  }

  /** The row at `y` px, or the nearest one that is held. */
  at(y: number): number {
    let [low, high] = [0, this.#arranged.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  #average(): number {
    let sum = 0;
    for (const height of this.#heights.values()) sum += height;
    return this.#heights.size > 0 ? sum / this.#heights.size : 0;
  }
}
