import { AppError, failed, isUnreached, toAppError } from '../core/errors.ts';
import type { Person } from '../core/names.ts';
import type { Changes, ConversationSource, ConversationSummary, Message, PageCursor, Target } from './conversation.ts';
import type { ConversationState } from './conversation-store.ts';
import type { HeldConversation } from './held-conversation.ts';
import type { ConversationOutbox } from './lazy-outbox.ts';
import type { Span } from './message-window.ts';
import type { OutboxAct } from './outbox/outbox.ts';
import { longestQuote, withKnown } from './talk.ts';
import { isPlain } from './text/draw-text.ts';

/** Messages of a page that catches up. */
const catchUpSize = 200;
/** After a page that did not come nobody asks for the next one by scrolling, in milliseconds. */
const restAfterFailure = 3000;
/** A socket that is away for less than this is nobody's concern, in milliseconds. */
const lostAfter = 3000;

/** The store whose conversation is kept up to date. */
export interface Followed<M extends Message, S extends ConversationSummary> {
  readonly source: ConversationSource<M, S>;
  readonly outbox: ConversationOutbox;
  readonly held: HeldConversation<M>;
  readonly state: ConversationState<M, S>;
  /** Messages of a page. */
  readonly pageSize: number;
  /** Of the present start: aborted when nobody subscribes any longer. */
  readonly signal: AbortSignal;
  set(change: Partial<ConversationState<M, S>>): void;
  /** Puts what is held and pending into the state. */
  show(change?: Partial<ConversationState<M, S>>): void;
  take(summary: S | null): void;
  /** Ends the present start. */
  end(): void;
  /** Begins anew. */
  begin(): void;
}

/**
 * What happens to a conversation after it was loaded: what is broadcast, what was missed, pages further up and down, how
 * far it was read. Everything that is held is current up to change `held.current`; whatever names a later one has the
 * changes in between fetched. Its code follows the first paint.
 *
 *     const updates = new ConversationUpdates(followed);
 *     updates.follow();
 *     updates.end();
 */
export class ConversationUpdates<M extends Message, S extends ConversationSummary> {
  readonly #of: Followed<M, S>;
  #unsubscribe = () => {};
  #isUp = false;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  /** Stops waiting to be let in. */
  #stopAwaiting: (() => void) | undefined;
  /** Jobs that run at most once at a time, by name; each ends with the signal of the start it belongs to. */
  readonly #working = new Map<string, AbortSignal>();
  readonly #again = new Set<string>();
  #restingUntil = 0;

  constructor(followed: Followed<M, S>) {
    this.#of = followed;
  }

  get #held(): HeldConversation<M> {
    return this.#of.held;
  }

  /** Subscribes; what was missed before is fetched when the channel is up. */
  follow(): void {
    const { outbox, set, source } = this.#of;
    this.#stopAwaiting?.();
    outbox.flush();
    this.#unsubscribe = source.subscribe({
      onMessage: (message, lastChange) => this.#onMessage(message, lastChange),
      onChange: (message) => this.#onChange(message),
      onWritten: (lastSeq, lastChange) => {
        this.#held.note({ lastSeq, lastChange });
        this.#showAndCatchUp();
      },
      onRead: (own, seq) => {
        const { othersReadSeq, readSeq } = this.#of.state;
        set(own ? { readSeq: Math.max(readSeq, seq) } : { othersReadSeq: Math.max(othersReadSeq, seq) });
      },
      onStale: () => this.refresh(),
      onJoined: () => {
        this.#isUp = true;
        this.#setConnected(true);
        outbox.flush();
        this.refresh();
      },
      onLost: () => {
        this.#isUp = false;
        clearTimeout(this.#lostTimer);
        this.#lostTimer = setTimeout(() => this.#setConnected(false), lostAfter);
      },
      onRemoved: () => this.#onRemoved(),
    });
    this.#showAndCatchUp();
    void this.mark();
  }

  /** The device is online or the page is shown again. */
  wake(): void {
    // A socket may live through a short break, and then no event says that it is up again.
    if (this.#isUp) this.#setConnected(true);
    this.#of.source.reconnect();
  }

  /** Ends what follows the present start. */
  end(): void {
    this.#unsubscribe();
    this.#unsubscribe = () => {};
    this.#stopAwaiting?.();
    clearTimeout(this.#lostTimer);
    this.#isUp = false;
  }

  /** Begins anew when a person who was taken out, or had come too early, is let in. */
  awaitReturn(): void {
    const { begin, end, source } = this.#of;
    this.#stopAwaiting?.();
    this.#stopAwaiting = source.subscribeToReturn?.(() => {
      end();
      begin();
    });
  }

  /** What was done here with a message has arrived; others may have changed something before it. */
  arrived(message: M, kind: OutboxAct['kind']): void {
    const held = this.#held;
    if (kind !== 'send') {
      this.#replace([message]);
      this.#onChange(message);
      return;
    }
    this.#noteReader(message);
    const { messages, summary } = this.#of.state;
    if (messages.status !== 'ready') return;
    if (summary.status === 'ready' && !summary.value) this.refresh();
    if (held.following) this.catchUp();
    else void this.toEnd().catch((error: unknown) => this.#passOver(error));
  }

  async loadOlder(asked: boolean): Promise<void> {
    const gap = this.#held.windows.gapBefore(this.#held.shown.from);
    if (!gap) return;
    const cursor = { before: gap.to + 1, limit: this.#size(gap) };
    await this.#fetchBy('older', (signal) => this.#fetchPage(cursor, signal), asked);
  }

  async loadNewer(): Promise<void> {
    const gap = this.#held.windows.gapAfter(this.#held.shown.to + 1);
    if (!gap) return;
    await this.#fetchBy('newer', (signal) => this.#fetchPage({ after: gap.from - 1, limit: this.#size(gap) }, signal));
    if (this.#held.hasNewer) return;
    this.#held.following = true;
    this.#of.show();
  }

  async loadAround(seq: number): Promise<void> {
    await this.#fetchBy('around', () => this.showAround(seq));
  }

  async showAround(target: Target): Promise<number | null> {
    const held = this.#held;
    let seq = held.seqOf(target);
    if (!seq) {
      const { pageSize, signal, source } = this.#of;
      const page = await source.page({ around: target, limit: pageSize }, signal);
      seq = page.found ?? null;
      if (signal.aborted || !seq) return null;
      held.place = seq;
      held.following = false;
      held.insertPage(page);
    }
    held.place = seq;
    held.following = !held.hasNewer;
    this.#showAndCatchUp();
    return seq;
  }

  async toEnd(): Promise<void> {
    const held = this.#held;
    if (held.hasNewer) {
      const { pageSize, signal, source } = this.#of;
      const page = await source.page({ limit: pageSize }, signal);
      if (signal.aborted) return;
      held.goTo(page);
      held.insertPage(page);
    }
    held.following = true;
    held.place = held.windows.lastSeq;
    this.#showAndCatchUp();
  }

  /** Fetches the summary, and what it says is missing; once more when it is asked meanwhile. */
  refresh(): void {
    if (this.#of.state.messages.status === 'ready') void this.#alone('summary', (signal) => this.#refresh(signal));
  }

  /** Fetches the messages and changes that are known of and missing. */
  catchUp(): void {
    if (this.#of.state.messages.status !== 'ready') return;
    void this.#alone('messages', (signal) => this.#fetchMissing(signal));
    void this.#alone('changes', (signal) => this.#fetchChanges(signal));
  }

  /** Has the server know how far this side has read. */
  mark(): Promise<void> {
    return this.#alone('mark', async (signal) => {
      const held = this.#held;
      while (held.confirmedRead < this.#of.state.readSeq && !signal.aborted) {
        const seq = this.#of.state.readSeq;
        await this.#of.source.markRead(seq);
        held.confirmedRead = Math.max(held.confirmedRead, seq);
      }
    });
  }

  #size({ from, to }: Span): number {
    return Math.min(to - from + 1, this.#of.pageSize);
  }

  #showAndCatchUp(): void {
    this.#of.show();
    this.catchUp();
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    try {
      const summary = await this.#of.source.summary();
      if (signal.aborted) return;
      this.#restingUntil = 0;
      this.#of.take(summary);
      this.catchUp();
      void this.mark();
    } catch (error) {
      if (signal.aborted || toAppError(error).code !== 'missing') throw error;
      this.#onRemoved();
    }
  }

  #onMessage(message: M, lastChange: number): void {
    this.#noteReader(message);
    this.#held.insert([message], lastChange);
    this.#showAndCatchUp();
  }

  #onChange(message: M): void {
    const held = this.#held;
    held.note({ lastSeq: message.seq, lastChange: message.change });
    if (held.current !== null && message.change === held.current + 1) {
      this.#replace([message]);
      held.current = message.change;
    }
    this.#showAndCatchUp();
  }

  #onRemoved(): void {
    const { end, set } = this.#of;
    end();
    this.#held.clear();
    this.#held.following = false;
    this.#held.ahead = [];
    set({ removed: true, messages: failed(new AppError('missing')), ahead: [] });
    this.awaitReturn();
  }

  /** Who writes has read what is there. */
  #noteReader(message: M): void {
    const { set, source, state } = this.#of;
    if (source.isOwn(message)) {
      this.#held.confirmedRead = Math.max(this.#held.confirmedRead, message.seq);
      set({ readSeq: Math.max(state.readSeq, message.seq) });
    } else set({ othersReadSeq: Math.max(state.othersReadSeq, message.seq) });
  }

  #replace(messages: readonly M[]): void {
    const held = this.#held;
    for (const message of messages) held.windows.replace(message);
    const states = new Map(messages.map((message) => [message.id, message]));
    held.ahead = held.ahead.map((each) => {
      const state = states.get(each.id);
      return state && state.change > each.change ? withKnown(each, state) : each;
    });
    for (const message of messages) this.#requote(message);
  }

  /** What answers a message that changed shows it as it is now. */
  #requote(message: M): void {
    const held = this.#held;
    const { body, change, deletedAt, id, talk } = message;
    const shown = [...held.windows.windows.flatMap(({ messages }) => messages), ...held.ahead];
    if (!shown.some(({ talk }) => talk?.reply?.id === id && talk.reply.change < change)) return;
    const quote = (said: string) => {
      const now = { change, text: said.slice(0, longestQuote), deleted: deletedAt !== null };
      held.map((each) => {
        const { talk } = each;
        const isOlder = talk?.reply?.id === id && talk.reply.change < change;
        return talk?.reply && isOlder ? { ...each, talk: { ...talk, reply: { ...talk.reply, ...now } } } : each;
      });
    };
    if (isPlain(body)) quote(body);
    else void this.#inWords(body, talk?.mentions, quote);
  }

  async #inWords(body: string, mentions: readonly Person[] = [], quote: (said: string) => void): Promise<void> {
    try {
      // It is there: what answers a message is drawn by code that knows marks too.
      const { plainText } = await import('./text/plain-text.ts');
      quote(plainText(body, mentions));
      this.#of.show();
    } catch (error) {
      // The next page has it.
      if (!isUnreached(error)) throw error;
    }
  }

  #setConnected(connected: boolean): void {
    clearTimeout(this.#lostTimer);
    if (this.#of.state.connected !== connected) this.#of.set({ connected });
  }

  /** Fetches what somebody who scrolls will see next; after a failure not at once again, unless they ask for it. */
  async #fetchBy(
    side: NonNullable<ConversationState<M, S>['fetching']>,
    fetch: (signal: AbortSignal) => Promise<unknown>,
    asked = false,
  ): Promise<void> {
    const { set, show, signal, state } = this.#of;
    if (state.fetching || (!asked && Date.now() < this.#restingUntil)) return;
    set({ fetching: side, ...(side === 'older' && { olderProblem: null }) });
    try {
      await fetch(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#restingUntil = Date.now() + restAfterFailure;
      if (side === 'older') set({ olderProblem: toAppError(error).code });
      this.#passOver(error);
    } finally {
      if (!signal.aborted) show({ fetching: null });
    }
    this.catchUp();
  }

  /** Fetches what lies between the end of what is shown and the newest known message. */
  async #fetchMissing(signal: AbortSignal): Promise<void> {
    const held = this.#held;
    const { windows } = held;
    while (held.following && held.hasNewer && !signal.aborted) {
      const gap = windows.gapAfter(held.shown.to + 1);
      // After a long sleep the rest waits until the reader gets there or jumps to the end.
      if (!gap || windows.lastSeq - held.shown.to > held.keepAtMost) {
        held.following = false;
        return;
      }
      const limit = Math.min(gap.to - gap.from + 1, catchUpSize);
      await this.#fetchPage({ after: gap.from - 1, limit }, signal);
      if (signal.aborted) return;
      this.#of.show();
      // The server does not have what it counted.
      if (!windows.at(gap.from)) return;
    }
  }

  /** Fetches messages and holds them; after an empty page comes nothing, whatever a broadcast said. */
  async #fetchPage(cursor: PageCursor, signal: AbortSignal): Promise<void> {
    const { windows } = this.#held;
    const { lastSeq } = windows;
    const page = await this.#of.source.page(cursor, signal);
    if (signal.aborted) return;
    this.#held.insertPage(page);
    const isEnd = cursor.after !== undefined && page.messages.length === 0;
    if (isEnd && windows.lastSeq === lastSeq) windows.endAt(cursor.after);
  }

  async #fetchChanges(signal: AbortSignal): Promise<void> {
    const held = this.#held;
    while (held.current !== null && held.current < held.lastChange && !signal.aborted) {
      const after = held.current;
      const { messages, lastChange, reload } = await this.#feed(after, signal);
      if (signal.aborted) return;
      // A restored backup goes less far than what is held.
      if (reload || lastChange < after) await this.#reload(signal);
      else {
        this.#replace(messages);
        // What was inserted meanwhile may be older, and then has its changes fetched with the next round.
        if (held.current >= after) held.current = Math.max(held.current, lastChange);
      }
      this.#of.show();
    }
  }

  /** The changes after `after`. The answer decides how far they go, whatever was known before the question. */
  async #feed(after: number, signal: AbortSignal): Promise<Changes<M>> {
    const held = this.#held;
    const known = held.lastChange;
    held.lastChange = after;
    try {
      const changes = await this.#of.source.changes(after, signal);
      if (held.lastChange === after) held.lastChange = changes.lastChange;
      else held.note({ lastSeq: 0, lastChange: changes.lastChange });
      return changes;
    } catch (error) {
      held.lastChange = Math.max(held.lastChange, known);
      throw error;
    }
  }

  /** Fetches what is held anew, around what is looked at. */
  async #reload(signal: AbortSignal): Promise<void> {
    const held = this.#held;
    const isAround = held.looking.size > 0 || !held.following;
    const around = { after: Math.max(0, held.place - catchUpSize / 2) };
    const page = await this.#of.source.page({ ...(isAround && around), limit: catchUpSize }, signal);
    if (signal.aborted) return;
    held.clear();
    if (!isAround) held.goTo(page);
    held.insertPage(page);
    held.following = !held.hasNewer;
  }

  /** Does the work, and once more when it is asked for meanwhile. */
  async #alone(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#of;
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
