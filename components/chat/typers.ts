/** Somebody who typed counts as typing for this long, in milliseconds. */
const lasts = 5000;
/** More of a name is not shown, in UTF-16 units. */
const longestName = 200;

/** Who is typing: everybody who said so a moment ago and has not sent anything since. */
export class Typers {
  readonly #typers = new Map<string, { name: string; timer: ReturnType<typeof setTimeout> }>();
  readonly #changed: (names: readonly string[]) => void;

  constructor(changed: (names: readonly string[]) => void) {
    this.#changed = changed;
  }

  add(person: string, name: string): void {
    clearTimeout(this.#typers.get(person)?.timer);
    this.#typers.set(person, { name: name.slice(0, longestName), timer: setTimeout(() => this.clear(person), lasts) });
    this.#report();
  }

  /** Takes one person out, or everybody. */
  clear(person?: string): void {
    for (const [id, { timer }] of this.#typers) {
      if (person !== undefined && id !== person) continue;
      clearTimeout(timer);
      this.#typers.delete(id);
      this.#report();
    }
  }

  #report(): void {
    this.#changed([...this.#typers.values()].map(({ name }) => name));
  }
}
