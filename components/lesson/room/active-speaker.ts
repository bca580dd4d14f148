/** What is quieter than this is no speech. */
const leastLevel = 0.02;
/** How long somebody has to speak to be the speaker, and how long they stay it while nobody speaks, in milliseconds. */
const takesOver = 600;
const stays = 2000;

/**
 * Who speaks, without flickering: a cough makes nobody the speaker, a breath takes it from nobody.
 *
 *     const speakers = new ActiveSpeaker();
 *     speakers.hear(new Map([['a', 0.3]]), performance.now()); // 'a' after a while, else null
 */
export class ActiveSpeaker {
  #speaker: string | null = null;
  /** When the speaker was heard last. */
  #heardAt = 0;
  #candidate: { readonly id: string; readonly since: number } | null = null;
  readonly #spokeAt = new Map<string, number>();

  get speaker(): string | null {
    return this.#speaker;
  }

  /** When somebody was the speaker last; 0 for never. */
  spokeAt(id: string): number {
    return this.#spokeAt.get(id) ?? 0;
  }

  hear(levels: ReadonlyMap<string, number>, now: number): string | null {
    const [loudest] = [...levels].sort((a, b) => b[1] - a[1]);
    const speaking = this.#speaker ? (levels.get(this.#speaker) ?? 0) : 0;
    if (speaking >= leastLevel) this.#heardAt = now;
    const isLeft = this.#speaker !== null && !levels.has(this.#speaker);
    if (isLeft || (this.#speaker && now - this.#heardAt > stays)) this.#speaker = null;
    const [id, level] = loudest ?? ['', 0];
    // Whoever is only a little louder does not take it from who is speaking.
    const isLouder = level >= leastLevel && id !== this.#speaker && level > speaking * 1.5;
    if (!isLouder) this.#candidate = null;
    else if (this.#candidate?.id !== id) this.#candidate = { id, since: now };
    if (this.#candidate && (now - this.#candidate.since >= takesOver || !this.#speaker)) {
      this.#speaker = this.#candidate.id;
      this.#heardAt = now;
      this.#candidate = null;
    }
    if (this.#speaker) this.#spokeAt.set(this.#speaker, now);
    return this.#speaker;
  }
}
