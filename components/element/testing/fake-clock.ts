/**
 * The time of the page in the hands of a test: `Date.now()` and timers. What waits for a frame or a microtask goes on.
 *
 *     const clock = new FakeClock(new Date(2026, 10, 29, 23, 59));
 *     clock.to(new Date(2026, 10, 30)); // timers that are due by then have run
 *     clock.stop();
 */
export class FakeClock {
  readonly #real = { now: Date.now, setTimeout: window.setTimeout, clearTimeout: window.clearTimeout };
  readonly #timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  #now: number;
  #last = 1_000_000;

  constructor(now: Date) {
    this.#now = now.getTime();
    Date.now = () => this.#now;
    window.setTimeout = ((run: () => void, delay = 0) => {
      this.#last += 1;
      this.#timers.set(this.#last, { at: this.#now + delay, run });
      return this.#last;
    }) as typeof setTimeout;
    window.clearTimeout = ((timer: number) => {
      if (!this.#timers.delete(timer)) this.#real.clearTimeout.call(window, timer);
    }) as typeof clearTimeout;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Goes on to a time, and runs what is due on the way. */
  to(time: Date): void {
    for (;;) {
      const [next] = [...this.#timers].filter(([, { at }]) => at <= time.getTime()).sort((a, b) => a[1].at - b[1].at);
      if (!next) break;
      const [id, { at, run }] = next;
      this.#timers.delete(id);
      this.#now = Math.max(this.#now, at);
      run();
    }
    this.#now = time.getTime();
  }

  /** The same, but no timer runs: the device slept. */
  sleepTo(time: Date): void {
    this.#now = time.getTime();
  }

  stop(): void {
    Date.now = this.#real.now;
    window.setTimeout = this.#real.setTimeout;
    window.clearTimeout = this.#real.clearTimeout;
  }
}
