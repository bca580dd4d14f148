import type { Signal, SignalHandlers, Signalling } from '../mesh/signalling.ts';

interface Member {
  readonly id: string;
  handlers: SignalHandlers | null;
  heard: ReadonlySet<string>;
  isUp: boolean;
}

/**
 * Signalling within one page: what one member says all others hear, if they hear that one. A member can be cut off, and what
 * is said then is lost.
 */
export class Hub {
  readonly #members = new Set<Member>();
  /** Everything that was said. */
  readonly said: { readonly from: string; readonly signal: unknown }[] = [];
  /** Of what is said, what arrives. */
  passes: (from: string, signal: Signal) => boolean = () => true;

  join(id: string): Signalling & { readonly cut: (isCut: boolean) => void } {
    const member: Member = { id, handlers: null, heard: new Set(), isUp: true };
    return {
      listen: (handlers) => {
        member.handlers = handlers;
        this.#members.add(member);
        queueMicrotask(() => member.isUp && member.handlers?.up());
        return () => {
          this.#members.delete(member);
          member.handlers = null;
        };
      },
      hear: (people) => {
        member.heard = people;
      },
      say: (signal) => {
        if (member.isUp && this.passes(id, signal)) this.speak(id, structuredClone(signal), member);
      },
      cut: (isCut) => {
        member.isUp = !isCut;
        if (isCut) member.handlers?.down();
        else member.handlers?.up();
      },
    };
  }

  /** Says whatever one likes in the name of a participant. */
  speak(from: string, signal: unknown, by?: Member): void {
    this.said.push({ from, signal });
    for (const member of [...this.#members]) {
      if (member === by || !member.isUp || (member.id !== from && !member.heard.has(from))) continue;
      queueMicrotask(() => member.handlers?.heard(from, signal));
    }
  }
}
