/**
 * What is held of a conversation: windows, each an unbroken piece of it by `seq`, and between them gaps that are known
 * but not held. Windows that touch become one. Of two states of a message the one with the greater `change` stays.
 * Pure: no network, no clock, no Lit.
 *
 *     const held = new MessageWindows<Message>();
 *     held.insert(page.messages);                        // 1…50
 *     held.insert([broadcast]);                          // 53: a second window, and the gap 51…52
 *     held.gapAfter(51);                                 // { from: 51, to: 52 }: fetch it
 *     held.trim(600, [{ from: 30, to: 45 }]);            // what is farthest from what is looked at goes
 */

/** What a window needs to know of a message. */
export interface Sequenced {
  readonly id: string;
  /** Place in the conversation: 1, 2, 3 … without gaps. */
  readonly seq: number;
  /** Number of its last change in the conversation; 0 when it is as it was sent. */
  readonly change: number;
}

/** A part of a conversation, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface MessageWindow<M> extends Span {
  /** In the order of their seq. Those that were removed are left out. */
  readonly messages: readonly M[];
}

const distance = (seq: number, { from, to }: Span): number => Math.max(from - seq, seq - to, 0);

export class MessageWindows<M extends Sequenced> {
  /** By seq; null where a message was removed: the place is known, and there is nothing to fetch. */
  readonly #held = new Map<number, M | null>();
  readonly #merge: (held: M, next: M) => M;
  #lastSeq = 0;
  #windows: readonly MessageWindow<M>[] | null = null;

  /** `merge` gives a later state of a message what only an earlier one knows. */
  constructor(merge: (held: M, next: M) => M = (_, next) => next) {
    this.#merge = merge;
  }

  /** Newest seq that is known to exist. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** In the order of their seq, none touching another. */
  get windows(): readonly MessageWindow<M>[] {
    this.#windows ??= this.#build();
    return this.#windows;
  }

  get gaps(): readonly Span[] {
    const gaps: Span[] = [];
    let next = 1;
    for (const { from, to } of [...this.windows, { from: this.#lastSeq + 1, to: this.#lastSeq }]) {
      if (from > next) gaps.push({ from: next, to: from - 1 });
      next = to + 1;
    }
    return gaps;
  }

  /** The window that holds `seq`. */
  at(seq: number): MessageWindow<M> | undefined {
    return this.windows.find(({ from, to }) => from <= seq && seq <= to);
  }

  /** Where a message is that is held; null when it is not. */
  seqOf(id: string): number | null {
    for (const [seq, message] of this.#held) if (message?.id === id) return seq;
    return null;
  }

  /** What is missing next before `seq`, as far as it lies before it. */
  gapBefore(seq: number): Span | undefined {
    const gap = this.gaps.findLast(({ from }) => from < seq);
    return gap && { from: gap.from, to: Math.min(gap.to, seq - 1) };
  }

  /** What is missing next from `seq` on. */
  gapAfter(seq: number): Span | undefined {
    const gap = this.gaps.find(({ to }) => to >= seq);
    return gap && { from: Math.max(gap.from, seq), to: gap.to };
  }

  /** Messages up to `seq` exist, held or not. */
  extend(seq: number): void {
    this.#lastSeq = Math.max(this.#lastSeq, seq);
  }

  /** Nothing exists after `seq`, whatever was said; what is held stays. */
  endAt(seq: number): void {
    this.#lastSeq = Math.max(seq, ...this.#held.keys());
  }

  /** Takes messages in any order and any number of times. @returns whether one of them was not held before. */
  insert(messages: readonly M[]): boolean {
    let added = false;
    for (const message of messages) {
      if (!this.#held.has(message.seq)) {
        this.#set(message.seq, message);
        this.extend(message.seq);
        added = true;
      } else this.replace(message);
    }
    return added;
  }

  /** Takes another state of a message that is held. */
  replace(message: M): void {
    const held = this.#held.get(message.seq);
    if (held?.id === message.id && held.change < message.change) this.#set(message.seq, this.#merge(held, message));
  }

  /** Takes a message out for good: no state of it that comes later brings it back while its place is held. */
  remove(id: string): void {
    for (const [seq, message] of this.#held) if (message?.id === id) this.#set(seq, null);
  }

  /** Lets every message that is held be replaced, as when somebody has another name. */
  map(change: (message: M) => M): void {
    for (const [seq, message] of this.#held) if (message) this.#set(seq, change(message));
  }

  /**
   * Drops what is farthest from what is looked at, of two the older, until `limit` are held; what is looked at stays
   * in any case.
   */
  trim(limit: number, looking: readonly Span[]): void {
    const excess = this.#held.size - limit;
    if (excess <= 0) return;
    const far = (seq: number) => Math.min(...looking.map((span) => distance(seq, span)));
    const dropped = [...this.#held.keys()]
      .map((seq) => ({ seq, far: far(seq) }))
      .sort((a, b) => b.far - a.far || a.seq - b.seq)
      .slice(0, excess);
    for (const { seq, far } of dropped) if (far > 0) this.#held.delete(seq);
    this.#windows = null;
  }

  /** Drops everything that is held; how far the conversation goes stays known. */
  clear(): void {
    this.#held.clear();
    this.#windows = null;
  }

  #set(seq: number, message: M | null): void {
    this.#held.set(seq, message);
    this.#windows = null;
  }

  #build(): MessageWindow<M>[] {
    const windows: { from: number; to: number; messages: M[] }[] = [];
    for (const seq of [...this.#held.keys()].sort((a, b) => a - b)) {
      let window = windows.at(-1);
      if (window?.to !== seq - 1) {
        window = { from: seq, to: seq, messages: [] };
        windows.push(window);
      }
      window.to = seq;
      const message = this.#held.get(seq);
      if (message) window.messages.push(message);
    }
    return windows;
  }
}
