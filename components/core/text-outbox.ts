/** A text on its way. */
export interface OutgoingText {
  /** Made here; the server takes a text with the same id only once. */
  readonly id: string;
  readonly body: string;
  /** In milliseconds since 1970. */
  readonly writtenAt: number;
}

const isText = (value: unknown): value is OutgoingText => {
  const { id, body, writtenAt } = (value ?? {}) as Partial<OutgoingText>;
  return typeof id === 'string' && typeof body === 'string' && typeof writtenAt === 'number';
};

/**
 * Texts that a person has sent and that have not arrived, kept on the device, so that a reload loses none; they are
 * forgotten with the page where the browser keeps nothing. Each has an entry of its own: tabs do not overwrite each other.
 */
export class Outgoing {
  readonly #prefix: string;
  readonly #memory = new Map<string, OutgoingText>();

  /** `place` is where they are written to, as of a draft. */
  constructor(person: string, place: string) {
    this.#prefix = `sferum.outgoing:${person}:${place}:`;
  }

  /** In the order in which they were written. */
  list(): OutgoingText[] {
    const kept = new Map(this.#memory);
    for (const text of this.#stored()) kept.set(text.id, text);
    return [...kept.values()].sort((a, b) => a.writtenAt - b.writtenAt);
  }

  add(body: string): OutgoingText {
    // Two of one millisecond keep their order.
    const writtenAt = Math.max(Date.now(), (this.list().at(-1)?.writtenAt ?? 0) + 1);
    const text = { id: crypto.randomUUID(), body, writtenAt };
    this.#memory.set(text.id, text);
    this.#try((storage) => storage.setItem(this.#prefix + text.id, JSON.stringify(text)));
    return text;
  }

  drop(id: string): void {
    this.#memory.delete(id);
    this.#try((storage) => storage.removeItem(this.#prefix + id));
  }

  #stored(): OutgoingText[] {
    return (
      this.#try((storage) =>
        Object.keys(storage)
          .filter((key) => key.startsWith(this.#prefix))
          .map((key): unknown => JSON.parse(storage.getItem(key) ?? 'null'))
          .filter(isText),
      ) ?? []
    );
  }

  /** Does something with what the browser keeps; null where it keeps nothing for this page, or no more. */
  #try<T>(act: (storage: Storage) => T): T | null {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  }
}
