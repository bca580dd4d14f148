import type { Channel } from './channel.ts';
import type { RealtimeConfig } from './config.ts';
import type { Connection } from './connection.ts';
import { type Broadcast, payloadSize } from './frames.ts';
import { Refusal } from './refusal.ts';
import type { Message } from './stored-messages.ts';
import { Topic } from './topic.ts';

const TICK = 1000;

/**
 * Knows all connections and which channels are subscribed to which topic, and delivers a broadcast to each of them. It
 * checks limits of size, not rights: those are the channel's (on a socket) or the caller's (`http.ts`). One timer
 * serves all sockets.
 *
 * @example
 * hub.broadcast({ topic: 'room:1', private: true, broadcast: { event: 'moved', payload: { json: '{"x":1}' } } });
 */
export class Hub {
  readonly connections = new Set<Connection>();
  readonly #topics = new Map<string, Topic>();
  readonly #config: RealtimeConfig;
  readonly #timer: NodeJS.Timeout;

  constructor(config: RealtimeConfig) {
    this.#config = config;
    this.#timer = setInterval(() => this.#tick(), TICK).unref();
  }

  get topics(): number {
    return this.#topics.size;
  }

  /** Whether one more connection would be too many. */
  get isFull(): boolean {
    return this.connections.size >= this.#config.connections;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  subscribe(channel: Channel): Topic {
    const key = keyOf(channel.name, channel.isPrivate);
    let topic = this.#topics.get(key);
    if (!topic) {
      topic = new Topic(channel.topic);
      this.#topics.set(key, topic);
    }
    topic.add(channel);
    return topic;
  }

  unsubscribe(channel: Channel): void {
    const key = keyOf(channel.name, channel.isPrivate);
    const topic = this.#topics.get(key);
    topic?.remove(channel);
    if (topic?.isEmpty) {
      this.#topics.delete(key);
    }
  }

  /** Delivers to every channel of the topic that may read it. Throws `Refusal` when no frame can hold the message. */
  broadcast({ topic: name, private: isPrivate, broadcast }: Message, except?: Channel): void {
    this.check(broadcast);
    this.#topics.get(keyOf(name, isPrivate))?.broadcast(broadcast, except);
  }

  /** Throws `Refusal` for a message beyond the limits. */
  check(broadcast: Broadcast): void {
    const { nameBytes, payloadBytes } = this.#config;
    if (Buffer.byteLength(broadcast.event) > nameBytes) {
      throw new Refusal('invalid_event', `An event has up to ${nameBytes} bytes`);
    }
    if (payloadSize(broadcast) > payloadBytes) {
      throw new Refusal('payload_size_exceeded', `A payload has up to ${payloadBytes} bytes`);
    }
  }

  #tick(): void {
    for (const connection of this.connections) {
      connection.tick();
    }
  }
}

function keyOf(name: string, isPrivate: boolean): string {
  return `${isPrivate ? 'private' : 'public'}:${name}`;
}
