import { expect } from '@esm-bundle/chai';
import fc from 'fast-check';
import { MessageWindows, type Sequenced, type Span } from './message-window.ts';

const message = (seq: number, change = 0): Sequenced => ({ id: `m${seq}`, seq, change });
const messages = (...seqs: number[]) => seqs.map((seq) => message(seq));
const range = (from: number, to: number) => messages(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const spans = (found: readonly Span[]) => found.map(({ from, to }) => [from, to]);

describe('C10 C11 windows of a conversation', () => {
  it('those that touch become one, and what lies between others is a known gap', () => {
    const held = new MessageWindows();
    held.insert(range(1, 3));
    held.insert(messages(7));
    expect([spans(held.windows), spans(held.gaps)]).to.deep.equal([
      [
        [1, 3],
        [7, 7],
      ],
      [[4, 6]],
    ]);
    held.insert(range(4, 6));
    expect([spans(held.windows), held.gaps]).to.deep.equal([[[1, 7]], []]);
  });

  it('of two states of a message the later change stays, whichever came first', () => {
    const held = new MessageWindows();
    held.insert([message(1, 2)]);
    held.insert([message(1, 1)]);
    held.replace(message(1, 1));
    expect(held.at(1)?.messages[0]?.change).to.equal(2);
    held.replace(message(1, 3));
    expect(held.at(1)?.messages[0]?.change).to.equal(3);
    held.replace(message(2, 9));
    expect(held.at(2)).to.equal(undefined);
  });

  it('what was removed leaves no gap, and nothing that comes late brings it back', () => {
    const held = new MessageWindows();
    held.insert(range(1, 3));
    held.remove('m2');
    held.insert([message(2, 5)]);
    expect(held.windows[0]?.messages.map(({ seq }) => seq)).to.deep.equal([1, 3]);
    expect(held.gaps).to.deep.equal([]);
  });

  it('what is farthest from what is looked at goes first, and stays known as a gap', () => {
    const held = new MessageWindows();
    held.insert(range(1, 20));
    held.trim(10, [{ from: 12, to: 14 }]);
    expect([spans(held.windows), spans(held.gaps)]).to.deep.equal([
      [[9, 18]],
      [
        [1, 8],
        [19, 20],
      ],
    ]);
    held.trim(1, [{ from: 12, to: 14 }]);
    expect(spans(held.windows)).to.deep.equal([[12, 14]]);
  });

  it('what was cleared is still known to exist', () => {
    const held = new MessageWindows();
    held.insert(range(1, 5));
    held.extend(9);
    held.clear();
    expect([held.windows, spans(held.gaps)]).to.deep.equal([[], [[1, 9]]]);
  });

  /** The same as a plain array, done in the simplest way. */
  class Model {
    held: { seq: number; change: number; isRemoved: boolean }[] = [];
    last = 0;

    insert(list: readonly Sequenced[]): void {
      for (const { seq, change } of list) {
        const known = this.held.find((each) => each.seq === seq);
        if (!known) this.held.push({ seq, change, isRemoved: false });
        else if (!known.isRemoved) known.change = Math.max(known.change, change);
        this.last = Math.max(this.last, seq);
      }
    }

    replace({ seq, change }: Sequenced): void {
      const known = this.held.find((each) => each.seq === seq && !each.isRemoved);
      if (known) known.change = Math.max(known.change, change);
    }

    remove(seq: number): void {
      for (const each of this.held) if (each.seq === seq) each.isRemoved = true;
    }

    trim(limit: number, looking: readonly Span[]): void {
      const far = (seq: number) =>
        Math.min(...looking.map(({ from, to }) => (seq < from ? from - seq : seq > to ? seq - to : 0)));
      while (this.held.length > limit) {
        this.held.sort((a, b) => far(a.seq) - far(b.seq) || b.seq - a.seq);
        if (far(this.held.at(-1)?.seq ?? 0) === 0) return;
        this.held.pop();
      }
    }
  }

  const most = 40;
  const seq = fc.integer({ min: 1, max: most });
  const state = fc.tuple(seq, fc.integer({ min: 0, max: 4 })).map(([at, change]) => message(at, change));
  const span = fc.tuple(seq, fc.integer({ min: 0, max: 6 })).map(([from, more]) => ({ from, to: from + more }));
  type Step = (held: MessageWindows<Sequenced>, model: Model) => void;
  const both = <T>(what: fc.Arbitrary<T>, act: (value: T) => Step) => what.map(act);
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: both(fc.array(state, { maxLength: 12 }), (list) => (held, model) => {
        const isNew = list.some(({ seq: at }) => !model.held.some((each) => each.seq === at));
        expect(held.insert(list), 'whether something is new').to.equal(isNew);
        model.insert(list);
      }),
    },
    {
      weight: 3,
      arbitrary: both(span, ({ from, to }) => (held, model) => {
        held.insert(range(from, to));
        model.insert(range(from, to));
      }),
    },
    both(state, (one) => (held, model) => {
      held.replace(one);
      model.replace(one);
    }),
    both(seq, (at) => (held, model) => {
      held.remove(`m${at}`);
      model.remove(at);
    }),
    both(seq, (at) => (held, model) => {
      held.extend(at);
      model.last = Math.max(model.last, at);
    }),
    both(
      fc.tuple(fc.integer({ min: 0, max: 25 }), fc.array(span, { minLength: 1, maxLength: 3 })),
      ([limit, looking]) =>
        (held, model) => {
          held.trim(limit, looking);
          model.trim(limit, looking);
        },
    ),
    both(fc.constant(null), () => (held, model) => {
      held.map((each) => ({ ...each }));
      expect(held.lastSeq).to.equal(model.last);
    }),
  );

  function compare(held: MessageWindows<Sequenced>, model: Model): void {
    const { windows, gaps } = held;
    const all = [...model.held].sort((a, b) => a.seq - b.seq);
    const shown = all.filter(({ isRemoved }) => !isRemoved);
    expect(
      windows.flatMap((each) => each.messages.map((one) => `${one.seq}.${one.change}`)),
      'messages',
    ).to.deep.equal(shown.map((one) => `${one.seq}.${one.change}`));
    const isHeld = new Set(all.map((one) => one.seq));
    for (const window of windows) {
      expect(
        [isHeld.has(window.from - 1), isHeld.has(window.to + 1)],
        'unbroken, and as long as it can be',
      ).to.deep.equal([false, false]);
    }
    const missing = (at: number) => at >= 1 && at <= model.last && !isHeld.has(at);
    for (let at = 1; at <= most + 8; at++) {
      expect(held.at(at) !== undefined, `${at} is held`).to.equal(isHeld.has(at));
      expect(
        gaps.some(({ from, to }) => from <= at && at <= to),
        `${at} is a gap`,
      ).to.equal(missing(at));
      let before = at - 1;
      while (before >= 1 && !missing(before)) before--;
      let first = before;
      while (missing(first - 1)) first--;
      expect(held.gapBefore(at), `before ${at}`).to.deep.equal(before >= 1 ? { from: first, to: before } : undefined);
      let after = at;
      while (after <= model.last && !missing(after)) after++;
      let end = after;
      while (missing(end + 1)) end++;
      expect(held.gapAfter(at), `after ${at}`).to.deep.equal(
        after <= model.last ? { from: after, to: end } : undefined,
      );
    }
  }

  it('after whatever is done, the windows are what a plain array would be', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const held = new MessageWindows<Sequenced>();
        const model = new Model();
        for (const act of steps) {
          act(held, model);
          compare(held, model);
        }
      }),
      { numRuns: 150, includeErrorInReport: true },
    );
  }).timeout(20_000);
});
