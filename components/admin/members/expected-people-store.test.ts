import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { FakeExpectedPeople } from '../testing/fake-people.ts';
import { ExpectedPeopleStore } from './expected-people-store.ts';

describe('A10 who has not registered yet', () => {
  const anna = { surname: 'Юдина', name: 'Анна', patronymic: '', phone: '79125554018', role: 'student' } as const;

  async function waiting() {
    const api = new FakeExpectedPeople();
    api.people = [{ ...anna, group: 'ИС-21', subjects: [] }];
    const store = new ExpectedPeopleStore(api, 'college');
    const unsubscribe = store.subscribe(() => {});
    await until(() => store.state.people.status === 'ready', 'the list is there');
    const count = () => (store.state.people.status === 'ready' ? store.state.people.value.length : -1);
    return { api, store, unsubscribe, count };
  }

  it('A10 who has come is not on the list any more, without asking', async () => {
    const { api, unsubscribe, count } = await waiting();
    api.people = [];
    api.publish();
    await until(() => count() === 0, 'nobody is left');
    unsubscribe();
    await until(() => api.listeners.size === 0, 'nobody listens');
  });

  it('A10 a removal that fails says why, once more it succeeds', async () => {
    const { api, store, unsubscribe, count } = await waiting();
    api.failure = new AppError('offline');
    expect([await store.remove(anna.phone), store.state.problem, count()]).to.deep.equal([false, 'offline', 1]);
    api.failure = null;
    const both = Promise.all([store.remove(anna.phone), store.remove(anna.phone)]);
    expect(await both).to.deep.equal([true, false]);
    expect([api.removed, store.state.problem, count()]).to.deep.equal([[anna.phone], null, 0]);
    unsubscribe();
  });

  it('A10 who was removed does not come back with a list that was fetched before', async () => {
    const { api, store, unsubscribe, count } = await waiting();
    const counts: number[] = [];
    const again = store.subscribe(() => counts.push(count()));
    await api.answerLate(async () => {
      await store.remove(anna.phone);
      counts.length = 0;
    });
    await until(() => counts.length > 0, 'the list is there again');
    expect(counts).to.deep.equal([0]);
    again();
    unsubscribe();
  });
});
