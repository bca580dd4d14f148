import { type ChatApi, chatApi, type Message } from '../chat/chat-api.ts';
import type { Backend } from '../core/backend.ts';
import { type AppError, toAppError } from '../core/errors.ts';
import { Store } from '../core/store.ts';

/** A message that was written and is not yet known to have arrived. */
export interface Outgoing {
  readonly id: string;
  readonly chatId: string;
  readonly body: string;
  /** When it was written, milliseconds since 1970. */
  readonly writtenAt: number;
  /** `failed` waits for a person: trying again by itself would not help. */
  readonly status: 'waiting' | 'failed';
}

interface OutboxState {
  readonly items: readonly Outgoing[];
}

/** What is kept of an outgoing message; `order` is given by the database. */
type Kept = Outgoing & { order?: number };

const storeName = 'messages';
/** First and longest pause between two tries, in milliseconds. */
const pauses = { first: 1000, longest: 30_000 };

/** Errors that a person has to decide about. */
const final = new Set<AppError['code']>(['denied', 'invalid', 'missing', 'conflict']);

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Where outgoing messages are kept, in the order in which they were written. */
interface Shelf {
  all(): Promise<Kept[]>;
  add(item: Outgoing): Promise<void>;
  replace(item: Kept): Promise<void>;
  remove(id: string): Promise<void>;
}

function memoryShelf(): Shelf {
  let items: Kept[] = [];
  return {
    all: async () => [...items],
    add: async (item) => void items.push(item),
    replace: async (item) => {
      items = items.map((old) => (old.id === item.id ? item : old));
    },
    remove: async (id) => {
      items = items.filter((old) => old.id !== id);
    },
  };
}

/** Takes into memory what the disk does not take: a full disk must not stop a message. */
function withSpill(disk: Shelf): Shelf {
  const memory = memoryShelf();
  const spilt = new Set<string>();
  const holder = (id: string) => (spilt.has(id) ? memory : disk);
  return {
    all: async () => [...(await disk.all()), ...(await memory.all())],
    add: async (item) => {
      try {
        // What is written later must not overtake what is in memory by going to the disk.
        if (spilt.size === 0) return await disk.add(item);
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
      spilt.add(item.id);
      await memory.add(item);
    },
    replace: (item) => holder(item.id).replace(item),
    remove: async (id) => {
      await holder(id).remove(id);
      spilt.delete(id);
    },
  };
}

/** IndexedDB; in memory where the browser refuses it. */
async function openShelf(name: string): Promise<Shelf> {
  let db: IDBDatabase;
  try {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore(storeName, { keyPath: 'order', autoIncrement: true });
      store.createIndex('id', 'id', { unique: true });
    };
    db = await request(opening);
  } catch {
    return memoryShelf();
  }
  const store = (mode: IDBTransactionMode) => db.transaction(storeName, mode).objectStore(storeName);
  return withSpill({
    all: () => request(store('readonly').getAll()),
    add: async (item) => void (await request(store('readwrite').add({ ...item }))),
    replace: async (item) => void (await request(store('readwrite').put({ ...item }))),
    remove: async (id) => {
      const written = store('readwrite');
      const key = await request(written.index('id').getKey(id));
      if (key !== undefined) await request(written.delete(key));
    },
  });
}

/** Pages without https have no crypto.randomUUID. */
function makeId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

type Told = { type: 'changed' } | { type: 'sent'; message: Message };

/**
 * What one person has written on this device and the server has not confirmed. It survives reload; of several tabs one
 * sends at a time; the order in which things were written is the order in which they are sent. A message keeps its id
 * for ever, so that sending it twice, after an answer that got lost, cannot double it.
 */
export class Outbox extends Store<OutboxState> {
  readonly #api: Pick<ChatApi, 'send'>;
  readonly #name: string;
  readonly #shelf: Promise<Shelf>;
  readonly #sentListeners = new Set<(message: Message) => void>();
  readonly #tabs: BroadcastChannel | null;
  #flushing: Promise<void> | null = null;
  #again = false;
  #pause = pauses.first;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watched = false;
  /** Shown already, not yet on the shelf: reading the shelf meanwhile must not take them off the screen … */
  readonly #adding = new Map<string, Outgoing>();
  /** … and these left it; a reading that began before must not bring them back. */
  readonly #gone = new Set<string>();

  constructor(api: Pick<ChatApi, 'send'>, name: string) {
    super({ items: [] });
    this.#api = api;
    this.#name = name;
    this.#shelf = openShelf(name);
    this.#tabs = typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : null;
  }

  /** Hears of every message that has arrived, from whichever tab it was sent. */
  onSent(listener: (message: Message) => void): () => void {
    this.#sentListeners.add(listener);
    return () => this.#sentListeners.delete(listener);
  }

  /** Keeps a message and sends it as soon as it can. Resolves when it is kept, not when it has arrived. */
  async add(chatId: string, body: string): Promise<void> {
    const item: Outgoing = { id: makeId(), chatId, body, writtenAt: Date.now(), status: 'waiting' };
    this.#adding.set(item.id, item);
    this.set({ items: [...this.state.items, item] });
    await (await this.#shelf).add(item);
    this.#adding.delete(item.id);
    this.#tell({ type: 'changed' });
    this.flush();
  }

  /** Tries a message again that a person has decided to send after all. */
  async retry(id: string): Promise<void> {
    const shelf = await this.#shelf;
    const item = (await shelf.all()).find((kept) => kept.id === id);
    if (item) await shelf.replace({ ...item, status: 'waiting' });
    await this.#read();
    this.#tell({ type: 'changed' });
    this.flush();
  }

  /** Gives a message up. */
  async discard(id: string): Promise<void> {
    this.#gone.add(id);
    await (await this.#shelf).remove(id);
    await this.#read();
    this.#tell({ type: 'changed' });
  }

  /** Sends what waits, now. */
  flush = (): void => {
    clearTimeout(this.#timer);
    if (this.#flushing) {
      this.#again = true;
      return;
    }
    // A shelf that cannot be read now is tried again like a server that cannot be reached.
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
    if (this.#tabs) this.#tabs.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
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
    const kept = await (await this.#shelf).all();
    const known = new Set(kept.map(({ id }) => id));
    const adding = [...this.#adding.values()].filter(({ id }) => !known.has(id));
    this.set({ items: [...kept, ...adding].filter(({ id }) => !this.#gone.has(id)) });
  }

  /** Runs `work` in one tab at a time. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    return navigator.locks ? navigator.locks.request(this.#name, work) : work();
  }

  /** Sends everything that waits, in order; false when the rest has to wait for better times. */
  async #sendAll(): Promise<boolean> {
    const shelf = await this.#shelf;
    for (;;) {
      const item = (await shelf.all()).find(({ id, status }) => status === 'waiting' && !this.#gone.has(id));
      // Nobody watches any more: the person may have signed out, and would only be refused.
      if (!item || !this.#watched) return true;
      try {
        const message = await this.#api.send(item.id, item.chatId, item.body);
        await shelf.remove(item.id);
        this.#arrived(message);
        this.#tell({ type: 'sent', message });
      } catch (thrown) {
        if (!final.has(toAppError(thrown).code)) return false;
        await shelf.replace({ ...item, status: 'failed' });
        await this.#read();
        this.#tell({ type: 'changed' });
      }
    }
  }

  #arrived(message: Message): void {
    this.#gone.add(message.id);
    // Who shows the message learns of it before it leaves the list, so that it is never gone for a moment.
    for (const listener of [...this.#sentListeners]) listener(message);
    this.set({ items: this.state.items.filter(({ id }) => id !== message.id) });
  }

  #later(): void {
    this.#timer = setTimeout(this.flush, this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, pauses.longest);
  }

  #tell(told: Told): void {
    this.#tabs?.postMessage(told);
  }

  #hear(told: Told): void {
    if (told.type === 'sent') this.#arrived(told.message);
    else void this.#read().then(this.flush);
  }
}

/** The outbox of the person who is signed in, on this Supabase. */
export const outboxOf = (backend: Backend): Outbox =>
  backend.once(
    'outbox',
    () => new Outbox(chatApi(backend), `sferum.outbox:${new URL(backend.config.url).host}:${backend.userId}`),
  );
