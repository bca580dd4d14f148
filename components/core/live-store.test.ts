import { expect } from '@esm-bundle/chai';
import { until } from '../element/testing/until.ts';
import type { Loadable } from './errors.ts';
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

  it('shows the failure that somebody waits for, also when a change made it fetch once more', async () => {
    const { got, asked, query } = probe();
    void query.refetch();
    query.invalidate();
    await until(() => asked.length === 2, 'it fetches again');
    asked[1]?.fail(new TypeError('Failed to fetch'));
    await until(() => got.length === 1, 'the failure is shown');
    expect(got[0]?.status).to.equal('failed');
  });
});
