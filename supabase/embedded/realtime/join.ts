import { randomUUID } from 'node:crypto';
import type { RealtimeConfig } from './config.ts';
import type { Payload } from './frames.ts';
import { Refusal } from './refusal.ts';

const REPLAY_LIMIT = 25;
/** The end of the year 9999. */
const LATEST = 253_402_300_799_999;

/** What a client asks for when it joins. */
export interface JoinOptions {
  isPrivate: boolean;
  /** Whether the sender receives its own broadcasts. */
  self: boolean;
  /** Whether broadcasts are acknowledged. */
  ack: boolean;
  /** Whether a system message announces that broadcasts from the database arrive. */
  replicationReady: boolean;
  presenceEnabled: boolean;
  presenceKey: string;
  /** The person's token; null when the API key of the connection is meant. */
  token: string | null;
  replay: { since: number; limit: number } | null;
}

/** Throws `Refusal` for what is invalid or not offered here. */
export function readJoin(payload: Payload, config: RealtimeConfig): JoinOptions {
  const wanted = part('config', payload.config);
  const broadcast = part('config.broadcast', wanted.broadcast);
  const presence = part('config.presence', wanted.presence);
  const isPrivate = flag('config.private', wanted.private);
  if (!isPrivate && !config.allowPublic) {
    throw new Refusal('PrivateOnly', 'This project only allows private channels');
  }
  if (Array.isArray(wanted.postgres_changes) && wanted.postgres_changes.length > 0) {
    throw new Refusal(
      'PostgresChangesUnavailable',
      'This server has no Postgres Changes; broadcast from the database with realtime.send or realtime.broadcast_changes',
    );
  }
  return {
    isPrivate,
    self: flag('config.broadcast.self', broadcast.self),
    ack: flag('config.broadcast.ack', broadcast.ack),
    replicationReady: flag('config.broadcast.replication_ready', broadcast.replication_ready),
    presenceEnabled: flag('config.presence.enabled', presence.enabled),
    presenceKey: readKey(presence.key, config) || randomUUID(),
    token: readToken(payload),
    replay: readReplay(broadcast.replay, isPrivate),
  };
}

function readKey(key: unknown, { nameBytes }: RealtimeConfig): string {
  if (key !== null && typeof key === 'object') {
    throw invalid('config.presence.key', 'a text');
  }
  const text = String(key ?? '');
  if (Buffer.byteLength(text) > nameBytes) {
    throw new Refusal('InvalidJoinPayload', `A presence key has up to ${nameBytes} bytes`);
  }
  return text;
}

function readToken(payload: Payload): string | null {
  const token = payload.user_token ?? payload.access_token;
  return typeof token === 'string' ? token : null;
}

function readReplay(replay: unknown, isPrivate: boolean): JoinOptions['replay'] {
  if (replay === undefined || replay === null) {
    return null;
  }
  if (!isPrivate) {
    throw new Refusal('UnableToReplayMessages', 'Replay is not allowed for public channels');
  }
  const { since, limit } = part('config.broadcast.replay', replay);
  return {
    since: Math.max(0, replayNumber(since, 0)),
    limit: Math.max(1, Math.min(REPLAY_LIMIT, replayNumber(limit, REPLAY_LIMIT))),
  };
}

function replayNumber(value: unknown, fallback: number): number {
  const number = value ?? fallback;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number > LATEST) {
    throw new Refusal('UnableToReplayMessages', 'Replay params are not valid');
  }
  return number;
}

/** Takes "true" for true: a client that asks for `"private": "true"` must not land on the public channel. */
function flag(name: string, value: unknown): boolean {
  switch (typeof value === 'string' ? value.toLowerCase() : (value ?? false)) {
    case true:
    case 'true':
      return true;
    case false:
    case 'false':
      return false;
    default:
      throw invalid(name, 'true or false');
  }
}

function part(name: string, value: unknown): Payload {
  const found = value ?? {};
  if (typeof found !== 'object' || Array.isArray(found)) {
    throw invalid(name, 'an object');
  }
  return found as Payload;
}

function invalid(name: string, wanted: string): Refusal {
  return new Refusal('InvalidJoinPayload', `${name} is ${wanted}`);
}
