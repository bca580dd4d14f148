import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionQuality,
  DisconnectReason,
  LogLevel,
  type RemoteParticipant,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
} from 'livekit-client';
import {
  decodeData,
  type Engine,
  type EngineData,
  EngineError,
  type EngineHandlers,
  type EngineMember,
  type EnginePeer,
  type EngineProblem,
  type EngineState,
  encodeData,
  type MediaSource,
  type Quality,
} from '../engine.ts';

const sourceOf: Readonly<Record<MediaSource, Track.Source>> = {
  camera: Track.Source.Camera,
  microphone: Track.Source.Microphone,
  screen: Track.Source.ScreenShare,
  screenSound: Track.Source.ScreenShareAudio,
};
const sources = Object.keys(sourceOf) as MediaSource[];

const qualities: Readonly<Record<ConnectionQuality, Quality>> = {
  [ConnectionQuality.Excellent]: 'good',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'weak',
  [ConnectionQuality.Lost]: 'bad',
  [ConnectionQuality.Unknown]: 'unknown',
};

const endings: Partial<Record<DisconnectReason, EngineProblem>> = {
  [DisconnectReason.DUPLICATE_IDENTITY]: 'elsewhere',
  [DisconnectReason.PARTICIPANT_REMOVED]: 'removed',
  [DisconnectReason.ROOM_DELETED]: 'over',
  [DisconnectReason.ROOM_CLOSED]: 'over',
};

// It tells the console of everything, and calls errors what mends itself.
setLogLevel(LogLevel.silent);

/** Waits before a room is built anew that the client has given up, in milliseconds. */
const waits = [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000];

/** A lesson over a LiveKit server. It decides who is in it; what the database says is followed all the same. */
export class LiveKitEngine implements Engine {
  readonly #url: string;
  readonly #token: string;
  readonly #handlers: EngineHandlers;
  readonly #tracks = new Map<MediaSource, MediaStreamTrack>();
  /** What is published of them: a client stops a track of its own accord, so it gets copies. */
  readonly #copies = new Map<MediaSource, { readonly of: MediaStreamTrack; readonly copy: MediaStreamTrack }>();
  #room: Room;
  #state: EngineState = 'new';
  #members: ReadonlyMap<string, EngineMember> | null = null;
  #watched: ReadonlySet<string> | null = null;
  #peers: ReadonlyMap<string, EnginePeer> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** One thing after the other: publishing twice at once leaves two tracks. */
  #steps: Promise<void> = Promise.resolve();

  constructor({ token, url }: { url: string; token: string }, handlers: EngineHandlers) {
    this.#url = url;
    this.#token = token;
    this.#handlers = handlers;
    this.#room = this.#make();
  }

  get state(): EngineState {
    return this.#state;
  }

  get peers(): ReadonlyMap<string, EnginePeer> {
    return this.#peers;
  }

  async connect(): Promise<void> {
    this.#set('connecting');
    try {
      await this.#room.connect(this.#url, this.#token, { autoSubscribe: true });
    } catch (cause) {
      this.disconnect();
      throw new EngineError(problemOf(cause), { cause });
    }
    addEventListener('pagehide', this.#leave);
    this.#set('connected');
    this.#read();
  }

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    // Without a connection unpublishing takes long, and the light is to go out now.
    const known = this.#copies.get(source);
    if (known && known.of !== track) known.copy.stop();
    await this.#publishSoon(source);
  }

  admit(people: ReadonlyMap<string, EngineMember>): void {
    this.#members = people;
    this.#read();
  }

  /** Of cameras that nobody sees the server sends nothing. */
  watch(people: ReadonlySet<string>): void {
    this.#watched = people;
    for (const participant of this.#room.remoteParticipants.values()) this.#ask(participant);
  }

  send(data: EngineData): void {
    const bytes = new TextEncoder().encode(encodeData(data));
    void this.#room.localParticipant.publishData(bytes, { reliable: true });
  }

  disconnect(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    clearTimeout(this.#timer);
    removeEventListener('pagehide', this.#leave);
    void this.#room.disconnect(true);
    this.#forgetCopies();
    this.#tracks.clear();
    this.#peers = new Map();
    this.#handlers.onChange();
  }

  readonly #leave = (): void => this.disconnect();

  #make(): Room {
    const room = new Room({
      adaptiveStream: false,
      dynacast: true,
      publishDefaults: { simulcast: true, red: true, dtx: true },
      // What is in the page is the store's to look after.
      disconnectOnPageLeave: false,
      stopLocalTrackOnUnpublish: true,
    });
    const read = () => this.#read();
    for (const event of [
      RoomEvent.ParticipantConnected,
      RoomEvent.ParticipantDisconnected,
      RoomEvent.TrackSubscribed,
      RoomEvent.TrackUnsubscribed,
      RoomEvent.TrackMuted,
      RoomEvent.TrackUnmuted,
      RoomEvent.ActiveSpeakersChanged,
      RoomEvent.ConnectionQualityChanged,
    ] as const) {
      room.on(event, read);
    }
    room
      .on(RoomEvent.TrackPublished, (_publication, participant) => this.#ask(participant))
      .on(RoomEvent.SignalReconnecting, () => this.#set('reconnecting'))
      .on(RoomEvent.Reconnecting, () => this.#set('reconnecting'))
      .on(RoomEvent.Reconnected, () => {
        this.#set('connected');
        // Of those who came or went meanwhile nothing is told.
        this.#read();
        this.#publishMissing();
      })
      .on(RoomEvent.ParticipantPermissionsChanged, (_before, participant) => {
        if (participant === room.localParticipant) this.#publishMissing();
      })
      .on(RoomEvent.DataReceived, (bytes, participant) => {
        const data = bytes.length > 20_000 ? null : decodeData(new TextDecoder().decode(bytes));
        if (data && participant) this.#handlers.onData(participant.identity, data);
      })
      .on(RoomEvent.Disconnected, (reason) => this.#disconnected(room, reason));
    return room;
  }

  #publishSoon(source: MediaSource): Promise<void> {
    this.#steps = this.#steps.then(() => this.#publishNow(source));
    return this.#steps;
  }

  /** What could not be published before, for want of a permission or a connection. */
  #publishMissing(): void {
    for (const source of this.#tracks.keys()) void this.#publishSoon(source);
  }

  async #publishNow(source: MediaSource): Promise<void> {
    const { localParticipant } = this.#room;
    const track = this.#tracks.get(source);
    const known = this.#copies.get(source);
    if (this.#state === 'ended' || (known ? known.of === track && this.#isPublished(known.copy) : !track)) return;
    try {
      if (known) {
        this.#copies.delete(source);
        known.copy.stop();
        await localParticipant.unpublishTrack(known.copy, true);
      }
      if (!track) return;
      const copy = track.clone();
      this.#copies.set(source, { of: track, copy });
      await localParticipant.publishTrack(copy, { source: sourceOf[source] });
    } catch (error) {
      this.#forgetCopy(source);
      if ((this.#state as EngineState) !== 'ended') console.warn('sferum:', error);
    }
  }

  /** The server may have taken it back, or the client given it up. */
  #isPublished(copy: MediaStreamTrack): boolean {
    const publications = [...this.#room.localParticipant.trackPublications.values()];
    return copy.readyState === 'live' && publications.some(({ track }) => track?.mediaStreamTrack === copy);
  }

  #forgetCopy(source: MediaSource): void {
    this.#copies.get(source)?.copy.stop();
    this.#copies.delete(source);
  }

  #forgetCopies(): void {
    for (const source of sources) this.#forgetCopy(source);
  }

  #disconnected(room: Room, reason: DisconnectReason | undefined): void {
    if (room !== this.#room || this.#state === 'ended' || this.#state === 'connecting') return;
    const problem = reason === undefined ? undefined : endings[reason];
    if (problem) {
      this.disconnect();
      this.#handlers.onEnd(problem);
      return;
    }
    this.#set('reconnecting');
    this.#again(0);
  }

  /** The client has given up: another room takes its place, with the same tracks. */
  #again(attempt: number): void {
    const wait = waits[attempt];
    if (wait === undefined) {
      this.disconnect();
      this.#handlers.onEnd('unreachable');
      return;
    }
    this.#timer = setTimeout(async () => {
      const room = this.#make();
      this.#room = room;
      this.#forgetCopies();
      try {
        await room.connect(this.#url, this.#token);
      } catch (cause) {
        if (this.#state === 'ended') return;
        if (problemOf(cause) === 'unreachable') this.#again(attempt + 1);
        else {
          // The token is good no longer; whoever comes in again gets another, or hears why not.
          this.disconnect();
          this.#handlers.onEnd('unreachable');
        }
        return;
      }
      if ((this.#state as EngineState) === 'ended') {
        void room.disconnect(true);
        return;
      }
      this.#set('connected');
      this.#read();
      this.#publishMissing();
    }, wait);
  }

  #ask(participant: RemoteParticipant): void {
    const publication = participant.getTrackPublication(Track.Source.Camera) as RemoteTrackPublication | undefined;
    publication?.setEnabled(this.#watched?.has(participant.identity) ?? true);
  }

  #read(): void {
    if (this.#state === 'ended') return;
    const peers = new Map<string, EnginePeer>();
    for (const participant of this.#room.remoteParticipants.values()) {
      const member = this.#members?.get(participant.identity);
      if (this.#members && !member) continue;
      const tracks: Partial<Record<MediaSource, MediaStreamTrack>> = {};
      for (const source of sources) {
        const publication = participant.getTrackPublication(sourceOf[source]);
        const isSound = source === 'microphone' || source === 'screenSound';
        const isAllowed = !member || (isSound ? member.sound : member.picture);
        const track = publication?.isMuted ? undefined : publication?.track?.mediaStreamTrack;
        if (!track || !isAllowed) continue;
        // A browser gives the same track again for another that comes by the same way, and the client has turned it off then.
        track.enabled = true;
        tracks[source] = track;
      }
      peers.set(participant.identity, {
        id: participant.identity,
        tracks,
        level: participant.isSpeaking ? participant.audioLevel : 0,
        quality: qualities[participant.connectionQuality],
        isConnected: true,
      });
    }
    this.#peers = peers;
    this.#handlers.onChange();
  }

  #set(state: EngineState): void {
    if (this.#state === 'ended') return;
    this.#state = state;
    this.#handlers.onChange();
  }
}

function problemOf(cause: unknown): EngineProblem {
  if (!(cause instanceof ConnectionError)) return 'unreachable';
  if (cause.reason === ConnectionErrorReason.NotAllowed) return 'denied';
  return 'unreachable';
}
