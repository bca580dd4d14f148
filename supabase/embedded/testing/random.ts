/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** The same bytes with some changed, left out or put in. */
  damage(bytes: Buffer): Buffer {
    let damaged = Buffer.from(bytes);
    for (let times = 1 + this.below(4); times > 0; times--) {
      const at = this.below(damaged.length + 1);
      switch (this.below(4)) {
        case 0:
          damaged = Buffer.concat([damaged.subarray(0, at), this.bytes(this.below(6)), damaged.subarray(at)]);
          break;
        case 1:
          damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(at + 1 + this.below(6))]);
          break;
        case 2:
          damaged = damaged.subarray(0, at);
          break;
        default:
          if (at < damaged.length) damaged[at] = this.below(256);
      }
    }
    return damaged;
  }
}

/** What a fuzz test does: a fixed number of cases, or with `FUZZ_SECONDS` as many as go into that time. */
export async function fuzz(cases: number, act: (random: Random, at: number) => Promise<void>): Promise<number> {
  const seed = Number(process.env.FUZZ_SEED ?? 1);
  const until = performance.now() + Number(process.env.FUZZ_SECONDS ?? 0) * 1000;
  let at = 0;
  for (; at < cases || performance.now() < until; at++) {
    try {
      await act(new Random(seed + at), at);
    } catch (error) {
      throw new Error(`Case ${at}: FUZZ_SEED=${seed + at} begins with it`, { cause: error });
    }
  }
  return at;
}
