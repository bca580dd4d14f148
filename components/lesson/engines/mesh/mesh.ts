import { newId } from '../../../core/id.ts';
import {
  type Allowance,
  decodeData,
  type Engine,
  type EngineData,
  EngineError,
  type EngineHandlers,
  type EnginePeer,
  type EngineProblem,
  type EngineState,
  encodeData,
  type MediaSource,
  type MediaTracks,
  type Quality,
} from '../engine.ts';
import { type LinkSignal, PeerLink } from './peer-link.ts';
import { PeerQuality } from './peer-quality.ts';
import { readSignal, type Signal, type Signalling } from './signalling.ts';

/** In milliseconds. */
export interface MeshTimes {
  /** How long connecting may take. */
  readonly connect: number;
  /** After which a link that does not carry is offered again; shorter when it was up before. */
  readonly offerAgain: number;
  readonly mend: number;
  /** How often all that is looked after. */
  readonly look: number;
}

const usualTimes: MeshTimes = { connect: 15_000, offerAgain: 6000, mend: 3000, look: 500 };
/** So often a link is offered before it is made anew. */
const mostOffers = 4;
/** Looks between two questions for the quality of a link. */
const looksForQuality = 5;

export interface MeshOptions {
  /** My id. */
  readonly me: string;
  readonly iceServers: readonly RTCIceServer[];
  readonly signalling: Signalling;
  readonly times?: MeshTimes;
}

/** What is said over a link beside media: what of it is on, and messages. */
interface Said {
  readonly on?: unknown;
  readonly data?: unknown;
}

/** Somebody who may be here, and what is known of their page. */
interface Known {
  allowance: Allowance;
  page: string;
  link: PeerLink | null;
  /** When I asked for an offer last. */
  askedAt: number;
  on: ReadonlySet<MediaSource>;
  level: number;
  readonly quality: PeerQuality;
}

const sources: readonly MediaSource[] = ['microphone', 'camera', 'screen', 'screenSound'];
const isSound = (source: MediaSource): boolean => source === 'microphone' || source === 'screenSound';

/**
 * A lesson from browser to browser: each page has a link to each other, so it is for a few. Of two the one with the greater
 * id offers and mends, the other asks for it: offers never collide.
 */
export class MeshEngine implements Engine {
  readonly #me: string;
  /** Later pages of the same person have greater names: the latest is the one where they are. */
  readonly #page = `${Date.now().toString(36).padStart(9, '0')}-${newId()}`;
  readonly #signalling: Signalling;
  readonly #iceServers: readonly RTCIceServer[];
  readonly #times: MeshTimes;
  readonly #handlers: EngineHandlers;
  readonly #known = new Map<string, Known>();
  readonly #tracks = new Map<MediaSource, MediaStreamTrack>();
  #state: EngineState = 'new';
  #isUp = false;
  #stopListening = () => {};
  #timer: ReturnType<typeof setInterval> | undefined;
  #looks = 0;
  #connected: { readonly done: () => void; readonly failed: (error: EngineError) => void } | null = null;
  #shown: ReadonlyMap<string, EnginePeer> = new Map();
  #willTell = false;

  constructor({ me, iceServers, signalling, times = usualTimes }: MeshOptions, handlers: EngineHandlers) {
    this.#me = me;
    this.#iceServers = iceServers;
    this.#signalling = signalling;
    this.#times = times;
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
    this.#set('connecting');
    const up = new Promise<void>((done, failed) => {
      this.#connected = { done, failed };
    });
    this.#stopListening = this.#signalling.listen({
      heard: (from, signal) => this.#hear(from, signal),
      up: () => this.#up(),
      down: () => this.#down(),
    });
    this.#timer = setInterval(() => this.#look(), this.#times.look);
    addEventListener('pagehide', this.#leave);
    const late = setTimeout(() => this.#connected?.failed(new EngineError('unreachable')), this.#times.connect);
    try {
      await up;
    } catch (error) {
      this.disconnect();
      throw error;
    } finally {
      clearTimeout(late);
      this.#connected = null;
    }
  }

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    for (const { link } of this.#known.values()) {
      link?.publish(source, track);
      if (link) this.#sayWhatIsOn(link);
    }
  }

  allow(people: ReadonlyMap<string, Allowance>): void {
    for (const [id, known] of this.#known) {
      if (people.has(id)) continue;
      known.link?.close();
      this.#known.delete(id);
    }
    const come: string[] = [];
    for (const [id, allowance] of people) {
      if (id === this.#me) continue;
      const known = this.#known.get(id);
      if (known) known.allowance = allowance;
      else {
        come.push(id);
        const quality = new PeerQuality();
        this.#known.set(id, { allowance, page: '', link: null, askedAt: 0, on: new Set(), level: 0, quality });
      }
    }
    this.#signalling.hear(new Set(this.#known.keys()));
    if (this.#isUp) for (const id of come) this.#sayHere(id);
    this.#share();
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
    if (this.#isUp) this.#signalling.say({ kind: 'bye', page: this.#page, to: null });
    removeEventListener('pagehide', this.#leave);
    clearInterval(this.#timer);
    this.#stopListening();
    for (const { link } of this.#known.values()) link?.close();
    this.#known.clear();
    this.#tracks.clear();
    this.#shown = new Map();
    this.#set('ended');
  }

  readonly #leave = (): void => this.disconnect();

  #end(problem: EngineProblem): void {
    this.disconnect();
    this.#handlers.onEnd(problem);
  }

  #up(): void {
    this.#isUp = true;
    this.#sayHere(null);
    this.#connected?.done();
    this.#look();
  }

  #down(): void {
    this.#isUp = false;
    this.#look();
  }

  #sayHere(to: string | null): void {
    this.#signalling.say({ kind: 'here', page: this.#page, to });
  }

  #hear(from: string, received: unknown): void {
    const signal = readSignal(received);
    if (!signal || this.#state === 'ended') return;
    if (from === this.#me) {
      this.#hearMyself(signal);
      return;
    }
    const known = this.#known.get(from);
    if (!known || (signal.to !== null && signal.to !== this.#me)) return;
    if (signal.kind === 'bye') {
      if (signal.page === known.page) this.#forget(known);
      this.#change();
      return;
    }
    // An older page of the same person, which has not learned yet that it is no more.
    if (signal.page < known.page) return;
    if (signal.page > known.page) {
      this.#forget(known);
      known.page = signal.page;
      if (signal.kind !== 'here' || signal.to === null) this.#sayHere(from);
      if (this.#offers(from)) this.#connect(from, known);
      else known.askedAt = performance.now();
    } else if (signal.kind === 'here' && signal.to === null) this.#sayHere(from);
    if (signal.kind === 'ask') this.#answer(from, known);
    if (signal.kind === 'describe' || signal.kind === 'candidate') this.#take(from, known, signal);
    this.#change();
  }

  /** I am in the lesson with the page that came last. */
  #hearMyself(signal: Signal): void {
    if (signal.kind !== 'here' || signal.page === this.#page) return;
    if (signal.page > this.#page) this.#end('elsewhere');
    else this.#sayHere(null);
  }

  #offers(person: string): boolean {
    return this.#me > person;
  }

  #take(from: string, known: Known, signal: Extract<Signal, { kind: 'describe' | 'candidate' }>): void {
    if (signal.toPage !== this.#page) return;
    const isOffer = signal.kind === 'describe' && signal.description.type === 'offer';
    if (isOffer && !this.#offers(from) && known.link?.id !== signal.link) {
      known.link?.close();
      known.link = this.#open(from, known, signal.link);
    }
    if (known.link?.id === signal.link) known.link.take(signal);
  }

  #answer(from: string, known: Known): void {
    if (!this.#offers(from)) return;
    const { link } = known;
    if (!link) this.#connect(from, known);
    else if (performance.now() - link.offeredAt > this.#times.mend) link.offer();
  }

  #connect(person: string, known: Known): void {
    known.link?.close();
    known.link = this.#open(person, known, newId());
    known.link.offer();
  }

  #open(person: string, known: Known, id: string): PeerLink {
    const { page: toPage } = known;
    const link: PeerLink = new PeerLink({
      id,
      offers: this.#offers(person),
      iceServers: this.#iceServers,
      tracks: this.#tracks,
      say: (said: LinkSignal) => {
        this.#signalling.say({ ...said, page: this.#page, to: person, toPage, link: id });
      },
      onChange: () => this.#change(),
      onOpen: () => this.#sayWhatIsOn(link),
      onText: (text) => {
        if (known.link === link) this.#read(person, known, text);
      },
    });
    link.share(Math.max(1, this.#known.size));
    return link;
  }

  #sayWhatIsOn(link: PeerLink): void {
    link.send(JSON.stringify({ on: [...this.#tracks.keys()] }));
  }

  #read(person: string, known: Known, text: unknown): void {
    const said: Said | null = decodeData(text);
    if (Array.isArray(said?.on)) {
      const { on } = said;
      known.on = new Set(sources.filter((source) => on.includes(source)));
      this.#change();
    }
    const { data } = said ?? {};
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
      this.#handlers.onData(person, data as EngineData);
    }
  }

  #forget(known: Known): void {
    known.link?.close();
    known.link = null;
    known.page = '';
    known.on = new Set();
    known.level = 0;
  }

  #share(): void {
    for (const { link } of this.#known.values()) link?.share(Math.max(1, this.#known.size));
  }

  /** Mends what does not carry, and notes how loud and how good everybody is. */
  #look(): void {
    if (this.#state === 'ended') return;
    this.#looks += 1;
    const now = performance.now();
    for (const [person, known] of this.#known) {
      if (this.#isUp) this.#mend(person, known, now);
      this.#listen(known);
      if (known.link?.isConnected && this.#looks % looksForQuality === 0) {
        void known.quality.ask(known.link).then(() => this.#change());
      }
    }
    this.#change();
  }

  #mend(person: string, known: Known, now: number): void {
    const { link, page } = known;
    if (!page || (link && link.lostSince === null)) return;
    const { mend, offerAgain } = this.#times;
    if (!this.#offers(person)) {
      const since = Math.max(known.askedAt, (link?.lostSince ?? 0) + (link?.hasFailed ? 0 : mend));
      if (now - since < offerAgain) return;
      known.askedAt = now;
      this.#signalling.say({ kind: 'ask', page: this.#page, to: person });
      return;
    }
    if (!link || link.offers >= mostOffers) {
      this.#connect(person, known);
      return;
    }
    const patience = link.hasCarried || link.hasFailed ? mend : offerAgain;
    if (now - Math.max(link.offeredAt, link.lostSince ?? 0) >= patience) link.offer();
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
    if (this.#willTell || this.#state === 'ended') return;
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

  #stateNow(): EngineState {
    if (this.#connected) return 'connecting';
    const links = [...this.#known.values()].filter(({ page }) => page);
    const isCutOff = links.length > 0 && links.every(({ link }) => !link?.isConnected);
    const hadLinks = links.some(({ link }) => link?.hasCarried);
    return this.#isUp && !(isCutOff && hadLinks) ? 'connected' : 'reconnecting';
  }

  /** The same object as before where nothing of it is different. */
  #show(id: string, known: Known): EnginePeer {
    const { allowance, link, on, page } = known;
    const tracks: Partial<Record<MediaSource, MediaStreamTrack>> = {};
    for (const source of sources) {
      const track = link?.receiver(source)?.track;
      const isAllowed = isSound(source) ? allowance.sound : allowance.picture;
      if (track && isAllowed && on.has(source)) tracks[source] = track;
    }
    const level = allowance.sound ? known.level : 0;
    const isConnected = page !== '' && (link?.isConnected ?? false);
    const quality: Quality = isConnected ? known.quality.value : 'unknown';
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
