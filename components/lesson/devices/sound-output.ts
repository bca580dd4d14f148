/**
 * Plays the voices of a lesson. Elements are used again: a browser that let one play lets it go on. Where it refuses, a
 * press of the person has to start them.
 *
 *     const output = new SoundOutput(() => draw());
 *     output.play(new Map([[person, track]]));
 *     if (output.isRefused) html`<button @click=${() => output.start()}>Включить звук</button>`
 */
export class SoundOutput {
  readonly #changed: () => void;
  readonly #playing = new Map<string, { readonly track: MediaStreamTrack; readonly element: HTMLAudioElement }>();
  readonly #spare: HTMLAudioElement[] = [];
  #speaker = '';
  #isRefused = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Some of it was not played, because the browser waits for a press. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** Plays these and nothing else. */
  play(tracks: ReadonlyMap<string, MediaStreamTrack>): void {
    for (const [key, { element, track }] of this.#playing) {
      if (tracks.get(key) === track) continue;
      element.srcObject = null;
      this.#spare.push(element);
      this.#playing.delete(key);
    }
    for (const [key, track] of tracks) {
      if (this.#playing.has(key)) continue;
      const element = this.#spare.pop() ?? new Audio();
      element.srcObject = new MediaStream([track]);
      this.#playing.set(key, { track, element });
      void this.#direct(element);
      void this.#start(element);
    }
  }

  /** By a press of the person. */
  async start(): Promise<void> {
    this.#refuse(false);
    await Promise.all([...this.#playing.values()].map(({ element }) => this.#start(element)));
  }

  async choose(speaker: string): Promise<void> {
    this.#speaker = speaker;
    await Promise.all([...this.#playing.values()].map(({ element }) => this.#direct(element)));
  }

  stop(): void {
    this.play(new Map());
    this.#refuse(false);
  }

  async #start(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // Anything else is another track that came in between.
      if (error.name === 'NotAllowedError') this.#refuse(true);
    }
  }

  /** An output that is gone is that of the system. */
  async #direct(element: HTMLAudioElement): Promise<void> {
    if (!('setSinkId' in element)) return;
    try {
      await element.setSinkId(this.#speaker);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      await element.setSinkId('');
    }
  }

  #refuse(isRefused: boolean): void {
    if (isRefused === this.#isRefused) return;
    this.#isRefused = isRefused;
    this.#changed();
  }
}

/** Plays two notes through an output, for the person to hear whether it is the right one. */
export async function checkSound(speaker: string): Promise<void> {
  const context = new AudioContext();
  const target = context.createMediaStreamDestination();
  const volume = context.createGain();
  volume.gain.value = 0.2;
  volume.connect(target);
  const element = new Audio();
  element.srcObject = target.stream;
  if (speaker && 'setSinkId' in element) await element.setSinkId(speaker).catch(() => element.setSinkId(''));
  await element.play();
  const notes = [523, 784].map((frequency, index) => {
    const note = new OscillatorNode(context, { frequency });
    note.connect(volume);
    note.start(context.currentTime + index * 0.25);
    note.stop(context.currentTime + index * 0.25 + 0.22);
    return note;
  });
  await new Promise((resolve) => notes.at(-1)?.addEventListener('ended', resolve));
  await context.close();
}
