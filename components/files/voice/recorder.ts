import { newId } from '../../core/id.ts';
import { DeviceError, type DeviceProblem, openDevice } from '../../core/media/devices.ts';
import { LevelMeter } from '../../core/media/level-meter.ts';
import type { Prepared } from '../inspect/inspect.ts';
import { cleanName } from '../names.ts';
import { encodeWave } from '../wave.ts';

/**
 * Records a voice: level and length while it goes, a pause, and at the end a file with its length and its wave, whatever the
 * browser has written into it.
 *
 *     const recorder = await Recorder.start({ onChange: () => draw(), onLost: () => tell() });
 *     recorder.pause();
 *     const prepared = await recorder.finish('Голосовое сообщение');
 */

/** Why there is nothing to record with. */
export type MicrophoneProblem = 'refused' | 'missing' | 'busy' | 'unsupported';

const problems: Partial<Record<DeviceProblem, MicrophoneProblem>> = {
  missing: 'missing',
  busy: 'busy',
  unsupported: 'unsupported',
};

export class MicrophoneError extends Error {
  readonly problem: MicrophoneProblem;

  constructor(problem: MicrophoneProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

/**
 * The first that the browser writes. MP4 and Ogg say how long they are and play in every other browser; WebM does neither
 * everywhere, so it is the last, and its length is that which was counted.
 */
const containers = [
  'audio/mp4;codecs=mp4a.40.2',
  'audio/mp4;codecs=opus',
  'audio/ogg;codecs=opus',
  'audio/mp4',
  'audio/webm;codecs=opus',
];

const endings: Readonly<Record<string, string>> = { 'audio/mp4': 'm4a', 'audio/ogg': 'ogg', 'audio/webm': 'webm' };

/** How often the level is taken, and how many bits a second are written. */
const levelEvery = 100;
const bitsPerSecond = 32_000;

export interface RecorderHandlers {
  /** Level, length or state are others. */
  readonly onChange: () => void;
  /** The microphone has gone; what was recorded is there. */
  readonly onLost: () => void;
}

export class Recorder {
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #meter: LevelMeter;
  readonly #chunks: Blob[] = [];
  readonly #handlers: RecorderHandlers;
  readonly #stopped: Promise<void>;
  readonly #timer: ReturnType<typeof setInterval>;
  #levels: number[] = [];
  /** Milliseconds before the last pause, and since when it goes on. */
  #before = 0;
  #since: number | null = null;

  private constructor(stream: MediaStream, type: string, handlers: RecorderHandlers) {
    this.#stream = stream;
    this.#handlers = handlers;
    this.#recorder = new MediaRecorder(stream, { audioBitsPerSecond: bitsPerSecond, ...(type && { mimeType: type }) });
    this.#meter = new LevelMeter(stream);
    this.#recorder.addEventListener('dataavailable', ({ data }) => {
      if (data.size > 0) this.#chunks.push(data);
    });
    this.#stopped = new Promise((resolve) => {
      this.#recorder.addEventListener('stop', () => resolve());
    });
    for (const track of stream.getTracks()) track.addEventListener('ended', () => this.#lose());
    this.#recorder.start();
    this.#since = performance.now();
    this.#timer = setInterval(() => this.#measure(), levelEvery);
  }

  /** @throws {MicrophoneError} */
  static async start(handlers: RecorderHandlers): Promise<Recorder> {
    if (typeof MediaRecorder !== 'function') throw new MicrophoneError('unsupported');
    const stream = new MediaStream();
    try {
      stream.addTrack(await openDevice('microphone', { echoCancellation: true, noiseSuppression: true }));
    } catch (cause) {
      if (!(cause instanceof DeviceError)) throw cause;
      throw new MicrophoneError(problems[cause.problem] ?? 'refused', { cause });
    }
    const type = containers.find((each) => MediaRecorder.isTypeSupported(each)) ?? '';
    return new Recorder(stream, type, handlers);
  }

  /** Milliseconds. */
  get length(): number {
    return this.#before + (this.#since === null ? 0 : performance.now() - this.#since);
  }

  /** Levels from 0 to 1, the last one the present. */
  get levels(): readonly number[] {
    return this.#levels;
  }

  get isPaused(): boolean {
    return this.#recorder.state === 'paused';
  }

  /** There is no more to come. */
  get isOver(): boolean {
    return this.#recorder.state === 'inactive';
  }

  pause(): void {
    if (this.#recorder.state !== 'recording') return;
    this.#recorder.pause();
    this.#halt();
  }

  resume(): void {
    if (this.#recorder.state !== 'paused') return;
    this.#recorder.resume();
    this.#since = performance.now();
    this.#handlers.onChange();
  }

  /** What was recorded so far, to be listened to. Ends the recording. */
  async stop(): Promise<Blob> {
    this.#halt();
    if (!this.isOver) this.#recorder.stop();
    await this.#stopped;
    this.#release();
    return new Blob(this.#chunks, { type: this.#type });
  }

  async finish(title: string): Promise<Prepared> {
    const duration = Math.max(1, Math.round(this.length));
    const original = await this.stop();
    const type = this.#type;
    return {
      file: {
        id: newId(),
        kind: 'voice',
        name: cleanName(`${title}.${endings[type] ?? 'm4a'}`, title),
        bytes: original.size,
        type,
        width: null,
        height: null,
        placeholder: '',
        duration,
        wave: encodeWave(this.#levels),
        previews: [],
        path: '',
      },
      original,
      smaller: new Map(),
    };
  }

  /** Ends it without a file. */
  discard(): void {
    this.#halt();
    if (!this.isOver) this.#recorder.stop();
    this.#release();
  }

  get #type(): string {
    return this.#recorder.mimeType.split(';')[0] || 'audio/mp4';
  }

  #halt(): void {
    this.#before = this.length;
    this.#since = null;
    this.#handlers.onChange();
  }

  #lose(): void {
    if (this.isOver && this.#since === null) return;
    this.#halt();
    if (!this.isOver) this.#recorder.stop();
    this.#handlers.onLost();
  }

  #measure(): void {
    if (this.#since === null) return;
    this.#levels = [...this.#levels, this.#meter.level()];
    this.#handlers.onChange();
  }

  #release(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    this.#meter.close();
  }
}
