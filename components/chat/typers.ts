/** Somebody who typed counts as typing for this long, in milliseconds. */
const lasts = 5000;

/** Who is typing: everybody who said so a moment ago and has not sent anything since. */
export class Typers {
  readonly #typers = new Map<string, { name: string; timer: ReturnType<typeof setTimeout> }>();
  readonly #changed: (names: readonly string[]) => void;

  constructor(changed: (names: readonly string[]) => void) {
    this.#changed = changed;
  }

  heard(person: string, name: string): void {
    clearTimeout(this.#typers.get(person)?.timer);
    this.#typers.set(person, { name, timer: setTimeout(() => this.forget(person), lasts) });
    this.#tell();
  }

  forget(person: string): void {
    const typer = this.#typers.get(person);
    if (!typer) return;
    clearTimeout(typer.timer);
    this.#typers.delete(person);
    this.#tell();
  }

  clear(): void {
    for (const { timer } of this.#typers.values()) clearTimeout(timer);
    this.#typers.clear();
    this.#tell();
  }

  #tell(): void {
    this.#changed([...this.#typers.values()].map(({ name }) => name));
  }
}
