import { expect } from '@esm-bundle/chai';
import { until } from '../element/testing/until.ts';
import type { Loadable } from './errors.ts';
import { Refresh } from './live-store.ts';

function probe() {
  const got: Loadable<string>[] = [];
  const asked: { answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const refresh = new Refresh<string>(
    () => new Promise((answer, fail) => asked.push({ answer, fail })),
    (result) => got.push(result),
  );
  return { got, asked, refresh };
}

describe('Asking again', () => {
  it('drops an answer that a later question has overtaken', async () => {
    const { got, asked, refresh } = probe();
    const first = refresh.now();
    const second = refresh.now();
    asked[1]?.answer('new');
    asked[0]?.answer('old');
    await Promise.all([first, second]);
    expect(got).to.deep.equal([{ status: 'ready', value: 'new' }]);
  });

  it('asks once for several events, and keeps what is there when that fails', async () => {
    const { got, asked, refresh } = probe();
    refresh.soon();
    refresh.soon();
    await until(() => asked.length, 'it asks');
    asked[0]?.fail(new TypeError('Failed to fetch'));
    const now = refresh.now();
    asked[1]?.fail(new TypeError('Failed to fetch'));
    await now;
    expect(asked.length).to.equal(2);
    expect(got.map(({ status }) => status)).to.deep.equal(['failed']);
  });

  it('follows what tells of changes, and leaves it at the end', async () => {
    const { got, asked, refresh } = probe();
    let tell: (() => void) | null = null;
    const end = refresh.follow((changed) => {
      tell = changed;
      return () => {
        tell = null;
      };
    });
    asked[0]?.answer('first');
    await until(() => got.length === 1, 'it asks at once');
    (tell as (() => void) | null)?.();
    await until(() => asked.length === 2, 'it asks again');
    end();
    expect(tell).to.equal(null);
  });

  it('tells nothing after its end', async () => {
    const { got, asked, refresh } = probe();
    const now = refresh.now();
    refresh.stop();
    asked[0]?.answer('late');
    await now;
    expect(got).to.deep.equal([]);
  });
});
