import type { Backend } from '../core/backend.ts';
import { AppError, failed, type Loadable, loading, ready } from '../core/errors.ts';
import { Store } from '../core/store.ts';
import { type Outbox, type Outgoing, outboxOf } from '../messages/outbox.ts';
import { type ChatApi, type ChatSummary, chatApi, type Message, type PersonName, type Reader } from './chat-api.ts';
import { Typers } from './typers.ts';

/** Messages fetched at once. */
const pageSize = 50;
/** Messages kept before those that are on the screen grow beyond what is useful. */
const keepAtMost = 600;
/** After a page that did not come nobody asks for the next one by scrolling, in milliseconds. */
const restAfterFailure = 3000;
/** Who takes part is asked for in chats up to this size. */
const countedAtMost = 300;
/** How often one's own typing is told, in milliseconds. */
const typingEvery = 3000;
/** A socket that is away for less than this is nobody's concern, in milliseconds. */
const lostAfter = 3000;

export interface ChatState {
  readonly summary: Loadable<ChatSummary>;
  /** An unbroken run of the chat's messages, by seq. */
  readonly messages: Loadable<readonly Message[]>;
  /** Known messages beyond a gap that is just being fetched. */
  readonly ahead: readonly Message[];
  /** Written here, not yet arrived. */
  readonly outgoing: readonly Outgoing[];
  /** Newest seq that is known to exist. */
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly othersReadSeq: number;
  /** The first message that was unread when the chat was opened; 0 when there was none. */
  readonly firstUnread: number;
  /** How many were unread then. */
  readonly unreadAtOpening: number;
  readonly typing: readonly string[];
  /** False when the socket has been away for a while, or the device is offline. */
  readonly connected: boolean;
  /** I was taken out of the chat while it was open. */
  readonly removed: boolean;
  /** Ids of those who take part; empty until known, and in large chats. */
  readonly members: ReadonlySet<string>;
  readonly fetching: 'older' | 'newer' | null;
}

/**
 * One chat. Listens first, then loads, then merges by seq; never shows a message behind a gap before the gap is filled.
 */
export class ChatStore extends Store<ChatState> {
  readonly chatId: string;
  readonly #api: ChatApi;
  readonly #outbox: Outbox;
  #stop = new AbortController();
  #catchingUp: Promise<void> | null = null;
  readonly #typers = new Typers((typing) => this.set({ typing }));
  #saidTyping = 0;
  #marking: Promise<void> | null = null;
  #restingUntil = 0;
  /** How far the server knows that I have read. */
  #toldRead = 0;
  /** New messages belong below what is held, at once or after a gap is filled; else only their number is kept. */
  #following = false;
  /** Viewers who read further up; what they see must not go while messages come in below. */
  readonly #readingBack = new Set<object>();
  #myName: PersonName | null = null;
  #leaves: (() => void)[] = [];
  #channelUp = (): void => {};
  #channelDown = (): void => {};

  constructor(api: ChatApi, outbox: Outbox, chatId: string) {
    super({
      summary: loading,
      messages: loading,
      ahead: [],
      outgoing: [],
      lastSeq: 0,
      readSeq: 0,
      othersReadSeq: 0,
      firstUnread: 0,
      unreadAtOpening: 0,
      typing: [],
      connected: true,
      removed: false,
      members: new Set(),
      fetching: null,
    });
    this.#api = api;
    this.#outbox = outbox;
    this.chatId = chatId;
  }

  get myId(): string {
    return this.#api.myId;
  }

  /** Whether there is history before what is held. */
  get hasOlder(): boolean {
    return (this.#run[0]?.seq ?? 1) > 1;
  }

  /** Whether there is something between what is held and the newest message. */
  get hasNewer(): boolean {
    return this.#lastHeld < this.state.lastSeq;
  }

  protected start(): () => void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    let lostTimer: ReturnType<typeof setTimeout> | undefined;
    let channelIsUp = false;
    const show = (connected: boolean) => {
      clearTimeout(lostTimer);
      if (this.state.connected !== connected) this.set({ connected });
    };
    const up = () => {
      channelIsUp = true;
      show(true);
      this.#refresh();
      void this.#loadMembers(signal);
    };
    const down = () => {
      channelIsUp = false;
      clearTimeout(lostTimer);
      lostTimer = setTimeout(() => show(false), lostAfter);
    };
    const onOnline = () => {
      // A socket may live through a short break, and then nothing tells that it is up again.
      if (channelIsUp) show(true);
      this.#api.reconnect();
      this.#refresh();
    };
    const onVisible = () => {
      if (document.visibilityState === 'visible') onOnline();
    };
    addEventListener('online', onOnline, { signal });
    addEventListener('offline', () => show(false), { signal });
    document.addEventListener('visibilitychange', onVisible, { signal });
    this.#leaves = [
      this.#outbox.subscribe(() => this.#showOutgoing()),
      this.#outbox.onSent((message) => {
        if (message.chatId === this.chatId) this.#hear(message);
      }),
    ];
    this.#showOutgoing();
    this.#channelUp = up;
    this.#channelDown = down;
    void this.#begin(signal);
    return () => {
      this.#stop.abort();
      clearTimeout(lostTimer);
      for (const leave of this.#leaves.splice(0)) leave();
      this.#typers.clear();
      this.set({ firstUnread: 0, unreadAtOpening: 0, connected: true });
    };
  }

  /** Loads anew after a failure. */
  retry(): void {
    this.set({ summary: loading, messages: loading });
    void this.#begin(this.#stop.signal);
  }

  /** Keeps a text in the outbox and shows it at once. */
  send(body: string): Promise<void> {
    this.#saidTyping = 0;
    return this.#outbox.add(this.chatId, body);
  }

  resend(id: string): Promise<void> {
    return this.#outbox.retry(id);
  }

  discard(id: string): Promise<void> {
    return this.#outbox.discard(id);
  }

  /** Fetches the page before what is held. */
  async loadOlder(): Promise<void> {
    const first = this.#run[0];
    if (!first || first.seq <= 1 || !this.#mayFetch) return;
    this.set({ fetching: 'older' });
    try {
      const page = await this.#api.page(this.chatId, { before: first.seq, size: pageSize }, this.#stop.signal);
      if (this.#run[0] !== first) return;
      const run = [...page, ...this.#run];
      if (run.length > keepAtMost) this.#following = false;
      this.#setRun(run.slice(0, keepAtMost));
    } catch (error) {
      this.#restingUntil = Date.now() + restAfterFailure;
      this.#passOver(error);
    } finally {
      this.set({ fetching: null });
    }
  }

  /** Fetches the page after what is held. */
  async loadNewer(): Promise<void> {
    const last = this.#run.at(-1);
    if (!last || !this.hasNewer || !this.#mayFetch) return;
    this.set({ fetching: 'newer' });
    try {
      const page = await this.#api.page(this.chatId, { after: last.seq, size: pageSize }, this.#stop.signal);
      if (this.#run.at(-1) !== last) return;
      this.#setRun([...this.#run, ...page].slice(-keepAtMost));
      this.#joinAhead();
      if (!this.hasNewer) this.#following = true;
    } catch (error) {
      this.#restingUntil = Date.now() + restAfterFailure;
      this.#passOver(error);
    } finally {
      this.set({ fetching: null });
    }
  }

  /** Goes to the newest messages, dropping what was held if there is a gap between. */
  async loadLatest(): Promise<void> {
    if (!this.hasNewer) return;
    const page = await this.#api.page(this.chatId, { size: pageSize }, this.#stop.signal);
    this.#following = true;
    this.#setRun(page);
    this.#joinAhead();
  }

  /** Tells whether `viewer` reads further up than the end. */
  readsBack(viewer: object, back: boolean): void {
    if (back) this.#readingBack.add(viewer);
    else this.#readingBack.delete(viewer);
  }

  /** Everything up to `seq` was seen. */
  read(seq: number): void {
    if (seq <= this.state.readSeq) return;
    this.set({ readSeq: seq });
    this.#marking ??= this.#mark();
  }

  /** I am typing; told to others at most every few seconds. */
  typed(): void {
    const now = Date.now();
    if (now - this.#saidTyping < typingEvery) return;
    this.#saidTyping = now;
    this.#api.sayTyping(this.chatId, this.#myName?.name ?? '');
  }

  readers(): Promise<Reader[]> {
    return this.#api.readers(this.chatId);
  }

  get #run(): readonly Message[] {
    return this.state.messages.status === 'ready' ? this.state.messages.value : [];
  }

  get #mayFetch(): boolean {
    return !this.state.fetching && Date.now() >= this.#restingUntil;
  }

  get #lastHeld(): number {
    return this.#run.at(-1)?.seq ?? 0;
  }

  #setRun(messages: readonly Message[]): void {
    const held = new Set(messages.map(({ id }) => id));
    const last = messages.at(-1)?.seq ?? 0;
    this.set({
      messages: ready(messages),
      lastSeq: Math.max(this.state.lastSeq, last),
      ahead: this.state.ahead.filter(({ seq }) => seq > last),
      outgoing: this.state.outgoing.filter(({ id }) => !held.has(id)),
    });
    const mine = messages.findLast(({ author }) => author.id === this.myId);
    if (mine) this.#myName = mine.author;
  }

  /** The socket's code comes after the first paint; what is said meanwhile is fetched when the channel is up. */
  async #begin(signal: AbortSignal): Promise<void> {
    await this.#load(signal);
    if (signal.aborted || this.state.summary.status !== 'ready') return;
    this.#leaves.push(
      this.#api.listen(this.chatId, {
        message: (message) => this.#hear(message),
        read: (person, seq) => this.#heardRead(person, seq),
        person: (person) => void this.#rename(person, signal),
        typing: (person, name) => {
          if (person !== this.myId) this.#typers.heard(person, name);
        },
        joined: this.#channelUp,
        lost: this.#channelDown,
      }),
      this.#api.listenToMe({
        added: () => {},
        removed: (chat) => {
          if (chat === this.chatId) this.#leave();
        },
        joined: () => {},
      }),
    );
  }

  async #load(signal: AbortSignal): Promise<void> {
    try {
      const [summary, newest] = await Promise.all([
        this.#api.getChat(this.chatId),
        this.#api.page(this.chatId, { size: pageSize }, signal),
      ]);
      if (signal.aborted) return;
      this.#take(summary);
      const { readSeq } = this.state;
      const unread = Math.max(0, summary.lastSeq - readSeq);
      const opening = { firstUnread: unread > 0 ? readSeq + 1 : 0, unreadAtOpening: unread };
      const first = newest[0]?.seq ?? 1;
      if (this.#following && this.#lastHeld >= first - 1) {
        // Seen before: what is held stays where it is, what came since is added.
        this.set(opening);
        this.#append(newest);
        this.#catchUp();
      } else {
        // Far behind: open where the reader stopped, not at the end.
        const page =
          unread > 0 && first > readSeq + 1
            ? await this.#api.page(this.chatId, { after: Math.max(0, readSeq - 15), size: pageSize + 15 }, signal)
            : newest;
        if (signal.aborted) return;
        this.set(opening);
        this.#following = page === newest;
        this.#setRun(page);
        this.#catchUp();
      }
    } catch (error) {
      if (!signal.aborted) this.set({ summary: failed(error), messages: failed(error) });
    }
  }

  async #loadMembers(signal: AbortSignal): Promise<void> {
    const { summary, members } = this.state;
    if (members.size > 0 || summary.status !== 'ready' || summary.value.memberCount > countedAtMost) return;
    try {
      const readers = await this.#api.readers(this.chatId);
      if (!signal.aborted) this.set({ members: new Set([this.myId, ...readers.map(({ person }) => person.id)]) });
    } catch (error) {
      // Only the number of those online is missing; the channel's next return asks again.
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Somebody is called otherwise now, or was erased: what is held of him says so too. */
  async #rename(person: string, signal: AbortSignal): Promise<void> {
    let name: PersonName | null;
    try {
      name = await this.#api.personName(person);
    } catch (error) {
      return this.#passOver(error);
    }
    if (signal.aborted) return;
    const author = name ?? { id: '', surname: '', name: '', patronymic: '' };
    const renamed = (message: Message) => (message.author.id === person ? { ...message, author } : message);
    this.set({ ahead: this.state.ahead.map(renamed) });
    if (this.state.messages.status === 'ready') this.#setRun(this.#run.map(renamed));
    this.#refresh();
  }

  #take(summary: ChatSummary): void {
    this.#toldRead = Math.max(this.#toldRead, summary.readSeq);
    this.set({
      summary: ready(summary),
      lastSeq: Math.max(this.state.lastSeq, summary.lastSeq),
      readSeq: Math.max(this.state.readSeq, summary.readSeq),
      othersReadSeq: Math.max(this.state.othersReadSeq, summary.othersReadSeq),
    });
  }

  /** What may have been missed while nothing was heard: messages, reading, the chat's own data. */
  #refresh(): void {
    const { signal } = this.#stop;
    this.#api.getChat(this.chatId).then(
      (summary) => {
        if (signal.aborted) return;
        this.#restingUntil = 0;
        this.#take(summary);
        this.#catchUp();
        if (this.#toldRead < this.state.readSeq) this.#marking ??= this.#mark();
      },
      (error: unknown) => {
        if (!signal.aborted && error instanceof AppError && error.code === 'missing') this.#leave();
      },
    );
    this.#outbox.flush();
  }

  #hear(message: Message): void {
    const { lastSeq } = this.state;
    const mine = message.author.id === this.myId;
    // Who writes has read what is there.
    if (mine) {
      this.#toldRead = Math.max(this.#toldRead, message.seq);
      this.set({ readSeq: Math.max(this.state.readSeq, message.seq) });
    } else {
      this.#typers.forget(message.author.id);
      this.set({ othersReadSeq: Math.max(this.state.othersReadSeq, message.seq) });
    }
    if (this.state.messages.status !== 'ready') {
      this.set({ lastSeq: Math.max(lastSeq, message.seq), ahead: [...this.state.ahead, message] });
      return;
    }
    if (message.seq <= this.#lastHeld) return;
    if (this.#following && message.seq === this.#lastHeld + 1) {
      this.#append([message]);
      this.#joinAhead();
      return;
    }
    const known = this.state.ahead.some(({ id }) => id === message.id);
    this.set({
      lastSeq: Math.max(lastSeq, message.seq),
      ahead: known ? this.state.ahead : [...this.state.ahead, message].sort((a, b) => a.seq - b.seq).slice(-keepAtMost),
    });
    if (this.#following) this.#catchUp();
    else if (mine) void this.loadLatest().catch((error: unknown) => this.#passOver(error));
  }

  /** Adds what follows the run, and keeps the run bounded without taking from anybody what he sees. */
  #append(messages: readonly Message[]): void {
    const fresh = messages.filter(({ seq }) => seq > this.#lastHeld);
    const run = [...this.#run, ...fresh];
    const newest = Math.max(this.state.lastSeq, run.at(-1)?.seq ?? 0);
    if (run.length <= keepAtMost) {
      this.#setRun(run);
    } else if (this.#readingBack.size === 0) {
      this.#setRun(run.slice(-keepAtMost));
    } else {
      this.#following = false;
      this.set({ lastSeq: newest });
    }
  }

  /** What a later asking makes good is no error for the page. */
  #passOver(error: unknown): void {
    if (error instanceof AppError || this.#stop.signal.aborted) return;
    throw error;
  }

  /** Moves over what was held back once the gap before it is closed. */
  #joinAhead(): void {
    const next: Message[] = [];
    for (const message of this.state.ahead) {
      if (message.seq === this.#lastHeld + next.length + 1) next.push(message);
    }
    if (next.length > 0) this.#append(next);
  }

  /** Fetches what lies between the last held message and the newest known one. */
  #catchUp(): void {
    this.#catchingUp ??= this.#fetchMissing(this.#stop.signal).finally(() => {
      this.#catchingUp = null;
    });
  }

  async #fetchMissing(signal: AbortSignal): Promise<void> {
    if (this.#following) this.#joinAhead();
    while (this.#following && this.hasNewer && !signal.aborted) {
      const after = this.#lastHeld;
      // After a long sleep the rest waits until the reader gets there or jumps to the end.
      if (this.state.lastSeq - after > keepAtMost) {
        this.#following = false;
        return;
      }
      let page: Message[];
      try {
        page = await this.#api.page(this.chatId, { after, size: 200 }, signal);
      } catch (error) {
        // The next message, the channel's return or the person's scrolling asks again.
        return this.#passOver(error);
      }
      if (signal.aborted || page.length === 0) return;
      this.#append(page);
      this.#joinAhead();
    }
  }

  #showOutgoing(): void {
    const held = new Set(this.#run.map(({ id }) => id));
    this.set({
      outgoing: this.#outbox.state.items.filter(({ chatId, id }) => chatId === this.chatId && !held.has(id)),
    });
  }

  async #mark(): Promise<void> {
    try {
      while (this.#toldRead < this.state.readSeq) {
        const seq = this.state.readSeq;
        await this.#api.markRead(this.chatId, seq);
        this.#toldRead = Math.max(this.#toldRead, seq);
      }
    } catch (error) {
      // The next message that is seen, or the return of the connection, tells it again.
      this.#passOver(error);
    } finally {
      this.#marking = null;
    }
  }

  #heardRead(person: string, seq: number): void {
    if (person === this.myId) this.set({ readSeq: Math.max(this.state.readSeq, seq) });
    else this.set({ othersReadSeq: Math.max(this.state.othersReadSeq, seq) });
  }

  #leave(): void {
    this.#stop.abort();
    for (const leave of this.#leaves.splice(0)) leave();
    this.set({ removed: true, messages: failed(new AppError('missing')), ahead: [], typing: [] });
  }
}

/** The store of one chat: the same for every tag that shows it. */
export const chatStore = (backend: Backend, chatId: string): ChatStore =>
  backend.once(`chat:${chatId}`, () => new ChatStore(chatApi(backend), outboxOf(backend), chatId));
