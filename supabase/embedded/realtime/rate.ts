/** A rate limit over fixed windows. It needs no timer, and changes of the system clock do not matter to it. */
export class Rate {
  readonly #limit: number;
  readonly #windowMs: number;
  #ends = 0;
  #count = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Counts `count` more. @returns whether they are within the limit of this window. */
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
