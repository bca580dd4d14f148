import { expect } from '@esm-bundle/chai';
import { FakeClock } from '../element/testing/fake-clock.ts';
import { until } from '../element/testing/until.ts';
import { AppError, type Loadable } from './errors.ts';
import { noPaging, PagedQuery, type Paging, pageOf } from './paged-query.ts';

/** A list on a server, of which a page is two rows; each answer is given by hand, or at once after `free`. */
function probe(rows: string[]) {
  let list: Loadable<readonly string[]> = { status: 'loading' };
  let paging: Paging = noPaging;
  let isFree = true;
  let failure: Error | null = null;
  const held: (() => void)[] = [];
  const asked: (string | null)[] = [];
  const query = new PagedQuery<string>(
    async (after) => {
      asked.push(after);
      const page = pageOf(rows.filter((row) => after === null || row > after).slice(0, 2), 2, (last) => last);
      if (!isFree) await new Promise<void>((answer) => held.push(answer));
      if (failure) throw failure;
      return page;
    },
    (shown, how) => {
      list = shown;
      paging = how;
    },
  );
  return {
    query,
    rows,
    asked,
    shown: () => (list.status === 'ready' ? list.value.join('') : list.status),
    paging: () => paging,
    hold: () => {
      isFree = false;
    },
    free: () => {
      isFree = true;
      for (const answer of held.splice(0)) answer();
    },
    fail: (error: Error | null) => {
      failure = error;
    },
  };
}

describe('A list that is loaded page by page', () => {
  it('begins each page where the last one ended, as the database said it', async () => {
    const { asked, paging, query, shown } = probe(['a', 'b', 'c', 'd', 'e']);
    await query.refetch();
    expect([shown(), paging().more]).to.deep.equal(['ab', true]);
    await query.fetchMore();
    await query.fetchMore();
    expect([shown(), paging().more, asked.join()]).to.deep.equal(['abcde', false, ',b,d']);
    await query.fetchMore();
    expect(asked.length, 'after the last there is none').to.equal(3);
  });

  it('keeps as many as are shown when it is fetched again', async () => {
    const { query, rows, shown } = probe(['b', 'c', 'd', 'e', 'f']);
    await query.refetch();
    await query.fetchMore();
    rows.unshift('a');
    await query.refetch();
    expect(shown()).to.equal('abcd');
  });

  it('asks once however often one asks for more', async () => {
    const { asked, query, shown } = probe(['a', 'b', 'c', 'd', 'e']);
    await query.refetch();
    await Promise.all([query.fetchMore(), query.fetchMore()]);
    expect([shown(), asked.length]).to.deep.equal(['abcd', 2]);
  });

  it('takes nothing away when a later page fails', async () => {
    const { fail, paging, query, shown } = probe(['a', 'b', 'c']);
    await query.refetch();
    fail(new AppError('denied'));
    await query.fetchMore();
    const { fetching, more, moreFailed } = paging();
    expect([shown(), moreFailed?.code, more, fetching]).to.deep.equal(['ab', 'denied', true, false]);
    fail(null);
    await query.fetchMore();
    expect([shown(), paging().moreFailed]).to.deep.equal(['abc', null]);
  });

  it('R5 asks again by itself for a later page that nobody answered, unless another question is asked', async () => {
    const at = new Date();
    const clock = new FakeClock(at);
    try {
      const { asked, fail, paging, query, shown } = probe(['a', 'b', 'c']);
      await query.refetch();
      fail(new AppError('offline'));
      await query.fetchMore();
      expect([shown(), paging().moreFailed?.code]).to.deep.equal(['ab', 'offline']);
      fail(null);
      clock.to(new Date(at.getTime() + 3000));
      await until(() => shown() === 'abc', 'the page');
      expect(paging().moreFailed).to.equal(null);
      await query.ask();
      fail(new AppError('offline'));
      await query.fetchMore();
      fail(null);
      await query.ask();
      const before = asked.length;
      clock.to(new Date(at.getTime() + 60_000));
      expect([shown(), asked.length]).to.deep.equal(['ab', before]);
    } finally {
      clock.stop();
    }
  });

  it('drops the page that belongs to another question', async () => {
    const { free, hold, paging, query, rows, shown } = probe(['a', 'b', 'c']);
    await query.refetch();
    hold();
    const more = query.fetchMore();
    rows.splice(0, 3, 'x', 'y', 'z');
    const anew = query.ask();
    expect([shown(), paging().fetching]).to.deep.equal(['loading', false]);
    free();
    await Promise.all([more, anew]);
    expect([shown(), paging().more]).to.deep.equal(['xy', true]);
  });

  it('leaves the last answer in its place until the next, where it is asked so', async () => {
    const { query, rows, shown } = probe(['a', 'b', 'c']);
    await query.refetch();
    rows.splice(0, 3, 'x');
    const anew = query.ask(true);
    expect(shown()).to.equal('ab');
    await anew;
    expect(shown()).to.equal('x');
  });

  it('goes on from the new end where the list came anew while a page was under way', async () => {
    const { free, hold, query, rows, shown } = probe(['c', 'd', 'e', 'f']);
    await query.refetch();
    hold();
    const more = query.fetchMore();
    rows.unshift('a', 'b');
    const anew = query.refetch();
    free();
    await Promise.all([more, anew]);
    await until(() => shown() === 'abcd', 'the two pages');
  });
});
