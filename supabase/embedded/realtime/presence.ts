import { randomUUID } from 'node:crypto';
import type { Payload } from './frames.ts';

type Metas = { metas: Payload[] };
/** Presences by key, as the Phoenix client merges them. */
export type PresenceState = Record<string, Metas>;
export type PresenceDiff = { joins: PresenceState; leaves: PresenceState };

interface Present {
  key: string;
  /** The payload as given, to compare the next one with. */
  given: string;
  meta: Payload;
}

/** Who is on one topic; `Member` is whatever tracks, each with one presence at a time. */
export class Presence<Member> {
  readonly #present = new Map<Member, Present>();
  #joins: Present[] = [];
  #leaves: Present[] = [];

  get size(): number {
    return this.#present.size;
  }

  /** @returns whether that changed anything. */
  track(member: Member, key: string, payload: Payload): boolean {
    const given = JSON.stringify(payload);
    const before = this.#present.get(member);
    if (before?.given === given) {
      return false;
    }
    const meta: Payload = { ...payload, phx_ref: randomUUID() };
    if (before) {
      meta.phx_ref_prev = before.meta.phx_ref;
      this.#leaves.push(before);
    }
    const now = { key, given, meta };
    this.#present.set(member, now);
    this.#joins.push(now);
    return true;
  }

  /** @returns whether the member was present. */
  untrack(member: Member): boolean {
    const before = this.#present.get(member);
    if (!before) {
      return false;
    }
    this.#present.delete(member);
    this.#leaves.push(before);
    return true;
  }

  /** Changes since the last call; a member that came and went in between is in both halves. */
  takeDiff(): PresenceDiff {
    const diff = { joins: byKey(this.#joins), leaves: byKey(this.#leaves) };
    this.#joins = [];
    this.#leaves = [];
    return diff;
  }

  state(): PresenceState {
    return byKey(this.#present.values());
  }
}

function byKey(present: Iterable<Present>): PresenceState {
  const found = new Map<string, Metas>();
  for (const { key, meta } of present) {
    const known = found.get(key);
    if (known) {
      known.metas.push(meta);
    } else {
      found.set(key, { metas: [meta] });
    }
  }
  return Object.fromEntries(found); // Keeps a key such as `__proto__` an ordinary one.
}
