import type { Message, Page, Target } from './conversation.ts';
import { type MessageWindow, MessageWindows, type Span } from './message-window.ts';
import { withKnown } from './talk.ts';

/** Messages held before those that are on the screen grow beyond what is useful. */
const keepAtMost = 600;

/**
 * What a page holds of one conversation and which window of it is shown, with what it knows to exist beyond. Pure: it knows
 * no network and nobody who looks at it.
 *
 *     const held = new HeldConversation<Message>();
 *     held.goTo(page);
 *     held.insertPage(page);
 *     held.shown.messages;
 */
export class HeldConversation<M extends Message> {
  readonly windows = new MessageWindows<M>(withKnown);
  readonly keepAtMost: number;
  /** What is held is current up to this change; null while nothing is held. */
  current: number | null = null;
  /** The last change that is known of. */
  lastChange = 0;
  /** A seq of the window that is shown. */
  place = 1;
  /** The end is shown, and what comes belongs below it: at once, or after a gap is filled. */
  following = false;
  /** What viewers look at who read further up than the end. */
  readonly looking = new Map<object, Span>();
  /** Of pending items, up to which change what was held was current when they were first seen. */
  readonly pendingSince = new Map<string, number>();
  /** Sent from here and arrived, but not in the window that is shown. */
  ahead: readonly M[] = [];
  /** How far the server knows that this side has read. */
  confirmedRead = 0;

  constructor(sizes = { keepAtMost }) {
    this.keepAtMost = sizes.keepAtMost;
  }

  /** The window that is shown; of an empty conversation what comes before its first message. */
  get shown(): MessageWindow<M> {
    return this.windows.at(this.place) ?? this.windows.windows.at(-1) ?? { from: 1, to: 0, messages: [] };
  }

  /** Whether there is something between what is shown and the newest message. */
  get hasNewer(): boolean {
    return this.shown.to < this.windows.lastSeq;
  }

  /** Seq of a message that is held; null when it is not, or only the database can tell. */
  seqOf(target: Target): number | null {
    if (typeof target === 'string') return this.windows.seqOf(target);
    return typeof target === 'number' && this.windows.at(target) ? target : null;
  }

  note({ lastSeq, lastChange }: { lastSeq: number; lastChange: number }): void {
    this.windows.extend(lastSeq);
    this.lastChange = Math.max(this.lastChange, lastChange);
  }

  /** Shows the end of a page that is about to be inserted, and what comes after it if it is the newest. */
  goTo({ messages }: Page<M>): void {
    this.place = messages.at(-1)?.seq ?? 1;
    this.following = true;
  }

  insertPage({ messages, lastSeq, lastChange }: Page<M>): void {
    this.insert(messages, lastChange);
    this.note({ lastSeq, lastChange });
  }

  /** Holds messages as they were at change `asOf`; what is older than the rest has its changes fetched after it. */
  insert(messages: readonly M[], asOf: number): void {
    const added = this.windows.insert(messages);
    if (added) this.current = Math.min(this.current ?? asOf, asOf);
    this.lastChange = Math.max(this.lastChange, asOf);
    this.#trim();
  }

  /** Holds what was sent from here and has arrived. */
  insertSent(message: M): void {
    // What it was when it was sent may be over: only what changed since it was first seen pending can be missing.
    this.insert([message], this.pendingSince.get(message.id) ?? this.current ?? message.change);
    this.pendingSince.delete(message.id);
    this.ahead = [...this.ahead, message];
    this.note({ lastSeq: message.seq, lastChange: message.change });
  }

  map(change: (message: M) => M): void {
    this.windows.map(change);
    this.ahead = this.ahead.map(change);
  }

  clear(): void {
    this.windows.clear();
    this.current = null;
  }

  #trim(): void {
    if (this.following && this.looking.size === 0) this.place = this.shown.to;
    const { to } = this.shown;
    const spans = [...this.looking.values(), { from: this.place, to: this.place }];
    // Between two who look at one window nothing goes either, as long as all of it can be held.
    const all = { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map((span) => span.to)) };
    this.windows.trim(this.keepAtMost, all.to - all.from < this.keepAtMost ? [all] : spans);
    // Who reads further up keeps what they see; the end is fetched when they get there.
    if (this.shown.to < to) this.following = false;
  }
}
