import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import type {
  Changes,
  ConversationHandlers,
  ConversationSource,
  ConversationSummary,
  Message,
  Page,
  PageCursor,
  Target,
} from '../conversation.ts';
import { ConversationStore } from '../conversation-store.ts';
import { Outbox, type OutboxTransport } from '../outbox/outbox.ts';
import { memoryStorage } from '../outbox/outbox-storage.ts';

export interface FakeMessage extends Message {
  readonly own: boolean;
}

const changedAt = new Date('2026-09-02T08:00:00Z');

/** Calls the handlers of one subscriber. */
type Delivery = (handlers: ConversationHandlers<FakeMessage>) => void;

/** A conversation on a server that a test controls; this side writes through the outbox. */
export class FakeServer implements ConversationSource<FakeMessage, ConversationSummary> {
  messages: FakeMessage[] = [];
  lastChange = 0;
  readSeq = 0;
  /** The most changes that the feed lists; of more it answers `reload`. */
  mostChanges = 500;
  readonly handlers = new Set<ConversationHandlers<FakeMessage>>();
  readonly pages: PageCursor[] = [];
  readonly feeds: number[] = [];
  readonly marked: number[] = [];
  /** Every text that a message has had. */
  readonly texts = new Set<string>();
  /** Ids of what was deleted before it arrived. */
  readonly withdrawn = new Set<string>();
  /** Ids in the order in which sending was asked for. */
  readonly sent: string[] = [];
  /** Every answer waits for this. */
  hold: Promise<void> = Promise.resolve();
  /** Thrown by everything that is asked, while it is set. */
  failure: AppError | null = null;
  /** Whether one's own message is broadcast before its sending is answered. */
  broadcastFirst = true;

  /** Answers a question; the answer is what was true when it was asked. */
  ask = async <T>(answer: () => T): Promise<T> => {
    const known = answer();
    await this.hold;
    if (this.failure) throw this.failure;
    return known;
  };

  /** Takes a broadcast to everybody at once. */
  broadcast = (delivery: Delivery): void => {
    for (const handlers of [...this.handlers]) delivery(handlers);
  };

  get lastSeq(): number {
    return this.messages.length;
  }

  /** Messages of others (or of this side, from another device), without broadcasting it. */
  write(count: number, own = false): FakeMessage[] {
    return Array.from({ length: count }, () => this.#take(crypto.randomUUID(), `${this.lastSeq + 1}`, own));
  }

  /** The same, broadcast. */
  post(count = 1, own = false): FakeMessage[] {
    return this.write(count, own).map((message) => this.publish(message));
  }

  publish(message: FakeMessage): FakeMessage {
    const { lastChange } = this;
    this.broadcast(({ onMessage }) => onMessage(message, lastChange));
    return message;
  }

  /** Edits a message without broadcasting it. */
  edit(seq: number, body = `${seq}, change ${this.lastChange + 1}`): FakeMessage {
    return this.#change(seq, { body, editedAt: changedAt });
  }

  /** Deletes a message without broadcasting it. */
  remove(seq: number): FakeMessage {
    return this.#change(seq, { body: '', deletedAt: changedAt });
  }

  /** A message is edited, or with `how` deleted, by somebody else or from another device, and that is broadcast. */
  change(seq: number, how: 'edit' | 'remove' = 'edit'): FakeMessage {
    return this.publishChange(this[how](seq));
  }

  publishChange(message: FakeMessage): FakeMessage {
    this.broadcast(({ onChange }) => onChange(message));
    return message;
  }

  join(): void {
    for (const { onJoined } of [...this.handlers]) onJoined();
  }

  lose(): void {
    for (const { onLost } of [...this.handlers]) onLost();
  }

  /** An outbox that sends here what is written in `fake:1`, and that ends with the page. */
  outbox(): Outbox {
    const outbox = new Outbox(`fake:${crypto.randomUUID()}`, Promise.resolve(memoryStorage()));
    outbox.register('fake', this.transport);
    return outbox;
  }

  /** How this side writes, edits and deletes. */
  readonly transport: Required<Omit<OutboxTransport, 'react' | 'pin' | 'vote' | 'upload' | 'release'>> = {
    send: (_conversation, id, body) => this.send(id, body),
    edit: (id, body) =>
      this.#act(id, (old) => {
        if (old.deletedAt) return new AppError('missing', '', { reason: 'deleted' });
        return old.body === body ? old : this.publishChange(this.edit(old.seq, body));
      }),
    delete: (id) => this.#act(id, (old) => (old.deletedAt ? old : this.publishChange(this.remove(old.seq)))),
    withdraw: (_conversation, id) => this.#withdraw(id),
  };

  async send(id: string, body: string): Promise<FakeMessage> {
    this.sent.push(id);
    if (this.failure) throw this.failure;
    let isNew = false;
    const answer = this.ask(() => {
      if (this.withdrawn.has(id)) return new AppError('missing', '', { reason: 'deleted' });
      const known = this.messages.find((message) => message.id === id);
      isNew = !known;
      const message = known ?? this.#take(id, body, true);
      if (isNew && this.broadcastFirst) this.publish(message);
      return message;
    });
    const message = await answer;
    if (message instanceof AppError) throw message;
    if (isNew && !this.broadcastFirst) queueMicrotask(() => this.publish(message));
    return message;
  }

  summary(): Promise<ConversationSummary> {
    return this.ask(() => {
      const { lastSeq, lastChange, readSeq } = this;
      return { lastSeq, lastChange, readSeq, othersReadSeq: 0 };
    });
  }

  page(cursor: PageCursor, signal: AbortSignal): Promise<Page<FakeMessage>> {
    this.pages.push(cursor);
    const { before = Number.POSITIVE_INFINITY, after, around, limit } = cursor;
    return this.ask(() => {
      if (around !== undefined) return this.#around(around, limit);
      const found = this.messages.filter(({ seq }) => seq < before && seq > (after ?? 0));
      const messages = after === undefined ? found.slice(-limit) : found.slice(0, limit);
      return { messages, lastSeq: this.lastSeq, lastChange: this.lastChange };
    }).then((page) => {
      signal.throwIfAborted();
      return page;
    });
  }

  changes(after: number): Promise<Changes<FakeMessage>> {
    this.feeds.push(after);
    return this.ask(() => {
      const { lastChange } = this;
      const changed = this.messages.filter(({ change }) => change > after).sort((a, b) => a.change - b.change);
      if (changed.length > this.mostChanges) return { messages: [], lastChange, reload: true };
      return { messages: changed, lastChange, reload: false };
    });
  }

  async markRead(seq: number): Promise<void> {
    await this.ask(() => {});
    this.marked.push(seq);
    this.readSeq = Math.max(this.readSeq, seq);
  }

  subscribe(handlers: ConversationHandlers<FakeMessage>): () => void {
    this.handlers.add(handlers);
    return () => this.handlers.delete(handlers);
  }

  reconnect(): void {}

  isOwn({ own }: FakeMessage): boolean {
    return own;
  }

  #around(target: Target, limit: number): Page<FakeMessage> {
    const isIt = ({ createdAt, id, seq }: FakeMessage) =>
      typeof target === 'number' ? seq === target : target instanceof Date ? createdAt >= target : id === target;
    const found = this.messages.find(isIt)?.seq ?? (target instanceof Date && this.lastSeq > 0 ? this.lastSeq : null);
    const from = found === null ? 0 : Math.max(0, found - 1 - Math.floor(limit / 2));
    const messages = found === null ? [] : this.messages.slice(from, from + limit);
    return { messages, found, lastSeq: this.lastSeq, lastChange: this.lastChange };
  }

  async #act(id: string, act: (old: FakeMessage) => FakeMessage | AppError): Promise<FakeMessage> {
    if (this.failure) throw this.failure;
    const answer = await this.ask(() => {
      const old = this.messages.find((message) => message.id === id);
      return old ? act(old) : new AppError('missing');
    });
    if (answer instanceof AppError) throw answer;
    return answer;
  }

  async #withdraw(id: string): Promise<FakeMessage | null> {
    if (this.failure) throw this.failure;
    return this.ask(() => {
      const old = this.messages.find((message) => message.id === id);
      if (!old) this.withdrawn.add(id);
      return !old || old.deletedAt ? (old ?? null) : this.publishChange(this.remove(old.seq));
    });
  }

  #change(seq: number, patch: Partial<FakeMessage>): FakeMessage {
    const old = this.messages[seq - 1];
    if (!old) throw new Error(`no message ${seq}`);
    this.lastChange += 1;
    const message = { ...old, ...patch, change: this.lastChange };
    this.messages[seq - 1] = message;
    this.texts.add(message.body);
    return message;
  }

  #take(id: string, body: string, own: boolean): FakeMessage {
    const seq = this.lastSeq + 1;
    const message = {
      id,
      seq,
      change: 0,
      body,
      own,
      createdAt: new Date(Date.UTC(2026, 8, 1, 8, 0, seq)),
      editedAt: null,
      deletedAt: null,
    };
    this.messages.push(message);
    this.texts.add(body);
    return message;
  }
}

export const offline = new AppError('offline');

/** The code that follows the first paint is there, so that nothing but a test decides what happens when. */
export async function followingCode(): Promise<void> {
  const server = new FakeServer();
  const store = new ConversationStore<FakeMessage, ConversationSummary>(server, server.outbox(), 'fake:1');
  const unsubscribe = store.subscribe(() => {});
  await until(() => server.handlers.size > 0, 'a store follows');
  unsubscribe();
}
