import { randomUUID } from 'node:crypto';
import type { RealtimeConfig } from './config.ts';
import type { Payload } from './frames.ts';
import { Refusal } from './refusal.ts';

const REPLAY_LIMIT = 25;

/** What a client asks for when it joins. */
export interface JoinOptions {
  isPrivate: boolean;
  /** Hear one's own broadcasts. */
  self: boolean;
  /** Have broadcasts acknowledged. */
  ack: boolean;
  presenceEnabled: boolean;
  presenceKey: string;
  /** The person's token; null when the API key of the connection is meant. */
  token: string | null;
  replay: { since: number; limit: number } | null;
}

/** Throws `Refusal` for what cannot be had here. */
export function readJoin(payload: Payload, config: RealtimeConfig): JoinOptions {
  const wanted = part(payload.config);
  const broadcast = part(wanted.broadcast);
  const presence = part(wanted.presence);
  const isPrivate = wanted.private === true;
  if (!isPrivate && !config.allowPublic) {
    throw new Refusal('PrivateOnly', 'This project only allows private channels');
  }
  if (Array.isArray(wanted.postgres_changes) && wanted.postgres_changes.length > 0) {
    throw new Refusal(
      'PostgresChangesUnavailable',
      'This server has no Postgres Changes; broadcast from the database with realtime.send or realtime.broadcast_changes',
    );
  }
  const key = typeof presence.key === 'string' ? presence.key : '';
  if (Buffer.byteLength(key) > config.nameBytes) {
    throw new Refusal('InvalidJoinPayload', `A presence key has up to ${config.nameBytes} bytes`);
  }
  return {
    isPrivate,
    self: broadcast.self === true,
    ack: broadcast.ack === true,
    presenceEnabled: presence.enabled === true,
    presenceKey: key || randomUUID(),
    token: readToken(payload),
    replay: readReplay(broadcast.replay, isPrivate),
  };
}

function readToken(payload: Payload): string | null {
  const token = payload.access_token ?? payload.user_token;
  return typeof token === 'string' ? token : null;
}

function readReplay(replay: unknown, isPrivate: boolean): JoinOptions['replay'] {
  if (replay === undefined || replay === null) {
    return null;
  }
  if (!isPrivate) {
    throw new Refusal('UnableToReplayMessages', 'Replay is not allowed for public channels');
  }
  const { since, limit = REPLAY_LIMIT } = part(replay);
  if (!Number.isSafeInteger(since) || !Number.isSafeInteger(limit)) {
    throw new Refusal('UnableToReplayMessages', 'Replay params are not valid');
  }
  return { since: Number(since), limit: Math.max(1, Math.min(REPLAY_LIMIT, Number(limit))) };
}

function part(value: unknown): Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {};
}
