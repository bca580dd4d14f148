import { type AppErrorCode, failed, isUnreached, type Loadable, loading, ready, toAppError } from '../core/errors.ts';
import { following, inTime, Retry } from '../core/network/retry.ts';
import { Store } from '../core/store.ts';
import type { ConversationSource, ConversationSummary, Message, Target } from './conversation.ts';
import type { ConversationUpdates, Followed } from './conversation-updates.ts';
import { HeldConversation } from './held-conversation.ts';
import type { ConversationOutbox } from './lazy-outbox.ts';
import type { Span } from './message-window.ts';
import type { Beside, Mark, OutboxAct, OutboxItem } from './outbox/outbox.ts';

/**
 * One conversation: what is shown of it, what is pending, how far it was read. It shows one window, without gaps, and
 * holds others; a message behind a gap is not shown until the gap is filled. What anybody looks at stays, and what is
 * farthest from it goes.
 *
 *     const store = new ConversationStore(chatSource(api, id), outbox, `chat:${id}`);
 *     const unsubscribe = store.subscribe(() => draw(store.state));
 *     await store.send('Здравствуйте');
 *
 * Loads, and after the first paint fetches the code that keeps it up to date (`conversation-updates.ts`), which subscribes
 * and then fetches what was missed in between.
 */

/** Messages of a page. */
const pageSize = 50;
/** Messages that are read already and shown above the first unread one. */
const readAbove = 15;

/** What keeps conversations up to date, once it is there. */
let code: typeof import('./conversation-updates.ts') | null = null;

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
  readonly #held: HeldConversation<M>;
  #updates: ConversationUpdates<M, S> | null = null;
  #isFollowed = false;
  #stop = new AbortController();
  #unsubscribes: (() => void)[] = [];
  readonly #retry = new Retry(() => void this.#begin(this.#stop.signal));

  /** `key` is the conversation's name in the outbox. */
  constructor(
    source: ConversationSource<M, S>,
    outbox: ConversationOutbox,
    key: string,
    sizes?: { readonly keepAtMost: number },
  ) {
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
    this.#held = new HeldConversation(sizes);
  }

  /** Whether there are messages before those that are shown. */
  get hasOlder(): boolean {
    return this.#held.shown.from > 1;
  }

  /** Whether there is something between what is shown and the newest message. */
  get hasNewer(): boolean {
    return this.#held.hasNewer;
  }

  isOwn(message: M): boolean {
    return this.#source.isOwn(message);
  }

  protected start(): () => void {
    this.#stop = new AbortController();
    this.set({ fetching: null });
    const { signal } = this.#stop;
    const onOnline = () => {
      this.#updates?.wake();
      this.refresh();
    };
    const onVisible = () => {
      if (document.visibilityState === 'visible') onOnline();
    };
    addEventListener('online', onOnline, { signal });
    addEventListener('offline', () => this.set({ connected: false }), { signal });
    document.addEventListener('visibilitychange', onVisible, { signal });
    this.#unsubscribes = [
      this.#outbox.subscribe(() => this.#show()),
      this.#outbox.onSent((conversation, message, kind) => {
        // The outbox is one for all kinds; what is sent under a conversation's name is of its kind.
        if (conversation === this.#key) this.#onSent(message as M, kind);
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
  loadOlder(asked = false): Promise<void> {
    return this.#later((updates) => updates.loadOlder(asked));
  }

  /** Fetches the page after what is shown. */
  loadNewer(): Promise<void> {
    return this.#later((updates) => updates.loadNewer());
  }

  /** Shows the window around a place that a person has scrolled to, fetching what is missing there. */
  loadAround(seq: number): Promise<void> {
    return this.#later((updates) => updates.loadAround(seq));
  }

  /**
   * Shows the window around a message, by its seq or id, or around the first one from a date on; what is missing there
   * is fetched. @returns the message's seq, or null when it is not there.
   * @throws {AppError} when it is not held and cannot be fetched.
   */
  async showAround(target: Target): Promise<number | null> {
    return (await this.#asked()).showAround(target);
  }

  /** Shows the newest messages. @throws {AppError} when they are not held and cannot be fetched. */
  async toEnd(): Promise<void> {
    await (await this.#asked()).toEnd();
  }

  /** Keeps what `viewer` looks at from being dropped; null when that is the end of the conversation, or when `viewer` has gone. */
  look(viewer: object, span: Span | null): void {
    const { looking, shown, windows } = this.#held;
    if (span) looking.set(viewer, span);
    else looking.delete(viewer);
    const [other] = looking.values();
    const { to } = span ?? other ?? shown;
    if (windows.at(to)) this.#held.place = to;
  }

  /** Everything up to `seq` was seen. */
  read(seq: number): void {
    if (seq <= this.state.readSeq) return;
    this.set({ readSeq: seq });
    void this.#updates?.mark();
  }

  /** Fetches the summary, and what it says is missing. */
  refresh(): void {
    if (this.state.summary.status === 'failed') void this.#begin(this.#stop.signal);
    this.#updates?.refresh();
  }

  /** Lets every message that is held be replaced, as when somebody has another name. */
  replaceEach(change: (message: M) => M): void {
    this.#held.map(change);
    this.#show();
  }

  #end(): void {
    this.#stop.abort();
    this.#retry.stop();
    this.#updates?.end();
    for (const unsubscribe of this.#unsubscribes.splice(0)) unsubscribe();
    this.#isFollowed = false;
  }

  async #begin(signal: AbortSignal): Promise<void> {
    try {
      await inTime(this.#load(signal));
    } catch (error) {
      if (signal.aborted) return;
      this.set({ summary: failed(error), messages: failed(error) });
      this.#retry.after(toAppError(error));
      if (toAppError(error).code === 'missing') void this.#follow(signal);
      return;
    }
    this.#retry.stop();
    if (signal.aborted) return;
    // The socket's code comes beside that which subscribes.
    this.#source.reconnect();
    void this.#follow(signal);
  }

  /** Fetches what keeps the conversation up to date, or waits for it to be mine again; until it is there nothing arrives. */
  async #follow(signal: AbortSignal): Promise<void> {
    // In a page that has shown a conversation it is there, and nothing needs to be waited for.
    const lost = () => this.set({ connected: false });
    const updates = code ? await this.#reach() : await following(() => this.#reach(), signal, lost);
    const { status } = this.state.messages;
    if (!updates || signal.aborted || status === 'loading') return;
    if (status === 'failed') updates.awaitReturn();
    else if (this.#isFollowed) updates.catchUp();
    else {
      this.#isFollowed = true;
      updates.follow();
    }
  }

  async #reach(): Promise<ConversationUpdates<M, S>> {
    code ??= await import('./conversation-updates.ts');
    this.#updates ??= new code.ConversationUpdates(this.#followed());
    return this.#updates;
  }

  /** What is asked for again by scrolling on, or by whatever happens next. */
  async #later(load: (updates: ConversationUpdates<M, S>) => Promise<void>): Promise<void> {
    let updates: ConversationUpdates<M, S>;
    try {
      updates = await this.#reach();
    } catch (error) {
      if (!isUnreached(error)) throw error;
      this.set({ olderProblem: 'offline' });
      return;
    }
    await load(updates);
  }

  async #asked(): Promise<ConversationUpdates<M, S>> {
    try {
      return await this.#reach();
    } catch (error) {
      throw toAppError(error);
    }
  }

  #followed(): Followed<M, S> {
    const store = this;
    return {
      source: store.#source,
      outbox: store.#outbox,
      held: store.#held,
      pageSize,
      get state() {
        return store.state;
      },
      get signal() {
        return store.#stop.signal;
      },
      set: (change) => store.set(change),
      show: (change) => store.#show(change),
      take: (summary) => store.#take(summary),
      end: () => store.#end(),
      begin: () => void store.start(),
    };
  }

  async #load(signal: AbortSignal): Promise<void> {
    const held = this.#held;
    const [summary, newest] = await Promise.all([
      this.#source.summary(),
      this.#source.page({ limit: pageSize }, signal),
    ]);
    if (signal.aborted) return;
    this.#take(summary);
    const { readSeq } = this.state;
    const unread = Math.max(0, held.windows.lastSeq - readSeq);
    const opening = { firstUnread: unread > 0 ? readSeq + 1 : 0, unreadAtOpening: unread, removed: false };
    const first = newest.messages[0]?.seq ?? 1;
    // Seen before, and nothing is missing at the end: what was shown stays where it is.
    const isContinued = held.following && first <= held.shown.to + 1;
    if (!isContinued) held.goTo(newest);
    held.insertPage(newest);
    // Far behind: open where the reader stopped, not at the end.
    if (!isContinued && unread > 0 && first > readSeq + 1) {
      const around = { after: Math.max(0, readSeq - readAbove), limit: pageSize + readAbove };
      const page = await this.#source.page(around, signal);
      if (signal.aborted) return;
      held.goTo(page);
      held.insertPage(page);
      held.following = !held.hasNewer;
    }
    this.#show({ ...opening, messages: ready([]) });
  }

  #take(summary: S | null): void {
    const held = this.#held;
    if (summary) {
      held.confirmedRead = Math.max(held.confirmedRead, summary.readSeq);
      held.note(summary);
    }
    const { readSeq, othersReadSeq } = this.state;
    this.set({
      summary: ready(summary),
      lastSeq: held.windows.lastSeq,
      readSeq: Math.max(readSeq, summary?.readSeq ?? 0),
      othersReadSeq: Math.max(othersReadSeq, summary?.othersReadSeq ?? 0),
    });
  }

  /** What has arrived leaves the outbox at once, and is to be seen whatever is there of the code. */
  #onSent(message: M, kind: OutboxAct['kind']): void {
    if (kind === 'send') this.#held.insertSent(message);
    this.#show();
    if (this.#updates) this.#updates.arrived(message, kind);
    else void this.#later(async (updates) => updates.arrived(message, kind));
  }

  /** Puts what is held and pending into the state. */
  #show(change: Partial<ConversationState<M, S>> = {}): void {
    const held = this.#held;
    const { shown } = held;
    held.ahead = held.ahead.filter(({ seq }) => seq > shown.to);
    const ids = new Set([...shown.messages, ...held.ahead].map(({ id }) => id));
    const own = this.#outbox.state.items.filter(({ conversation }) => conversation === this.#key);
    const pending = own.filter(({ id, act }) => act.kind === 'send' && !ids.has(id));
    // What has arrived with an older text, and is not yet known in the outbox to have, is a change too.
    const isMark = ({ act: { kind } }: OutboxItem) => kind === 'react' || kind === 'pin' || kind === 'vote';
    const changes = own.filter((item) => !isMark(item) && (item.act.kind !== 'send' || item.attempted === 'other'));
    for (const { id } of pending) {
      if (held.current !== null && !held.pendingSince.has(id)) held.pendingSince.set(id, held.current);
    }
    // Also of those that have arrived and are not yet known in the outbox to have.
    const unsent = new Set(own.map(({ id }) => id));
    for (const id of held.pendingSince.keys()) if (!unsent.has(id)) held.pendingSince.delete(id);
    const messages = change.messages ?? this.state.messages;
    this.set({
      ...change,
      messages: messages.status === 'ready' ? ready(shown.messages) : messages,
      span: { from: shown.from, to: shown.to },
      following: held.following,
      ahead: held.ahead,
      pending,
      changes: new Map(changes.map((item) => [item.id, item])),
      marks: own.filter(isMark),
      lastSeq: held.windows.lastSeq,
    });
  }
}
