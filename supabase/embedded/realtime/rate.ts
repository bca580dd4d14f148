/** Counts what happens in windows of time; keeps no timer, and a clock that is set anew does not matter to it. */
export class Rate {
  readonly #limit: number;
  readonly #windowMs: number;
  #ends = 0;
  #count = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Counts so many more; false when they are too many for this window. */
  take(count = 1): boolean {
    const now = performance.now();
    if (now >= this.#ends) {
      this.#ends = now + this.#windowMs;
      this.#count = 0;
    }
    this.#count += count;
    return this.#count <= this.#limit;
  }
}
