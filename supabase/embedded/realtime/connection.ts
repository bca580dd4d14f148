import { type RawData, WebSocket } from 'ws';
import { Channel } from './channel.ts';
import type { RealtimeConfig } from './config.ts';
import type { Verify } from './credentials.ts';
import { BrokenFrame, decode, encode, type Frame, type Payload, type Push, type Version } from './frames.ts';
import type { Hub } from './hub.ts';
import type { Policies } from './policies.ts';
import { Rate } from './rate.ts';
import { Refusal } from './refusal.ts';
import type { StoredMessages } from './stored-messages.ts';

/** What every connection and channel of a server shares. */
export interface Services {
  config: RealtimeConfig;
  hub: Hub;
  policies: Policies;
  stored: StoredMessages;
  verify: Verify;
  /** The time, in milliseconds since 1970. */
  now(): number;
  /** Settles once NOTIFY is subscribed to. */
  ready: Promise<void>;
  log(message: string): void;
  /** Logs an unforeseen error and returns what the client is told instead. */
  unexpected(error: unknown): Refusal;
}

/** Messages that may wait for the database before the socket is paused. */
const WAITING = 64;

/** What is taken from the request that opened a socket. */
export interface Opening {
  version: Version;
  /** Joins without a token of their own use it. */
  apiKey: string;
  /** Those that begin with `x-`. */
  headers: Readonly<Record<string, string>>;
}

/** One socket and the channels joined over it. */
export class Connection {
  readonly version: Version;
  readonly apiKey: string;
  readonly headers: Opening['headers'];
  readonly messages: Rate;
  readonly #socket: WebSocket;
  readonly #services: Services;
  readonly #channels = new Map<string, Channel>();
  readonly #joins: Rate;
  /** Beyond the limit of connections: its first join is refused, and it is closed. */
  readonly #isSurplus: boolean;
  /** Monotonic time in milliseconds: a change of the system clock must not end sockets. */
  #lastMessageAt = performance.now();
  #waiting = 0;

  constructor(socket: WebSocket, services: Services, { version, apiKey, headers }: Opening) {
    this.version = version;
    this.apiKey = apiKey;
    this.headers = headers;
    this.#isSurplus = services.hub.isFull;
    this.messages = new Rate(services.config.messagesPerSecond, 1000);
    this.#joins = new Rate(services.config.joinsPerSecond, 1000);
    this.#socket = socket;
    this.#services = services;
    services.hub.connections.add(this);
    socket.on('message', (data, binary) => this.#receive(data, binary));
    // Errors of size, UTF-8 and framing: the WebSocket library has already sent a close frame.
    socket.on('error', (error) => services.log(`A socket was closed: ${error.message}`));
    socket.on('close', () => this.#gone());
  }

  get channels(): number {
    return this.#channels.size;
  }

  send(frame: Frame | null): void {
    if (!frame || this.#socket.readyState !== WebSocket.OPEN) {
      return;
    }
    if (this.#socket.bufferedAmount + frame.data.byteLength > this.#services.config.bufferedBytes) {
      this.#services.log('A socket that reads too slowly was closed');
      this.end();
      return;
    }
    this.#socket.send(frame.data, { binary: frame.binary });
  }

  push({ topic, joinRef }: Channel, event: string, payload: Payload, ref: string | null = null): void {
    this.send(encode(this.version, { joinRef, ref, topic, event, payload }));
  }

  reply({ joinRef, ref, topic }: Push, status: 'ok' | 'error', response: Payload = {}): void {
    this.send(encode(this.version, { joinRef, ref, topic, event: 'phx_reply', payload: { status, response } }));
  }

  /** Called by a channel that has ended. */
  removeChannel(channel: Channel): void {
    if (this.#channels.get(channel.topic) === channel) {
      this.#channels.delete(channel.topic);
    }
  }

  /** Called about every second. */
  tick(): void {
    if (performance.now() - this.#lastMessageAt > this.#services.config.silenceMs) {
      this.end();
      return;
    }
    for (const channel of this.#channels.values()) {
      channel.tick();
    }
  }

  /** Closes with a handshake; the client may reconnect at once. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the connection without waiting for the other side. */
  end(): void {
    this.#socket.terminate();
    this.#gone();
  }

  #gone(): void {
    this.#services.hub.connections.delete(this);
    for (const channel of this.#channels.values()) {
      channel.abandon();
    }
  }

  #receive(data: RawData, binary: boolean): void {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return;
    }
    this.#lastMessageAt = performance.now();
    let push: Push;
    try {
      push = decode(this.version, data as Buffer, binary);
    } catch (error) {
      this.#services.log(`A broken frame: ${error}`);
      // RangeError: nested too deeply for JSON.
      this.close(1007, error instanceof BrokenFrame ? error.message : 'not readable');
      return;
    }
    this.#route(push);
  }

  #route(push: Push): void {
    if (push.topic === 'phoenix' && push.event === 'heartbeat') {
      this.reply(push, 'ok');
      return;
    }
    const channel = push.event === 'phx_join' ? this.#open(push) : this.#channels.get(push.topic);
    if (channel && (push.event === 'phx_join' || push.joinRef === null || push.joinRef === channel.joinRef)) {
      this.#handle(channel, push);
    } else if (push.event === 'phx_leave') {
      this.reply(push, 'ok');
    } else if (push.event !== 'phx_join') {
      this.reply(push, 'error', { reason: 'unmatched topic' });
    }
  }

  #open(join: Push): Channel | undefined {
    const { config } = this.#services;
    if (!this.#joins.take()) {
      this.reply(join, 'error', { reason: 'ClientJoinRateLimitReached: Too many joins per second' });
      this.close(1008, 'too many joins per second');
      return;
    }
    if (this.#isSurplus) {
      this.reply(join, 'error', { reason: 'ConnectionRateLimitReached: Too many connected users' });
      this.close(1013, 'too many connected users');
      return;
    }
    try {
      if (!join.topic.startsWith('realtime:')) {
        this.reply(join, 'error', { reason: 'unmatched topic' });
        return;
      }
      if (join.topic === 'realtime:') {
        throw new Refusal('TopicNameRequired', 'You must provide a topic name');
      }
      checkTopic(join.topic, config.nameBytes);
      this.#channels.get(join.topic)?.close();
      if (this.#channels.size >= config.channelsPerConnection) {
        throw new Refusal('ChannelRateLimitReached', 'Too many channels');
      }
      const channel = new Channel(this, this.#services, join);
      this.#channels.set(join.topic, channel);
      return channel;
    } catch (error) {
      const refusal = error instanceof Refusal ? error : this.#services.unexpected(error);
      this.reply(join, 'error', { reason: refusal.reason });
      return;
    }
  }

  #handle(channel: Channel, push: Push): void {
    this.#waiting += 1;
    if (this.#waiting === WAITING) {
      this.#socket.pause();
    }
    void channel.handle(push).finally(() => {
      this.#waiting -= 1;
      if (this.#waiting === 0 && this.#socket.isPaused) {
        this.#socket.resume();
      }
    });
  }
}

/** Throws `Refusal` for a topic (with its prefix) that neither a frame nor the database can hold. */
export function checkTopic(topic: string, nameBytes: number): void {
  if (Buffer.byteLength(topic) > nameBytes) {
    throw new Refusal('InvalidTopic', `A topic has up to ${nameBytes} bytes with its prefix realtime:`);
  }
  if (topic.includes('\0') || !topic.isWellFormed()) {
    throw new Refusal('InvalidTopic', 'A topic is text without NUL');
  }
}
