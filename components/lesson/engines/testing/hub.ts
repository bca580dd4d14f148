import type { Signal, SignalHandlers, Signalling } from '../mesh/signalling.ts';

interface End {
  readonly me: string;
  readonly peer: string;
  readonly handlers: SignalHandlers;
}

/** Signalling within one page. A person can be cut off; what is said to them and by them then is lost. */
export class Hub {
  readonly #ends = new Set<End>();
  readonly #cut = new Set<string>();
  /** Of what is said, what arrives. */
  passes: (from: string, to: string, signal: Signal) => boolean = () => true;

  join(me: string): Signalling {
    return {
      open: (peer, handlers) => {
        const end: End = { me, peer, handlers };
        this.#ends.add(end);
        queueMicrotask(() => this.#ends.has(end) && !this.#cut.has(me) && handlers.up());
        return {
          say: (signal) => {
            if (!this.#cut.has(me) && this.passes(me, peer, signal)) this.speak(me, peer, structuredClone(signal));
          },
          close: () => void this.#ends.delete(end),
        };
      },
    };
  }

  cut(person: string, isCut: boolean): void {
    if (isCut) this.#cut.add(person);
    else this.#cut.delete(person);
    for (const { handlers, me } of [...this.#ends]) {
      if (me !== person) continue;
      if (isCut) handlers.down();
      else handlers.up();
    }
  }

  /** Says whatever one likes between two. */
  speak(from: string, to: string, signal: unknown): void {
    for (const { handlers, me, peer } of [...this.#ends]) {
      if (me === to && peer === from && !this.#cut.has(to)) queueMicrotask(() => handlers.heard(signal));
    }
  }
}
