/** Who came and who went, gathered so that a whole group coming in is one sentence. */
export interface Arrivals {
  readonly came: readonly string[];
  readonly went: readonly string[];
}

/** Those who come this close together are told of at once, in milliseconds. */
const gather = 2500;

/**
 * Tells of who comes and goes, a while after the first of them, and of nobody who has come and gone in between.
 *
 *     const arrivals = new ArrivalsWatch((told) => announce(told));
 *     arrivals.see(new Map([[id, name]]));
 *     arrivals.stop();
 */
export class ArrivalsWatch {
  readonly #tell: (arrivals: Arrivals) => void;
  /** Who was here when it was told last. */
  #told: ReadonlyMap<string, string> | null = null;
  #present: ReadonlyMap<string, string> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (arrivals: Arrivals) => void) {
    this.#tell = tell;
  }

  /** Everybody who is here now, by id, with the name. Those of the first time are not told of. */
  see(present: ReadonlyMap<string, string>): void {
    this.#present = present;
    this.#told ??= present;
    const isSame = present.size === this.#told.size && [...present.keys()].every((id) => this.#told?.has(id));
    if (isSame || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#now(), gather);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = null;
  }

  #now(): void {
    this.#timer = undefined;
    const before = this.#told ?? new Map<string, string>();
    const now = this.#present;
    this.#told = now;
    const came = [...now].flatMap(([id, name]) => (before.has(id) ? [] : [name]));
    const went = [...before].flatMap(([id, name]) => (now.has(id) ? [] : [name]));
    if (came.length + went.length > 0) this.#tell({ came, went });
  }
}
