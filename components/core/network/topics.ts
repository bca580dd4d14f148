import { type RealtimeChannel, RealtimeClient } from '@supabase/realtime-js';
import type { BackendConfig } from '../backend.ts';
import type { Payload, TopicHandlers } from '../channels.ts';
import type { SessionKeeper } from '../session.ts';

interface Topic {
  readonly name: string;
  readonly subscribers: Set<TopicHandlers>;
  channel: RealtimeChannel | null;
  up: boolean;
  /** How long to wait before the next attempt, in milliseconds. */
  delay: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** First and longest delay before a channel that the server closed is opened again, in milliseconds. */
const backoff = { first: 1000, longest: 30_000 };
/** A live socket answers a heartbeat within this time, in milliseconds. */
const heartbeatTimeout = 3000;

/** The open channels behind `Channels`, over one socket. */
export class Topics {
  readonly #realtime: RealtimeClient;
  readonly #topics = new Map<string, Topic>();
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(realtime: RealtimeClient) {
    this.#realtime = realtime;
  }

  /** Subscribes until the returned function is called. */
  subscribe(name: string, handlers: TopicHandlers): () => void {
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
      if (this.#topics.size === 0) clearTimeout(this.#probe);
      this.#close(subscribed);
    };
  }

  /** Sends on a topic that is subscribed to; a channel that is down sends nothing, and nothing by another way. */
  async send(name: string, event: string, payload: Payload): Promise<boolean> {
    const topic = this.#topics.get(name);
    if (!topic?.up || !topic.channel) return false;
    return (await topic.channel.send({ type: 'broadcast', event, payload })) === 'ok';
  }

  /** Opens what was lost at once instead of at its next attempt, and probes whether the rest is still alive. */
  reconnect(): void {
    for (const topic of this.#topics.values()) {
      if (topic.timer !== undefined) void this.#open(topic);
    }
    if ([...this.#topics.values()].some(({ channel }) => channel)) void this.#reconnect();
  }

  /** To be called after the token was renewed: the server closes private channels whose token has expired. */
  async tokenRenewed(): Promise<void> {
    await this.#realtime.setAuth();
  }

  async close(): Promise<void> {
    await this.#realtime.disconnect();
  }

  async #reconnect(): Promise<void> {
    const realtime = this.#realtime;
    if (realtime.isConnecting()) return;
    if (realtime.isConnected()) {
      // After sleep or another network a socket can be dead without knowing; a second beat without an answer to the
      // first makes realtime-js open another.
      await realtime.sendHeartbeat();
      clearTimeout(this.#probe);
      this.#probe = setTimeout(() => void realtime.sendHeartbeat(), heartbeatTimeout);
      return;
    }
    // A lost socket has to be closed before another can be opened.
    await realtime.disconnect();
    realtime.connect();
  }

  #close(topic: Topic): void {
    const { channel } = topic;
    topic.channel = null;
    if (channel) void this.#realtime.removeChannel(channel);
  }

  async #open(topic: Topic): Promise<void> {
    clearTimeout(topic.timer);
    topic.timer = undefined;
    try {
      await this.#realtime.setAuth();
      if (topic.subscribers.size > 0 && !topic.channel) this.#join(topic);
    } catch {
      // The token could not be renewed: for the subscribers that is a lost connection like any other.
      this.#lost(topic);
      this.#openLater(topic);
    }
  }

  #join(topic: Topic): void {
    const { subscribers } = topic;
    const channel = this.#realtime.channel(topic.name, { config: { private: true } });
    topic.channel = channel;
    channel.on('broadcast', { event: '*' }, ({ event, payload }) => {
      for (const { events } of [...subscribers]) events?.[event]?.(payload);
    });
    channel.subscribe((status) => {
      if (topic.channel !== channel) return;
      if (status === 'SUBSCRIBED') {
        topic.up = true;
        topic.delay = backoff.first;
        for (const { onJoined } of [...subscribers]) onJoined?.();
        return;
      }
      this.#lost(topic);
      // A lost socket brings its channels back by itself; a channel that the server closed stays closed.
      if (status === 'CLOSED') {
        topic.channel = null;
        this.#openLater(topic);
      }
    });
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

export function openTopics({ url, key }: BackendConfig, session: SessionKeeper): Topics {
  const accessToken = () => session.token();
  return new Topics(new RealtimeClient(`${url}/realtime/v1`, { params: { apikey: key }, accessToken }));
}
