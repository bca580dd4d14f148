import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { FakeMembers } from '../testing/fake-apis.ts';
import type { MembersApi } from './members-api.ts';
import { MembersStore } from './members-store.ts';

const shown = ({ state }: MembersStore) => (state.members.status === 'ready' ? state.members.value.length : -1);

function list(api = new FakeMembers()) {
  const store = new MembersStore(api as unknown as MembersApi, 'college');
  const unsubscribe = store.subscribe(() => {});
  return { api, store, unsubscribe };
}

describe('A5 the people of a college', () => {
  it('A5 come page by page, and stay as many when something changes', async () => {
    const { api, store, unsubscribe } = list();
    api.crowd(110);
    await until(() => shown(store) === 50 && store.state.counts?.total === 113, 'the first page');
    await store.fetchMore();
    expect([shown(store), store.state.more]).to.deep.equal([100, true]);
    api.publish();
    const before = api.asked.length;
    await until(() => api.asked.length === before + 2, 'both pages are asked for again');
    expect(shown(store)).to.equal(100);
    await store.fetchMore();
    expect([shown(store), store.state.more]).to.deep.equal([113, false]);
    unsubscribe();
  });

  it('A5 are searched and filtered, and an answer to what was asked before is dropped', async () => {
    const { api, store, unsubscribe } = list();
    await until(() => shown(store) === 3, 'all');
    store.search('Лунин');
    store.choose('administrators');
    await until(() => shown(store) === 0, 'nobody is both');
    store.choose('teacher');
    await until(() => shown(store) === 1, 'the teacher');
    expect(api.asked.at(-1)).to.deep.include({ query: 'Лунин', filter: 'teacher' });
    unsubscribe();
  });

  it('A5 a next page that does not come says so, and what is there stays', async () => {
    const { api, store, unsubscribe } = list();
    api.crowd(60);
    await until(() => shown(store) === 50, 'the first page');
    api.failure = new AppError('offline');
    await store.fetchMore();
    expect([shown(store), store.state.moreFailed?.code]).to.deep.equal([50, 'offline']);
    api.failure = null;
    await store.fetchMore();
    expect([shown(store), store.state.moreFailed]).to.deep.equal([63, null]);
    unsubscribe();
  });

  it('A5 a first page that does not come can be asked for again', async () => {
    const api = new FakeMembers();
    api.failure = new AppError('offline');
    const { store, unsubscribe } = list(api);
    await until(() => store.state.members.status === 'failed', 'it has failed');
    api.failure = null;
    store.retry();
    await until(() => shown(store) === 3, 'they are there');
    unsubscribe();
  });
});
