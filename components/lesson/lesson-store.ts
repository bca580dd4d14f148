import { Action, type ActionState, problemOf } from '../core/action.ts';
import type { Backend } from '../core/backend.ts';
import { type AppErrorCode, type Loadable, loading, ready, toAppError } from '../core/errors.ts';
import { newId } from '../core/id.ts';
import { LiveQuery } from '../core/live-store.ts';
import type { DeviceKind } from '../core/media/devices.ts';
import { Store } from '../core/store.ts';
import { LocalMedia, type LocalMediaState } from './devices/local-media.ts';
import { SoundOutput } from './devices/sound-output.ts';
import {
  type Engine,
  EngineError,
  type EngineMember,
  type EnginePeer,
  type EngineProblem,
  type EngineState,
  type MediaSource,
} from './engines/engine.ts';
import { type EngineOpener, openEngine } from './engines/load-engine.ts';
import type { SignalHandlers } from './engines/mesh/signalling.ts';
import { lessonApi } from './lesson-api.ts';
import type {
  LessonCalls,
  LessonChange,
  LessonEntrance,
  LessonPerson,
  LessonState,
  Moderation,
} from './lesson-types.ts';
import { ActiveSpeaker } from './room/active-speaker.ts';
import { tileOrder } from './room/tile-order.ts';

/** Why I may not come in, in a word that has a sentence of its own. */
export type EnterProblem = 'ended' | 'removed' | 'locked' | 'full' | 'video_full' | EngineProblem | AppErrorCode;
/** Why something that one who leads does was not done. */
export type DeedProblem = 'unreachable' | AppErrorCode;
/** Why I am in it no more. */
export type LeftWhy = 'left' | EngineProblem;

export interface LessonView extends ActionState<DeedProblem> {
  readonly info: Loadable<LessonState>;
  readonly phase: 'lobby' | 'entering' | 'in' | 'left';
  readonly why: LeftWhy | null;
  readonly enterProblem: EnterProblem | null;
  readonly engine: EngineState;
  /** What the database says arrives. */
  readonly isUp: boolean;
  readonly peers: ReadonlyMap<string, EnginePeer>;
  readonly media: LocalMediaState;
  /** Who speaks. */
  readonly speaker: string | null;
  /** Ids of those who are in it, as their tiles stand. */
  readonly order: readonly string[];
  /** The browser plays no sound before a press. */
  readonly isSoundRefused: boolean;
  /** Somebody who leads has asked for silence, so my microphone is off. */
  readonly isMutedByOther: boolean;
}

/** How often the mesh is told that I am here, and how often is looked who speaks, in milliseconds. */
const announceEvery = 15_000;
const listenEvery = 250;
/** Who speaks is brought to the first page, which has so many tiles at least. */
export const firstTiles = 8;

const enterProblemOf = (thrown: unknown): EnterProblem => {
  if (thrown instanceof EngineError) return thrown.problem;
  return problemOf('ended', 'removed', 'locked', 'full', 'video_full', 'unreachable')(toAppError(thrown));
};

/** A lesson as I see it: before I come in, while I am in it, and afterwards. */
export class LessonStore extends Store<LessonView> {
  readonly #api: LessonCalls;
  readonly #lesson: string;
  readonly #open: EngineOpener;
  readonly #media: LocalMedia;
  readonly #sound = new SoundOutput(() => this.set({ isSoundRefused: this.#sound.isRefused }));
  readonly #speakers = new ActiveSpeaker();
  readonly #info: LiveQuery<LessonState>;
  readonly #action = new Action<DeedProblem>((state) => this.set(state), problemOf('unreachable'));
  /** One after the other: what is pressed while a server does the one before is not lost. */
  #deeds: Promise<boolean> = Promise.resolve(true);
  #engine: Engine | null = null;
  /** This page in the lesson; after a break it comes back as the same. */
  #connection = '';
  /** What the engine publishes. */
  readonly #published = new Map<MediaSource, MediaStreamTrack>();
  #isReturning = false;
  /** Nobody looks at it any more: who is still coming in goes again. */
  #isAbandoned = false;
  /** What was on when I went, and is on again when I come back. */
  #wasOn = { camera: false, microphone: false };
  #stopBeing = () => {};

  constructor(api: LessonCalls, lesson: string, open: EngineOpener = openEngine) {
    const media = new LocalMedia(() => this.#mediaChanged());
    super({
      info: loading,
      phase: 'lobby',
      why: null,
      enterProblem: null,
      engine: 'new',
      isUp: true,
      peers: new Map(),
      media: media.state,
      speaker: null,
      order: [],
      isSoundRefused: false,
      isMutedByOther: false,
      busy: false,
      problem: null,
    });
    this.#api = api;
    this.#lesson = lesson;
    this.#open = open;
    this.#media = media;
    this.#info = new LiveQuery<LessonState>(
      () => api.state(lesson),
      (info) => this.#fetched(info),
    );
  }

  get myId(): string {
    return this.#api.myId;
  }

  get me(): LessonPerson | null {
    return this.#state?.people.find(({ person }) => person.id === this.myId) ?? null;
  }

  get #state(): LessonState | null {
    const { info } = this.state;
    return info.status === 'ready' ? info.value : null;
  }

  protected start(): () => void {
    this.#isAbandoned = false;
    this.#media.start();
    if (this.state.phase === 'left') this.set({ phase: 'lobby', why: null });
    const stop = this.#info.start((changed) =>
      this.#api.subscribe(this.#lesson, {
        onChange: (change) => this.#change(change),
        onMute: (person) => void this.#muted(person),
        onStale: changed,
        onJoined: () => {
          this.set({ isUp: true });
          changed();
          if (this.state.phase === 'in') void this.#announce();
        },
        onLost: () => this.set({ isUp: false }),
      }),
    );
    return () => {
      stop();
      this.#isAbandoned = true;
      this.leave();
      this.#media.stop();
    };
  }

  retry(): void {
    this.set({ info: loading });
    void this.#info.refetch();
  }

  level(): number {
    return this.#media.level();
  }

  turn(kind: DeviceKind, on: boolean): Promise<void> {
    if (kind === 'microphone') this.set({ isMutedByOther: false });
    return this.#media.turn(kind, on);
  }

  async choose(kind: 'camera' | 'microphone' | 'speaker', id: string): Promise<void> {
    await this.#media.choose(kind, id);
    if (kind === 'speaker') await this.#sound.choose(id);
  }

  shareScreen(on: boolean): Promise<void> {
    return this.#media.shareScreen(on);
  }

  /** Whose pictures are on the screen. */
  watch(people: ReadonlySet<string>): void {
    this.#engine?.watch(people);
  }

  /** By a press: sound that the browser refused. */
  startSound(): Promise<void> {
    return this.#sound.start();
  }

  /** Comes in with what is on. */
  async enter(): Promise<void> {
    if (this.state.phase === 'in' || this.state.phase === 'entering') return;
    this.set({ phase: 'entering', enterProblem: null, why: null });
    this.#isAbandoned = false;
    this.#connection = newId();
    let hasEntered = false;
    try {
      const withVideo = this.#media.state.camera.isWanted;
      const { entrance, state } = await this.#api.enter(this.#lesson, this.#connection, withVideo);
      hasEntered = true;
      await this.#connect(entrance);
      this.#show(state);
      this.set({ phase: 'in' });
      this.#be(entrance);
      this.#mediaChanged();
      this.#admit();
      if (this.#isAbandoned) this.leave();
    } catch (thrown) {
      const problem = enterProblemOf(thrown);
      if (hasEntered) this.#tellLeaving();
      this.#engine?.disconnect();
      this.#engine = null;
      this.set({ phase: 'lobby', enterProblem: problem, engine: 'new' });
    }
  }

  /** Comes in at once, with these on: who answers a call has chosen them there. */
  async come({ camera, microphone }: { camera: boolean; microphone: boolean }): Promise<void> {
    // What a browser refuses is said inside; one comes in all the same.
    void this.turn('camera', camera);
    void this.turn('microphone', microphone);
    await this.enter();
  }

  /** Comes in again, with what was on before. */
  async comeBack(): Promise<void> {
    this.#media.start();
    await this.come(this.#wasOn);
  }

  /** Goes; it can be called while the page is closing. */
  leave(): void {
    this.#go('left');
  }

  raiseHand(raised: boolean): Promise<boolean> {
    return this.#action.run(() => this.#api.raiseHand(this.#lesson, raised));
  }

  moderate(what: Moderation): Promise<boolean> {
    const act = () => this.#action.run(async () => this.#show(await this.#api.moderate(this.#lesson, what)));
    this.#deeds = this.#deeds.then(act, act);
    return this.#deeds;
  }

  end(): Promise<boolean> {
    return this.#action.run(() => this.#api.end(this.#lesson));
  }

  call(people: readonly string[] | 'all'): Promise<boolean> {
    return this.#action.run(() => this.#api.call(this.#lesson, people));
  }

  clearProblem(): void {
    this.#action.clearError();
  }

  async #connect(entrance: LessonEntrance): Promise<void> {
    const way = {
      me: this.myId,
      connection: this.#connection,
      signalling: { open: (peer: string, handlers: SignalHandlers) => this.#openWay(peer, handlers) },
    };
    const engine: Engine = await this.#open(entrance, way, {
      onChange: () => {
        if (this.#engine === engine) this.#engineChanged();
      },
      onData: () => {},
      onEnd: (problem) => {
        if (this.#engine === engine) this.#go(problem);
      },
    });
    this.#engine = engine;
    await engine.connect();
  }

  #openWay(peer: string, { down, heard, up }: SignalHandlers) {
    const link = this.#api.link(this.#lesson, peer, { onSignal: heard, onJoined: up, onLost: down });
    return {
      say: (signal: object) => void link.send({ ...signal }),
      close: () => link.close(),
    };
  }

  /** What goes on as long as I am in it. */
  #be(entrance: LessonEntrance): void {
    const timers = [setInterval(() => this.#listen(), listenEvery)];
    if (entrance.engine === 'mesh') timers.push(setInterval(() => void this.#announce(), announceEvery));
    const leave = () => this.leave();
    addEventListener('pagehide', leave);
    this.#stopBeing = () => {
      for (const timer of timers) clearInterval(timer);
      removeEventListener('pagehide', leave);
    };
  }

  #go(why: LeftWhy): void {
    const { phase } = this.state;
    if (phase !== 'in') return;
    this.#stopBeing();
    const engine = this.#engine;
    this.#engine = null;
    engine?.disconnect();
    this.#published.clear();
    this.#sound.stop();
    const { camera, microphone } = this.#media.state;
    this.#wasOn = { camera: camera.isWanted, microphone: microphone.isWanted };
    this.#media.stop();
    this.set({ phase: 'left', why, peers: new Map(), speaker: null, engine: 'ended', isMutedByOther: false });
    // Whoever was taken out, or is here with another page, has nothing to leave.
    if (why === 'left' || why === 'unreachable') this.#tellLeaving();
  }

  /** Who does not arrive with that is gone after a minute of silence. */
  #tellLeaving(): void {
    void this.#api.leave(this.#lesson, this.#connection).catch(toAppError);
  }

  #fetched(info: Loadable<LessonState>): void {
    if (info.status === 'ready') this.#show(info.value);
    // What is known of a lesson that goes on stays on the screen.
    else if (!this.#state) this.set({ info });
  }

  #change({ lesson, people, revision }: LessonChange): void {
    const known = this.#state;
    if (!known || revision <= known.revision) return;
    if (revision > known.revision + 1) {
      this.#info.invalidate();
      return;
    }
    const changed = new Map(people.map((each) => [each.person.id, each]));
    const kept = known.people.map((each) => changed.get(each.person.id) ?? each);
    const ids = new Set(kept.map(({ person }) => person.id));
    const added = people.filter(({ person }) => !ids.has(person.id));
    this.#show({ ...known, lesson, revision, people: [...kept, ...added] });
  }

  #show(state: LessonState): void {
    const known = this.#state;
    if (known && known.revision > state.revision) return;
    this.set({ info: ready(state) });
    if (this.state.phase === 'in') this.#follow(state);
    this.#admit();
    this.#order();
  }

  /** The database decides whether I am in it. */
  #follow({ lesson }: LessonState): void {
    const { me } = this;
    if (lesson.endedAt) this.#go('over');
    else if (me?.isOut) this.#go('removed');
    // A server of lessons says itself when it has lost me or another page of mine has come, and calls pages by names of its own.
    else if (lesson.engine !== 'mesh') this.#mediaChanged();
    else if (me?.connection && me.connection !== this.#connection) this.#go('elsewhere');
    else if (!me?.isIn) void this.#return();
    else this.#mediaChanged();
  }

  /** I was away for so long that I counted as gone. */
  async #return(): Promise<void> {
    if (this.#isReturning) return;
    this.#isReturning = true;
    try {
      const withVideo = this.#media.state.camera.isWanted;
      const { state } = await this.#api.enter(this.#lesson, this.#connection, withVideo);
      this.#isReturning = false;
      this.#show(state);
    } catch (thrown) {
      this.#isReturning = false;
      const problem = enterProblemOf(thrown);
      // Without a network the next state that arrives tries again.
      if (problem === 'removed' || problem === 'full') this.#go(problem);
      else if (problem === 'ended') this.#go('over');
      else if (problem === 'locked' || problem === 'denied' || problem === 'missing') this.#go('denied');
    }
  }

  async #announce(): Promise<void> {
    try {
      const { isIn, revision } = await this.#api.announce(this.#lesson, this.#connection);
      if (!isIn || revision > (this.#state?.revision ?? 0)) this.#info.invalidate();
    } catch (thrown) {
      // It is said again soon; of what does not arrive the topic tells.
      toAppError(thrown);
    }
  }

  #admit(): void {
    const state = this.#state;
    if (!state || !this.#engine) return;
    const members = new Map<string, EngineMember>();
    for (const { connection, isIn, isOnStage, isOut, isSilenced, person } of state.people) {
      if (!isIn || isOut || !connection) continue;
      members.set(person.id, { connection, sound: isOnStage && !isSilenced, picture: isOnStage });
    }
    this.#engine.admit(members);
  }

  #engineChanged(): void {
    const { peers = new Map<string, EnginePeer>(), state = 'ended' } = this.#engine ?? {};
    this.set({ peers, engine: state });
    this.#play();
  }

  #play(): void {
    const sounds = new Map<string, MediaStreamTrack>();
    for (const { id, tracks } of this.state.peers.values()) {
      if (tracks.microphone) sounds.set(id, tracks.microphone);
      if (tracks.screenSound) sounds.set(`${id}:screen`, tracks.screenSound);
    }
    this.#sound.play(sounds);
  }

  /** Publishes what is on and may be. */
  #mediaChanged(): void {
    const { camera, microphone, screen, screenSound } = this.#media.state;
    this.set({ media: this.#media.state });
    const engine = this.#engine;
    const { me } = this;
    if (!engine || this.state.phase !== 'in') return;
    const isOnStage = me?.isOnStage ?? true;
    const maySpeak = isOnStage && !me?.isSilenced;
    const wanted: Readonly<Record<MediaSource, MediaStreamTrack | null>> = {
      camera: isOnStage ? camera.track : null,
      microphone: maySpeak ? microphone.track : null,
      screen: isOnStage ? screen : null,
      screenSound: maySpeak ? screenSound : null,
    };
    for (const [source, track] of Object.entries(wanted) as [MediaSource, MediaStreamTrack | null][]) {
      if ((this.#published.get(source) ?? null) === track) continue;
      if (track) this.#published.set(source, track);
      else this.#published.delete(source);
      void engine.publish(source, track);
    }
    // What may not be published is not recorded either.
    if (!maySpeak && microphone.isWanted) void this.#media.turn('microphone', false);
    if (!isOnStage && camera.isWanted) void this.#media.turn('camera', false);
  }

  async #muted(person: string | null): Promise<void> {
    const concernsMe = person === this.myId || (person === null && !this.#state?.rights.lead);
    if (!concernsMe || this.state.phase !== 'in' || !this.#media.state.microphone.isWanted) return;
    await this.#media.turn('microphone', false);
    this.set({ isMutedByOther: true });
  }

  #listen(): void {
    const levels = new Map([...this.state.peers].map(([id, { level }]) => [id, level]));
    if (this.#published.has('microphone')) levels.set(this.myId, this.#media.level());
    const speaker = this.#speakers.hear(levels, performance.now());
    if (speaker === this.state.speaker) return;
    this.set({ speaker });
    this.#order();
  }

  #order(): void {
    const people = (this.#state?.people ?? []).filter(({ isIn, isOut }) => isIn && !isOut);
    // Of a broadcast the stage alone has tiles. I come last: nobody looks for themselves.
    const shown = people.filter(({ isOnStage }) => isOnStage).map(({ person }) => person.id);
    const others = tileOrder(
      this.state.order.filter((id) => id !== this.myId),
      shown.filter((id) => id !== this.myId),
      { first: firstTiles, speaker: this.state.speaker, spokeAt: (id) => this.#speakers.spokeAt(id) },
    );
    const order = [...others, ...shown.filter((id) => id === this.myId)];
    const isSame = order.length === this.state.order.length && order.every((id, n) => id === this.state.order[n]);
    if (!isSame) this.set({ order });
  }
}

export const lessonStore = (backend: Backend, lesson: string): LessonStore =>
  backend.once(`lesson:${lesson}`, () => new LessonStore(lessonApi(backend), lesson));
