import { newId } from '../../../core/id.ts';
import { until } from '../../../element/testing/until.ts';
import type { Engine, EngineData, EngineHandlers, EngineProblem, MediaSource } from '../engine.ts';
import { received } from './received.ts';

/** Somebody in a lesson of a test. */
export interface Guest {
  readonly id: string;
  /** Their page. */
  readonly connection: string;
  readonly engine: Engine;
  readonly data: { readonly from: string; readonly data: EngineData }[];
  ended: EngineProblem | null;
}

export type OpenEngine = (person: string, connection: string, handlers: EngineHandlers) => Engine;

/** People of one page in a lesson, with a small picture and a beep each. */
export class Party {
  readonly guests = new Map<string, Guest>();
  readonly #open: OpenEngine;
  #devices: MediaStream | null = null;
  readonly #copies: MediaStreamTrack[] = [];
  readonly #sounds: HTMLAudioElement[] = [];

  constructor(open: OpenEngine) {
    this.#open = open;
  }

  async track(source: MediaSource): Promise<MediaStreamTrack> {
    const video = { width: 160, height: 120, frameRate: 10 };
    this.#devices ??= await navigator.mediaDevices.getUserMedia({ audio: true, video });
    const isSound = source === 'microphone' || source === 'screenSound';
    const [track] = isSound ? this.#devices.getAudioTracks() : this.#devices.getVideoTracks();
    if (!track) throw new Error(`no ${source}`);
    const copy = track.clone();
    this.#copies.push(copy);
    return copy;
  }

  /** Comes in; whom the database lets in is told to all at the same time. */
  async come(id: string, ...sources: MediaSource[]): Promise<Guest> {
    const guest = this.enter(id);
    this.tell();
    for (const source of sources) await guest.engine.publish(source, await this.track(source));
    await guest.engine.connect();
    return guest;
  }

  enter(id: string): Guest {
    const data: Guest['data'] = [];
    const handlers: EngineHandlers = {
      onChange: () => {},
      onData: (from, said) => data.push({ from, data: said }),
      onEnd: (problem) => {
        guest.ended = problem;
      },
    };
    const connection = newId();
    const guest: Guest = { id, connection, data, ended: null, engine: this.#open(id, connection, handlers) };
    this.guests.set(id, guest);
    return guest;
  }

  /** Tells everybody who is in, and whom somebody has muted. */
  tell(silenced: ReadonlySet<string> = new Set()): void {
    const guests = [...this.guests.values()];
    const members = guests.map(
      ({ connection, id }) => [id, { connection, sound: !silenced.has(id), picture: true }] as const,
    );
    for (const { engine } of guests) engine.admit(new Map(members));
  }

  leave(id: string): void {
    this.guests.get(id)?.engine.disconnect();
    this.guests.delete(id);
    this.tell();
  }

  trackOf(of: string, source: MediaSource, at: string): MediaStreamTrack | undefined {
    return this.guests.get(at)?.engine.peers.get(of)?.tracks[source];
  }

  /** Waits until more of somebody's picture or sound arrives at somebody else. */
  async flows(of: string, source: MediaSource, at: string): Promise<void> {
    let [track, before, now] = [this.trackOf(of, source, at), 0, 0];
    let isAsking = true;
    const measure = async () => {
      const present = this.trackOf(of, source, at);
      const { frames, energy } = await received(present);
      now = present?.kind === 'audio' ? energy : frames;
      if (present !== track || before === 0) {
        if (present?.kind === 'audio') this.#play(present);
        [track, before] = [present, now];
      }
      isAsking = false;
    };
    await measure();
    await until(() => {
      if (!isAsking) {
        isAsking = true;
        void measure();
      }
      return before > 0 && now > before;
    }, `more ${source} of ${of} at ${at}`);
  }

  /** Everybody receives everybody. */
  async allFlow(source: MediaSource): Promise<void> {
    const ids = [...this.guests.keys()];
    await Promise.all(ids.flatMap((of) => ids.filter((at) => at !== of).map((at) => this.flows(of, source, at))));
  }

  allConnected(): Promise<boolean> {
    return until(() => {
      const { size } = this.guests;
      const peers = [...this.guests.values()].map(({ engine }) => [...engine.peers.values()]);
      return peers.every((each) => each.length === size - 1 && each.every(({ isConnected }) => isConnected));
    }, 'all to be connected');
  }

  end(): void {
    for (const { engine } of this.guests.values()) engine.disconnect();
    for (const copy of this.#copies) copy.stop();
    for (const track of this.#devices?.getTracks() ?? []) track.stop();
    for (const sound of this.#sounds) sound.srcObject = null;
  }

  /** Of what is not played no energy is counted. */
  #play(track: MediaStreamTrack): void {
    const sound = new Audio();
    sound.volume = 0.01;
    sound.srcObject = new MediaStream([track]);
    void sound.play();
    this.#sounds.push(sound);
  }
}
