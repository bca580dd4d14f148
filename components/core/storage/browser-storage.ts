/**
 * Texts that the browser keeps, for the device or for the tab; in memory, until the page is left, where it refuses or
 * has no room for more.
 *
 *     deviceStorage.write('sferum.emoji', '👍 🎓'); // null removes it
 *     deviceStorage.read('sferum.emoji'); // null when there is none
 */
export class BrowserStorage {
  readonly #area: () => Storage;
  /** What the browser did not keep. */
  readonly #memory = new Map<string, string | null>();

  /** `area` throws where the browser refuses. */
  constructor(area: () => Storage) {
    this.#area = area;
  }

  read(key: string): string | null {
    // What is in memory could not be kept, so it is newer.
    const unkept = this.#memory.get(key);
    if (unkept !== undefined) return unkept;
    try {
      return this.#area().getItem(key);
    } catch {
      return null;
    }
  }

  write(key: string, text: string | null): void {
    try {
      if (text === null) this.#area().removeItem(key);
      else this.#area().setItem(key, text);
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, text);
    }
  }

  /** Another tab has kept this, which is newer than what is in memory here. */
  release(key: string): void {
    this.#memory.delete(key);
  }
}

/** What all tabs of the device have. */
export const deviceStorage = new BrowserStorage(() => localStorage);

/** What this tab has, also after a reload of the page. */
export const tabStorage = new BrowserStorage(() => sessionStorage);
