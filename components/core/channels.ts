import type { Topics } from './network/topics.ts';

export type Payload = Record<string, unknown>;

/** The handlers of one subscriber of a topic. */
export interface TopicHandlers {
  /** By the name of the event. */
  readonly events?: Readonly<Record<string, (payload: Payload) => void>>;
  /** The channel is up, for the first time or again: what was published before may have been missed. */
  readonly onJoined?: () => void;
  /** The channel went down; it comes back by itself. */
  readonly onLost?: () => void;
}

/** First and longest wait before the code of the socket is loaded again, in milliseconds. */
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
 * the socket comes after the first paint.
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
  readonly #waiting = new Set<TopicHandlers>();
  /** Ends the wait before the next attempt to load it. */
  #loadNow = () => {};

  constructor(load: () => Promise<Topics>) {
    this.#load = load;
  }

  /** Subscribes until the returned function is called. */
  subscribe(name: string, handlers: TopicHandlers): () => void {
    let wanted = true;
    let unsubscribe = () => {};
    this.#waiting.add(handlers);
    this.#topics ??= this.#open();
    void this.#topics.then((topics) => {
      this.#waiting.delete(handlers);
      if (wanted) unsubscribe = topics.subscribe(name, handlers);
    });
    return () => {
      wanted = false;
      this.#waiting.delete(handlers);
      unsubscribe();
    };
  }

  /** Opens what was lost at once instead of at its next attempt, and probes whether the rest is still alive. */
  reconnect(): void {
    this.#loadNow();
    void this.#topics?.then((topics) => topics.reconnect());
  }

  /** To be called after the token was renewed: the server closes private channels whose token has expired. */
  tokenRenewed(): void {
    void this.#topics?.then((topics) => topics.tokenRenewed());
  }

  /** Closes the socket, if there is one. */
  close(): void {
    void this.#topics?.then((topics) => topics.close());
  }

  async #open(): Promise<Topics> {
    // It must not delay the paint of what was just loaded.
    await painted();
    for (let delay = backoff.first; ; delay = Math.min(delay * 2, backoff.longest)) {
      try {
        return await this.#load();
      } catch {
        // For the subscribers that is a lost connection like any other.
        for (const { onLost } of [...this.#waiting]) onLost?.();
        await new Promise<void>((resolve) => {
          this.#loadNow = resolve;
          setTimeout(resolve, delay);
        });
      }
    }
  }
}
