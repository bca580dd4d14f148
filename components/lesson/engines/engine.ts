/**
 * What a lesson needs of whatever carries its pictures and voices. The store and the elements know only this; each engine is
 * a chunk of its own (`load-engine.ts`).
 *
 *     const engine = await openEngine(ticket, { onChange: () => draw(), onData: show, onEnd: leave });
 *     await engine.connect(); // throws EngineError
 *     await engine.publish('microphone', track);
 *     engine.admit(new Map([[person, { connection, sound: true, picture: true }]])); // as the database has it
 *     engine.disconnect();
 */

/** What somebody publishes. */
export type MediaSource = 'microphone' | 'camera' | 'screen' | 'screenSound';

/** How a connection is; `reconnecting` mends itself, after `ended` a new engine is needed. */
export type EngineState = 'new' | 'connecting' | 'connected' | 'reconnecting' | 'ended';

/** How well somebody is received. */
export type Quality = 'good' | 'weak' | 'bad' | 'unknown';

/**
 * Why there is no connection: nobody answered, it was refused, there is no room, somebody took me out, the lesson is over,
 * I came in from another page, or this browser cannot.
 */
export type EngineProblem = 'unreachable' | 'denied' | 'full' | 'removed' | 'over' | 'elsewhere' | 'unsupported';

export class EngineError extends Error {
  readonly problem: EngineProblem;

  constructor(problem: EngineProblem, options?: ErrorOptions) {
    super(problem, options);
    this.name = 'EngineError';
    this.problem = problem;
  }
}

export type MediaTracks = Readonly<Partial<Record<MediaSource, MediaStreamTrack>>>;

/** Somebody else in the lesson. */
export interface EnginePeer {
  /** The person, by the id that the server vouches for. */
  readonly id: string;
  readonly tracks: MediaTracks;
  /** How loud they are now, from 0 to 1. */
  readonly level: number;
  readonly quality: Quality;
  /** False while the connection to them is being made, or made again. */
  readonly isConnected: boolean;
}

/** Who is in the lesson, as the database has it: by which of their pages, and what they may publish. */
export interface EngineMember {
  readonly connection: string;
  readonly sound: boolean;
  readonly picture: boolean;
}

/** A short message from person to person beside pictures and voices. */
export type EngineData = Readonly<Record<string, unknown>>;

export interface EngineHandlers {
  /** State or peers are others. */
  readonly onChange: () => void;
  readonly onData: (from: string, data: EngineData) => void;
  /** It will not come back by itself. */
  readonly onEnd: (problem: EngineProblem) => void;
}

export interface Engine {
  readonly state: EngineState;
  readonly peers: ReadonlyMap<string, EnginePeer>;

  /** @throws {EngineError} */
  connect(): Promise<void>;

  /** Begins to publish, puts another track in its place, or ends it. The track stays the caller's, who stops it. */
  publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void>;

  /** Whoever is not in it is out: nothing of theirs is received, and nothing is sent to them. */
  admit(people: ReadonlyMap<string, EngineMember>): void;

  /** Whose pictures are on the screen; of the others an engine may leave them out. */
  watch(people: ReadonlySet<string>): void;

  /** To everybody; what is longer than `longestData` is refused. @throws {RangeError} */
  send(data: EngineData): void;

  /** Leaves at once, so that it can be called while the page is closing. What was published stays the caller's. */
  disconnect(): void;
}

/** Characters of a message as JSON. */
export const longestData = 4000;

/** @throws {RangeError} */
export function encodeData(data: EngineData): string {
  const text = JSON.stringify(data);
  if (text.length > longestData) throw new RangeError('the message is too long');
  return text;
}

/** What a peer has sent; null where that is too long or no object. */
export function decodeData(received: unknown): EngineData | null {
  if (typeof received !== 'string' || received.length > longestData) return null;
  try {
    const data: unknown = JSON.parse(received);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as EngineData) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
