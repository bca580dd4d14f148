/** Numbers and choices that are the same for the same seed. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, `below` (mulberry32). */
  number(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  one<Value>(of: readonly Value[]): Value {
    return of[this.number(of.length)] as Value;
  }

  /** Is it so, once in `times`? */
  once(times: number): boolean {
    return this.number(times) === 0;
  }

  /** Another text near this one: something is changed, lost, doubled or put in. */
  bend(text: string): string {
    const at = this.number(text.length + 1);
    const end = Math.min(text.length, at + this.number(8));
    const strange = [
      '\0',
      '\r\n',
      '"',
      ';',
      '=',
      ',',
      '-',
      '%',
      '\xff',
      '9'.repeat(30),
      '--',
      ' ',
      '..',
      '/',
      '{',
      '[]',
    ];
    switch (this.number(4)) {
      case 0:
        return text.slice(0, at) + text.slice(end);
      case 1:
        return text.slice(0, end) + text.slice(at);
      case 2:
        return text.slice(0, at) + String.fromCharCode(this.number(256)) + text.slice(at + 1);
      default:
        return text.slice(0, at) + this.one(strange) + text.slice(at);
    }
  }
}

/**
 * Runs `work` again and again with chances of its own: `cases` times, or for `FUZZ_SECONDS`. A failure names its seed.
 * One case that takes longer than ten seconds hangs.
 */
export async function fuzz(cases: number, work: (chance: Chance) => Promise<void>): Promise<void> {
  const seconds = Number(process.env.FUZZ_SECONDS ?? 0);
  const end = performance.now() + seconds * 1000;
  const first = seconds > 0 ? Math.floor(Math.random() * 2 ** 31) : 1;
  for (let seed = first; seconds > 0 ? performance.now() < end : seed < first + cases; seed++) {
    let timer: NodeJS.Timeout | undefined;
    const hangs = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it hangs')), 10_000);
    });
    try {
      await Promise.race([work(new Chance(seed)), hangs]);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}
