/** Counts what happens in windows of time; keeps no timer. */
export class Rate {
  readonly #limit: number;
  readonly #windowMs: number;
  #ends = 0;
  #count = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Counts one more; false when it is one too many for this window. */
  take(): boolean {
    const now = Date.now();
    if (now >= this.#ends) {
      this.#ends = now + this.#windowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#limit;
  }
}
