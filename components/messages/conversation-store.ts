import { AppError, type AppErrorCode, failed, type Loadable, loading, ready, toAppError } from '../core/errors.ts';
import { inTime, Retry } from '../core/network/retry.ts';
import { Store } from '../core/store.ts';
import type {
  Changes,
  ConversationSource,
  ConversationSummary,
  Message,
  Page,
  PageCursor,
  Target,
} from './conversation.ts';
import type { ConversationOutbox } from './lazy-outbox.ts';
import { type MessageWindow, MessageWindows, type Span } from './message-window.ts';
import type { Beside, Mark, OutboxAct, OutboxItem } from './outbox/outbox.ts';
import { longestQuote, withKnown } from './talk.ts';
import { plainText } from './text/plain-text.ts';

/**
 * One conversation: what is shown of it, what is pending, how far it was read. It shows one window, without gaps, and
 * holds others; a message behind a gap is not shown until the gap is filled. What anybody looks at stays, and what is
 * farthest from it goes.
 *
 *     const store = new ConversationStore(chatSource(api, id), outbox, `chat:${id}`);
 *     const unsubscribe = store.subscribe(() => draw(store.state));
 *     await store.send('Здравствуйте');
 *
 * Loads, subscribes, and then fetches what was missed in between: the socket's code is asked for after the first
 * paint. Everything that is held is current up to change `#current`; whatever names a later one makes the store
 * fetch the changes in between.
 */

/** Messages of a page, and of one that catches up. */
const pageSize = 50;
const catchUpSize = 200;
/** Messages that are read already and shown above the first unread one. */
const readAbove = 15;
/** Messages held before those that are on the screen grow beyond what is useful. */
const keepAtMost = 600;
/** After a page that did not come nobody asks for the next one by scrolling, in milliseconds. */
const restAfterFailure = 3000;
/** A socket that is away for less than this is nobody's concern, in milliseconds. */
const lostAfter = 3000;

export interface ConversationState<M extends Message, S extends ConversationSummary> {
  /** Null while nothing was written that would begin the conversation. */
  readonly summary: Loadable<S | null>;
  /** An unbroken window of the conversation. */
  readonly messages: Loadable<readonly M[]>;
  /** From where to where that window goes; messages that were removed leave no trace in it. */
  readonly span: Span;
  /** What comes is shown after it, at once or when a gap is filled. */
  readonly following: boolean;
  /** Sent from here, and held beyond a gap that is just being fetched. */
  readonly ahead: readonly M[];
  /** Written here, not yet arrived. */
  readonly pending: readonly OutboxItem[];
  /** What was done here with messages that are there and has not yet arrived, by their ids. */
  readonly changes: ReadonlyMap<string, OutboxItem>;
  /** Reactions and pins from here that have not yet arrived, or were refused. */
  readonly marks: readonly OutboxItem[];
  /** Newest seq that is known to exist. */
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly othersReadSeq: number;
  /** The first message that was unread when the conversation was opened; 0 when there was none. */
  readonly firstUnread: number;
  /** How many were unread then. */
  readonly unreadAtOpening: number;
  /** False when the socket has been away for a while, or the device is offline. */
  readonly connected: boolean;
  /** The person lost the conversation while it was open. */
  readonly removed: boolean;
  readonly fetching: 'older' | 'newer' | 'around' | null;
  /** Why the messages before those that are shown did not come. */
  readonly olderProblem: AppErrorCode | null;
}

export class ConversationStore<
  M extends Message = Message,
  S extends ConversationSummary = ConversationSummary,
> extends Store<ConversationState<M, S>> {
  readonly #source: ConversationSource<M, S>;
  readonly #outbox: ConversationOutbox;
  readonly #key: string;
  readonly #keepAtMost: number;
  readonly #held = new MessageWindows<M>(withKnown);
  /** What is held is current up to this change; null while nothing is held. */
  #current: number | null = null;
  /** The last change that is known of. */
  #lastChange = 0;
  /** A seq of the window that is shown. */
  #place = 1;
  /** The end is shown, and what comes belongs below it: at once, or after a gap is filled. */
  #following = false;
  /** What viewers look at who read further up than the end. */
  readonly #looking = new Map<object, Span>();
  /** Of pending items, up to which change what was held was current when they were first seen. */
  readonly #pendingSince = new Map<string, number>();
  /** Sent from here and arrived, but not in the window that is shown. */
  #ahead: readonly M[] = [];
  #stop = new AbortController();
  #unsubscribes: (() => void)[] = [];
  #subscribed = false;
  #up = false;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  /** Stops waiting to be let in. */
  #stopAwaiting: (() => void) | undefined;
  /** Jobs that run at most once at a time, by name; each ends with the signal of the start it belongs to. */
  readonly #working = new Map<string, AbortSignal>();
  readonly #again = new Set<string>();
  #restingUntil = 0;
  readonly #retry = new Retry(() => void this.#begin(this.#stop.signal));
  /** How far the server knows that this side has read. */
  #confirmedRead = 0;

  /** `key` is the conversation's name in the outbox. */
  constructor(source: ConversationSource<M, S>, outbox: ConversationOutbox, key: string, sizes = { keepAtMost }) {
    super({
      summary: loading,
      messages: loading,
      span: { from: 1, to: 0 },
      following: false,
      ahead: [],
      pending: [],
      changes: new Map(),
      marks: [],
      lastSeq: 0,
      readSeq: 0,
      othersReadSeq: 0,
      firstUnread: 0,
      unreadAtOpening: 0,
      connected: true,
      removed: false,
      fetching: null,
      olderProblem: null,
    });
    this.#source = source;
    this.#outbox = outbox;
    this.#key = key;
    this.#keepAtMost = sizes.keepAtMost;
  }

  /** Whether there are messages before those that are shown. */
  get hasOlder(): boolean {
    return this.#shown.from > 1;
  }

  /** Whether there is something between what is shown and the newest message. */
  get hasNewer(): boolean {
    return this.#shown.to < this.#held.lastSeq;
  }

  isOwn(message: M): boolean {
    return this.#source.isOwn(message);
  }

  protected start(): () => void {
    this.#stop = new AbortController();
    this.set({ fetching: null });
    const { signal } = this.#stop;
    const onOnline = () => {
      // A socket may live through a short break, and then no event says that it is up again.
      if (this.#up) this.#setConnected(true);
      this.#source.reconnect();
      this.refresh();
    };
    const onVisible = () => {
      if (document.visibilityState === 'visible') onOnline();
    };
    addEventListener('online', onOnline, { signal });
    addEventListener('offline', () => this.#setConnected(false), { signal });
    document.addEventListener('visibilitychange', onVisible, { signal });
    this.#unsubscribes = [
      this.#outbox.subscribe(() => this.#show()),
      this.#outbox.onSent((conversation, message, kind) => {
        if (conversation !== this.#key) return;
        // The outbox is one for all kinds; what is sent under a conversation's name is of its kind.
        if (kind === 'send') this.#onSent(message as M);
        else this.#onChanged(message as M);
      }),
    ];
    this.#show();
    void this.#begin(signal);
    return () => {
      this.#end();
      this.set({ firstUnread: 0, unreadAtOpening: 0, connected: true });
    };
  }

  /** Loads anew after a failure. */
  retry(): void {
    this.set({ summary: loading, messages: loading });
    void this.#begin(this.#stop.signal);
  }

  /** Keeps a message in the outbox and shows it at once. Resolves when it is kept. */
  send(body: string, beside: Beside = {}): Promise<void> {
    return this.#outbox.send(this.#key, body, beside);
  }

  /** Keeps a reaction or a pin in the outbox and shows it at once. */
  mark(id: string, mark: Mark): Promise<void> {
    return this.#outbox.mark(this.#key, id, mark);
  }

  /** Sends what was refused because the message that it answers was deleted, answering nothing. */
  sendWithoutReply(id: string): Promise<void> {
    return this.#outbox.sendWithoutReply(id);
  }

  /** Keeps another text of a message and shows it at once. @returns false when the message is being deleted. */
  edit(id: string, body: string, mentions: OutboxAct['mentions'] = []): Promise<boolean> {
    return this.#outbox.edit(this.#key, id, body, mentions);
  }

  /** Keeps a deletion in the outbox and shows it at once; takes a message back that was not yet sent. */
  delete(id: string): Promise<void> {
    return this.#outbox.delete(this.#key, id);
  }

  resend(id: string): Promise<void> {
    return this.#outbox.retry(id);
  }

  discard(id: string): Promise<void> {
    return this.#outbox.discard(id);
  }

  /** Fetches the page before what is shown; `asked` by a person, not by scrolling. */
  async loadOlder(asked = false): Promise<void> {
    const gap = this.#held.gapBefore(this.#shown.from);
    if (!gap) return;
    await this.#fetchBy(
      'older',
      (signal) => this.#fetchPage({ before: gap.to + 1, limit: this.#size(gap) }, signal),
      asked,
    );
  }

  /** Fetches the page after what is shown. */
  async loadNewer(): Promise<void> {
    const gap = this.#held.gapAfter(this.#shown.to + 1);
    if (!gap) return;
    await this.#fetchBy('newer', (signal) => this.#fetchPage({ after: gap.from - 1, limit: this.#size(gap) }, signal));
    if (this.hasNewer) return;
    this.#following = true;
    this.#show();
  }

  /** Shows the window around a place that a person has scrolled to, fetching what is missing there. */
  async loadAround(seq: number): Promise<void> {
    await this.#fetchBy('around', () => this.showAround(seq));
  }

  /**
   * Shows the window around a message, by its seq or id, or around the first one from a date on; what is missing there
   * is fetched. @returns the message's seq, or null when it is not there.
   * @throws {AppError} when it is not held and cannot be fetched.
   */
  async showAround(target: Target): Promise<number | null> {
    let seq: number | null = this.#heldSeq(target);
    if (!seq) {
      const { signal } = this.#stop;
      const page = await this.#source.page({ around: target, limit: pageSize }, signal);
      seq = page.found ?? null;
      if (signal.aborted || !seq) return null;
      this.#place = seq;
      this.#following = false;
      this.#insertPage(page);
    }
    this.#place = seq;
    this.#following = !this.hasNewer;
    this.#show();
    this.#catchUp();
    return seq;
  }

  /** Shows the newest messages. @throws {AppError} when they are not held and cannot be fetched. */
  async toEnd(): Promise<void> {
    if (this.hasNewer) {
      const { signal } = this.#stop;
      const page = await this.#source.page({ limit: pageSize }, signal);
      if (signal.aborted) return;
      this.#goTo(page);
      this.#insertPage(page);
    }
    this.#following = true;
    this.#place = this.#held.lastSeq;
    this.#show();
    this.#catchUp();
  }

  /** Keeps what `viewer` looks at from being dropped; null when that is the end of the conversation, or when `viewer` has gone. */
  look(viewer: object, span: Span | null): void {
    if (span) this.#looking.set(viewer, span);
    else this.#looking.delete(viewer);
    const [other] = this.#looking.values();
    const { to } = span ?? other ?? this.#shown;
    if (this.#held.at(to)) this.#place = to;
  }

  /** Everything up to `seq` was seen. */
  read(seq: number): void {
    if (seq <= this.state.readSeq) return;
    this.set({ readSeq: seq });
    void this.#mark();
  }

  /** Fetches the summary, and what it says is missing; once more when it is asked meanwhile. */
  refresh(): void {
    if (this.state.summary.status === 'failed') void this.#begin(this.#stop.signal);
    if (this.state.messages.status !== 'ready') return;
    void this.#alone('summary', (signal) => this.#refresh(signal));
  }

  /** Lets every message that is held be replaced, as when somebody has another name. */
  replaceEach(change: (message: M) => M): void {
    this.#held.map(change);
    this.#ahead = this.#ahead.map(change);
    this.#show();
  }

  /** What is shown; of an empty conversation what comes before its first message. */
  get #shown(): MessageWindow<M> {
    return this.#held.at(this.#place) ?? this.#held.windows.at(-1) ?? { from: 1, to: 0, messages: [] };
  }

  /** Seq of a message that is held; null when it is not, or only the database can tell. */
  #heldSeq(target: Target): number | null {
    if (typeof target === 'string') return this.#held.seqOf(target);
    return typeof target === 'number' && this.#held.at(target) ? target : null;
  }

  #size({ from, to }: Span): number {
    return Math.min(to - from + 1, pageSize);
  }

  #end(): void {
    this.#stop.abort();
    this.#retry.stop();
    this.#stopAwaiting?.();
    clearTimeout(this.#lostTimer);
    for (const unsubscribe of this.#unsubscribes.splice(0)) unsubscribe();
    this.#subscribed = false;
    this.#up = false;
  }

  async #begin(signal: AbortSignal): Promise<void> {
    try {
      await inTime(this.#load(signal));
    } catch (error) {
      if (signal.aborted) return;
      this.set({ summary: failed(error), messages: failed(error) });
      this.#retry.after(toAppError(error));
      if (toAppError(error).code === 'missing') this.#awaitReturn();
      return;
    }
    this.#retry.stop();
    this.#stopAwaiting?.();
    if (signal.aborted || this.#subscribed) return;
    this.#subscribed = true;
    this.#outbox.flush();
    this.#unsubscribes.push(
      this.#source.subscribe({
        onMessage: (message, lastChange) => this.#onMessage(message, lastChange),
        onChange: (message) => this.#onChange(message),
        onWritten: (lastSeq, lastChange) => this.#onWritten(lastSeq, lastChange),
        onRead: (own, seq) => {
          if (own) this.set({ readSeq: Math.max(this.state.readSeq, seq) });
          else this.set({ othersReadSeq: Math.max(this.state.othersReadSeq, seq) });
        },
        onStale: () => this.refresh(),
        onJoined: () => {
          this.#up = true;
          this.#setConnected(true);
          this.#outbox.flush();
          this.refresh();
        },
        onLost: () => {
          this.#up = false;
          clearTimeout(this.#lostTimer);
          this.#lostTimer = setTimeout(() => this.#setConnected(false), lostAfter);
        },
        onRemoved: () => this.#onRemoved(),
      }),
    );
  }

  async #load(signal: AbortSignal): Promise<void> {
    const [summary, newest] = await Promise.all([
      this.#source.summary(),
      this.#source.page({ limit: pageSize }, signal),
    ]);
    if (signal.aborted) return;
    this.#take(summary);
    const { readSeq } = this.state;
    const unread = Math.max(0, this.#held.lastSeq - readSeq);
    const opening = { firstUnread: unread > 0 ? readSeq + 1 : 0, unreadAtOpening: unread, removed: false };
    const first = newest.messages[0]?.seq ?? 1;
    // Seen before, and nothing is missing at the end: what was shown stays where it is.
    const isContinued = this.#following && first <= this.#shown.to + 1;
    if (!isContinued) this.#goTo(newest);
    this.#insertPage(newest);
    // Far behind: open where the reader stopped, not at the end.
    if (!isContinued && unread > 0 && first > readSeq + 1) {
      const around = { after: Math.max(0, readSeq - readAbove), limit: pageSize + readAbove };
      const page = await this.#source.page(around, signal);
      if (signal.aborted) return;
      this.#goTo(page);
      this.#insertPage(page);
      this.#following = !this.hasNewer;
    }
    this.#show({ ...opening, messages: ready([]) });
    this.#catchUp();
  }

  #take(summary: S | null): void {
    if (summary) {
      this.#confirmedRead = Math.max(this.#confirmedRead, summary.readSeq);
      this.#note(summary);
    }
    const { readSeq, othersReadSeq } = this.state;
    this.set({
      summary: ready(summary),
      lastSeq: this.#held.lastSeq,
      readSeq: Math.max(readSeq, summary?.readSeq ?? 0),
      othersReadSeq: Math.max(othersReadSeq, summary?.othersReadSeq ?? 0),
    });
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    try {
      const summary = await this.#source.summary();
      if (signal.aborted) return;
      this.#restingUntil = 0;
      this.#take(summary);
      this.#catchUp();
      void this.#mark();
    } catch (error) {
      if (signal.aborted || toAppError(error).code !== 'missing') throw error;
      this.#onRemoved();
    }
  }

  #onMessage(message: M, lastChange: number): void {
    this.#noteReader(message);
    this.#insert([message], lastChange);
    this.#show();
    this.#catchUp();
  }

  #onSent(message: M): void {
    this.#noteReader(message);
    // What it was when it was sent may be over: only what changed since it was first seen pending can be missing.
    this.#insert([message], this.#pendingSince.get(message.id) ?? this.#current ?? message.change);
    this.#pendingSince.delete(message.id);
    this.#ahead = [...this.#ahead, message];
    this.#note({ lastSeq: message.seq, lastChange: message.change });
    this.#show();
    if (this.state.messages.status !== 'ready') return;
    if (this.state.summary.status === 'ready' && !this.state.summary.value) this.refresh();
    if (this.#following) this.#catchUp();
    else void this.toEnd().catch((error: unknown) => this.#passOver(error));
  }

  #onChange(message: M): void {
    this.#note({ lastSeq: message.seq, lastChange: message.change });
    if (this.#current !== null && message.change === this.#current + 1) {
      this.#replace([message]);
      this.#current = message.change;
    }
    this.#show();
    this.#catchUp();
  }

  /** What was done here with a message has arrived; others may have changed something before it. */
  #onChanged(message: M): void {
    this.#replace([message]);
    this.#onChange(message);
  }

  #onWritten(lastSeq: number, lastChange: number): void {
    this.#note({ lastSeq, lastChange });
    this.#show();
    this.#catchUp();
  }

  #onRemoved(): void {
    this.#end();
    this.#held.clear();
    this.#current = null;
    this.#following = false;
    this.#ahead = [];
    this.set({ removed: true, messages: failed(new AppError('missing')), ahead: [] });
    this.#awaitReturn();
  }

  /** Begins anew when a person who was taken out, or had come too early, is let in. */
  #awaitReturn(): void {
    this.#stopAwaiting?.();
    this.#stopAwaiting = this.#source.subscribeToReturn?.(() => {
      this.#end();
      this.start();
    });
  }

  /** Who writes has read what is there. */
  #noteReader(message: M): void {
    if (this.isOwn(message)) {
      this.#confirmedRead = Math.max(this.#confirmedRead, message.seq);
      this.set({ readSeq: Math.max(this.state.readSeq, message.seq) });
    } else this.set({ othersReadSeq: Math.max(this.state.othersReadSeq, message.seq) });
  }

  #note({ lastSeq, lastChange }: { lastSeq: number; lastChange: number }): void {
    this.#held.extend(lastSeq);
    this.#lastChange = Math.max(this.#lastChange, lastChange);
  }

  /** Shows the end of a page that is about to be inserted, and what comes after it if it is the newest. */
  #goTo({ messages }: Page<M>): void {
    this.#place = messages.at(-1)?.seq ?? 1;
    this.#following = true;
  }

  #insertPage({ messages, lastSeq, lastChange }: Page<M>): void {
    this.#insert(messages, lastChange);
    this.#note({ lastSeq, lastChange });
  }

  /** Holds messages as they were at change `asOf`; what is older than the rest has its changes fetched after it. */
  #insert(messages: readonly M[], asOf: number): void {
    const added = this.#held.insert(messages);
    if (added) this.#current = Math.min(this.#current ?? asOf, asOf);
    this.#lastChange = Math.max(this.#lastChange, asOf);
    this.#trim();
  }

  #replace(messages: readonly M[]): void {
    for (const message of messages) this.#held.replace(message);
    const states = new Map(messages.map((message) => [message.id, message]));
    this.#ahead = this.#ahead.map((held) => {
      const state = states.get(held.id);
      return state && state.change > held.change ? withKnown(held, state) : held;
    });
    for (const message of messages) this.#requote(message);
  }

  /** What answers a message that changed shows it as it is now. */
  #requote({ id, change, body, deletedAt, talk }: M): void {
    const answers = ({ talk }: M) => talk?.reply?.id === id && talk.reply.change < change;
    const shown = [...this.#held.windows.flatMap(({ messages }) => messages), ...this.#ahead];
    if (!shown.some(answers)) return;
    const now = { change, text: plainText(body, talk?.mentions).slice(0, longestQuote), deleted: deletedAt !== null };
    const requoted = (held: M): M => {
      const { talk } = held;
      return talk?.reply && answers(held) ? { ...held, talk: { ...talk, reply: { ...talk.reply, ...now } } } : held;
    };
    this.#held.map(requoted);
    this.#ahead = this.#ahead.map(requoted);
  }

  #trim(): void {
    if (this.#following && this.#looking.size === 0) this.#place = this.#shown.to;
    const { to } = this.#shown;
    const spans = [...this.#looking.values(), { from: this.#place, to: this.#place }];
    // Between two who look at one window nothing goes either, as long as all of it can be held.
    const all = { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map((span) => span.to)) };
    this.#held.trim(this.#keepAtMost, all.to - all.from < this.#keepAtMost ? [all] : spans);
    // Who reads further up keeps what they see; the end is fetched when they get there.
    if (this.#shown.to < to) this.#following = false;
  }

  /** Puts what is held and pending into the state. */
  #show(change: Partial<ConversationState<M, S>> = {}): void {
    const shown = this.#shown;
    this.#ahead = this.#ahead.filter(({ seq }) => seq > shown.to);
    const ids = new Set([...shown.messages, ...this.#ahead].map(({ id }) => id));
    const own = this.#outbox.state.items.filter(({ conversation }) => conversation === this.#key);
    const pending = own.filter(({ id, act }) => act.kind === 'send' && !ids.has(id));
    // What has arrived with an older text, and is not yet known in the outbox to have, is a change too.
    const isMark = ({ act: { kind } }: OutboxItem) => kind === 'react' || kind === 'pin' || kind === 'vote';
    const changes = own.filter((item) => !isMark(item) && (item.act.kind !== 'send' || item.attempted === 'other'));
    for (const { id } of pending) {
      if (this.#current !== null && !this.#pendingSince.has(id)) this.#pendingSince.set(id, this.#current);
    }
    // Also of those that have arrived and are not yet known in the outbox to have.
    const unsent = new Set(own.map(({ id }) => id));
    for (const id of this.#pendingSince.keys()) if (!unsent.has(id)) this.#pendingSince.delete(id);
    const messages = change.messages ?? this.state.messages;
    this.set({
      ...change,
      messages: messages.status === 'ready' ? ready(shown.messages) : messages,
      span: { from: shown.from, to: shown.to },
      following: this.#following,
      ahead: this.#ahead,
      pending,
      changes: new Map(changes.map((item) => [item.id, item])),
      marks: own.filter(isMark),
      lastSeq: this.#held.lastSeq,
    });
  }

  #setConnected(connected: boolean): void {
    clearTimeout(this.#lostTimer);
    if (this.state.connected !== connected) this.set({ connected });
  }

  /** Fetches what somebody who scrolls will see next; after a failure not at once again, unless they ask for it. */
  async #fetchBy(
    side: NonNullable<ConversationState<M, S>['fetching']>,
    fetch: (signal: AbortSignal) => Promise<unknown>,
    asked = false,
  ): Promise<void> {
    if (this.state.fetching || (!asked && Date.now() < this.#restingUntil)) return;
    const { signal } = this.#stop;
    this.set({ fetching: side, ...(side === 'older' && { olderProblem: null }) });
    try {
      await fetch(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#restingUntil = Date.now() + restAfterFailure;
      if (side === 'older') this.set({ olderProblem: toAppError(error).code });
      this.#passOver(error);
    } finally {
      if (!signal.aborted) this.#show({ fetching: null });
    }
    this.#catchUp();
  }

  /** Fetches the messages and changes that are known of and missing. */
  #catchUp(): void {
    if (this.state.messages.status !== 'ready') return;
    void this.#alone('messages', (signal) => this.#fetchMissing(signal));
    void this.#alone('changes', (signal) => this.#fetchChanges(signal));
  }

  /** Fetches what lies between the end of what is shown and the newest known message. */
  async #fetchMissing(signal: AbortSignal): Promise<void> {
    while (this.#following && this.hasNewer && !signal.aborted) {
      const gap = this.#held.gapAfter(this.#shown.to + 1);
      // After a long sleep the rest waits until the reader gets there or jumps to the end.
      if (!gap || this.#held.lastSeq - this.#shown.to > this.#keepAtMost) {
        this.#following = false;
        return;
      }
      const limit = Math.min(gap.to - gap.from + 1, catchUpSize);
      await this.#fetchPage({ after: gap.from - 1, limit }, signal);
      if (signal.aborted) return;
      this.#show();
      // The server does not have what it counted.
      if (!this.#held.at(gap.from)) return;
    }
  }

  /** Fetches messages and holds them; after an empty page comes nothing, whatever a broadcast said. */
  async #fetchPage(cursor: PageCursor, signal: AbortSignal): Promise<void> {
    const { lastSeq } = this.#held;
    const page = await this.#source.page(cursor, signal);
    if (signal.aborted) return;
    this.#insertPage(page);
    const isEnd = cursor.after !== undefined && page.messages.length === 0;
    if (isEnd && this.#held.lastSeq === lastSeq) this.#held.endAt(cursor.after);
  }

  async #fetchChanges(signal: AbortSignal): Promise<void> {
    while (this.#current !== null && this.#current < this.#lastChange && !signal.aborted) {
      const after = this.#current;
      const { messages, lastChange, reload } = await this.#feed(after, signal);
      if (signal.aborted) return;
      // A restored backup goes less far than what is held.
      if (reload || lastChange < after) await this.#reload(signal);
      else {
        this.#replace(messages);
        // What was inserted meanwhile may be older, and then has its changes fetched with the next round.
        if (this.#current >= after) this.#current = Math.max(this.#current, lastChange);
      }
      this.#show();
    }
  }

  /** The changes after `after`. The answer decides how far they go, whatever was known before the question. */
  async #feed(after: number, signal: AbortSignal): Promise<Changes<M>> {
    const known = this.#lastChange;
    this.#lastChange = after;
    try {
      const changes = await this.#source.changes(after, signal);
      if (this.#lastChange === after) this.#lastChange = changes.lastChange;
      else this.#note({ lastSeq: 0, lastChange: changes.lastChange });
      return changes;
    } catch (error) {
      this.#lastChange = Math.max(this.#lastChange, known);
      throw error;
    }
  }

  /** Fetches what is held anew, around what is looked at. */
  async #reload(signal: AbortSignal): Promise<void> {
    const isAround = this.#looking.size > 0 || !this.#following;
    const around = { after: Math.max(0, this.#place - catchUpSize / 2) };
    const page = await this.#source.page({ ...(isAround && around), limit: catchUpSize }, signal);
    if (signal.aborted) return;
    this.#held.clear();
    this.#current = null;
    if (!isAround) this.#goTo(page);
    this.#insertPage(page);
    this.#following = !this.hasNewer;
  }

  #mark(): Promise<void> {
    return this.#alone('mark', async (signal) => {
      while (this.#confirmedRead < this.state.readSeq && !signal.aborted) {
        const seq = this.state.readSeq;
        await this.#source.markRead(seq);
        this.#confirmedRead = Math.max(this.#confirmedRead, seq);
      }
    });
  }

  /** Does the work, and once more when it is asked for meanwhile. */
  async #alone(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#stop;
    if (this.#working.get(what) === signal) this.#again.add(what);
    else {
      this.#working.set(what, signal);
      do {
        this.#again.delete(what);
        // What fails is done with the next message, the channel's return or the person's scrolling.
        if (!signal.aborted) await work(signal).catch((error: unknown) => signal.aborted || this.#passOver(error));
      } while (this.#again.has(what));
      if (this.#working.get(what) === signal) this.#working.delete(what);
    }
  }

  /** What a later asking makes good is no error for the page. */
  #passOver(error: unknown): void {
    if (!(error instanceof AppError)) throw error;
  }
}
