/** What is being edited: `typed` was made out of `base`, which was saved as `version`. */
export interface Draft<T, V> {
  readonly base: T;
  readonly version: V;
  readonly typed: T;
}

export interface DraftState<T> {
  readonly typed: T;
  /** Something is typed that is not saved. */
  readonly differs: boolean;
  /** After a conflict: what somebody else has saved meanwhile, by field. */
  readonly changedMeanwhile: Partial<T>;
}

/**
 * What a person edits of one thing that somebody else may save meanwhile. What the other saves comes in, except in the
 * fields in which the person has typed something; nothing typed is lost before it is saved or discarded.
 *
 *     readonly #draft = new EditDraft<Group, number>(({ typed }) => this.set({ group: ready(typed) }));
 *     protected show({ group, version }: Saved) {
 *       this.#draft.load(group, version);
 *     }
 *     change(patch: Partial<Group>) {
 *       this.#draft.change(patch);
 *     }
 *     async #save({ typed, version }: Draft<Group, number>) {
 *       this.#draft.acknowledge();
 *       const wanted = trimmed(typed);
 *       this.#draft.saved(typed, wanted, await this.#api.update(this.#id, version, wanted));
 *     }
 *
 * When the backend refuses `version` because a newer one is saved, `conflict` takes that in, so that saving once more
 * goes through.
 */
export class EditDraft<T extends object, V> {
  readonly #changed: (state: DraftState<T>) => void;
  #current: Draft<T, V> | null = null;
  #changedMeanwhile: Partial<T> = {};

  constructor(changed: (state: DraftState<T>) => void) {
    this.#changed = changed;
  }

  /** Null until something is loaded. */
  get current(): Draft<T, V> | null {
    return this.#current;
  }

  /** Takes in what is saved, whoever saved it. */
  load(saved: T, version: V): void {
    const { base, typed } = this.#current ?? { base: saved, typed: saved };
    this.#set({ base: saved, version, typed: rebase(base, typed, saved) });
  }

  /** As `load`, and says what the other changed. */
  conflict(saved: T, version: V): void {
    const { base } = this.#current ?? { base: saved };
    const changed = differing(base, saved).map((field) => [field, saved[field]]);
    this.#changedMeanwhile = Object.fromEntries(changed) as Partial<T>;
    this.load(saved, version);
  }

  change(patch: Partial<T>): void {
    if (this.#current) this.#set({ ...this.#current, typed: { ...this.#current.typed, ...patch } });
  }

  /** `typed` was sent and is saved as `saved`; what was typed since then stays. */
  saved(typed: T, saved: T, version: V): void {
    const now = this.#current?.typed ?? typed;
    this.#set({ base: saved, version, typed: rebase(typed, now, saved) });
  }

  /** What the other changed was read. */
  acknowledge(): void {
    this.#changedMeanwhile = {};
    if (this.#current) this.#set(this.#current);
  }

  /** Back to what is saved. */
  discard(): void {
    this.#changedMeanwhile = {};
    if (this.#current) this.#set({ ...this.#current, typed: this.#current.base });
  }

  #set(draft: Draft<T, V>): void {
    this.#current = draft;
    const { base, typed } = draft;
    this.#changed({ typed, differs: differing(base, typed).length > 0, changedMeanwhile: this.#changedMeanwhile });
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Fields in which two states of one thing differ. */
export function differing<T extends object>(one: T, other: T): (keyof T)[] {
  return (Object.keys(one) as (keyof T)[]).filter((field) => !same(one[field], other[field]));
}

/** `mine` was made out of `base`: its changes, put on `theirs`. */
function rebase<T extends object>(base: T, mine: T, theirs: T): T {
  const result = { ...theirs };
  for (const field of differing(base, mine)) result[field] = mine[field];
  return result;
}
