import type { RealtimeChannel } from '@supabase/realtime-js';
import type { Client } from './backend.ts';

export type Payload = Record<string, unknown>;

/** The handlers of one subscriber of a topic. */
export interface TopicHandlers {
  /** By the name of the event. */
  readonly events?: Readonly<Record<string, (payload: Payload) => void>>;
  /** Who is here now, by presence key. */
  readonly onPresence?: (people: ReadonlySet<string>) => void;
  /** The channel is up, for the first time or again: what was published before may have been missed. */
  readonly onJoined?: () => void;
  /** The channel went down; it comes back by itself. */
  readonly onLost?: () => void;
}

interface Topic {
  readonly name: string;
  readonly presenceKey: string;
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

/** Resolves when the browser has painted; a hidden page paints nothing, so after a moment at the latest. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 200);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/**
 * The private Realtime channels of one person: one a topic, however many subscribe; the last one out closes it. A
 * channel that is lost comes back by itself, and `onJoined` then says that broadcasts may have been missed.
 *
 *     const unsubscribe = backend.channels.subscribe(`chat:${id}`, {
 *       events: { message: (payload) => merge(payload) },
 *       onJoined: () => refetch(),
 *     });
 */
export class Channels {
  readonly #client: Client;
  readonly #topics = new Map<string, Topic>();
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Subscribes until the returned function is called; a presence key also tracks this person as present. */
  subscribe(name: string, handlers: TopicHandlers, presenceKey = ''): () => void {
    let topic = this.#topics.get(name);
    if (!topic) {
      const subscribers = new Set<TopicHandlers>();
      topic = { name, presenceKey, subscribers, channel: null, up: false, delay: backoff.first, timer: undefined };
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

  /** Broadcasts to the others on a topic; dropped while its channel is not up. */
  publish(name: string, event: string, payload: Payload): void {
    const topic = this.#topics.get(name);
    if (topic?.up) void topic.channel?.send({ type: 'broadcast', event, payload });
  }

  /** Opens what was lost at once instead of at its next attempt, and probes whether the rest is still alive. */
  reconnect(): void {
    for (const topic of this.#topics.values()) {
      if (topic.timer !== undefined) void this.#open(topic);
    }
    if ([...this.#topics.values()].some(({ channel }) => channel)) void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const realtime = await this.#client.realtime();
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
    if (channel) void this.#client.realtime().then((realtime) => realtime.removeChannel(channel));
  }

  async #open(topic: Topic): Promise<void> {
    clearTimeout(topic.timer);
    topic.timer = undefined;
    try {
      // The code of the socket must not delay the paint of what was just loaded.
      await painted();
      const realtime = await this.#client.realtime();
      await realtime.setAuth();
      if (topic.subscribers.size > 0 && !topic.channel) this.#join(topic, realtime);
    } catch {
      // The socket's code could not be loaded: for the subscribers that is a lost connection like any other.
      this.#lost(topic);
      this.#openLater(topic);
    }
  }

  #join(topic: Topic, realtime: Awaited<ReturnType<Client['realtime']>>): void {
    const { subscribers, presenceKey } = topic;
    const presence = presenceKey ? { presence: { key: presenceKey, enabled: true } } : {};
    const channel = realtime.channel(topic.name, { config: { private: true, ...presence } });
    topic.channel = channel;
    channel.on('broadcast', { event: '*' }, ({ event, payload }) => {
      for (const { events } of [...subscribers]) events?.[event]?.(payload);
    });
    if (presenceKey) {
      channel.on('presence', { event: 'sync' }, () => {
        const people = new Set(Object.keys(channel.presenceState()));
        for (const { onPresence } of [...subscribers]) onPresence?.(people);
      });
    }
    channel.subscribe((status) => {
      if (topic.channel !== channel) return;
      if (status === 'SUBSCRIBED') {
        topic.up = true;
        topic.delay = backoff.first;
        if (presenceKey) void channel.track({});
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
