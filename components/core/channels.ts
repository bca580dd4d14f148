import type { Topics } from './network/topics.ts';

export type Payload = Record<string, unknown>;

/** What is done with what is published, by the name of the event. */
export type TopicEvents = Readonly<Record<string, (payload: Payload) => void>>;

/** The handlers of one subscriber of a topic. */
export interface TopicHandlers {
  readonly events?: TopicEvents;
  /** The channel is up, for the first time or again: what was published before may have been missed. */
  readonly onJoined?: () => void;
  /** The channel went down; it comes back by itself. */
  readonly onLost?: () => void;
}

/** The same, where the code that knows the events can come with that of the socket. */
export interface LazyTopicHandlers extends Omit<TopicHandlers, 'events'> {
  readonly events: TopicEvents | (() => Promise<TopicEvents>);
}

/** First and longest wait before code is loaded again, in milliseconds. */
const backoff = { first: 1000, longest: 30_000 };

/** Resolves when the browser has painted; a hidden page paints nothing, so after a moment at the latest. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 200);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/**
 * The private Realtime channels of one person: one a topic, however many subscribe; the last one out closes it. A
 * channel that is lost comes back by itself, and `onJoined` then says that broadcasts may have been missed. The code of
 * the socket comes after the first paint, with it that of the events where they are a function.
 *
 *     const unsubscribe = backend.channels.subscribe(`chat:${id}`, {
 *       events: { message: (payload) => merge(payload) },
 *       onJoined: () => refetch(),
 *     });
 */
export class Channels {
  readonly #load: () => Promise<Topics>;
  #topics: Promise<Topics> | null = null;
  /** Subscribers that came before the code. */
  readonly #waiting = new Set<Pick<TopicHandlers, 'onLost'>>();
  /** What ends the wait before the next attempt to load code. */
  readonly #loadNow = new Set<() => void>();

  constructor(load: () => Promise<Topics>) {
    this.#load = load;
  }

  /** Subscribes until the returned function is called. */
  subscribe(name: string, handlers: TopicHandlers | LazyTopicHandlers): () => void {
    let wanted = true;
    let unsubscribe = () => {};
    this.#waiting.add(handlers);
    this.#topics ??= this.#fetch(this.#load);
    const { events = {} } = handlers;
    const known = typeof events === 'function' ? this.#fetch(events) : events;
    void Promise.all([this.#topics, known]).then(([topics, events]) => {
      this.#waiting.delete(handlers);
      if (wanted) unsubscribe = topics.subscribe(name, { ...handlers, events });
    });
    return () => {
      wanted = false;
      this.#waiting.delete(handlers);
      unsubscribe();
    };
  }

  /** Sends on a topic that is subscribed to. @returns Whether it left: not while the channel is down. */
  async send(name: string, event: string, payload: Payload): Promise<boolean> {
    return (await this.#topics)?.send(name, event, payload) ?? false;
  }

  /** Opens what is not open at once instead of at its next attempt, and probes whether the rest is still alive. */
  reconnect(): void {
    for (const now of this.#loadNow) now();
    this.#topics ??= this.#fetch(this.#load);
    void this.#topics.then((topics) => topics.reconnect());
  }

  /** To be called after the token was renewed: the server closes private channels whose token has expired. */
  tokenRenewed(): void {
    void this.#topics?.then((topics) => topics.tokenRenewed());
  }

  /** Closes the socket, if there is one. */
  close(): void {
    void this.#topics?.then((topics) => topics.close());
  }

  /** Fetches code until it is there. */
  async #fetch<T>(load: () => Promise<T>): Promise<T> {
    // It must not delay the paint of what was just loaded.
    await painted();
    for (let delay = backoff.first; ; delay = Math.min(delay * 2, backoff.longest)) {
      try {
        return await load();
      } catch {
        // For the subscribers that is a lost connection like any other.
        for (const { onLost } of [...this.#waiting]) onLost?.();
        await new Promise<void>((resolve) => {
          this.#loadNow.add(resolve);
          setTimeout(resolve, delay);
        });
        this.#loadNow.clear();
      }
    }
  }
}
