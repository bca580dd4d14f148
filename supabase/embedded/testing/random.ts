const strange = ['\0', '\r\n', '"', ';', '=', ',', '-', '%', '\xff', '9'.repeat(30), '--', ' ', '..', '/', '{', '[]'];

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

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** Another text near this one: something is changed, lost, doubled or put in. */
  bend(text: string): string {
    const at = this.below(text.length + 1);
    const end = Math.min(text.length, at + this.below(8));
    switch (this.below(4)) {
      case 0:
        return text.slice(0, at) + text.slice(end);
      case 1:
        return text.slice(0, end) + text.slice(at);
      case 2:
        return text.slice(0, at) + String.fromCharCode(this.below(256)) + text.slice(at + 1);
      default:
        return text.slice(0, at) + this.pick(strange) + text.slice(at);
    }
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

/** A case that takes longer hangs, in milliseconds. */
const patience = 60_000;

/**
 * Tries what nobody would send: `cases` times, or for `FUZZ_SECONDS`, and then prints how much that was. A failure
 * names the `FUZZ_SEED` that begins with it.
 * @param each how much one case tries.
 */
export async function fuzz(cases: number, act: (random: Random, at: number) => Promise<void>, each = 1): Promise<void> {
  const { FUZZ_SECONDS = '0', FUZZ_SEED } = process.env;
  const milliseconds = Number(FUZZ_SECONDS) * 1000;
  const seed = Number(FUZZ_SEED ?? (milliseconds > 0 ? Math.floor(Math.random() * 2 ** 31) : 1));
  const from = performance.now();
  let tried = 0;
  for (let at = 0; milliseconds > 0 ? performance.now() - from < milliseconds : at < cases; at++) {
    let timer: NodeJS.Timeout | undefined;
    const hangs = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it hangs')), patience);
    });
    try {
      await Promise.race([act(new Random(seed + at), at), hangs]);
      tried += each;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`Case ${at}, FUZZ_SEED=${seed + at}: ${reason}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
  if (milliseconds > 0) console.log(`${tried} tried in ${Math.round((performance.now() - from) / 1000)} s`);
}
