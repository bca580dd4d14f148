import {
  DeviceError,
  type DeviceKind,
  type DeviceProblem,
  listDevices,
  openDevice,
  openScreen,
  watchDevices,
} from '../../core/media/devices.ts';
import { LevelMeter } from '../../core/media/level-meter.ts';
import { type ChosenDevices, readChosen, writeChosen } from './chosen-devices.ts';

/** Beside what a browser says when it opens a device: it was pulled out while it was used. */
export type MediaProblem = DeviceProblem | 'unplugged';

/** A camera or a microphone of this page. */
export interface LocalDevice {
  readonly track: MediaStreamTrack | null;
  /** The person wants it; the browser may still be asking. */
  readonly isWanted: boolean;
  readonly problem: MediaProblem | null;
  /** The chosen one was not there, and another was taken. */
  readonly isReplaced: boolean;
}

export interface Device {
  readonly id: string;
  /** Empty until the browser tells it. */
  readonly name: string;
}

export interface LocalMediaState {
  readonly camera: LocalDevice;
  readonly microphone: LocalDevice;
  readonly screen: MediaStreamTrack | null;
  readonly screenSound: MediaStreamTrack | null;
  readonly screenProblem: DeviceProblem | null;
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  /** Empty where the browser lets nobody choose. */
  readonly speakers: readonly Device[];
  readonly chosen: ChosenDevices;
}

const off: LocalDevice = { track: null, isWanted: false, problem: null, isReplaced: false };

const constraints: Readonly<Record<DeviceKind, MediaTrackConstraints>> = {
  camera: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 30 } },
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

/** Only some browsers can play through another output. */
const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

/**
 * The camera, the microphone and the screen of this page: on while they are used, and off on leaving in any way.
 *
 *     const media = new LocalMedia(() => draw());
 *     await media.turn('camera', true);
 *     media.state.camera.track; // null with a problem, where there is none
 *     media.stop();
 */
export class LocalMedia {
  readonly #changed: () => void;
  #state: LocalMediaState = {
    camera: off,
    microphone: off,
    screen: null,
    screenSound: null,
    screenProblem: null,
    cameras: [],
    microphones: [],
    speakers: [],
    chosen: readChosen(),
  };
  /** The latest attempt of each kind; an earlier one that ends later is stopped. */
  readonly #attempts: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  #meter: { readonly of: MediaStreamTrack; readonly meter: LevelMeter } | null = null;
  #unwatch: (() => void) | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get state(): LocalMediaState {
    return this.#state;
  }

  /** Begins to look after what is plugged in. */
  start(): void {
    if (this.#unwatch) return;
    const unwatch = watchDevices(() => void this.#list().then(() => this.#tryAgain()));
    const leave = () => this.stop();
    addEventListener('pagehide', leave);
    this.#unwatch = () => {
      unwatch();
      removeEventListener('pagehide', leave);
    };
    void this.#list();
  }

  /** Everything is off, and the light goes out. */
  stop(): void {
    this.#unwatch?.();
    this.#unwatch = null;
    this.#closeMeter();
    for (const kind of ['camera', 'microphone'] as const) {
      this.#attempts[kind] += 1;
      this.#state[kind].track?.stop();
    }
    this.#stopScreen();
    this.#set({ camera: off, microphone: off });
  }

  async turn(kind: DeviceKind, on: boolean): Promise<void> {
    this.#attempts[kind] += 1;
    this.#state[kind].track?.stop();
    if (on) await this.#open(kind);
    else this.#set({ [kind]: off });
  }

  /** Takes another device, at once where one of its kind is on or was wanted. */
  async choose(kind: keyof ChosenDevices, id: string): Promise<void> {
    this.#set({ chosen: { ...this.#state.chosen, [kind]: id } });
    writeChosen(this.#state.chosen);
    if (kind === 'speaker' || !this.#state[kind].isWanted) return;
    await this.turn(kind, true);
  }

  /** How loud the microphone is, from 0 to 1. */
  level(): number {
    const { track } = this.#state.microphone;
    if (this.#meter?.of !== track) {
      this.#closeMeter();
      if (track) this.#meter = { of: track, meter: new LevelMeter(new MediaStream([track])) };
    }
    return this.#meter?.meter.level() ?? 0;
  }

  async shareScreen(on: boolean): Promise<void> {
    this.#stopScreen();
    if (!on) return;
    try {
      const stream = await openScreen();
      const [screen = null] = stream?.getVideoTracks() ?? [];
      const [screenSound = null] = stream?.getAudioTracks() ?? [];
      this.#set({ screen, screenSound });
      // Ended from the browser's own bar.
      screen?.addEventListener('ended', () => {
        if (this.#state.screen === screen) this.#stopScreen();
      });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#set({ screenProblem: error.problem });
    }
  }

  async #open(kind: DeviceKind): Promise<void> {
    const attempt = this.#attempts[kind];
    const isLatest = () => attempt === this.#attempts[kind];
    const wanted = this.#state.chosen[kind];
    this.#set({ [kind]: { ...off, isWanted: true } });
    try {
      const { isReplaced, track } = await openChosen(kind, wanted);
      if (!isLatest()) {
        track.stop();
        return;
      }
      track.addEventListener('ended', () => {
        if (this.#state[kind].track === track) void this.#lost(kind);
      });
      this.#set({ [kind]: { track, isWanted: true, problem: null, isReplaced } });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      if (isLatest()) this.#set({ [kind]: { ...off, isWanted: true, problem: error.problem } });
    }
    // The browser tells the names now.
    void this.#list();
  }

  /** It was pulled out: another is taken, if there is one. */
  async #lost(kind: DeviceKind): Promise<void> {
    this.#attempts[kind] += 1;
    this.#set({ [kind]: { ...off, isWanted: true } });
    await this.#open(kind);
    if (this.#state[kind].problem === 'missing')
      this.#set({ [kind]: { ...off, isWanted: true, problem: 'unplugged' } });
  }

  #stopScreen(): void {
    this.#state.screen?.stop();
    this.#state.screenSound?.stop();
    this.#set({ screen: null, screenSound: null, screenProblem: null });
  }

  #closeMeter(): void {
    this.#meter?.meter.close();
    this.#meter = null;
  }

  async #list(): Promise<void> {
    const all = await listDevices();
    const ofKind = (kind: MediaDeviceKind): Device[] =>
      all
        .filter((each) => each.kind === kind && each.deviceId !== '')
        .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
    this.#set({
      cameras: ofKind('videoinput'),
      microphones: ofKind('audioinput'),
      speakers: canChooseSpeaker ? ofKind('audiooutput') : [],
    });
  }

  /** What was pulled out may be there again. */
  #tryAgain(): void {
    for (const kind of ['camera', 'microphone'] as const) {
      if (this.#state[kind].problem === 'unplugged') void this.turn(kind, true);
    }
  }

  #set(patch: Partial<LocalMediaState>): void {
    this.#state = { ...this.#state, ...patch };
    this.#changed();
  }
}

/** The device that was chosen, or another where it is gone. */
async function openChosen(kind: DeviceKind, id: string): Promise<{ track: MediaStreamTrack; isReplaced: boolean }> {
  if (id) {
    try {
      const track = await openDevice(kind, { ...constraints[kind], deviceId: { exact: id } });
      return { track, isReplaced: false };
    } catch (error) {
      if (!(error instanceof DeviceError) || error.problem !== 'missing') throw error;
    }
  }
  return { track: await openDevice(kind, constraints[kind]), isReplaced: id !== '' };
}
