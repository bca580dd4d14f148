import type { Section } from '../config/section.ts';

/** Limits of the Realtime server; the defaults are those of hosted Supabase. */
export interface RealtimeConfig {
  /** Whether channels without policies may be joined and broadcast to. */
  allowPublic: boolean;
  /** Sockets at once. */
  connections: number;
  channelsPerConnection: number;
  /** Of a broadcast's or presence's payload, in bytes of JSON or of the binary payload. */
  payloadBytes: number;
  /** Of a frame; a larger one closes the socket with 1009. */
  frameBytes: number;
  /** Of a topic (with its `realtime:` prefix), an event or a presence key. */
  nameBytes: number;
  joinsPerSecond: number;
  /** Broadcasts, presence, tokens and unknown messages that a connection sends; and broadcasts by HTTP from all. */
  messagesPerSecond: number;
  /** Presence calls that a channel may make within `presenceWindowMs`. */
  presenceCalls: number;
  presenceWindowMs: number;
  /** A socket silent for longer is dead; realtime-js sends a heartbeat every 25 s. */
  silenceMs: number;
  /** What may wait for a slow reader before its socket is closed. */
  bufferedBytes: number;
}

export const defaults: RealtimeConfig = {
  allowPublic: true,
  connections: 10_000,
  channelsPerConnection: 100,
  payloadBytes: 256 * 1024,
  frameBytes: 5 * 1024 * 1024,
  nameBytes: 255,
  joinsPerSecond: 100,
  messagesPerSecond: 100,
  presenceCalls: 5,
  presenceWindowMs: 30_000,
  silenceMs: 60_000,
  bufferedBytes: 4 * 1024 * 1024,
};

/** `[realtime]` of `config.toml`: what the CLI knows, and the limits by the names that the hosted settings have. */
export interface RealtimeSection {
  readonly enabled: boolean;
  readonly limits: Partial<RealtimeConfig>;
}

export function readRealtimeSection(realtime: Section): RealtimeSection {
  const payloadKb = realtime.integer('max_payload_size_in_kb', defaults.payloadBytes / 1024, 1);
  return {
    enabled: realtime.boolean('enabled', true),
    limits: {
      allowPublic: !realtime.boolean('private_only', !defaults.allowPublic),
      connections: realtime.integer('max_concurrent_users', defaults.connections, 1),
      channelsPerConnection: realtime.integer('max_channels_per_client', defaults.channelsPerConnection, 1),
      joinsPerSecond: realtime.integer('max_joins_per_second', defaults.joinsPerSecond, 1),
      messagesPerSecond: realtime.integer('max_events_per_second', defaults.messagesPerSecond, 1),
      payloadBytes: payloadKb * 1024,
      frameBytes: Math.max(defaults.frameBytes, 2 * payloadKb * 1024),
    },
  };
}
