import { type Channel, Socket, type SocketOptions } from '@supabase/phoenix';
import type { BackendConfig } from '../backend.ts';
import type { Payload, TopicHandlers } from '../channels.ts';
import type { SessionKeeper } from '../session.ts';
import { decodeFrame } from './frames.ts';

interface Topic {
  readonly name: string;
  readonly subscribers: Set<TopicHandlers>;
  channel: Channel | null;
  up: boolean;
  /** How long to wait before the next attempt, in milliseconds. */
  delay: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** First and longest delay before a channel that the server closed is opened again, in milliseconds. */
const backoff = { first: 1000, longest: 30_000 };
/** First delays before a lost socket is opened again, and all that follow, in milliseconds. */
const reconnectDelays = { first: [1000, 2000, 5000], rest: 10_000 };
/** The server closes a socket from which it has had no heartbeat for a minute; in milliseconds. */
const heartbeatInterval = 25_000;
/** A live socket answers a heartbeat within this time, in milliseconds. */
const heartbeatTimeout = 3000;
/** A socket that nobody uses is kept for so long, as the next page of a chat will want it; in milliseconds. */
const idleTime = 50_000;

/** What a channel is told when it is joined: it only receives broadcasts, and the database decides who may. */
const config = {
  broadcast: { ack: false, self: false },
  presence: { key: '', enabled: false },
  postgres_changes: [],
  private: true,
};

/**
 * The open channels behind `Channels`, over one socket: those of Supabase Realtime, which are channels of Phoenix whose
 * topics begin with `realtime:`, and which are joined with a token that is followed by each newer one.
 */
export class Topics {
  readonly #socket: Socket;
  readonly #topics = new Map<string, Topic>();
  readonly #session: Pick<SessionKeeper, 'token'>;
  #token: string | null = null;
  #probe: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** @param options are for tests. */
  constructor(
    { url, key }: Pick<BackendConfig, 'url' | 'key'>,
    session: Pick<SessionKeeper, 'token'>,
    options?: SocketOptions,
  ) {
    this.#session = session;
    this.#socket = new Socket(`${url.replace(/^http/, 'ws')}/realtime/v1`, {
      params: { apikey: key },
      heartbeatIntervalMs: heartbeatInterval,
      reconnectAfterMs: (attempt) => reconnectDelays.first[attempt - 1] ?? reconnectDelays.rest,
      // Open channels end with their token, also where nothing else asks for a newer one.
      heartbeatCallback: (status) => {
        if (status === 'sent') void this.#followToken();
      },
      decode: decodeFrame,
      ...options,
    });
  }

  /** Subscribes until the returned function is called. */
  subscribe(name: string, handlers: TopicHandlers): () => void {
    clearTimeout(this.#idle);
    let topic = this.#topics.get(name);
    if (!topic) {
      const subscribers = new Set<TopicHandlers>();
      topic = { name, subscribers, channel: null, up: false, delay: backoff.first, timer: undefined };
      this.#topics.set(name, topic);
      void this.#open(topic);
    } else if (topic.up) {
      queueMicrotask(() => handlers.onJoined?.());
    }
    const subscribed = topic;
    subscribed.subscribers.add(handlers);
    return () => {
      subscribed.subscribers.delete(handlers);
      if (subscribed.subscribers.size > 0 || this.#topics.get(name) !== subscribed) return;
      this.#topics.delete(name);
      clearTimeout(subscribed.timer);
      this.#close(subscribed);
      if (this.#topics.size > 0) return;
      clearTimeout(this.#probe);
      this.#idle = setTimeout(() => this.close(), idleTime);
    };
  }

  /** Opens what was lost at once instead of at its next attempt, and probes whether the rest is still alive. */
  reconnect(): void {
    for (const topic of this.#topics.values()) {
      if (topic.timer !== undefined) void this.#open(topic);
    }
    if ([...this.#topics.values()].some(({ channel }) => channel)) this.#reconnect();
  }

  /** To be called after the token was renewed: the server closes private channels whose token has expired. */
  async tokenRenewed(): Promise<void> {
    const token = await this.#session.token();
    if (token === this.#token) return;
    this.#token = token;
    for (const { channel } of this.#topics.values()) {
      // What is being joined gets it afterwards; what is joined later, with its join.
      if (channel?.isJoined() || channel?.isJoining()) channel.push('access_token', { access_token: token });
    }
  }

  close(): void {
    this.#socket.disconnect();
  }

  async #followToken(): Promise<void> {
    try {
      await this.tokenRenewed();
    } catch {
      // Offline. When the token has ended, the server closes the channels, and each is opened with a new one.
    }
  }

  #reconnect(): void {
    const socket = this.#socket;
    if (socket.connectionState() === 'connecting') return;
    if (socket.isConnected()) {
      // After sleep or another network a socket can be dead without knowing; a second beat without an answer to the
      // first makes it open another.
      socket.sendHeartbeat();
      clearTimeout(this.#probe);
      this.#probe = setTimeout(() => socket.sendHeartbeat(), heartbeatTimeout);
      return;
    }
    // A lost socket has to be closed before another can be opened.
    socket.disconnect(() => socket.connect());
  }

  #close(topic: Topic): void {
    const { channel } = topic;
    topic.channel = null;
    channel?.leave();
  }

  async #open(topic: Topic): Promise<void> {
    clearTimeout(topic.timer);
    topic.timer = undefined;
    try {
      await this.tokenRenewed();
      if (topic.subscribers.size > 0 && !topic.channel) this.#join(topic);
    } catch {
      // The token could not be renewed: for the subscribers that is a lost connection like any other.
      this.#lost(topic);
      this.#openLater(topic);
    }
  }

  #join(topic: Topic): void {
    const { subscribers } = topic;
    const join = () => ({ config, ...(this.#token && { access_token: this.#token }) });
    const channel = this.#socket.channel(`realtime:${topic.name}`, join);
    topic.channel = channel;
    channel.on('broadcast', (message) => {
      const { event, payload } = message as { event: string; payload: Payload };
      for (const { events } of [...subscribers]) events?.[event]?.(payload);
    });
    // A lost socket brings its channels back by itself, and a join that failed is repeated.
    const lost = () => {
      if (topic.channel === channel) this.#lost(topic);
    };
    channel.onError(lost);
    // A channel that the server closed stays closed.
    channel.onClose(() => {
      if (topic.channel !== channel) return;
      topic.channel = null;
      this.#lost(topic);
      this.#openLater(topic);
    });
    this.#socket.connect();
    channel
      .join()
      .receive('ok', () => {
        if (topic.channel !== channel) return;
        topic.up = true;
        topic.delay = backoff.first;
        for (const { onJoined } of [...subscribers]) onJoined?.();
      })
      .receive('error', lost)
      .receive('timeout', lost);
  }

  #lost(topic: Topic): void {
    topic.up = false;
    for (const { onLost } of [...topic.subscribers]) onLost?.();
  }

  #openLater(topic: Topic): void {
    if (topic.subscribers.size === 0) return;
    topic.timer = setTimeout(() => void this.#open(topic), topic.delay);
    topic.delay = Math.min(topic.delay * 2, backoff.longest);
  }
}
