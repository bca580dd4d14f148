import type { Channel } from './channel.ts';
import { type Broadcast, type Payload, SharedFrame } from './frames.ts';
import { Presence } from './presence.ts';

/** Everybody who joined one topic; a public and a private channel of the same name are two topics. */
export class Topic {
  readonly #name: string;
  readonly #channels = new Set<Channel>();
  readonly #presence = new Presence<Channel>();
  /** Put into bytes once for all who join before it changes. */
  #state: SharedFrame | null = null;
  #changed = false;

  /** With the prefix `realtime:`, as it travels. */
  constructor(name: string) {
    this.#name = name;
  }

  get isEmpty(): boolean {
    return this.#channels.size === 0;
  }

  enter(channel: Channel): void {
    this.#channels.add(channel);
  }

  leave(channel: Channel): void {
    this.#channels.delete(channel);
    this.untrack(channel);
  }

  broadcast(broadcast: Broadcast, except?: Channel): void {
    const frame = SharedFrame.broadcast(this.#name, broadcast);
    for (const channel of this.#channels) {
      if (channel !== except) {
        channel.hear(frame, broadcast.meta?.id);
      }
    }
  }

  track(channel: Channel, key: string, payload: Payload): void {
    if (this.#presence.track(channel, key, payload)) {
      this.#tellSoon();
    }
  }

  untrack(channel: Channel): void {
    if (this.#presence.untrack(channel)) {
      this.#tellSoon();
    }
  }

  /** Everybody who is present. */
  presenceState(): SharedFrame {
    this.#state ??= SharedFrame.event(this.#name, 'presence_state', this.#presence.state());
    return this.#state;
  }

  /** When a thousand come back at once, each hears of the others in a few frames, not in a thousand. */
  #tellSoon(): void {
    this.#state = null;
    if (this.#changed) {
      return;
    }
    this.#changed = true;
    setImmediate(() => {
      this.#changed = false;
      const frame = SharedFrame.event(this.#name, 'presence_diff', { ...this.#presence.takeDiff() });
      for (const channel of this.#channels) {
        channel.hearPresence(frame);
      }
    });
  }
}
