import type { Section } from '../config/section.ts';

/** `[realtime]` of `config.toml`. */
export interface RealtimeSection {
  readonly enabled: boolean;
}

export const readRealtimeSection = (realtime: Section): RealtimeSection => ({
  enabled: realtime.boolean('enabled', true),
});

/** Limits of the Realtime server; the defaults are those of hosted Supabase. */
export interface RealtimeConfig {
  /** Whether channels without policies may be joined and broadcast to. */
  allowPublic: boolean;
  channelsPerConnection: number;
  /** Of a broadcast's or presence's payload, in bytes of JSON or of the binary payload. */
  payloadBytes: number;
  /** Of a frame; a larger one closes the socket with 1009. */
  frameBytes: number;
  /** Of a topic (with its `realtime:` prefix), an event or a presence key. */
  nameBytes: number;
  joinsPerSecond: number;
  /** Broadcasts, presence and unknown messages that a connection sends. */
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
