import type { Channel } from './channel.ts';
import { type Broadcast, type Payload, SharedFrame } from './frames.ts';
import { Presence } from './presence.ts';

/**
 * All channels of one topic and who is present there; a public and a private channel of the same name are two topics.
 */
export class Topic {
  readonly #name: string;
  readonly #channels = new Set<Channel>();
  readonly #presence = new Presence<Channel>();
  /** Encoded once for all who join before it changes. */
  #state: SharedFrame | null = null;
  #changed = false;

  /** With the prefix `realtime:`, as it travels. */
  constructor(name: string) {
    this.#name = name;
  }

  get isEmpty(): boolean {
    return this.#channels.size === 0;
  }

  add(channel: Channel): void {
    this.#channels.add(channel);
  }

  remove(channel: Channel): void {
    this.#channels.delete(channel);
    this.untrack(channel);
  }

  broadcast(broadcast: Broadcast, except?: Channel): void {
    const frame = SharedFrame.broadcast(this.#name, broadcast);
    for (const channel of this.#channels) {
      if (channel !== except) {
        channel.deliver(frame, broadcast.meta?.id);
      }
    }
  }

  track(channel: Channel, key: string, payload: Payload): void {
    if (this.#presence.track(channel, key, payload)) {
      this.#scheduleDiff();
    }
  }

  untrack(channel: Channel): void {
    if (this.#presence.untrack(channel)) {
      this.#scheduleDiff();
    }
  }

  /** Everybody who is present, as `presence_state` for a channel that joins. */
  presenceState(): SharedFrame {
    this.#state ??= SharedFrame.event(this.#name, 'presence_state', this.#presence.state());
    return this.#state;
  }

  /**
   * Collects changes for a turn of the event loop: when a thousand reconnect, each gets a few frames, not a thousand.
   */
  #scheduleDiff(): void {
    this.#state = null;
    if (this.#changed) {
      return;
    }
    this.#changed = true;
    setImmediate(() => {
      this.#changed = false;
      const frame = SharedFrame.event(this.#name, 'presence_diff', { ...this.#presence.takeDiff() });
      for (const channel of this.#channels) {
        channel.deliverPresence(frame);
      }
    });
  }
}
