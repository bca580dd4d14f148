import { expect } from '@esm-bundle/chai';
import { Fake } from '../../college/testing/fake-apis.ts';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import type { JoinRequest } from './admin-requests-api.ts';
import { AdminRequestsStore } from './admin-requests-store.ts';

const request = (id: string): JoinRequest => ({
  id,
  personId: id,
  surname: 'Юдина',
  name: 'Ксения',
  patronymic: '',
  role: 'student',
  group: 'ИС-21',
  groupId: 'is21',
  subjects: [],
  sentAt: new Date(0),
});
const ksenia = request('ksenia');

class FakeRequests extends Fake {
  requests = [ksenia, request('other')];
  refusal: AppError | null = null;

  async list() {
    const { requests } = this;
    await this.answer();
    return requests;
  }
  async admit({ id }: JoinRequest) {
    await this.hide(id);
  }
  async hide(id: string) {
    if (this.refusal) throw this.refusal;
    this.requests = this.requests.filter((each) => each.id !== id);
  }
  subscribe(_college: string, changed: () => void) {
    return this.onChange(changed);
  }
}

async function waiting() {
  const api = new FakeRequests();
  const store = new AdminRequestsStore(api, 'college');
  const counts: number[] = [];
  const unsubscribe = store.subscribe(() => {
    const { requests } = store.state;
    counts.push(requests.status === 'ready' ? requests.value.length : -1);
  });
  await until(() => counts.at(-1) === 2, 'the list is there');
  return { api, store, counts, unsubscribe };
}

describe('A2 the applications that wait', () => {
  it('A2 one that is decided does not come back with a list that was fetched before', async () => {
    const { api, store, counts, unsubscribe } = await waiting();
    await api.answerLate(async () => {
      expect(await store.admit(ksenia, 'is21')).to.equal(true);
      counts.length = 0;
    });
    await until(() => counts.length > 0, 'the list is there again');
    expect(counts).to.deep.equal([1]);
    unsubscribe();
  });

  it('A2 a double click decides once, and why it was not decided is said of its application', async () => {
    const { api, store, unsubscribe } = await waiting();
    api.refusal = new AppError('offline');
    expect(await store.hide(ksenia)).to.equal(false);
    expect([store.state.problem, store.state.busy.size]).to.deep.equal([{ id: 'ksenia', reason: 'offline' }, 0]);
    api.refusal = null;
    expect(await Promise.all([store.hide(ksenia), store.hide(ksenia)])).to.deep.equal([true, false]);
    expect(store.state.problem).to.equal(null);
    unsubscribe();
  });
});
