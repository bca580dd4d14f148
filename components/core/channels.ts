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
  channel: RealtimeChannel | null;
  up: boolean;
  readonly hearings: Set<Hearing>;
}

/** The private channels of one person: one a topic, however many listen; it is left when the last one goes. */
export class Channels {
  readonly #backend: Backend;
  readonly #topics = new Map<string, Topic>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Hears a topic until the returned function is called; with a presence key it also says that I am here. */
  join(name: string, hearing: Hearing, presenceKey = ''): () => void {
    let topic = this.#topics.get(name);
    if (!topic) {
      topic = { channel: null, up: false, hearings: new Set() };
      this.#topics.set(name, topic);
      void this.#open(name, topic, presenceKey);
    } else if (topic.up) {
      queueMicrotask(() => hearing.joined?.());
    }
    const joined = topic;
    joined.hearings.add(hearing);
    return () => {
      joined.hearings.delete(hearing);
      if (joined.hearings.size > 0 || this.#topics.get(name) !== joined) return;
      this.#topics.delete(name);
      const { channel } = joined;
      joined.channel = null;
      if (channel) void this.#backend.client.realtime().then((realtime) => realtime.removeChannel(channel));
    };
  }

  /** Tells the others on a topic; lost when its channel is not up. */
  say(name: string, event: string, payload: Payload): void {
    const topic = this.#topics.get(name);
    if (topic?.up) void topic.channel?.send({ type: 'broadcast', event, payload });
  }

  /** Opens a lost socket at once instead of at its next try. */
  reconnect(): void {
    if (this.#topics.size === 0) return;
    void this.#backend.client.realtime().then((realtime) => {
      if (!realtime.isConnected()) realtime.connect();
    });
  }

  async #open(name: string, topic: Topic, presenceKey: string): Promise<void> {
    const realtime = await this.#backend.client.realtime();
    await realtime.setAuth();
    if (topic.hearings.size === 0) return;
    const presence = presenceKey ? { presence: { key: presenceKey, enabled: true } } : {};
    const channel = realtime.channel(name, { config: { private: true, ...presence } });
    topic.channel = channel;
    channel.on('broadcast', { event: '*' }, ({ event, payload }) => {
      for (const { events } of [...topic.hearings]) events?.[event]?.(payload);
    });
    if (presenceKey) {
      channel.on('presence', { event: 'sync' }, () => {
        const people = new Set(Object.keys(channel.presenceState()));
        for (const { online } of [...topic.hearings]) online?.(people);
      });
    }
    channel.subscribe((status) => {
      if (topic.channel !== channel) return;
      const up = status === 'SUBSCRIBED';
      if (up && presenceKey) void channel.track({});
      const changed = up || topic.up;
      topic.up = up;
      if (!changed && status !== 'CHANNEL_ERROR' && status !== 'TIMED_OUT') return;
      for (const { joined, lost } of [...topic.hearings]) (up ? joined : lost)?.();
    });
  }
}
