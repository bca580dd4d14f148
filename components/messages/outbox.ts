import type { Backend } from '../core/backend.ts';
import { type AppErrorCode, toAppError } from '../core/errors.ts';
import { newId } from '../core/id.ts';
import { Store } from '../core/store.ts';
import type { Message } from './conversation.ts';
import { type OutboxStorage, openOutboxStorage } from './outbox-storage.ts';

/**
 * What one person has done in conversations on this device and the server has not confirmed. It survives reload, and
 * what the browser will not keep lives as long as the page. Of several tabs one sends at a time. In a conversation
 * the order in which things were done is the order in which they are sent; what the server refuses for good waits for
 * the person with its reason and holds up nobody else. An act keeps its id for ever, so that sending it twice, after
 * an answer that got lost, does nothing twice.
 *
 *     const outbox = outboxOf(backend);
 *     outbox.register('chat', (id, { message, body }) => api.send(id, message, body));
 *     await outbox.send('chat:42', 'Здравствуйте'); // kept, not yet sent
 *
 * A conversation is named `kind:id`. What was done in conversations of a kind that nobody has registered waits for a
 * page that does. An act on a message that is itself still pending is added behind it: the order of the conversation
 * makes it follow.
 */

/** Something done in a conversation. Editing and deleting will be further kinds. */
export interface OutboxAct {
  readonly kind: 'send';
  /** Id of the message. */
  readonly message: string;
  readonly body: string;
}

/** An act that is not known to have arrived. */
export interface OutboxItem {
  /** Of a `send` the id of the message. */
  readonly id: string;
  /** `kind:id` */
  readonly conversation: string;
  readonly act: OutboxAct;
  /** When it was done, milliseconds since 1970. */
  readonly writtenAt: number;
  /** `pending` goes by itself; `failed` waits for a person, for trying again by itself would not help. */
  readonly status: 'pending' | 'failed';
  /** Why the last attempt failed; null before one has. */
  readonly problem: AppErrorCode | null;
}

/** Sends an act of the conversation `id`. @returns the message as it is then. @throws {AppError} */
export type OutboxTransport = (id: string, act: OutboxAct) => Promise<Message>;

/** Called when an act has arrived, from whichever tab it was sent. */
export type SentHandler = (conversation: string, message: Message) => void;

interface OutboxState {
  /** Of all conversations, in the order in which they were done. */
  readonly items: readonly OutboxItem[];
}

/** First and longest pause between two attempts, in milliseconds. */
const pauses = { first: 1000, longest: 30_000 };

/** Errors that a person has to decide about. */
const final = new Set<AppErrorCode>(['denied', 'invalid', 'missing', 'conflict']);

type TabMessage =
  | { readonly type: 'changed' }
  | { readonly type: 'sent'; readonly item: OutboxItem; readonly message: Message };

export class Outbox extends Store<OutboxState> {
  readonly #name: string;
  readonly #storage: Promise<OutboxStorage>;
  readonly #transports = new Map<string, OutboxTransport>();
  readonly #sentHandlers = new Set<SentHandler>();
  readonly #tabs: BroadcastChannel | null;
  #flushing: Promise<void> | null = null;
  #again = false;
  #pause = pauses.first;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watched = false;
  /** Shown already, not yet stored: reading the storage meanwhile must not take them off the screen … */
  readonly #adding = new Map<string, OutboxItem>();
  /** … and these have left it: a reading that began before must not bring them back. */
  readonly #gone = new Set<string>();

  /** `name` is the same in every tab of the person. */
  constructor(name: string, storage: Promise<OutboxStorage> = openOutboxStorage(name)) {
    super({ items: [] });
    this.#name = name;
    this.#storage = storage;
    this.#tabs = typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : null;
  }

  /** Says how the acts of a kind of conversation are sent; the first one to say it is the one that does. */
  register(kind: string, transport: OutboxTransport): void {
    if (this.#transports.has(kind)) return;
    this.#transports.set(kind, transport);
    this.flush();
  }

  /** Calls `handler` for every act that has arrived, until the returned function is called. */
  onSent(handler: SentHandler): () => void {
    this.#sentHandlers.add(handler);
    return () => this.#sentHandlers.delete(handler);
  }

  /** Keeps a message and sends it as soon as it can. Resolves when it is kept, not when it has arrived. */
  async send(conversation: string, body: string): Promise<void> {
    const id = newId();
    const act = { kind: 'send', message: id, body } as const;
    const item: OutboxItem = { id, conversation, act, writtenAt: Date.now(), status: 'pending', problem: null };
    this.#adding.set(id, item);
    this.set({ items: [...this.state.items, item] });
    await (await this.#storage).add(item);
    this.#adding.delete(id);
    this.#publish({ type: 'changed' });
    this.flush();
  }

  /** Sends again at once what a person has decided to send after all. */
  async retry(id: string): Promise<void> {
    await this.#change(id, { status: 'pending', problem: null });
    this.flush();
  }

  /** Gives an act up. */
  async discard(id: string): Promise<void> {
    this.#gone.add(id);
    await (await this.#storage).remove(id);
    await this.#read();
    this.#publish({ type: 'changed' });
  }

  /** Sends what is pending, now. */
  flush = (): void => {
    clearTimeout(this.#timer);
    if (!this.#watched) return;
    if (this.#flushing) {
      this.#again = true;
      return;
    }
    // A storage that cannot be read now is tried again like a server that cannot be reached.
    const sending = this.#alone(() => this.#sendAll()).catch(() => false);
    this.#flushing = sending.then((done) => {
      this.#flushing = null;
      if (done) this.#pause = pauses.first;
      else if (this.#watched) this.#later();
      if (this.#again) {
        this.#again = false;
        this.flush();
      }
    });
  };

  protected start(): () => void {
    const onVisible = () => {
      if (document.visibilityState === 'visible') this.flush();
    };
    this.#watched = true;
    if (this.#tabs) this.#tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => this.#onTabMessage(data);
    addEventListener('online', this.flush);
    document.addEventListener('visibilitychange', onVisible);
    void this.#read().then(this.flush);
    return () => {
      this.#watched = false;
      clearTimeout(this.#timer);
      if (this.#tabs) this.#tabs.onmessage = null;
      removeEventListener('online', this.flush);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }

  async #read(): Promise<void> {
    const kept = await (await this.#storage).all();
    const known = new Set(kept.map(({ id }) => id));
    const adding = [...this.#adding.values()].filter(({ id }) => !known.has(id));
    this.set({ items: [...kept, ...adding].filter(({ id }) => !this.#gone.has(id)) });
  }

  async #change(id: string, change: Pick<OutboxItem, 'status' | 'problem'>): Promise<void> {
    await (await this.#storage).change(id, change);
    await this.#read();
    this.#publish({ type: 'changed' });
  }

  /** Runs `work` in one tab at a time. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    return navigator.locks ? navigator.locks.request(this.#name, work) : work();
  }

  /** Sends what is pending, each conversation in its order; false when some of it has to wait for better times. */
  async #sendAll(): Promise<boolean> {
    const storage = await this.#storage;
    const waiting = new Set<string>();
    for (;;) {
      // What was asked for until now is seen by this reading.
      this.#again = false;
      const next = this.#next(await storage.all(), waiting);
      // Nobody watches any more: the person may have signed out, and would only be refused.
      if (!next || !this.#watched) return waiting.size === 0;
      const { item, send } = next;
      try {
        const message = await send();
        await storage.remove(item.id);
        this.#arrived(item, message);
        this.#publish({ type: 'sent', item, message });
      } catch (thrown) {
        const { code } = toAppError(thrown);
        const status = final.has(code) ? 'failed' : 'pending';
        if (item.status !== status || item.problem !== code) await this.#change(item.id, { status, problem: code });
        if (code === 'offline') return false;
        if (status === 'pending') waiting.add(item.conversation);
      }
    }
  }

  /** The first item that may be sent, and how. */
  #next(items: OutboxItem[], waiting: ReadonlySet<string>): { item: OutboxItem; send: () => Promise<Message> } | null {
    for (const item of items) {
      const { id, conversation, act, status } = item;
      if (status === 'failed' || this.#gone.has(id) || waiting.has(conversation)) continue;
      const colon = conversation.indexOf(':');
      const transport = this.#transports.get(conversation.slice(0, colon));
      if (transport) return { item, send: () => transport(conversation.slice(colon + 1), act) };
    }
    return null;
  }

  #arrived({ id, conversation }: OutboxItem, message: Message): void {
    this.#gone.add(id);
    // Who shows the message learns of it before it leaves the list, so that it is never gone for a moment.
    for (const handler of [...this.#sentHandlers]) handler(conversation, message);
    this.set({ items: this.state.items.filter((item) => item.id !== id) });
  }

  #later(): void {
    this.#timer = setTimeout(this.flush, this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, pauses.longest);
  }

  #publish(message: TabMessage): void {
    this.#tabs?.postMessage(message);
  }

  #onTabMessage(message: TabMessage): void {
    if (message.type === 'sent') this.#arrived(message.item, message.message);
    else void this.#read().then(this.flush);
  }
}

/** The outbox of the person who is signed in, on this Supabase. */
export const outboxOf = (backend: Backend): Outbox =>
  backend.once('outbox', () => new Outbox(`sferum.acts:${new URL(backend.config.url).host}:${backend.userId}`));
