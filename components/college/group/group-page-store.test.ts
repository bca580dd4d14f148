import { expect } from '@esm-bundle/chai';
import { until } from '../../element/testing/until.ts';
import { lunin } from '../testing/fake-apis.ts';
import { FakeGroupPages } from '../testing/fake-pages.ts';
import type { GroupPageApi } from './group-page-api.ts';
import { GroupPageStore } from './group-page-store.ts';

describe('A7 the page of a group', () => {
  it('A7 a teacher who was removed does not come back with a page that was fetched before', async () => {
    const api = new FakeGroupPages('belova');
    const store = new GroupPageStore(api as unknown as GroupPageApi, 'is21');
    const counts: number[] = [];
    const unsubscribe = store.subscribe(() => {
      const { page } = store.state;
      counts.push(page.status === 'ready' ? page.value.teachers.length : -1);
    });
    await until(() => counts.at(-1) === 1 && api.listeners.size === 1, 'the page is there');
    await api.answerLate(async () => {
      expect(await store.removeTeacher(lunin.id)).to.equal(true);
      counts.length = 0;
    });
    await until(() => counts.length > 0, 'the page is there again');
    expect(counts).to.deep.equal([0]);
    unsubscribe();
    await until(() => api.listeners.size === 0, 'nobody is subscribed');
  });
});
