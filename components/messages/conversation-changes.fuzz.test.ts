import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import type { ConversationSummary } from './conversation.ts';
import { ConversationStore } from './conversation-store.ts';
import { seen } from './history/rows.ts';
import { Outbox, type OutboxItem, type OutboxTransport } from './outbox/outbox.ts';
import { memoryStorage } from './outbox/outbox-storage.ts';
import { type FakeMessage, followingCode, offline } from './testing/fake-server.ts';
import { Line, turn } from './testing/line.ts';

type Channels = Set<{ onmessage: ((event: { data: unknown }) => void) | null }>;

/** What tabs publish to each other, delivered in that order, when a test lets it through. */
class Tabs {
  readonly channels: Channels = new Set();
  #underWay: (() => void)[] = [];

  post(from: unknown, message: unknown): void {
    const data = structuredClone(message);
    for (const channel of this.channels) {
      if (channel !== from) this.#underWay.push(() => channel.onmessage?.({ data }));
    }
  }

  deliver(): boolean {
    const next = this.#underWay.shift();
    next?.();
    return next !== undefined;
  }
}

let tabs: Tabs;

describe('C8 edits and deletions on a bad line', () => {
  const undo: (() => void)[] = [];
  before(followingCode);
  before(() => {
    const replace = (target: object, key: string, value: unknown) => {
      const own = Object.getOwnPropertyDescriptor(target, key);
      Object.defineProperty(target, key, { value, configurable: true, writable: true });
      undo.push(() => {
        if (own) Object.defineProperty(target, key, own);
        else Reflect.deleteProperty(target, key);
      });
    };
    let tail: Promise<unknown> = Promise.resolve();
    let wanted = 0;
    type Work = (lock: object | null) => Promise<unknown>;
    replace(navigator, 'locks', {
      request: (_name: string, ...[options, work = options as Work]: [{ ifAvailable?: boolean } | Work, Work?]) => {
        if ('ifAvailable' in options && options.ifAvailable && wanted > 0) return work(null);
        wanted += 1;
        const done = tail
          .then(() => work({}))
          .finally(() => {
            wanted -= 1;
          });
        tail = done.catch(() => {});
        return done;
      },
    });
    class Channel {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      constructor() {
        tabs.channels.add(this);
      }
      postMessage(message: unknown): void {
        tabs.post(this, message);
      }
    }
    replace(globalThis, 'BroadcastChannel', Channel);
  });
  after(() => {
    for (const step of undo) step();
  });

  /** One page with the conversation; what is kept on the device outlives it. */
  class Tab {
    readonly store: ConversationStore<FakeMessage, ConversationSummary>;
    readonly #unsubscribe: () => void;
    #end: (reason: Error) => void = () => {};
    readonly #ended = new Promise<never>((_, reject) => {
      this.#end = reject;
    });

    constructor(line: Line, storage: ReturnType<typeof memoryStorage>) {
      this.#ended.catch(() => {});
      const alive = <T>(work: Promise<T>): Promise<T> => Promise.race([work, this.#ended]);
      const outbox = new Outbox(
        'fake',
        Promise.resolve({
          all: () => alive(storage.all()),
          add: (item) => alive(storage.add(item)),
          change: (id, how) => alive(storage.change(id, how)),
        }),
      );
      const { send, edit, delete: remove, withdraw } = line.server.transport;
      const transport: OutboxTransport = {
        send: (...args) => alive(send(...args)),
        edit: (...args) => alive(edit(...args)),
        delete: (...args) => alive(remove(...args)),
        withdraw: (...args) => alive(withdraw(...args)),
      };
      outbox.register('fake', transport);
      this.store = new ConversationStore(line.server, outbox, 'fake:1');
      this.#unsubscribe = this.store.subscribe(() => {});
    }

    get shown(): readonly FakeMessage[] {
      const { messages } = this.store.state;
      return messages.status === 'ready' ? messages.value : [];
    }

    /** Messages of one's own that are not deleted, as they are seen. */
    get own(): string[] {
      const { ahead, changes, pending } = this.store.state;
      const arrived = [...this.shown, ...ahead].filter((message) => {
        return message.own && !seen(message, changes.get(message.id) ?? null).deletedAt;
      });
      return [...arrived, ...pending].map(({ id }) => id);
    }

    check(): void {
      const { ahead, pending } = this.store.state;
      const ids = [...this.shown, ...ahead, ...pending].map(({ id }) => id);
      expect(new Set(ids).size, 'nothing twice').to.equal(ids.length);
    }

    /** The page ends in the middle of whatever it does. */
    end(): void {
      this.#unsubscribe();
      this.#end(offline);
    }
  }

  class Run {
    readonly line = new Line();
    readonly server = this.line.server;
    readonly storage = memoryStorage();
    readonly tabs: Tab[];
    /** What was done last with a message, of those that were kept. */
    readonly last = new Map<string, { readonly body: string | null }>();
    #count = 0;

    constructor(count: number) {
      tabs = new Tabs();
      for (let i = 0; i < count; i++) this.server.write(1, i % 2 === 0);
      this.server.readSeq = count;
      this.tabs = [new Tab(this.line, this.storage), new Tab(this.line, this.storage)];
    }

    tab(nth: number): Tab {
      const tab = this.tabs[nth % 2];
      if (!tab) throw new Error('no tab');
      return tab;
    }

    send(nth: number): void {
      this.#count += 1;
      void this.tab(nth).store.send(`written ${this.#count}`);
    }

    edit(nth: number): void {
      const tab = this.tab(nth);
      const id = tab.own[(nth >> 1) % Math.max(1, tab.own.length)];
      if (!id) return;
      this.#count += 1;
      const body = `edited ${this.#count}`;
      void tab.store.edit(id, body).then((isKept) => {
        if (isKept) this.last.set(id, { body });
      });
    }

    delete(nth: number): void {
      const tab = this.tab(nth);
      const id = tab.own[(nth >> 1) % Math.max(1, tab.own.length)];
      if (id) void tab.store.delete(id).then(() => this.last.set(id, { body: null }));
    }

    /** The page is loaded anew. What it had asked for is done or lost before the new one asks for anything. */
    reload(nth: number): void {
      this.tab(nth).end();
      this.line.cut((request) => (nth >> request) % 2 === 0);
      this.tabs[nth % 2] = new Tab(this.line, this.storage);
    }

    async settle(): Promise<void> {
      for (let quiet = 0; quiet < 3; quiet++) {
        await turn();
        while (tabs.deliver() || !this.line.isQuiet) {
          quiet = 0;
          this.line.request('serve', 0);
          this.line.answer(0);
          await turn();
        }
      }
    }

    /** Both tabs show what the server has, and what people did is there, or its failure is shown. */
    async compare(): Promise<void> {
      const left = await this.storage.all();
      const failed = new Map(left.map((item) => [item.id, item]));
      expect(
        left.filter(({ status }) => status === 'pending'),
        'everything has been sent',
      ).to.deep.equal([]);
      const why = ({ act, id, problem, reason }: OutboxItem) => {
        const isThere = this.server.messages.some((message) => message.id === id);
        return `${act.kind} ${problem} ${reason || (isThere ? 'there' : 'nowhere')}`;
      };
      // Who edits what is deleted meanwhile, or taken back in another tab; nothing else can be refused.
      expect(['edit missing deleted', 'edit missing nowhere']).to.include.members(left.map(why));
      for (const tab of this.tabs) {
        while (tab.store.hasOlder) {
          void tab.store.loadOlder(true);
          await this.settle();
        }
        tab.check();
        expect(tab.shown).to.deep.equal(this.server.messages);
        expect(tab.store.state.pending).to.deep.equal([]);
        expect([...tab.store.state.changes.keys()]).to.have.members([...failed.keys()]);
      }
      for (const [id, { body }] of this.last) {
        const message = this.server.messages.find((each) => each.id === id);
        if (body === null) expect(message?.deletedAt, 'deleted stays deleted').to.not.equal(null);
        else if (!this.server.texts.has(body)) expect(failed.get(id)?.act.body, 'no text is lost').to.equal(body);
      }
    }
  }

  type Step = (run: Run) => unknown;
  const nth = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }) }, fc.nat({ max: 1000 }));
  const steps: [number, (i: number) => Step][] = [
    [5, (i) => (run) => run.line.request('serve', i)],
    [2, (i) => (run) => run.line.request('fail', i)],
    [2, (i) => (run) => run.line.request('loseAnswer', i)],
    [5, (i) => (run) => run.line.answer(i)],
    [4, (i) => (run) => run.line.deliver(i)],
    [1, (i) => (run) => run.line.double(i)],
    [1, (i) => (run) => run.line.drop(i)],
    [3, () => () => tabs.deliver()],
    [3, (i) => (run) => run.send(i)],
    [5, (i) => (run) => run.edit(i)],
    [3, (i) => (run) => run.delete(i)],
    [1, (i) => (run) => run.server.post((i % 3) + 1)],
    [
      2,
      (i) => (run) => {
        const seq = (i % Math.max(1, run.server.lastSeq)) + 1;
        const old = run.server.messages[seq - 1];
        if (old && !old.deletedAt) run.server.change(seq, i % 3 === 0 ? 'remove' : 'edit');
      },
    ],
    [1, (i) => (run) => run.reload(i)],
    [1, () => (run) => run.line.cut(() => false)],
    [2, () => () => dispatchEvent(new Event('online'))],
    [1, () => (run) => run.server.join()],
  ];
  const step = fc.oneof(...steps.map(([weight, make]) => ({ weight, arbitrary: nth.map(make) })));

  it('C8 C11 two tabs, reloads, another device and other people: in the end all see the same, and no text is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 6 }), fc.array(step, { maxLength: 90 }), async (count, acts) => {
        const run = new Run(count);
        try {
          await run.settle();
          for (const act of acts) {
            await act(run);
            await turn();
            for (const tab of run.tabs) tab.check();
          }
          run.line.dropAll();
          for (let round = 0; round < 3; round++) {
            await run.settle();
            dispatchEvent(new Event('online'));
          }
          await run.settle();
          run.server.join();
          await run.settle();
          await run.compare();
        } finally {
          for (const tab of run.tabs) tab.end();
          await turn();
        }
      }),
      { numRuns: 500, includeErrorInReport: true },
    );
  }).timeout(90_000);
});
