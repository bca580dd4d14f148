import { newId } from '../../../core/id.ts';
import {
  decodeData,
  type Engine,
  type EngineData,
  EngineError,
  type EngineHandlers,
  type EngineMember,
  type EnginePeer,
  type EngineState,
  encodeData,
  type MediaSource,
  type MediaTracks,
  type Quality,
} from '../engine.ts';
import { type LinkSignal, PeerLink } from './peer-link.ts';
import { PeerQuality } from './peer-quality.ts';
import { readSignal, type Signal, type Signalling, type SignalWay } from './signalling.ts';

/** In milliseconds. */
export interface MeshTimes {
  /** After which a link that does not carry is offered again, and after which one that did. */
  readonly offerAgain: number;
  readonly mend: number;
  /** How often all that is looked after. */
  readonly look: number;
}

const usualTimes: MeshTimes = { offerAgain: 6000, mend: 3000, look: 500 };
/** So often a link is offered before it is made anew. */
const mostOffers = 4;
/** Looks between two questions for the quality of a link. */
const looksForQuality = 5;

export interface MeshOptions {
  /** My id, and the page that I am here with. */
  readonly me: string;
  readonly connection: string;
  readonly iceServers: readonly RTCIceServer[];
  readonly signalling: Signalling;
  readonly times?: MeshTimes;
}

/** Somebody who is in the lesson, and the link to them. */
interface Known {
  member: EngineMember;
  readonly way: SignalWay;
  isUp: boolean;
  /** Their page has been heard of. */
  isHere: boolean;
  link: PeerLink | null;
  /** When I said last that I am here, or that the link does not carry. */
  saidAt: number;
  on: ReadonlySet<MediaSource>;
  level: number;
  quality: PeerQuality;
}

const sources: readonly MediaSource[] = ['microphone', 'camera', 'screen', 'screenSound'];
const isSound = (source: MediaSource): boolean => source === 'microphone' || source === 'screenSound';

/**
 * A lesson from browser to browser: each page has a link to each other, so it is for a few. Of two people the one with the
 * greater id offers and mends, the other asks for it: offers never collide.
 */
export class MeshEngine implements Engine {
  readonly #options: MeshOptions;
  readonly #times: MeshTimes;
  readonly #handlers: EngineHandlers;
  readonly #known = new Map<string, Known>();
  readonly #tracks = new Map<MediaSource, MediaStreamTrack>();
  #state: EngineState = 'new';
  #timer: ReturnType<typeof setInterval> | undefined;
  #looks = 0;
  #shown: ReadonlyMap<string, EnginePeer> = new Map();
  #willTell = false;

  constructor(options: MeshOptions, handlers: EngineHandlers) {
    this.#options = options;
    this.#times = options.times ?? usualTimes;
    this.#handlers = handlers;
  }

  get state(): EngineState {
    return this.#state;
  }

  get peers(): ReadonlyMap<string, EnginePeer> {
    return this.#shown;
  }

  async connect(): Promise<void> {
    if (typeof RTCPeerConnection !== 'function') throw new EngineError('unsupported');
    this.#timer = setInterval(() => this.#look(), this.#times.look);
    addEventListener('pagehide', this.#leave);
    this.#set('connected');
    this.#change();
  }

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    for (const { link } of this.#known.values()) {
      link?.publish(source, track);
      if (link) this.#sayWhatIsOn(link);
    }
  }

  admit(people: ReadonlyMap<string, EngineMember>): void {
    if (this.#state === 'ended') return;
    for (const [id, known] of this.#known) {
      if (people.has(id)) continue;
      this.#forget(known);
      known.way.close();
      this.#known.delete(id);
    }
    for (const [id, member] of people) {
      if (id === this.#options.me) continue;
      const known = this.#known.get(id);
      if (!known) {
        this.#meet(id, member);
        continue;
      }
      const isAnother = member.connection !== known.member.connection;
      known.member = member;
      if (!isAnother) continue;
      this.#forget(known);
      if (known.isUp) this.#sayHere(known, false);
    }
    for (const { link } of this.#known.values()) link?.share(this.#known.size);
    this.#change();
  }

  /** Everybody sends to everybody: there is nothing to leave out. */
  watch(): void {}

  send(data: EngineData): void {
    const text = encodeData({ data });
    for (const { link } of this.#known.values()) link?.send(text);
  }

  disconnect(): void {
    if (this.#state === 'ended') return;
    removeEventListener('pagehide', this.#leave);
    clearInterval(this.#timer);
    for (const { link, way } of this.#known.values()) {
      link?.close();
      way.close();
    }
    this.#known.clear();
    this.#tracks.clear();
    this.#shown = new Map();
    this.#set('ended');
  }

  readonly #leave = (): void => this.disconnect();

  #meet(person: string, member: EngineMember): void {
    const way = this.#options.signalling.open(person, {
      heard: (signal) => {
        if (this.#known.get(person) === known) this.#hear(person, known, signal);
      },
      up: () => {
        known.isUp = true;
        this.#sayHere(known, false);
        this.#look();
      },
      down: () => {
        known.isUp = false;
      },
    });
    const quality = new PeerQuality();
    const known: Known = {
      member,
      way,
      isUp: false,
      isHere: false,
      link: null,
      saidAt: 0,
      on: new Set(),
      level: 0,
      quality,
    };
    this.#known.set(person, known);
  }

  #sayHere(known: Known, isAnswer: boolean): void {
    known.saidAt = performance.now();
    known.way.say({ kind: 'here', from: this.#options.connection, to: known.member.connection, isAnswer });
  }

  #hear(person: string, known: Known, received: unknown): void {
    const signal = readSignal(received);
    // Who speaks is known by the way; from which of their pages and to which of mine, the signal says.
    if (signal?.from !== known.member.connection || signal.to !== this.#options.connection) return;
    known.isHere = true;
    if (signal.kind === 'here') {
      if (!signal.isAnswer) this.#sayHere(known, true);
      if (!known.link && this.#offers(person)) this.#connect(person, known);
    } else if (signal.kind === 'ask') this.#answer(person, known);
    else this.#take(person, known, signal);
    this.#change();
  }

  #offers(person: string): boolean {
    return this.#options.me > person;
  }

  #take(person: string, known: Known, signal: Extract<Signal, { kind: 'describe' | 'candidate' }>): void {
    const isOffer = signal.kind === 'describe' && signal.description.type === 'offer';
    if (isOffer && !this.#offers(person) && known.link?.id !== signal.link) {
      this.#forget(known);
      known.isHere = true;
      known.link = this.#open(person, known, signal.link);
    }
    if (known.link?.id === signal.link) known.link.take(signal);
  }

  #answer(person: string, known: Known): void {
    if (!this.#offers(person)) return;
    const { link } = known;
    if (!link) this.#connect(person, known);
    else if (performance.now() - link.offeredAt > this.#times.mend) link.offer();
  }

  #connect(person: string, known: Known): void {
    known.link?.close();
    known.link = this.#open(person, known, newId());
    known.link.offer();
  }

  #open(person: string, known: Known, id: string): PeerLink {
    const { connection: to } = known.member;
    const link: PeerLink = new PeerLink({
      id,
      offers: this.#offers(person),
      iceServers: this.#options.iceServers,
      tracks: this.#tracks,
      say: (said: LinkSignal) => known.way.say({ ...said, from: this.#options.connection, to, link: id }),
      onChange: () => this.#change(),
      onOpen: () => this.#sayWhatIsOn(link),
      onText: (text) => {
        if (known.link === link) this.#read(person, known, text);
      },
    });
    link.share(this.#known.size);
    return link;
  }

  #sayWhatIsOn(link: PeerLink): void {
    link.send(JSON.stringify({ on: [...this.#tracks.keys()] }));
  }

  #read(person: string, known: Known, text: unknown): void {
    const { on, data } = decodeData(text) ?? {};
    if (Array.isArray(on)) {
      known.on = new Set(sources.filter((source) => on.includes(source)));
      this.#change();
    }
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
      this.#handlers.onData(person, data as EngineData);
    }
  }

  #forget(known: Known): void {
    known.link?.close();
    known.link = null;
    known.isHere = false;
    known.on = new Set();
    known.level = 0;
    known.quality = new PeerQuality();
  }

  /** Mends what does not carry, and notes how loud and how good everybody is. */
  #look(): void {
    if (this.#state === 'ended') return;
    this.#looks += 1;
    const now = performance.now();
    for (const [person, known] of this.#known) {
      known.link?.look();
      if (known.isUp) this.#mend(person, known, now);
      this.#listen(known);
      if (known.link?.isConnected && this.#looks % looksForQuality === 0) {
        void known.quality.ask(known.link).then(() => this.#change());
      }
    }
    this.#change();
  }

  #mend(person: string, known: Known, now: number): void {
    const { link, isHere } = known;
    if (link && link.lostSince === null) return;
    const { mend, offerAgain } = this.#times;
    if (isHere && this.#offers(person)) {
      if (!link || link.isClosed || link.offers >= mostOffers) {
        this.#connect(person, known);
        return;
      }
      const patience = link.hasCarried || link.hasFailed ? mend : offerAgain;
      if (now - Math.max(link.offeredAt, link.lostSince ?? 0) >= patience) link.offer();
      return;
    }
    // Long after the other one should have mended it.
    const since = Math.max(known.saidAt, (link?.lostSince ?? 0) + (link?.hasFailed ? 0 : mend));
    if (now - since < offerAgain) return;
    if (!isHere) this.#sayHere(known, false);
    else {
      known.saidAt = now;
      known.way.say({ kind: 'ask', from: this.#options.connection, to: known.member.connection });
    }
  }

  #listen(known: Known): void {
    const receiver = known.on.has('microphone') ? known.link?.receiver('microphone') : undefined;
    const [newest] = receiver?.getSynchronizationSources() ?? [];
    // What was heard long ago is not said now.
    const isNow = newest !== undefined && performance.timeOrigin + performance.now() - newest.timestamp < 1000;
    known.level = isNow ? (newest.audioLevel ?? 0) : 0;
  }

  /** Tells once of all that changes in one turn. */
  #change(): void {
    if (this.#willTell || this.#state === 'ended' || this.#state === 'new') return;
    this.#willTell = true;
    queueMicrotask(() => {
      this.#willTell = false;
      if (this.#state === 'ended') return;
      const shown = new Map([...this.#known].map(([id, known]) => [id, this.#show(id, known)]));
      const state = this.#stateNow();
      const isSame = state === this.#state && shown.size === this.#shown.size;
      if (isSame && [...shown].every(([id, peer]) => peer === this.#shown.get(id))) return;
      this.#shown = shown;
      this.#set(state);
    });
  }

  /** Cut off is who had links and has lost all of them. */
  #stateNow(): EngineState {
    const links = [...this.#known.values()].flatMap(({ link }) => (link?.hasCarried ? [link] : []));
    return links.length > 0 && links.every(({ isConnected }) => !isConnected) ? 'reconnecting' : 'connected';
  }

  /** The same object as before where nothing of it is different. */
  #show(id: string, { level: heard, link, member, on, quality: received }: Known): EnginePeer {
    const tracks: Partial<Record<MediaSource, MediaStreamTrack>> = {};
    for (const source of sources) {
      const track = link?.receiver(source)?.track;
      const isAllowed = isSound(source) ? member.sound : member.picture;
      if (track && isAllowed && on.has(source)) tracks[source] = track;
    }
    const level = member.sound ? heard : 0;
    const isConnected = link?.isConnected ?? false;
    const quality: Quality = isConnected ? received.value : 'unknown';
    const before = this.#shown.get(id);
    const isSame =
      before !== undefined &&
      before.level === level &&
      before.quality === quality &&
      before.isConnected === isConnected &&
      sameTracks(before.tracks, tracks);
    return isSame ? before : { id, tracks, level, quality, isConnected };
  }

  #set(state: EngineState): void {
    this.#state = state;
    this.#handlers.onChange();
  }
}

const sameTracks = (a: MediaTracks, b: MediaTracks): boolean => sources.every((source) => a[source] === b[source]);
