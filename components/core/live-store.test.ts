import { expect } from '@esm-bundle/chai';
import { until } from '../element/testing/until.ts';
import { AppError, type Loadable } from './errors.ts';
import { LiveQuery } from './live-store.ts';

function probe() {
  const got: Loadable<string>[] = [];
  const asked: { answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const query = new LiveQuery<string>(
    () => new Promise((answer, fail) => asked.push({ answer, fail })),
    (result) => got.push(result),
  );
  return { got, asked, query };
}

describe('A live query', () => {
  it('drops a stale answer', async () => {
    const { got, asked, query } = probe();
    const first = query.refetch();
    const second = query.refetch();
    asked[1]?.answer('new');
    asked[0]?.answer('old');
    await Promise.all([first, second]);
    expect(got).to.deep.equal([{ status: 'ready', value: 'new' }]);
  });

  it('fetches once for several changes, and keeps what is shown when that fails', async () => {
    const { got, asked, query } = probe();
    query.invalidate();
    query.invalidate();
    await until(() => asked.length, 'it fetches');
    asked[0]?.fail(new TypeError('Failed to fetch'));
    const now = query.refetch();
    asked[1]?.fail(new TypeError('Failed to fetch'));
    await now;
    expect(asked.length).to.equal(2);
    expect(got.map(({ status }) => status)).to.deep.equal(['failed']);
  });

  it('subscribes to changes, and unsubscribes at the end', async () => {
    const { got, asked, query } = probe();
    let change: (() => void) | null = null;
    const end = query.start((changed) => {
      change = changed;
      return () => {
        change = null;
      };
    });
    asked[0]?.answer('first');
    await until(() => got.length === 1, 'it fetches at once');
    (change as (() => void) | null)?.();
    await until(() => asked.length === 2, 'it fetches again');
    end();
    expect(change).to.equal(null);
  });

  it('shows nothing after its end', async () => {
    const { got, asked, query } = probe();
    const now = query.refetch();
    query.stop();
    asked[0]?.answer('late');
    await now;
    expect(got).to.deep.equal([]);
  });

  it('fetches nothing after its end, even when what it showed is changed by hand', async () => {
    const { asked, query } = probe();
    query.start(() => () => {})();
    query.supersede();
    const other = probe();
    other.query.invalidate();
    await until(() => other.asked.length, 'one that was invalidated later fetches');
    expect(asked.length).to.equal(1);
  });

  it('does not bring back what was removed by hand while an answer was under way', async () => {
    const { got, asked, query } = probe();
    const now = query.refetch();
    query.supersede();
    asked[0]?.answer('with the removed row');
    await now;
    expect(got).to.deep.equal([]);
    await until(() => asked.length === 2, 'it fetches again');
    asked[1]?.answer('without it');
    await until(() => got.length === 1, 'it shows the newer answer');
    expect(got).to.deep.equal([{ status: 'ready', value: 'without it' }]);
  });

  it('shows the failure that somebody waits for, also when its first answer is stale', async () => {
    const { got, asked, query } = probe();
    void query.refetch();
    query.supersede();
    await until(() => asked.length === 2, 'it fetches again');
    asked[1]?.fail(new TypeError('Failed to fetch'));
    await until(() => got.length === 1, 'the failure is shown');
    expect(got[0]?.status).to.equal('failed');
  });

  describe('while events keep coming', () => {
    const realSetTimeout = globalThis.setTimeout;
    const realNow = performance.now;
    let waits: { ms: number; over: () => void }[];
    beforeEach(() => {
      waits = [];
      globalThis.setTimeout = ((over: () => void, ms = 0) =>
        ms <= 200 ? waits.push({ ms, over }) : realSetTimeout(over, ms)) as typeof setTimeout;
    });
    afterEach(() => {
      globalThis.setTimeout = realSetTimeout;
      performance.now = realNow;
    });
    const pass = () => {
      for (const { over } of waits.splice(0)) over();
    };

    it('shows the answer under way, and fetches once more after it', async () => {
      const { got, asked, query } = probe();
      const first = query.refetch();
      for (let event = 0; event < 3; event += 1) {
        query.invalidate();
        pass();
      }
      asked[0]?.answer('first');
      await first;
      expect(got).to.deep.equal([{ status: 'ready', value: 'first' }]);
      expect(asked.length).to.equal(1);
      pass();
      expect(asked.length).to.equal(2);
      asked[1]?.answer('second');
      await until(() => got.length === 2, 'it shows the newer answer');
      pass();
      expect(asked.length).to.equal(2);
    });

    it('does not wait for them to end', () => {
      const { query } = probe();
      for (const at of [0, 150, 1900, 2000, 2100]) {
        performance.now = () => at;
        query.invalidate();
      }
      expect(waits.map(({ ms }) => ms)).to.deep.equal([200, 200, 100, 0, 0]);
    });
  });

  describe('when the server is silent', () => {
    const realSetTimeout = globalThis.setTimeout;
    let waits: { ms: number; over: () => void }[];
    beforeEach(() => {
      waits = [];
      globalThis.setTimeout = ((over: () => void, ms = 0) =>
        ms < 1000 ? realSetTimeout(over, ms) : waits.push({ ms, over })) as typeof setTimeout;
    });
    afterEach(() => {
      globalThis.setTimeout = realSetTimeout;
    });
    /** Lets the time of the latest wait of this length pass. */
    const pass = (ms: number) =>
      waits
        .filter((wait) => wait.ms === ms)
        .at(-1)
        ?.over();

    it('R5 says after ten seconds that it does not answer, however many requests the read takes', async () => {
      const { got, query } = probe();
      const done = query.refetch();
      pass(10_000);
      await done;
      expect(got[0]).to.deep.include({ status: 'failed' });
      expect(got[0]?.status === 'failed' && got[0].error.code).to.equal('offline');
    });

    it('R5 asks again by itself, more and more seldom, and shows what comes', async () => {
      const { got, asked, query } = probe();
      void query.refetch();
      for (const wait of [3000, 6000, 12_000, 24_000, 30_000, 30_000]) {
        asked.at(-1)?.fail(new TypeError('Failed to fetch'));
        await until(() => waits.at(-1)?.ms === wait, `a wait of ${wait}`);
        const before = asked.length;
        pass(wait);
        expect(asked.length).to.equal(before + 1);
      }
      asked.at(-1)?.answer('there');
      await until(() => got.length === 2, 'the answer');
      expect(got.map(({ status }) => status)).to.deep.equal(['failed', 'ready']);
    });

    it('R5 asks again as soon as the browser is online, but not after the end or for what was refused', async () => {
      const { asked, query } = probe();
      void query.refetch();
      asked[0]?.fail(new TypeError('Failed to fetch'));
      await until(() => waits.at(-1)?.ms === 3000, 'a wait');
      dispatchEvent(new Event('online'));
      dispatchEvent(new Event('online'));
      expect(asked.length).to.equal(2);
      asked[1]?.fail(new TypeError('Failed to fetch'));
      await until(() => waits.at(-1)?.ms === 6000, 'another');
      query.stop();
      dispatchEvent(new Event('online'));
      expect(asked.length).to.equal(2);
      const refused = query.refetch();
      asked[2]?.fail(new AppError('denied'));
      await refused;
      dispatchEvent(new Event('online'));
      expect(asked.length).to.equal(3);
    });
  });
});
