/** What the database says of somebody in a lesson. */
export interface Pass {
  readonly person_id: string;
  readonly name: string;
  readonly leads: boolean;
  readonly may_be_in: boolean;
  /** Be seen, and share the screen. */
  readonly may_publish: boolean;
  /** Be heard. */
  readonly may_speak: boolean;
  /** What the engine calls them while they are in it. */
  readonly connections?: readonly string[];
}

/** What a page connects with. */
export type Entrance =
  | { readonly engine: 'mesh'; readonly iceServers: readonly IceServer[] }
  | { readonly engine: 'livekit' | 'daily'; readonly url: string; readonly token: string };

export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Somebody whom the server of an engine has in a lesson. */
export interface Present {
  readonly personId: string;
  readonly connection: string;
  readonly joinedAt: Date | null;
}

/** What a lesson runs on. A lesson is a room, and a person a participant, by their ids. */
export interface Engine {
  /** Makes the room if it is not there, with so many places, and lets somebody in. */
  enter(lesson: string, places: number, pass: Pass): Promise<Entrance>;
  /** Tells what somebody who is there may do now. */
  allow(lesson: string, pass: Pass): Promise<void>;
  /** Mutes somebody, who may unmute themselves. */
  mute(lesson: string, pass: Pass): Promise<void>;
  remove(lesson: string, personId: string): Promise<void>;
  end(lesson: string): Promise<void>;
  /** Who is there; null where nobody can say. */
  present(lesson: string): Promise<readonly Present[] | null>;
  /** Ids of the lessons that have a room; none where nobody can say. */
  rooms(): Promise<readonly string[]>;
}

/** What the server of an engine reports of a room. */
export interface Report {
  readonly kind: 'joined' | 'left' | 'over' | 'other';
  readonly lesson: string;
  readonly personId: string | null;
  readonly connection: string | null;
  readonly joinedAt: Date | null;
  /** When it happened. */
  readonly at: Date | null;
}

export interface ReportingEngine extends Engine {
  /** What a webhook reports, null of rooms that are not ours; undefined for one that the server did not send. */
  read(request: Request, body: string): Promise<Report | null | undefined>;
}

/** The server of an engine did not do what it was asked for. */
export class EngineError extends Error {}

/** How long the server of an engine has for an answer, in milliseconds, where `LESSON_SERVER_MS` says nothing else. */
const patience = 5000;

/**
 * Asks the server of an engine.
 * @returns What it answered, null for one of `absent`, which says that there is no such thing.
 * @throws {EngineError} when it is not reached, refuses, or answers nonsense.
 */
export async function askServer<T>(
  address: string,
  init: { readonly method: string; readonly token: string; readonly body?: unknown },
  absent: readonly number[] = [],
): Promise<T | null> {
  const { body, method, token } = init;
  const where = `${method} ${new URL(address).pathname}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(Number(Deno.env.get('LESSON_SERVER_MS')) || patience),
    });
    text = await response.text();
  } catch (error) {
    throw new EngineError(`${where}: ${(error as Error).message}`, { cause: error });
  }
  if (absent.includes(response.status)) return null;
  if (!response.ok) throw new EngineError(`${where}: ${response.status} ${text.slice(0, 200)}`);
  try {
    return JSON.parse(text || '{}') as T;
  } catch (error) {
    throw new EngineError(`${where}: the answer is no JSON`, { cause: error });
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Rooms and participants of others, made by hand or by another program, are not ours. */
export const isId = (value: unknown): value is string => typeof value === 'string' && uuid.test(value);
