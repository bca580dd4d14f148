import { expect } from '@esm-bundle/chai';
import { AppError, type AppErrorCode } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import type { Message } from '../conversation.ts';
import { Outbox, type OutboxItem } from './outbox.ts';
import { memoryStorage, type OutboxStorage } from './outbox-storage.ts';

const chat = 'chat:1';
const otherChat = 'chat:2';

/** A server that numbers messages by chat and knows an id only once. */
class Server {
  readonly taken: (Message & { readonly chatId: string })[] = [];
  readonly withdrawn = new Set<string>();
  /** Chats whose sending is refused, and why. */
  readonly closed = new Map<string, AppErrorCode>();
  /** What the next tries fail with. */
  refusals: AppErrorCode[] = [];
  online = true;
  /** The session of the person has not ended. */
  signedIn = true;
  /** The connection breaks before the next answer. */
  breaks = false;
  /** Answers wait for this, to see what happens meanwhile. */
  hold: Promise<void> = Promise.resolve();
  tries = 0;
  atOnce = 0;
  mostAtOnce = 0;

  async send(id: string, chatId: string, body: string): Promise<Message> {
    this.tries += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      await this.hold;
      this.#ask();
      const reason = this.closed.get(chatId);
      if (reason) throw new AppError(reason);
      const refusal = this.refusals.shift();
      if (refusal) throw new AppError(refusal);
      if (this.withdrawn.has(id)) throw new AppError('missing');
      const known = this.taken.find((message) => message.id === id);
      if (known) return known;
      const seq = this.taken.filter((message) => message.chatId === chatId).length + 1;
      const message = { id, chatId, seq, change: 0, body, createdAt: new Date(), editedAt: null, deletedAt: null };
      this.taken.push(message);
      if (this.breaks) {
        this.online = false;
        throw new AppError('offline');
      }
      return message;
    } finally {
      this.atOnce -= 1;
    }
  }

  #ask(): void {
    if (!this.online) throw new AppError('offline');
    if (!this.signedIn) throw new AppError('denied', 'PT401', { reason: 'signedOut' });
  }

  edit(id: string, body: string): Promise<Message> {
    return this.change(id, (old) => {
      if (old.deletedAt) throw new AppError('missing', '', { reason: 'deleted' });
      return { body, editedAt: new Date() };
    });
  }

  delete(id: string): Promise<Message> {
    return this.change(id, () => ({ body: '', deletedAt: new Date() }));
  }

  readonly votes: (readonly number[])[] = [];

  async vote(options: readonly number[]): Promise<void> {
    this.tries += 1;
    await this.hold;
    this.#ask();
    const refusal = this.refusals.shift();
    if (refusal) throw new AppError(refusal, '', { reason: 'ended' });
    this.votes.push(options);
  }

  async withdraw(id: string): Promise<Message | null> {
    if (this.taken.some((message) => message.id === id)) return this.delete(id);
    this.tries += 1;
    if (!this.online) throw new AppError('offline');
    this.withdrawn.add(id);
    return null;
  }

  /** The server has seen it, and its answer waits or gets lost like any. */
  async change(id: string, patch: (old: Message) => Partial<Message>): Promise<Message> {
    this.tries += 1;
    this.#ask();
    const at = this.taken.findIndex((message) => message.id === id);
    const old = this.taken[at];
    if (!old) throw new AppError('missing');
    const message = { ...old, ...patch(old), change: old.change + 1 };
    this.taken[at] = message;
    await this.hold;
    return message;
  }

  get bodies(): string[] {
    return this.taken.map(({ body }) => body);
  }
}

describe('C11 outbox', () => {
  let server: Server;
  let name: string;
  let leaves: (() => void)[];
  const undo: (() => void)[] = [];

  beforeEach(() => {
    server = new Server();
    name = `outbox-test:${crypto.randomUUID()}`;
    leaves = [];
  });
  afterEach(() => {
    for (const leave of [...leaves, ...undo.splice(0)]) leave();
    indexedDB.deleteDatabase(name);
  });

  /** A tab of the browser; its messages go to the same server. */
  function tab(storage?: Promise<OutboxStorage>): { outbox: Outbox; close: () => void } {
    const outbox = new Outbox(name, storage);
    outbox.register('chat', {
      send: (id, message, body) => server.send(message, id, body),
      edit: (message, body) => server.edit(message, body),
      delete: (message) => server.delete(message),
      withdraw: (_chat, message) => server.withdraw(message),
      vote: (_chat, _poll, options) => server.vote(options),
    });
    const close = outbox.subscribe(() => {});
    leaves.push(close);
    return { outbox, close };
  }

  function replaced(target: object, key: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(target, key);
    Object.defineProperty(target, key, { value, configurable: true, writable: true });
    undo.push(() => {
      if (before) Object.defineProperty(target, key, before);
      else delete (target as Record<string, unknown>)[key];
    });
  }

  const kept = () =>
    new Promise<number>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const db = opening.result;
        const counting = db.transaction('acts').objectStore('acts').count();
        counting.onerror = () => reject(counting.error);
        counting.onsuccess = () => {
          resolve(counting.result);
          db.close();
        };
      };
    });

  it('C11 what is written shows at once, before anything has answered', async () => {
    const { outbox } = tab();
    server.hold = new Promise(() => {});
    void outbox.send(chat, 'Здравствуйте');
    expect(outbox.state.items.map(({ act, status }) => [act.body, status])).to.deep.equal([
      ['Здравствуйте', 'pending'],
    ]);
  });

  it('C11 five messages written offline survive a reload and arrive once and in order', async () => {
    server.online = false;
    const before = tab();
    const bodies = ['1', '2', '3', '4', '5'];
    for (const body of bodies) await before.outbox.send(chat, body);
    expect(await kept()).to.equal(5);
    before.close();
    await Promise.resolve();

    const after = tab();
    await until(() => after.outbox.state.items.length === 5, 'the kept messages are shown again');
    expect(after.outbox.state.items.map(({ act }) => act.body)).to.deep.equal(bodies);
    server.online = true;
    dispatchEvent(new Event('online'));
    await until(() => after.outbox.state.items.length === 0, 'everything has arrived');
    expect(server.bodies).to.deep.equal(bodies);
    expect(await kept()).to.equal(0);
  });

  it('R6 what is refused because the session has ended goes by itself when the person has signed in again', async () => {
    const before = tab();
    await before.outbox.send(chat, 'Было');
    await until(() => server.taken.length === 1, 'the first');
    server.signedIn = false;
    await before.outbox.send(chat, 'Написано в последний миг');
    await before.outbox.edit(chat, server.taken[0]?.id ?? '', 'Стало');
    await before.outbox.mark(chat, server.taken[0]?.id ?? '', { kind: 'vote', body: 'poll', options: [1] });
    await before.outbox.send(otherChat, 'В другом чате');
    await until(() => server.tries === 2, 'it is refused');
    await before.outbox.retry('nothing');
    expect(before.outbox.state.items.map(({ problem, status }) => `${status} ${problem}`)).to.deep.equal(
      Array(4).fill('pending null'),
    );
    before.close();
    await Promise.resolve();
    server.signedIn = true;
    const after = tab();
    await until(() => server.taken.length === 3 && after.outbox.state.items.length === 0, 'everything has arrived');
    expect([...server.bodies, ...server.votes]).to.deep.equal([
      'Стало',
      'Написано в последний миг',
      'В другом чате',
      [1],
    ]);
  });

  it('C11 what is written leaves after one step of the disk, which keeps it', async () => {
    const { outbox } = tab();
    await outbox.send(chat, 'прежде');
    await until(() => outbox.state.items.length === 0, 'the first has arrived');
    const open = gate();
    const { transaction } = IDBDatabase.prototype;
    const steps: unknown[] = [];
    replaced(
      IDBDatabase.prototype,
      'transaction',
      function (this: IDBDatabase, ...asked: [string, IDBTransactionMode]) {
        steps.push(asked[1]);
        return transaction.apply(this, asked);
      },
    );
    await outbox.send(chat, 'важно');
    await until(() => server.tries === 2, 'it is under way');
    expect(steps).to.deep.equal(['readwrite']);
    expect(await kept()).to.equal(1);
    open();
    await until(() => outbox.state.items.length === 0, 'it has arrived');
  });

  it('C11 which tab sends is settled while the disk keeps what is written, and nothing leaves before', async () => {
    let keep = () => {};
    const kept = new Promise<void>((resolve) => {
      keep = resolve;
    });
    const storage = memoryStorage();
    const add: OutboxStorage['add'] = async (item) => {
      await kept;
      return storage.add(item);
    };
    const { outbox } = tab(Promise.resolve({ ...storage, add }));
    const sending = outbox.send(chat, 'важно');
    const isSettled = async () => (await navigator.locks.query()).held?.some((lock) => lock.name === name);
    while (!(await isSettled())) await new Promise(requestAnimationFrame);
    expect(server.tries).to.equal(0);
    keep();
    await sending;
    await until(() => outbox.state.items.length === 0, 'it has arrived');
    expect([server.bodies, server.tries]).to.deep.equal([['важно'], 1]);
  });

  it('C11 the next message leaves only when the one before it has arrived', async () => {
    const { outbox } = tab();
    await Promise.all(['1', '2', '3', '4'].map((body) => outbox.send(chat, body)));
    await until(() => outbox.state.items.length === 0, 'everything has arrived');
    expect(server.bodies).to.deep.equal(['1', '2', '3', '4']);
    expect(server.mostAtOnce).to.equal(1);
  });

  it('C11 a passing failure is retried by itself, with the same id', async () => {
    const { outbox } = tab();
    server.refusals = ['unknown', 'limited'];
    await outbox.send(chat, 'Важно');
    await until(() => server.taken.length === 1, 'the third try arrives');
    expect(server.tries).to.equal(3);
    expect(server.bodies).to.deep.equal(['Важно']);
  });

  it('C5 C11 what slow mode refuses, as the second of two written offline, goes by itself and keeps its order', async () => {
    const outbox = new Outbox(name);
    const refusals = [null, new AppError('invalid', 'SF006', { reason: 'slow_mode' })];
    outbox.register('chat', {
      send: async (id, message, body) => {
        const refusal = refusals.shift();
        if (refusal) throw refusal;
        return server.send(message, id, body);
      },
    });
    for (const body of ['1', '2', '3']) await outbox.send(chat, body);
    leaves.push(outbox.subscribe(() => {}));
    await until(() => server.taken.length === 3 && outbox.state.items.length === 0, 'everything arrives');
    expect(server.bodies).to.deep.equal(['1', '2', '3']);
  });

  it('C11 what the server refuses waits for a person, and holds up nobody else', async () => {
    const { outbox } = tab();
    server.refusals = ['denied'];
    await outbox.send(chat, 'Нельзя');
    await outbox.send(otherChat, 'Можно');
    await until(() => server.taken.length === 1 && outbox.state.items.length === 1, 'the other message arrives');
    expect(outbox.state.items.map(({ act, status }) => [act.body, status])).to.deep.equal([['Нельзя', 'failed']]);
    const [item] = outbox.state.items;
    await outbox.retry(item?.id ?? '');
    await until(() => outbox.state.items.length === 0, 'it arrives at the second asking');
    expect(server.bodies).to.deep.equal(['Можно', 'Нельзя']);
  });

  it('C11 what has to wait in one chat keeps its order there, says why, and holds up no other chat', async () => {
    const { outbox } = tab();
    server.closed.set('1', 'limited');
    for (const body of ['раз', 'два']) await outbox.send(chat, body);
    await outbox.send(otherChat, 'другое');
    await until(() => server.taken.length === 1 && outbox.state.items.length === 2, 'the other chat is not held up');
    expect(server.bodies).to.deep.equal(['другое']);
    expect(outbox.state.items.map(({ status, problem }) => [status, problem])).to.deep.equal([
      ['pending', 'limited'],
      ['pending', null],
    ]);
    server.closed.clear();
    dispatchEvent(new Event('online'));
    await until(() => outbox.state.items.length === 0, 'everything has arrived');
    expect(server.bodies).to.deep.equal(['другое', 'раз', 'два']);
  });

  it('C11 what no page can send yet is kept, and holds up nothing', async () => {
    const { outbox } = tab();
    await outbox.send('answer:1', 'ответ');
    await outbox.send(chat, 'сообщение');
    await until(() => server.taken.length === 1 && outbox.state.items.length === 1, 'the message arrives');
    expect(outbox.state.items.map(({ act }) => act.body)).to.deep.equal(['ответ']);
    outbox.register('answer', { send: (id, message, body) => server.send(message, id, body) });
    await until(() => outbox.state.items.length === 0, 'the answer arrives');
  });

  it('C11 what is given up while it is refused does not come back', async () => {
    const { outbox } = tab();
    let refuse = () => {};
    server.refusals = ['denied'];
    server.hold = new Promise((resolve) => {
      refuse = resolve;
    });
    await outbox.send(chat, 'Нельзя');
    await until(() => server.tries === 1, 'it is being sent');
    await outbox.discard(outbox.state.items[0]?.id ?? '');
    refuse();
    await until(() => server.refusals.length === 0, 'it is refused');
    await outbox.send(chat, 'Можно');
    await until(() => server.taken.length === 1, 'the next one arrives');
    await until(() => outbox.state.items.length === 0, 'that is known');
    expect(await kept()).to.equal(0);
  });

  it('C11 a message given up is gone for good', async () => {
    const first = tab();
    server.refusals = ['denied'];
    await first.outbox.send(chat, 'Нельзя');
    const item = await until(() => first.outbox.state.items.find(({ status }) => status === 'failed'), 'it is refused');
    expect(item.problem).to.equal('denied');
    await first.outbox.discard(item.id);
    expect(first.outbox.state.items).to.deep.equal([]);
    expect(await kept()).to.equal(0);
  });

  it('C11 of two tabs only one sends at a time, and both see it arrive', async () => {
    const left = tab();
    const right = tab();
    const seen: string[] = [];
    right.outbox.onSent((conversation, { body }) => seen.push(`${conversation} ${body}`));
    await Promise.all([left.outbox.send(chat, '1'), left.outbox.send(chat, '2')]);
    await right.outbox.send(chat, '3');
    await until(() => server.taken.length === 3, 'everything has arrived');
    await until(() => left.outbox.state.items.length + right.outbox.state.items.length === 0, 'both tabs know');
    await until(() => seen.length === 3, 'the other tab received what arrived');
    expect(new Set(seen)).to.deep.equal(new Set([`${chat} 1`, `${chat} 2`, `${chat} 3`]));
    expect(server.mostAtOnce).to.equal(1);
    expect(new Set(server.taken.map(({ id }) => id)).size).to.equal(3);
  });

  for (const when of ['at once', 'when the transaction ends'] as const) {
    it(`C11 what one tab refuses to keep ${when} is sent all the same`, async () => {
      const { outbox } = tab();
      await until(() => server.tries === 0, 'the tab has started');
      const { add } = IDBObjectStore.prototype;
      replaced(IDBObjectStore.prototype, 'add', function (this: IDBObjectStore, item: unknown) {
        if (when === 'at once') throw new DOMException('full', 'QuotaExceededError');
        const adding = add.call(this, item);
        adding.addEventListener('success', () => this.transaction.abort());
        return adding;
      });
      await outbox.send(chat, 'Диск полон');
      Object.defineProperty(IDBObjectStore.prototype, 'add', { value: add, configurable: true, writable: true });
      await until(() => server.taken.length === 1, 'it arrives');
      await until(() => outbox.state.items.length === 0, 'that is known');
    });
  }

  it('C11 a database that the browser has closed is opened again', async () => {
    let db: IDBDatabase | null = null;
    const { transaction } = IDBDatabase.prototype;
    replaced(
      IDBDatabase.prototype,
      'transaction',
      function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
        db = this;
        return transaction.apply(this, args);
      },
    );
    server.online = false;
    const { outbox } = tab();
    await outbox.send(chat, '1');
    (db as IDBDatabase | null)?.close();
    await outbox.send(chat, '2');
    expect(await kept()).to.equal(2);
    server.online = true;
    dispatchEvent(new Event('online'));
    await until(() => server.taken.length === 2, 'both arrive');
    expect(server.bodies).to.deep.equal(['1', '2']);
  });

  it('C11 who deletes the database, as a site that clears its storage, holds up no new page, and what waits is sent', async () => {
    server.online = false;
    const before = tab();
    await before.outbox.send(chat, '1');
    await before.outbox.send(chat, '2');
    await new Promise((resolve, reject) => {
      const deleting = indexedDB.deleteDatabase(name);
      deleting.onsuccess = resolve;
      deleting.onblocked = () => reject(new Error('a page holds it'));
    });
    const after = tab();
    await after.outbox.send(otherChat, '3');
    await before.outbox.send(chat, '4');
    expect(before.outbox.state.items.map(({ act }) => act.body)).to.have.members(['1', '2', '3', '4']);
    server.online = true;
    dispatchEvent(new Event('online'));
    await until(() => server.taken.length === 4, 'everything arrives');
    expect(server.taken.filter(({ chatId }) => chatId === '1').map(({ body }) => body)).to.deep.equal(['1', '2', '4']);
  });

  it('C11 what is written when the database cannot be read any more is sent once', async () => {
    const { outbox } = tab();
    await outbox.send(chat, '1');
    await until(() => outbox.state.items.length === 0 && server.taken.length === 1, 'the first arrives');
    replaced(IDBDatabase.prototype, 'transaction', () => {
      throw new DOMException('closed', 'InvalidStateError');
    });
    await outbox.send(chat, '2');
    await until(() => outbox.state.items.length === 0, 'the second arrives');
    expect([server.bodies, server.tries]).to.deep.equal([['1', '2'], 2]);
  });

  it('C11 a browser that refuses to keep anything still sends, in order', async () => {
    replaced(globalThis, 'indexedDB', {
      open: () => {
        throw new DOMException('refused', 'SecurityError');
      },
      deleteDatabase: () => {},
    });
    const { outbox } = tab();
    await outbox.send(chat, '1');
    await outbox.send(chat, '2');
    await until(() => server.taken.length === 2, 'both arrive');
    expect(server.bodies).to.deep.equal(['1', '2']);
  });

  for (const thrown of [new DOMException('busy', 'AbortError'), new TypeError('a mistake')]) {
    it(`C11 what the storage does not give for ${thrown.name} is sent later, and only a mistake is reported`, async () => {
      const reported: unknown[] = [];
      replaced(globalThis, 'reportError', (error: unknown) => reported.push(error));
      const storage = memoryStorage();
      let readings = 0;
      const all = async () => {
        readings += 1;
        // The first one shows what is there, the second looks for what can be sent.
        if (readings === 2) throw thrown;
        return storage.all();
      };
      const { outbox } = tab(Promise.resolve({ ...storage, all }));
      await until(() => readings > 1, 'it looks for what can be sent');
      await outbox.send(chat, '1');
      await until(() => server.taken.length === 1, 'it arrives');
      expect(reported).to.deep.equal(thrown instanceof DOMException ? [] : [thrown]);
    });
  }

  it('C11 a page without https, where browsers give neither locks nor randomUUID, sends too', async () => {
    replaced(navigator, 'locks', undefined);
    replaced(crypto, 'randomUUID', undefined);
    const { outbox } = tab();
    await outbox.send(chat, 'По http');
    await until(() => server.taken.length === 1, 'it arrives');
    expect(server.taken[0]?.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('C11 a browser that lets no site keep anything, and so refuses locks and channels too, sends in order', async () => {
    const refused = () => Promise.reject(new DOMException('denied', 'SecurityError'));
    replaced(navigator, 'locks', { request: refused, query: refused });
    class Insecure {
      constructor() {
        throw new DOMException('insecure', 'SecurityError');
      }
    }
    replaced(globalThis, 'BroadcastChannel', Insecure);
    replaced(globalThis, 'indexedDB', {
      open: () => {
        throw new DOMException('refused', 'SecurityError');
      },
      deleteDatabase: () => {},
    });
    const { outbox } = tab();
    await outbox.send(chat, '1');
    await outbox.send(chat, '2');
    await until(() => outbox.state.items.length === 0, 'both arrive');
    expect(server.bodies).to.deep.equal(['1', '2']);
  });

  /** Answers to what is asked from now on wait until the returned function is called. */
  const gate = () => {
    let open = () => {};
    server.hold = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      server.hold = Promise.resolve();
      open();
    };
  };
  const acts = ({ state }: Outbox) => state.items.map(({ act, status }) => [act.kind, act.body, status]);
  const arrived = (outbox: Outbox) => until(() => outbox.state.items.length === 0, 'everything has arrived');
  /** A message that is there, by its id. */
  const written = async (outbox: Outbox, body: string) => {
    await outbox.send(chat, body);
    await arrived(outbox);
    return server.taken.at(-1)?.id ?? '';
  };

  it('C8 C11 a message that is not sent is edited where it waits, and arrives as if it had been written so', async () => {
    const { outbox } = tab();
    server.online = false;
    await outbox.send(chat, 'Завтра в 9');
    await outbox.send(chat, 'Аудитория 214');
    const [item] = outbox.state.items;
    await until(() => outbox.state.items[0]?.problem === 'offline', 'it was tried');
    expect(await outbox.edit(chat, item?.id ?? '', 'Завтра в 10')).to.equal(true);
    await outbox.edit(chat, item?.id ?? '', 'Завтра в 11');
    expect(acts(outbox)).to.deep.equal([
      ['send', 'Завтра в 11', 'pending'],
      ['send', 'Аудитория 214', 'pending'],
    ]);
    server.online = true;
    dispatchEvent(new Event('online'));
    await arrived(outbox);
    expect(server.bodies).to.deep.equal(['Завтра в 11', 'Аудитория 214']);
    expect(server.taken[0]?.change, 'not marked as edited').to.equal(0);
  });

  it('C8 C11 an edit of what is just being sent follows it', async () => {
    const { outbox } = tab();
    const open = gate();
    await outbox.send(chat, 'Завтра в 9');
    await until(() => server.tries === 1, 'it is being sent');
    await outbox.edit(chat, outbox.state.items[0]?.id ?? '', 'Завтра в 10');
    expect(acts(outbox)).to.deep.equal([['send', 'Завтра в 10', 'pending']]);
    open();
    await arrived(outbox);
    expect(server.taken.map(({ body, change }) => [body, change])).to.deep.equal([['Завтра в 10', 1]]);
  });

  it('C8 C11 an edit of what has arrived without an answer is not lost, also after a reload', async () => {
    const before = tab();
    server.breaks = true;
    await before.outbox.send(chat, 'Завтра в 9');
    await until(() => before.outbox.state.items[0]?.problem === 'offline', 'its answer is lost');
    before.close();
    await Promise.resolve();
    const after = tab();
    const item = await until(() => after.outbox.state.items[0], 'it is kept');
    await after.outbox.edit(chat, item.id, 'Завтра в 10');
    Object.assign(server, { breaks: false, online: true });
    dispatchEvent(new Event('online'));
    await arrived(after.outbox);
    expect(server.bodies).to.deep.equal(['Завтра в 10']);
  });

  it('C8 C11 edits of a message fold into the last one, in the order of the conversation', async () => {
    const { outbox } = tab();
    const id = await written(outbox, 'раз');
    server.online = false;
    for (const body of ['два', 'три']) await outbox.edit(chat, id, body);
    await outbox.send(chat, 'потом');
    await outbox.edit(chat, id, 'четыре');
    expect(acts(outbox)).to.deep.equal([
      ['edit', 'четыре', 'pending'],
      ['send', 'потом', 'pending'],
    ]);
    server.online = true;
    dispatchEvent(new Event('online'));
    await arrived(outbox);
    expect(server.taken.map(({ body, change }) => [body, change])).to.deep.equal([
      ['четыре', 1],
      ['потом', 0],
    ]);
  });

  it('C8 C11 an edit made while one is under way is sent after it', async () => {
    const { outbox } = tab();
    const id = await written(outbox, 'раз');
    const open = gate();
    await outbox.edit(chat, id, 'два');
    await until(() => server.bodies[0] === 'два', 'it is under way');
    await outbox.edit(chat, id, 'три');
    open();
    await arrived(outbox);
    expect(server.bodies).to.deep.equal(['три']);
  });

  const vote = (outbox: Outbox, options: readonly number[]) =>
    outbox.mark(chat, 'message', { kind: 'vote', body: 'poll', options });

  it('C8 C11 a vote given offline survives a reload, and of several the last one is sent', async () => {
    server.online = false;
    const before = tab();
    await vote(before.outbox, [0]);
    await vote(before.outbox, [1, 2]);
    before.close();
    await Promise.resolve();

    const { outbox } = tab();
    await until(() => outbox.state.items.length === 1, 'the vote is there again');
    expect(outbox.state.items[0]?.act.options).to.deep.equal([1, 2]);
    server.online = true;
    dispatchEvent(new Event('online'));
    await arrived(outbox);
    expect(server.votes).to.deep.equal([[1, 2]]);
  });

  it('C8 C11 a vote that is changed while it is being sent is sent again', async () => {
    const { outbox } = tab();
    const open = gate();
    await vote(outbox, [0]);
    await until(() => server.tries === 1, 'it is under way');
    await vote(outbox, [1]);
    await vote(outbox, []);
    open();
    await arrived(outbox);
    expect(server.votes).to.deep.equal([[0], []]);
  });

  it('C8 C11 a vote that is refused waits with its reason, and holds up nobody', async () => {
    const { outbox } = tab();
    server.refusals = ['invalid'];
    await vote(outbox, [0]);
    await outbox.send(chat, 'потом');
    await until(() => server.bodies.length === 1, 'the message after it');
    const [item] = outbox.state.items;
    expect([item?.status, item?.problem, item?.reason]).to.deep.equal(['failed', 'invalid', 'ended']);
  });

  it('C8 a message that was never tried is taken back without a trace', async () => {
    const { outbox } = tab();
    const open = gate();
    await outbox.send(chat, 'первое');
    await outbox.send(chat, 'второе');
    await outbox.delete(chat, outbox.state.items[1]?.id ?? '');
    expect(acts(outbox)).to.deep.equal([['send', 'первое', 'pending']]);
    open();
    await arrived(outbox);
    expect(server.bodies).to.deep.equal(['первое']);
    expect(await kept()).to.equal(0);
  });

  it('C8 C11 a message that is deleted while it is being sent does not come back', async () => {
    const { outbox } = tab();
    const open = gate();
    await outbox.send(chat, 'Не то');
    await until(() => server.tries === 1, 'it is being sent');
    await outbox.delete(chat, outbox.state.items[0]?.id ?? '');
    open();
    await arrived(outbox);
    expect(server.taken.map(({ body, deletedAt }) => [body, deletedAt !== null])).to.deep.equal([['', true]]);
  });

  it('C8 C11 a message that found no connection and is deleted is never seen by anybody', async () => {
    const { outbox } = tab();
    server.online = false;
    await outbox.send(chat, 'Не то');
    await until(() => outbox.state.items[0]?.problem === 'offline', 'it was tried');
    await outbox.delete(chat, outbox.state.items[0]?.id ?? '');
    await outbox.send(chat, 'То');
    server.online = true;
    dispatchEvent(new Event('online'));
    await arrived(outbox);
    expect(server.bodies).to.deep.equal(['То']);
  });

  it('C8 C11 a message that arrives long after its sender gave up and deleted it does not come back', async () => {
    const { outbox } = tab();
    server.online = false;
    await outbox.send(chat, 'Не то');
    await until(() => outbox.state.items[0]?.problem === 'offline', 'nobody answered');
    const [{ id }] = outbox.state.items as [OutboxItem];
    await outbox.delete(chat, id);
    server.online = true;
    dispatchEvent(new Event('online'));
    await arrived(outbox);
    const late = await server.send(id, chat.slice('chat:'.length), 'Не то').catch(({ code }: AppError) => code);
    expect([late, server.bodies, await kept()]).to.deep.equal(['missing', [], 0]);
  });

  it('C8 a deletion takes the place of an edit that waits', async () => {
    const { outbox } = tab();
    const id = await written(outbox, 'раз');
    server.online = false;
    await outbox.edit(chat, id, 'два');
    await outbox.delete(chat, id);
    expect(acts(outbox)).to.deep.equal([['delete', '', 'pending']]);
    expect(await outbox.edit(chat, id, 'три'), 'what is being deleted is not edited').to.equal(false);
    server.online = true;
    dispatchEvent(new Event('online'));
    await arrived(outbox);
    expect(server.taken[0]?.deletedAt).not.to.equal(null);
  });

  it('C8 C11 a refused edit is kept with its reason and holds up nobody', async () => {
    const { outbox } = tab();
    const id = await written(outbox, 'раз');
    await server.delete(id);
    await outbox.edit(chat, id, 'Долго писал');
    await outbox.send(chat, 'Дальше');
    await until(() => server.taken.length === 2 && outbox.state.items.length === 1, 'the next one arrives');
    const [item] = outbox.state.items;
    expect(item).to.deep.include({ status: 'failed', problem: 'missing', reason: 'deleted' });
    expect(item?.act.body).to.equal('Долго писал');
    await outbox.discard(id);
    expect(await kept()).to.equal(0);
  });

  it('C8 C11 what is edited after the server refused to take it is tried again with its new text', async () => {
    const { outbox } = tab();
    server.refusals = ['invalid'];
    await outbox.send(chat, 'не так');
    const item = await until(() => outbox.state.items.find(({ status }) => status === 'failed'), 'it is refused');
    await outbox.edit(chat, item.id, 'так');
    await arrived(outbox);
    expect(server.taken.map(({ body, change }) => [body, change])).to.deep.equal([['так', 0]]);
  });

  it('C8 C11 what one tab edits while another sends it arrives, and both tabs know', async () => {
    const left = tab();
    const right = tab();
    const open = gate();
    await left.outbox.send(chat, 'раз');
    await until(() => server.tries === 1 && right.outbox.state.items.length === 1, 'both know it');
    await right.outbox.edit(chat, right.outbox.state.items[0]?.id ?? '', 'два');
    await until(() => left.outbox.state.items[0]?.act.body === 'два', 'the other one shows it');
    open();
    await until(() => server.bodies[0] === 'два', 'it is edited');
    await until(() => left.outbox.state.items.length + right.outbox.state.items.length === 0, 'both tabs know');
  });

  it('C8 C11 what the disk will not change is changed in memory', async () => {
    const { outbox } = tab();
    server.online = false;
    await outbox.send(chat, 'раз');
    const { put } = IDBObjectStore.prototype;
    replaced(IDBObjectStore.prototype, 'put', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await outbox.edit(chat, outbox.state.items[0]?.id ?? '', 'два');
    expect(acts(outbox)).to.deep.equal([['send', 'два', 'pending']]);
    Object.defineProperty(IDBObjectStore.prototype, 'put', { value: put, configurable: true, writable: true });
    server.online = true;
    dispatchEvent(new Event('online'));
    await arrived(outbox);
    expect(server.bodies).to.deep.equal(['два']);
    expect(await kept()).to.equal(0);
  });

  it('C8 C11 what the disk will not change keeps its place before what was written later', async () => {
    const { outbox } = tab();
    server.online = false;
    for (const body of ['1', '2', '3']) await outbox.send(chat, body);
    replaced(IDBObjectStore.prototype, 'put', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await outbox.edit(chat, outbox.state.items[1]?.id ?? '', 'два');
    await outbox.edit(chat, outbox.state.items[0]?.id ?? '', 'один');
    await outbox.send(chat, '4');
    expect(outbox.state.items.map(({ act }) => act.body)).to.deep.equal(['один', 'два', '3', '4']);
    server.online = true;
    dispatchEvent(new Event('online'));
    await arrived(outbox);
    expect(server.bodies).to.deep.equal(['один', 'два', '3', '4']);
    expect(await kept()).to.equal(0);
  });

  it('C8 C11 what only one tab could edit, on a full disk, is not lost when the other one sends', async () => {
    const left = tab();
    const right = tab();
    const open = gate();
    await right.outbox.send(otherChat, 'долго');
    await until(() => server.tries === 1, 'the other one sends');
    await left.outbox.send(chat, 'раз');
    const { put } = IDBObjectStore.prototype;
    replaced(IDBObjectStore.prototype, 'put', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await left.outbox.edit(chat, left.outbox.state.items.at(-1)?.id ?? '', 'два');
    Object.defineProperty(IDBObjectStore.prototype, 'put', { value: put, configurable: true, writable: true });
    open();
    await until(() => left.outbox.state.items.length + right.outbox.state.items.length === 0, 'both tabs know');
    expect(server.bodies).to.deep.equal(['долго', 'два']);
  });

  it('C8 C11 what no database can keep is taken out of a text', async () => {
    const { outbox } = tab();
    const id = await written(outbox, 'раз\u0000 \ud83d, 😀');
    expect(server.bodies).to.deep.equal(['раз \ufffd, 😀']);
    await outbox.edit(chat, id, '\udc00два\u0000');
    await arrived(outbox);
    expect(server.bodies).to.deep.equal(['\ufffdдва']);
  });

  for (const act of ['edit', 'delete'] as const) {
    it(`C8 C11 what may have arrived, though a full disk does not know, is there for ${act} after a reload`, async () => {
      const { outbox, close } = tab();
      const { put } = IDBObjectStore.prototype;
      replaced(IDBObjectStore.prototype, 'put', () => {
        throw new DOMException('full', 'QuotaExceededError');
      });
      server.breaks = true;
      await outbox.send(chat, 'раз');
      await until(() => outbox.state.items[0]?.problem === 'offline', 'its answer is lost');
      close();
      server.breaks = false;
      Object.defineProperty(IDBObjectStore.prototype, 'put', { value: put, configurable: true, writable: true });
      const { outbox: reloaded } = tab();
      const item = await until(() => reloaded.state.items[0], 'it is read from the disk');
      if (act === 'edit') await reloaded.edit(chat, item.id, 'два');
      else await reloaded.delete(chat, item.id);
      server.online = true;
      dispatchEvent(new Event('online'));
      await arrived(reloaded);
      const [message] = server.taken;
      expect(act === 'edit' ? message?.body : message?.deletedAt).to.not.be.oneOf(['раз', null]);
    });
  }

  it('C8 C11 a deletion of what is not there, as another tab took it back, has nothing left to do', async () => {
    const { outbox } = tab();
    await outbox.delete(chat, crypto.randomUUID());
    await arrived(outbox);
    expect([server.tries, await kept()]).to.deep.equal([1, 0]);
  });
});
