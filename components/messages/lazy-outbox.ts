import type { Backend } from '../core/backend.ts';
import { painted } from '../core/channels.ts';
import { isUnreached } from '../core/errors.ts';
import { request } from '../core/storage/indexed-db.ts';
import { Store } from '../core/store.ts';
import type { Outbox, OutboxTransport, SentHandler } from './outbox/outbox.ts';

/** What conversations use of an outbox. */
export type ConversationOutbox = Pick<
  Outbox,
  | 'state'
  | 'subscribe'
  | 'register'
  | 'onSent'
  | 'send'
  | 'mark'
  | 'sendWithoutReply'
  | 'edit'
  | 'delete'
  | 'retry'
  | 'discard'
  | 'flush'
>;

/** Where the items of an outbox are in IndexedDB: in one object store. */
export const itemsName = 'acts';

export function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore(itemsName, { autoIncrement: true });
    store.createIndex('id', 'id', { unique: true });
  };
  return request(opening);
}

/** Whether the disk has items; what it does not show cannot be waited for. */
async function hasItems(name: string): Promise<boolean> {
  try {
    const db = await openDatabase(name);
    try {
      return (await request(db.transaction(itemsName).objectStore(itemsName).count())) > 0;
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return false;
  }
}

/**
 * The outbox, whose code comes when there is something in it, when something is done, or when it is to `flush` and the
 * page has been painted. From then on it is that outbox; what is done before rejects with a TypeError, which its caller says, when the code
 * cannot be fetched.
 *
 *     const outbox = outboxOf(backend);
 *     outbox.register('chat', transport);
 *     await outbox.send('chat:42', 'Здравствуйте');
 */
export class LazyOutbox extends Store<Outbox['state']> implements ConversationOutbox {
  readonly #name: string;
  readonly #transports = new Map<string, OutboxTransport>();
  readonly #handlers = new Set<SentHandler>();
  #outbox: Outbox | null = null;
  #opening: Promise<Outbox> | null = null;
  #isFollowed = false;
  #unsubscribe = () => {};

  constructor(name: string) {
    super({ items: [] });
    this.#name = name;
  }

  register: Outbox['register'] = (kind, transport) => {
    if (!this.#transports.has(kind)) this.#transports.set(kind, transport);
    this.#outbox?.register(kind, transport);
  };

  onSent: Outbox['onSent'] = (handler) => {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  };

  send: Outbox['send'] = (...act) => this.#with((outbox) => outbox.send(...act));
  mark: Outbox['mark'] = (...act) => this.#with((outbox) => outbox.mark(...act));
  sendWithoutReply: Outbox['sendWithoutReply'] = (id) => this.#with((outbox) => outbox.sendWithoutReply(id));
  edit: Outbox['edit'] = (...act) => this.#with((outbox) => outbox.edit(...act));
  delete: Outbox['delete'] = (...act) => this.#with((outbox) => outbox.delete(...act));
  retry: Outbox['retry'] = (id) => this.#with((outbox) => outbox.retry(id));
  discard: Outbox['discard'] = (id) => this.#with((outbox) => outbox.discard(id));

  flush = (): void => {
    if (this.#outbox) this.#outbox.flush();
    else void painted().then(this.#prepare);
  };

  protected start(): () => void {
    this.#isFollowed = true;
    if (this.#outbox) this.#follow(this.#outbox);
    else void hasItems(this.#name).then((has) => (has ? this.#prepare() : undefined));
    return () => {
      this.#isFollowed = false;
      this.#unsubscribe();
    };
  }

  #with<T>(act: (outbox: Outbox) => Promise<T>): Promise<T> {
    return this.#outbox ? act(this.#outbox) : this.#open().then(act);
  }

  /** Nobody waits for it: without a connection it comes when the conversation is joined, which flushes. */
  #prepare = (): Promise<void> =>
    this.#open().then(
      () => {},
      (error: unknown) => {
        if (!isUnreached(error)) throw error;
      },
    );

  #open(): Promise<Outbox> {
    this.#opening ??= this.#load();
    return this.#opening;
  }

  async #load(): Promise<Outbox> {
    try {
      const { Outbox } = await import('./outbox/outbox.ts');
      const outbox = new Outbox(this.#name);
      this.#outbox = outbox;
      for (const [kind, transport] of this.#transports) outbox.register(kind, transport);
      outbox.onSent((...sent) => {
        for (const handler of [...this.#handlers]) handler(...sent);
      });
      if (this.#isFollowed) this.#follow(outbox);
      return outbox;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  #follow(outbox: Outbox): void {
    const show = () => this.set(outbox.state);
    this.#unsubscribe = outbox.subscribe(show);
    if (outbox.state.items !== this.state.items) show();
  }
}

/** The outbox of the person who is signed in, on this Supabase. */
export const outboxOf = (backend: Backend): LazyOutbox =>
  backend.once('outbox', () => new LazyOutbox(`sferum.acts:${new URL(backend.config.url).host}:${backend.userId}`));
