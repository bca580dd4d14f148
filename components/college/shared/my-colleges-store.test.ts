import { expect } from '@esm-bundle/chai';
import { until } from '../../element/testing/until.ts';
import { college, FakeMyColleges } from '../testing/fake-apis.ts';
import type { MyCollegesApi } from './my-colleges-api.ts';
import { MyCollegesStore } from './my-colleges-store.ts';

function mine() {
  const api = new FakeMyColleges();
  const store = new MyCollegesStore(api as unknown as MyCollegesApi);
  const counts: number[] = [];
  const unsubscribe = store.subscribe(() => {
    const { colleges } = store.state;
    counts.push(colleges.status === 'ready' ? colleges.value.length : -1);
  });
  return { api, store, counts, unsubscribe };
}

describe('A8 the colleges that I belong to', () => {
  it('A8 one that I left does not come back with a list that was fetched before', async () => {
    const { api, store, counts, unsubscribe } = mine();
    await until(() => counts.at(-1) === 1, 'the list is there');
    await api.answerLate(async () => {
      expect(await store.leave(college.id)).to.equal(true);
      expect(counts.at(-1)).to.equal(0);
      counts.length = 0;
    });
    await until(() => counts.length > 0, 'the list is there again');
    expect(counts).to.deep.equal([0]);
    unsubscribe();
  });

  it('A8 each is subscribed to once, and nothing when nobody looks any more', async () => {
    const { api, counts, unsubscribe } = mine();
    await until(() => api.listeners.size === 2, 'my rights, and the college');
    api.colleges = [college, { ...college, id: 'other' }];
    api.publish();
    await until(() => counts.at(-1) === 2, 'both are there');
    expect(api.listeners.size).to.equal(3);
    unsubscribe();
    await until(() => api.listeners.size === 0, 'nobody is subscribed');
  });
});
