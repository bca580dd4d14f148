import type { RealtimeChannel } from '@supabase/realtime-js';
import type { Backend } from './backend.ts';

export type Payload = Record<string, unknown>;

/** What one listener wants to know of a topic. */
export interface Hearing {
  /** By the name of the event. */
  readonly events?: Readonly<Record<string, (payload: Payload) => void>>;
  /** Who is here now, by presence key. */
  readonly online?: (people: ReadonlySet<string>) => void;
  /** The channel is up, for the first time or again: what was said before may have been missed. */
  readonly joined?: () => void;
  /** The channel went down; it comes back by itself. */
  readonly lost?: () => void;
}

interface Topic {
  readonly name: string;
  readonly presenceKey: string;
  readonly hearings: Set<Hearing>;
  channel: RealtimeChannel | null;
  up: boolean;
  /** How long to wait before the next opening, in milliseconds. */
  pause: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** First and longest pause before a channel that the server closed is opened again, in milliseconds. */
const pauses = { first: 1000, longest: 30_000 };
/** A socket that lives answers a heartbeat within this time, in milliseconds. */
const answerWithin = 3000;

/** Resolves when the browser has painted; a hidden page paints nothing, so after a moment at the latest. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 200);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** The private channels of one person: one a topic, however many listen; it is left when the last one goes. */
export class Channels {
  readonly #backend: Backend;
  readonly #topics = new Map<string, Topic>();
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Hears a topic until the returned function is called; with a presence key it also says that I am here. */
  join(name: string, hearing: Hearing, presenceKey = ''): () => void {
    let topic = this.#topics.get(name);
    if (!topic) {
      const hearings = new Set<Hearing>();
      topic = { name, presenceKey, hearings, channel: null, up: false, pause: pauses.first, timer: undefined };
      this.#topics.set(name, topic);
      void this.#open(topic);
    } else if (topic.up) {
      queueMicrotask(() => hearing.joined?.());
    }
    const joined = topic;
    joined.hearings.add(hearing);
    return () => {
      joined.hearings.delete(hearing);
      if (joined.hearings.size > 0 || this.#topics.get(name) !== joined) return;
      this.#topics.delete(name);
      clearTimeout(joined.timer);
      if (this.#topics.size === 0) clearTimeout(this.#probe);
      this.#close(joined);
    };
  }

  /** Tells the others on a topic; lost when its channel is not up. */
  say(name: string, event: string, payload: Payload): void {
    const topic = this.#topics.get(name);
    if (topic?.up) void topic.channel?.send({ type: 'broadcast', event, payload });
  }

  /** Opens what was lost at once instead of at its next try, and finds out soon whether the rest still lives. */
  reconnect(): void {
    for (const topic of this.#topics.values()) {
      if (topic.timer !== undefined) void this.#open(topic);
    }
    if ([...this.#topics.values()].some(({ channel }) => channel)) void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const realtime = await this.#backend.client.realtime();
    if (realtime.isConnecting()) return;
    if (realtime.isConnected()) {
      // After sleep or another network a socket can be dead without knowing; a second beat without an answer to the
      // first makes realtime-js open another.
      await realtime.sendHeartbeat();
      clearTimeout(this.#probe);
      this.#probe = setTimeout(() => void realtime.sendHeartbeat(), answerWithin);
      return;
    }
    // A socket that was lost has to be put away before another can be opened.
    await realtime.disconnect();
    realtime.connect();
  }

  #close(topic: Topic): void {
    const { channel } = topic;
    topic.channel = null;
    if (channel) void this.#backend.client.realtime().then((realtime) => realtime.removeChannel(channel));
  }

  async #open(topic: Topic): Promise<void> {
    clearTimeout(topic.timer);
    topic.timer = undefined;
    try {
      // What was just loaded is painted before the socket's code is asked for.
      await painted();
      const realtime = await this.#backend.client.realtime();
      await realtime.setAuth();
      if (topic.hearings.size > 0 && !topic.channel) this.#subscribe(topic, realtime);
    } catch {
      // The socket's code could not be loaded: for those who listen that is a lost connection like any other.
      this.#lost(topic);
      this.#openLater(topic);
    }
  }

  #subscribe(topic: Topic, realtime: Awaited<ReturnType<Backend['client']['realtime']>>): void {
    const { hearings, presenceKey } = topic;
    const presence = presenceKey ? { presence: { key: presenceKey, enabled: true } } : {};
    const channel = realtime.channel(topic.name, { config: { private: true, ...presence } });
    topic.channel = channel;
    channel.on('broadcast', { event: '*' }, ({ event, payload }) => {
      for (const { events } of [...hearings]) events?.[event]?.(payload);
    });
    if (presenceKey) {
      channel.on('presence', { event: 'sync' }, () => {
        const people = new Set(Object.keys(channel.presenceState()));
        for (const { online } of [...hearings]) online?.(people);
      });
    }
    channel.subscribe((status) => {
      if (topic.channel !== channel) return;
      if (status === 'SUBSCRIBED') {
        topic.up = true;
        topic.pause = pauses.first;
        if (presenceKey) void channel.track({});
        for (const { joined } of [...hearings]) joined?.();
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
    for (const { lost } of [...topic.hearings]) lost?.();
  }

  #openLater(topic: Topic): void {
    if (topic.hearings.size === 0) return;
    topic.timer = setTimeout(() => void this.#open(topic), topic.pause);
    topic.pause = Math.min(topic.pause * 2, pauses.longest);
  }
}
