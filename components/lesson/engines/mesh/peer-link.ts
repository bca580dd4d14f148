import type { MediaSource } from '../engine.ts';
import type { Candidate, Signal } from './signalling.ts';

/**
 * The order of media in every description. All four are there from the beginning, so that a camera or a screen is given to a
 * sender that is there: nothing is negotiated afterwards, and what is not negotiated cannot collide.
 */
const media: readonly { readonly source: MediaSource; readonly kind: 'audio' | 'video' }[] = [
  { source: 'microphone', kind: 'audio' },
  { source: 'camera', kind: 'video' },
  { source: 'screen', kind: 'video' },
  { source: 'screenSound', kind: 'audio' },
];

/** What a picture of a camera may cost where it is encoded for each of so many. */
const budgets = [
  { upTo: 1, bits: 900_000, smaller: 1 },
  { upTo: 3, bits: 400_000, smaller: 1.5 },
  { upTo: Number.POSITIVE_INFINITY, bits: 200_000, smaller: 2 },
];

/** What a link says to the one at the other end; whoever carries it adds from whom and to whom. */
export type LinkSignal = Pick<Extract<Signal, { kind: 'describe' }>, 'kind' | 'description'> | LinkCandidate;
type LinkCandidate = Pick<Extract<Signal, { kind: 'candidate' }>, 'kind' | 'candidate'>;

export interface LinkOptions {
  readonly id: string;
  /** Of two pages one always offers, the other always answers. */
  readonly offers: boolean;
  readonly iceServers: readonly RTCIceServer[];
  readonly tracks: ReadonlyMap<MediaSource, MediaStreamTrack>;
  readonly say: (signal: LinkSignal) => void;
  /** Tracks, state or the channel are others. */
  readonly onChange: () => void;
  readonly onOpen: () => void;
  readonly onText: (text: unknown) => void;
}

/** One connection between two pages. */
export class PeerLink {
  readonly id: string;
  readonly #options: LinkOptions;
  readonly #connection: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  readonly #senders = new Map<MediaSource, RTCRtpSender>();
  readonly #receivers = new Map<MediaSource, RTCRtpReceiver>();
  /** What came before the description that it belongs to. */
  #early: Candidate[] = [];
  /** One step after the other: a description, a candidate, a track. */
  #steps: Promise<void> = Promise.resolve();
  #isClosed = false;
  #peers = 1;
  /** When it was offered last, and since when it does not carry; by `performance.now()`. */
  offeredAt = Number.NEGATIVE_INFINITY;
  lostSince: number | null = performance.now();
  /** It carried once. */
  hasCarried = false;
  /** How often it was offered since it last carried. */
  offers = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.id = options.id;
    this.#connection = new RTCPeerConnection({ iceServers: [...options.iceServers], bundlePolicy: 'max-bundle' });
    this.#channel = this.#connection.createDataChannel('lesson', { negotiated: true, id: 0 });
    this.#channel.addEventListener('open', () => options.onOpen());
    this.#channel.addEventListener('message', ({ data }) => options.onText(data));
    this.#connection.addEventListener('icecandidate', ({ candidate }) => {
      if (!candidate?.candidate) return;
      const { candidate: line, sdpMid, sdpMLineIndex } = candidate;
      options.say({ kind: 'candidate', candidate: { candidate: line, sdpMid, sdpMLineIndex } });
    });
    this.#connection.addEventListener('connectionstatechange', () => {
      this.look();
      options.onChange();
    });
  }

  get isConnected(): boolean {
    return this.#connection.connectionState === 'connected';
  }

  /** Whether waiting is in vain. */
  get hasFailed(): boolean {
    return this.#connection.connectionState === 'failed';
  }

  /** Whether offering again is in vain too. */
  get isClosed(): boolean {
    return this.#connection.connectionState === 'closed';
  }

  receiver(source: MediaSource): RTCRtpReceiver | undefined {
    return this.#receivers.get(source);
  }

  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  /** Offers, for the first time or because it does not carry. */
  offer(): void {
    const isFirst = this.offers === 0;
    this.offeredAt = performance.now();
    this.offers += 1;
    this.#step(async () => {
      const connection = this.#connection;
      if (connection.getTransceivers().length === 0) {
        for (const { kind } of media) connection.addTransceiver(kind, { direction: 'sendrecv' });
        await this.#attach();
      }
      if (!isFirst) connection.restartIce();
      await connection.setLocalDescription(await connection.createOffer());
      this.#describe();
    });
  }

  take(signal: LinkSignal): void {
    this.#step(async () => {
      if (signal.kind === 'candidate') return this.#addCandidate(signal.candidate);
      const connection = this.#connection;
      const { type } = signal.description;
      // The answer to an offer that was repeated meanwhile, or a second one.
      if (type === 'answer' && connection.signalingState !== 'have-local-offer') return;
      if (type === 'offer' && this.#options.offers) return;
      await connection.setRemoteDescription(signal.description);
      for (const candidate of this.#early.splice(0)) await this.#addCandidate(candidate);
      if (type === 'answer') return this.#spare();
      if (this.#senders.size === 0) {
        for (const transceiver of connection.getTransceivers()) transceiver.direction = 'sendrecv';
        await this.#attach();
      }
      await connection.setLocalDescription(await connection.createAnswer());
      this.#describe();
      await this.#spare();
    });
  }

  /** Notes since when it does not carry; of what is closed no event tells. */
  look(): void {
    if (this.isConnected) {
      this.lostSince = null;
      this.hasCarried = true;
      this.offers = 1;
    } else this.lostSince ??= performance.now();
  }

  /** Gives a track to everything that is published from the next step on. */
  publish(source: MediaSource, track: MediaStreamTrack | null): void {
    this.#step(async () => {
      await this.#senders.get(source)?.replaceTrack(track);
    });
  }

  /** For how many a picture is encoded at once. */
  share(peers: number): void {
    if (peers === this.#peers) return;
    this.#peers = peers;
    this.#step(() => this.#spare());
  }

  /** @returns whether it could be said. */
  send(text: string): boolean {
    if (this.#channel.readyState !== 'open') return false;
    this.#channel.send(text);
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#connection.close();
  }

  /** A step that fails leaves a link that does not carry, and that is offered anew. */
  #step(step: () => Promise<void>): void {
    this.#steps = this.#steps.then(async () => {
      if (this.#isClosed) return;
      try {
        await step();
      } catch (error) {
        if (!this.#isClosed) console.warn('sferum:', error);
      }
    });
  }

  #describe(): void {
    const { localDescription } = this.#connection;
    const type = localDescription?.type;
    if (type !== 'offer' && type !== 'answer') return;
    this.#options.say({ kind: 'describe', description: { type, sdp: localDescription?.sdp ?? '' } });
  }

  async #addCandidate(candidate: Candidate): Promise<void> {
    if (!this.#connection.remoteDescription) {
      // More than this no browser has.
      if (this.#early.length < 100) this.#early.push(candidate);
      return;
    }
    await this.#connection.addIceCandidate(candidate);
  }

  /** Ties senders and receivers to what they are for, and gives them the tracks. */
  async #attach(): Promise<void> {
    const transceivers = this.#connection.getTransceivers();
    for (const [index, { source }] of media.entries()) {
      const transceiver = transceivers[index];
      if (!transceiver) continue;
      this.#senders.set(source, transceiver.sender);
      this.#receivers.set(source, transceiver.receiver);
      await transceiver.sender.replaceTrack(this.#options.tracks.get(source) ?? null);
    }
    this.#options.onChange();
  }

  async #spare(): Promise<void> {
    const sender = this.#senders.get('camera');
    const budget = budgets.find(({ upTo }) => this.#peers <= upTo);
    if (!sender || !budget) return;
    const parameters = sender.getParameters();
    if (parameters.encodings.length === 0) return;
    for (const encoding of parameters.encodings) {
      encoding.maxBitrate = budget.bits;
      encoding.scaleResolutionDownBy = budget.smaller;
    }
    await sender.setParameters(parameters);
  }
}
