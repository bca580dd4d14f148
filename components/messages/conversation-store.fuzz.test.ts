import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import type { ConversationSummary } from './conversation.ts';
import { ConversationStore } from './conversation-store.ts';
import { type FakeMessage, followingCode, offline } from './testing/fake-server.ts';
import { Line, turn } from './testing/line.ts';

describe('C11 conversation store on a bad line', () => {
  const undo: (() => void)[] = [];
  before(followingCode);
  before(() => {
    // One tab: neither other tabs nor their locks take part, and nothing but the line decides what happens when.
    for (const [target, key] of [
      [navigator, 'locks'],
      [globalThis, 'BroadcastChannel'],
    ] as const) {
      const own = Object.getOwnPropertyDescriptor(target, key);
      Object.defineProperty(target, key, { value: undefined, configurable: true, writable: true });
      undo.push(() => {
        if (own) Object.defineProperty(target, key, own);
        else Reflect.deleteProperty(target, key);
      });
    }
  });
  after(() => {
    for (const step of undo) step();
  });

  const keepAtMost = 120;

  class Run {
    readonly line = new Line();
    readonly server = this.line.server;
    readonly outbox = this.server.outbox();
    readonly store = new ConversationStore<FakeMessage, ConversationSummary>(this.server, this.outbox, 'fake:1', {
      keepAtMost,
    });
    readonly written: string[] = [];
    readonly stop: () => void;
    /** What must stay on the screen. */
    looking: { from: number; to: number }[] = [];
    readonly #viewers = [{}, {}];
    #jumps = 0;

    constructor(count: number, read: number, mostChanges: number) {
      this.server.write(count);
      this.server.readSeq = Math.min(read, count);
      this.server.mostChanges = mostChanges;
      this.stop = this.store.subscribe(() => {});
    }

    get shown(): readonly FakeMessage[] {
      const { messages } = this.store.state;
      return messages.status === 'ready' ? messages.value : [];
    }

    send(): void {
      const body = `mine ${this.written.length}`;
      this.written.push(body);
      this.looking = [];
      void this.store.send(body);
    }

    /** Two tags look at places that can be held both. */
    look(nth: number | null): void {
      const { ahead, pending } = this.store.state;
      const end = this.shown.at(-1)?.seq ?? 0;
      const at = nth === null ? undefined : this.shown[nth % Math.max(1, this.shown.length)]?.seq;
      const spans = at ? [Math.min(at + 80, end), at].map((from) => ({ from, to: Math.min(from + 5, end) })) : [];
      for (const viewer of [0, 1]) this.store.look(this.#viewers[viewer] ?? this, spans[viewer] ?? null);
      // What was just written here, and a jump to the end, will show the end.
      this.looking = ahead.length + pending.length + this.#jumps === 0 ? spans : [];
    }

    toEnd(): void {
      this.looking = [];
      this.#jumps += 1;
      const jump = this.store.toEnd().catch((error: unknown) => {
        if (error !== offline) throw error;
      });
      void jump.then(() => {
        this.#jumps -= 1;
      });
    }

    jump(seq: number): void {
      this.looking = [];
      this.#jumps += 1;
      const jump = this.store.showAround(seq).catch((error: unknown) => {
        if (error !== offline) throw error;
      });
      void jump.then(() => {
        this.#jumps -= 1;
      });
    }

    /** What holds at any moment. */
    check(): void {
      const { ahead, pending } = this.store.state;
      const seqs = this.shown.map(({ seq }) => seq);
      expect(seqs, 'without gaps').to.deep.equal(seqs.map((_, i) => (seqs[0] ?? 0) + i));
      const ids = [...this.shown, ...ahead, ...pending].map(({ id }) => id);
      expect(new Set(ids).size, 'nothing twice').to.equal(ids.length);
      expect(seqs.length, 'bounded').to.be.at.most(keepAtMost);
      if (seqs.length === 0) return;
      expect(this.store.state.span, 'what the window says of itself').to.deep.equal({
        from: seqs[0],
        to: seqs.at(-1),
      });
      for (const { from, to } of this.looking) {
        expect(seqs, 'what is looked at stays').to.include.members([from, to]);
      }
    }

    /** The line is good until nothing is asked any more. */
    async settle(): Promise<void> {
      for (let quiet = 0; quiet < 3; quiet++) {
        await turn();
        while (!this.line.isQuiet) {
          quiet = 0;
          this.line.request('serve', 0);
          this.line.answer(0);
          await turn();
        }
      }
    }

    /** What is shown is what the server has. */
    compare(): void {
      const from = (this.shown[0]?.seq ?? 1) - 1;
      expect(this.shown).to.deep.equal(this.server.messages.slice(from, from + this.shown.length));
    }
  }

  /** Mostly the one whose turn it is. */
  const nth = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 1000 }));
  type Step = (run: Run) => unknown;
  /** The server has seen the latest question, and its answer is under way. */
  const served = async (run: Run) => {
    await turn();
    run.line.request('serve', run.line.asked - 1);
  };
  const change = (run: Run, i: number) => run.server.change(Math.max(1, run.server.lastSeq - (i % 130)));
  const steps: [number, (i: number) => Step][] = [
    [4, (i) => (run) => run.line.request('serve', i)],
    [1, (i) => (run) => run.line.request('fail', i)],
    [1, (i) => (run) => run.line.request('loseAnswer', i)],
    [4, (i) => (run) => run.line.answer(i)],
    [4, (i) => (run) => run.line.deliver(i)],
    [1, (i) => (run) => run.line.double(i)],
    [1, (i) => (run) => run.line.drop(i)],
    [1, () => (run) => run.line.dropAll()],
    [2, (i) => (run) => run.server.post((i % 3) + 1)],
    [1, (i) => (run) => run.server.post((i % 3) * 40 + 1)],
    [1, () => (run) => run.server.post(1, true)],
    [2, (i) => (run) => run.server.lastSeq > 0 && change(run, i)],
    [
      2,
      (i) => (run) => {
        if (run.server.lastSeq === 0) return;
        change(run, i);
        run.line.deliver(run.line.undelivered - 1);
      },
    ],
    [2, () => (run) => run.send()],
    [
      2,
      () => (run) => {
        run.send();
        return served(run);
      },
    ],
    [2, (i) => (run) => run.look(i)],
    [1, () => (run) => run.look(null)],
    [2, () => (run) => void run.store.loadOlder(true)],
    [
      2,
      () => (run) => {
        void run.store.loadOlder(true);
        return served(run);
      },
    ],
    [2, () => (run) => void run.store.loadNewer()],
    [1, () => (run) => run.toEnd()],
    [1, (i) => (run) => run.jump((i % Math.max(1, run.server.lastSeq)) + 1)],
    [
      2,
      (i) => (run) => {
        run.jump((i % Math.max(1, run.server.lastSeq)) + 1);
        return served(run);
      },
    ],
    [1, () => (run) => run.server.lose()],
    [1, () => (run) => run.server.join()],
    [1, () => () => dispatchEvent(new Event('online'))],
  ];
  const step = fc.oneof(...steps.map(([weight, make]) => ({ weight, arbitrary: nth.map(make) })));

  it('C10 C11 whatever is lost, late, doubled or out of order: when the line is good again both ends hold the same', async () => {
    const start = fc.record({
      count: fc.integer({ min: 0, max: 200 }),
      read: fc.integer({ min: 0, max: 200 }),
      mostChanges: fc.constantFrom(3, 500),
      /** How much of the beginning goes well. */
      isOpened: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(start, fc.array(step, { maxLength: 80 }), async (begun, steps) => {
        const run = new Run(begun.count, begun.read, begun.mostChanges);
        try {
          if (begun.isOpened) await run.settle();
          for (const act of steps) {
            await act(run);
            await turn();
            run.check();
          }
          run.line.dropAll();
          await run.settle();
          dispatchEvent(new Event('online'));
          await run.settle();
          run.server.join();
          await run.settle();
          run.check();
          run.compare();
          expect(run.store.state.lastSeq).to.equal(run.server.lastSeq);
          expect(run.store.state.pending).to.deep.equal([]);
          const mine = run.server.messages.map(({ body }) => body).filter((body) => body.startsWith('mine'));
          const changed = run.server.messages.filter(({ own, change }) => own && change > 0).length;
          expect(mine.length, 'sent once').to.be.within(run.written.length - changed, run.written.length);
          expect(mine, 'in order').to.deep.equal(run.written.filter((body) => mine.includes(body)));
          run.looking = [];
          run.look(null);
          run.toEnd();
          await run.settle();
          expect(run.shown.at(-1)?.seq ?? 0, 'the end').to.equal(run.server.lastSeq);
          run.compare();
          if (run.server.lastSeq > 0) {
            const seq = Math.ceil(run.server.lastSeq / 3);
            run.jump(seq);
            await run.settle();
            expect(run.shown.map((message) => message.seq)).to.include(seq);
            run.compare();
          }
          while (run.store.hasOlder) {
            run.look(0);
            void run.store.loadOlder(true);
            await run.settle();
            run.compare();
          }
        } finally {
          run.stop();
          await turn();
        }
      }),
      { numRuns: 500, includeErrorInReport: true },
    );
  }).timeout(60_000);
});
