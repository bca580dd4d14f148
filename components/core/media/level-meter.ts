/**
 * How loud a microphone is now. It has to be closed, or the browser keeps the sound open.
 *
 *     const meter = new LevelMeter(new MediaStream([track]));
 *     meter.level(); // 0 to 1
 *     meter.close();
 */
export class LevelMeter {
  readonly #context = new AudioContext();
  readonly #analyser: AnalyserNode;
  readonly #samples: Uint8Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    this.#analyser = this.#context.createAnalyser();
    this.#samples = new Uint8Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  level(): number {
    this.#analyser.getByteTimeDomainData(this.#samples);
    return this.#samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0) / 128;
  }

  close(): void {
    if (this.#context.state !== 'closed') void this.#context.close();
  }
}
