import { expect } from '@esm-bundle/chai';
import type { MembersApi } from '../../college/shared/members-api.ts';
import { conflict, FakeGroups, FakeMembers, lunin } from '../../college/testing/fake-apis.ts';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { AdminMemberStore } from './admin-member-store.ts';

async function editor() {
  const api = new FakeMembers();
  const groups = new FakeGroups();
  const store = new AdminMemberStore(
    api as unknown as MembersApi,
    groups as unknown as ConstructorParameters<typeof AdminMemberStore>[1],
    'college',
    lunin.id,
  );
  const unsubscribe = store.subscribe(() => {});
  await until(() => store.state.member.status === 'ready', 'the member is there');
  return { api, groups, store, unsubscribe };
}

describe('A5 editing a member', () => {
  it('A5 nothing is saved before «Сохранить», not even «Назначить администратором»', async () => {
    const { api, store, unsubscribe } = await editor();
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
    unsubscribe();
  });

  it('A5 graduated groups are offered only when the member is in them', async () => {
    const { store, unsubscribe } = await editor();
    expect(store.state.groups.map(({ id }) => id)).to.deep.equal(['is21', 'sa31']);
    unsubscribe();
  });

  it('A5 after somebody else has saved: what they changed is shown, what I chose stays, and a second saving goes through', async () => {
    const { api, store, unsubscribe } = await editor();
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
    unsubscribe();
  });

  const refusals: [string, AppError, string][] = [
    ['the last administrator', new AppError('invalid', 'SF005', { reason: 'lastAdmin' }), 'lastAdmin'],
    ['a group that has graduated meanwhile', new AppError('invalid', 'SF006', { reason: 'graduated' }), 'graduated'],
    ['somebody who is gone', new AppError('missing', 'SF003', { reason: 'gone' }), 'gone'],
    ['no connection', new AppError('offline'), 'offline'],
    ['rights that are lost', new AppError('denied', '42501'), 'denied'],
  ];
  for (const [what, refusal, problem] of refusals) {
    it(`A5 a refusal is explained and nothing chosen is lost: ${what}`, async () => {
      const { api, store, unsubscribe } = await editor();
      store.change({ isAdmin: true, groups: ['is21'] });
      api.refusal = refusal;
      expect(await store.save()).to.equal(false);
      expect([store.state.problem, store.state.choice.isAdmin, store.state.choice.groups]).to.deep.equal([
        problem,
        true,
        ['is21'],
      ]);
      unsubscribe();
    });
  }

  it('A5 a teacher of a group without a subject is not even sent', async () => {
    const { api, store, unsubscribe } = await editor();
    store.change({ subjects: [] });
    expect([await store.save(), store.state.problem, api.saved.length]).to.deep.equal([false, 'subjects', 0]);
    unsubscribe();
  });

  it('A5 a double click saves once', async () => {
    const { api, store, unsubscribe } = await editor();
    store.change({ isAdmin: true });
    expect(await Promise.all([store.save(), store.save()])).to.deep.equal([true, false]);
    expect(api.saved.length).to.equal(1);
    unsubscribe();
  });

  it('A5 what was chosen and not saved is there when the dialog is opened again, until it is discarded', async () => {
    const { store, unsubscribe } = await editor();
    store.change({ isAdmin: true });
    unsubscribe();
    await Promise.resolve();
    const again = store.subscribe(() => {});
    await until(() => store.state.member.status === 'ready', 'the member is there');
    expect(store.state.choice.isAdmin).to.equal(true);
    store.discard();
    expect(store.state.choice.isAdmin).to.equal(false);
    again();
  });
});
