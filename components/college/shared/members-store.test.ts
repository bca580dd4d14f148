import { expect } from '@esm-bundle/chai';
import { MemberStore } from '../../admin/members/admin-member-store.ts';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { conflict, FakeGroups, FakeMembers, lunin } from '../testing/fake-apis.ts';
import type { MembersApi } from './members-api.ts';
import { MembersStore } from './members-store.ts';

const shown = ({ state }: MembersStore) => (state.members.status === 'ready' ? state.members.value.length : -1);

function list(api = new FakeMembers()) {
  const store = new MembersStore(api as unknown as MembersApi, 'college');
  const leave = store.subscribe(() => {});
  return { api, store, leave };
}

describe('A5 the people of a college', () => {
  it('A5 come page by page, and stay as many when something changes', async () => {
    const { api, store, leave } = list();
    api.crowd(110);
    await until(() => shown(store) === 50 && store.state.counts?.total === 113, 'the first page');
    await store.fetchMore();
    expect([shown(store), store.state.more]).to.deep.equal([100, true]);
    api.tell();
    const before = api.asked.length;
    await until(() => api.asked.length === before + 2, 'both pages are asked for again');
    expect(shown(store)).to.equal(100);
    await store.fetchMore();
    expect([shown(store), store.state.more]).to.deep.equal([113, false]);
    leave();
  });

  it('A5 are searched and filtered, and an answer to what was asked before is dropped', async () => {
    const { api, store, leave } = list();
    await until(() => shown(store) === 3, 'all');
    store.search('Лунин');
    store.choose('administrators');
    await until(() => shown(store) === 0, 'nobody is both');
    store.choose('teacher');
    await until(() => shown(store) === 1, 'the teacher');
    expect(api.asked.at(-1)).to.deep.include({ query: 'Лунин', filter: 'teacher' });
    leave();
  });

  it('A5 a next page that does not come says so, and what is there stays', async () => {
    const { api, store, leave } = list();
    api.crowd(60);
    await until(() => shown(store) === 50, 'the first page');
    api.failure = new AppError('offline');
    await store.fetchMore();
    expect([shown(store), store.state.moreFailed?.code]).to.deep.equal([50, 'offline']);
    api.failure = null;
    await store.fetchMore();
    expect([shown(store), store.state.moreFailed]).to.deep.equal([63, null]);
    leave();
  });

  it('A5 a first page that does not come can be asked for again', async () => {
    const api = new FakeMembers();
    api.failure = new AppError('offline');
    const { store, leave } = list(api);
    await until(() => store.state.members.status === 'failed', 'it has failed');
    api.failure = null;
    store.retry();
    await until(() => shown(store) === 3, 'they are there');
    leave();
  });
});

async function editor() {
  const api = new FakeMembers();
  const groups = new FakeGroups();
  const store = new MemberStore(
    api as unknown as MembersApi,
    groups as unknown as ConstructorParameters<typeof MemberStore>[1],
    'college',
    lunin.id,
  );
  const leave = store.subscribe(() => {});
  await until(() => store.state.member.status === 'ready', 'the member is there');
  return { api, groups, store, leave };
}

describe('A5 editing a member', () => {
  it('A5 nothing is saved before «Сохранить», not even «Назначить администратором»', async () => {
    const { api, store, leave } = await editor();
    store.change({ isAdmin: true });
    expect(api.saved).to.deep.equal([]);
    expect(await store.save()).to.equal(true);
    expect(api.saved).to.deep.equal([
      {
        person: lunin.id,
        version: '1',
        choice: { role: 'teacher', isAdmin: true, groups: ['sa31', 'is21'], subjects: ['Компьютерные сети'] },
      },
    ]);
    leave();
  });

  it('A5 graduated groups are offered only when they are his already', async () => {
    const { store, leave } = await editor();
    expect(store.state.groups.map(({ id }) => id)).to.deep.equal(['is21', 'sa31']);
    leave();
  });

  it('A5 after somebody else has saved: what he changed is shown, what I chose stays, and a second saving goes through', async () => {
    const { api, store, leave } = await editor();
    store.change({ isAdmin: true });
    api.refusal = conflict({
      role: 'staff',
      is_admin: false,
      subjects: ['Компьютерные сети'],
      groups: [{ id: 'old', number: 'СА-11', subjects: [] }],
      version: '7',
    });
    expect(await store.save()).to.equal(false);
    expect(store.state.problem).to.equal('conflict');
    expect(store.state.changedMeanwhile).to.deep.equal({ role: 'staff', groups: ['old'] });
    expect(store.state.choice).to.deep.include({ role: 'staff', isAdmin: true, groups: ['old'] });
    expect(store.state.groups.map(({ number }) => number)).to.include('СА-11');
    expect(await store.save()).to.equal(true);
    expect(api.saved.at(-1)?.version).to.equal('7');
    leave();
  });

  const refusals: [string, AppError, string][] = [
    ['the last administrator', new AppError('invalid', 'SF005', { reason: 'lastAdmin' }), 'lastAdmin'],
    ['a group that has graduated meanwhile', new AppError('invalid', 'SF006', { reason: 'graduated' }), 'graduated'],
    ['somebody who is gone', new AppError('missing', 'SF003', { reason: 'gone' }), 'gone'],
    ['no connection', new AppError('offline'), 'offline'],
    ['rights that are lost', new AppError('denied', '42501'), 'denied'],
  ];
  for (const [what, refusal, problem] of refusals) {
    it(`A5 a refusal is told and nothing chosen is lost: ${what}`, async () => {
      const { api, store, leave } = await editor();
      store.change({ isAdmin: true, groups: ['is21'] });
      api.refusal = refusal;
      expect(await store.save()).to.equal(false);
      expect([store.state.problem, store.state.choice.isAdmin, store.state.choice.groups]).to.deep.equal([
        problem,
        true,
        ['is21'],
      ]);
      leave();
    });
  }

  it('A5 a teacher of a group without a subject is not even sent', async () => {
    const { api, store, leave } = await editor();
    store.change({ subjects: [] });
    expect([await store.save(), store.state.problem, api.saved.length]).to.deep.equal([false, 'subjects', 0]);
    leave();
  });

  it('A5 a double click saves once', async () => {
    const { api, store, leave } = await editor();
    store.change({ isAdmin: true });
    expect(await Promise.all([store.save(), store.save()])).to.deep.equal([true, false]);
    expect(api.saved.length).to.equal(1);
    leave();
  });

  it('A5 what was chosen and not saved is there when the dialog is opened again, until it is discarded', async () => {
    const { store, leave } = await editor();
    store.change({ isAdmin: true });
    leave();
    await Promise.resolve();
    const again = store.subscribe(() => {});
    await until(() => store.state.member.status === 'ready', 'the member is there');
    expect(store.state.choice.isAdmin).to.equal(true);
    store.discard();
    expect(store.state.choice.isAdmin).to.equal(false);
    again();
  });
});
