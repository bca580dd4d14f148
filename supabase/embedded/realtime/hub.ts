import type { Channel } from './channel.ts';
import type { RealtimeConfig } from './config.ts';
import type { Connection } from './connection.ts';
import type { Message } from './database-feed.ts';
import { type Broadcast, payloadSize, SharedFrame } from './frames.ts';
import { Presence, type PresenceDiff } from './presence.ts';
import { Refusal } from './refusal.ts';

/** Everybody who joined one topic; a public and a private channel of the same name are two topics. */
export interface Topic {
  readonly channels: Set<Channel>;
  readonly presence: Presence<Channel>;
}

const TICK = 1000;

/** Knows who is connected and who hears what. One clock serves all sockets. */
export class Hub {
  readonly connections = new Set<Connection>();
  readonly #topics = new Map<string, Topic>();
  readonly #config: RealtimeConfig;
  readonly #clock: NodeJS.Timeout;

  constructor(config: RealtimeConfig) {
    this.#config = config;
    this.#clock = setInterval(() => this.#tick(), TICK).unref();
  }

  get topics(): number {
    return this.#topics.size;
  }

  stop(): void {
    clearInterval(this.#clock);
  }

  enter(channel: Channel): Topic {
    const key = keyOf(channel.name, channel.isPrivate);
    let topic = this.#topics.get(key);
    if (!topic) {
      topic = { channels: new Set(), presence: new Presence() };
      this.#topics.set(key, topic);
    }
    topic.channels.add(channel);
    return topic;
  }

  leave(channel: Channel): void {
    const key = keyOf(channel.name, channel.isPrivate);
    const topic = this.#topics.get(key);
    if (!topic?.channels.delete(channel)) {
      return;
    }
    const diff = topic.presence.untrack(channel);
    if (topic.channels.size === 0) {
      this.#topics.delete(key);
    } else if (diff) {
      this.tellPresence(channel, topic, diff);
    }
  }

  /** Delivers to everybody on the topic who may hear it. Throws `Refusal` when no frame can hold the message. */
  broadcast({ topic: name, private: isPrivate, broadcast }: Message, except?: Channel): void {
    this.check(broadcast);
    const topic = this.#topics.get(keyOf(name, isPrivate));
    if (!topic) {
      return;
    }
    const frame = SharedFrame.broadcast(`realtime:${name}`, broadcast);
    for (const channel of topic.channels) {
      if (channel !== except) {
        channel.hear(frame, broadcast.meta?.id);
      }
    }
  }

  tellPresence(from: Channel, topic: Topic, diff: PresenceDiff): void {
    const frame = SharedFrame.event(from.topic, 'presence_diff', { ...diff });
    for (const channel of topic.channels) {
      channel.hearPresence(frame);
    }
  }

  /** Throws `Refusal` for a message beyond the limits. */
  check(broadcast: Broadcast): void {
    const { nameBytes, payloadBytes } = this.#config;
    if (Buffer.byteLength(broadcast.event) > nameBytes) {
      throw new Refusal('InvalidEvent', `An event has up to ${nameBytes} bytes`);
    }
    if (payloadSize(broadcast) > payloadBytes) {
      throw new Refusal('PayloadSizeExceeded', `A payload has up to ${payloadBytes} bytes`);
    }
  }

  #tick(): void {
    const now = Date.now();
    for (const connection of this.connections) {
      connection.tick(now);
    }
  }
}

function keyOf(name: string, isPrivate: boolean): string {
  return `${isPrivate ? 'private' : 'public'}:${name}`;
}
