import { randomUUID } from 'node:crypto';
import type { Payload } from './frames.ts';

type Metas = { metas: Payload[] };
/** Presences by key, as the Phoenix client merges them. */
export type PresenceState = Record<string, Metas>;
export type PresenceDiff = { joins: PresenceState; leaves: PresenceState };

interface Present {
  key: string;
  /** As given, to see whether a new one differs. */
  given: string;
  meta: Payload;
}

/** Who is on one topic; `Member` is whatever tracks, each with one presence at a time. */
export class Presence<Member> {
  readonly #present = new Map<Member, Present>();

  get size(): number {
    return this.#present.size;
  }

  /** Returns what changed, or null when nothing did. */
  track(member: Member, key: string, payload: Payload): PresenceDiff | null {
    const given = JSON.stringify(payload);
    const before = this.#present.get(member);
    if (before?.given === given) {
      return null;
    }
    const meta: Payload = { ...payload, phx_ref: randomUUID() };
    if (before) {
      meta.phx_ref_prev = before.meta.phx_ref;
    }
    this.#present.set(member, { key, given, meta });
    return { joins: entry(key, meta), leaves: before ? entry(before.key, before.meta) : {} };
  }

  /** Returns what changed, or null when the member was not present. */
  untrack(member: Member): PresenceDiff | null {
    const before = this.#present.get(member);
    if (!before) {
      return null;
    }
    this.#present.delete(member);
    return { joins: {}, leaves: entry(before.key, before.meta) };
  }

  state(): PresenceState {
    const byKey = new Map<string, Metas>();
    for (const { key, meta } of this.#present.values()) {
      const known = byKey.get(key);
      if (known) {
        known.metas.push(meta);
      } else {
        byKey.set(key, { metas: [meta] });
      }
    }
    return Object.fromEntries(byKey); // Keeps a key such as `__proto__` an ordinary one.
  }
}

function entry(key: string, meta: Payload): PresenceState {
  return Object.fromEntries([[key, { metas: [meta] }]]);
}
