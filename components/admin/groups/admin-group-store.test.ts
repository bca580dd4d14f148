import { expect } from '@esm-bundle/chai';
import type { GroupChoice, GroupsApi } from '../../college/shared/groups-api.ts';
import type { MembersApi } from '../../college/shared/members-api.ts';
import { belova, conflict, FakeGroups, FakeMembers } from '../../college/testing/fake-apis.ts';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { AdminGroupStore, faultOf } from './admin-group-store.ts';

async function editor(group: string | null, groups = new FakeGroups()) {
  const members = new FakeMembers();
  const store = new AdminGroupStore(
    groups as unknown as GroupsApi,
    members as unknown as MembersApi,
    'college',
    group,
    2026,
  );
  const unsubscribe = store.subscribe(() => {});
  await until(() => store.state.choice.status === 'ready', 'the group is there');
  const choice = () => (store.state.choice.status === 'ready' ? store.state.choice.value : ({} as GroupChoice));
  return { groups, members, store, choice, unsubscribe };
}

describe('A6 making and editing a group', () => {
  it('A6 number and years are required, and the years have to make sense', () => {
    const good: GroupChoice = { number: 'ИС-24', title: '', startYear: 2025, endYear: 2029, teachers: [] };
    const teacher = { id: 't', surname: 'Лунин', name: 'Игорь', patronymic: '', subjects: [] };
    const wrong: [Partial<GroupChoice>, string | null][] = [
      [{}, null],
      [{ number: '' }, 'number'],
      [{ number: '   ' }, 'number'],
      [{ number: 'И'.repeat(31) }, 'numberLong'],
      [{ endYear: 2025 }, 'years'],
      [{ endYear: 2024 }, 'years'],
      [{ endYear: 2036 }, 'yearsFar'],
      [{ teachers: [teacher] }, 'subjects'],
    ];
    expect(wrong.map(([patch]) => faultOf({ ...good, ...patch }))).to.deep.equal(wrong.map(([, fault]) => fault));
  });

  it('A6 a new one is made once, trimmed, with its teachers', async () => {
    const { groups, store, unsubscribe } = await editor(null);
    store.change({ number: '  ИС-24 ', endYear: 2029 });
    store.addTeacher({ ...belova, subjects: [] });
    store.addTeacher({ ...belova, subjects: [] });
    expect([await store.save(), store.state.problem]).to.deep.equal([false, 'subjects']);
    store.changeTeacher(belova.id, ['Базы данных']);
    expect(await Promise.all([store.save(), store.save()])).to.deep.equal([true, false]);
    expect(
      groups.created.map(({ number, teachers }) => [number, teachers.map(({ subjects }) => subjects)]),
    ).to.deep.equal([['ИС-24', [['Базы данных']]]]);
    unsubscribe();
  });

  it('A6 a number that is taken is named as such, and nothing typed is lost', async () => {
    const { groups, store, choice, unsubscribe } = await editor(null);
    store.change({ number: 'ИС-21' });
    groups.refusal = new AppError('conflict', 'SF002', { reason: 'numberTaken' });
    expect([await store.save(), store.state.problem, choice().number]).to.deep.equal([false, 'numberTaken', 'ИС-21']);
    unsubscribe();
  });

  it('A6 teachers that were not touched are not sent, so that they cannot be overwritten', async () => {
    const { groups, store, unsubscribe } = await editor('is21');
    store.change({ endYear: 2030 });
    expect(await store.save()).to.equal(true);
    expect(groups.updated[0]).to.deep.include({ group: 'is21', version: 1, teachers: undefined });
    unsubscribe();
  });

  it('A6 after somebody else has saved: what they changed is shown, what I typed stays, and a second saving goes through', async () => {
    const { groups, store, choice, unsubscribe } = await editor('is21');
    store.change({ title: 'Программирование' });
    const saved = await groups.get('is21');
    groups.versions.set('is21', { ...saved, choice: { ...saved.choice, endYear: 2031 }, version: 5 });
    groups.refusal = conflict({ number: 'ИС-21', version: 5 });
    expect([await store.save(), store.state.problem]).to.deep.equal([false, 'conflict']);
    expect(store.state.changedMeanwhile).to.deep.equal({ endYear: 2031 });
    expect(choice()).to.deep.include({ title: 'Программирование', endYear: 2031 });
    expect(await store.save()).to.equal(true);
    expect(groups.updated[0]?.version).to.equal(5);
    unsubscribe();
  });

  it('A6 a group with people in it is not deleted, and says why', async () => {
    const { groups, store, unsubscribe } = await editor('is21');
    groups.refusal = new AppError('conflict', 'SF002', { reason: 'inUse' });
    expect([await store.remove(), store.state.problem]).to.deep.equal([false, 'inUse']);
    expect([await store.remove(), groups.removed]).to.deep.equal([true, ['is21']]);
    unsubscribe();
  });

  it('A6 it is not removed while it is being saved', async () => {
    const { groups, store, unsubscribe } = await editor('is21');
    store.change({ endYear: 2030 });
    expect(await Promise.all([store.save(), store.remove()])).to.deep.equal([true, false]);
    expect([groups.removed, store.state.saving]).to.deep.equal([[], false]);
    unsubscribe();
  });

  it('A6 of two searches for a teacher the later one is shown', async () => {
    const { members, store, unsubscribe } = await editor('is21');
    const first = store.search('');
    const second = store.search('Лунин');
    await Promise.all([first, second]);
    expect(store.state.found.map(({ surname }) => surname)).to.deep.equal(['Лунин']);
    expect(members.asked.map(({ filter }) => filter)).to.deep.equal(['teacher', 'teacher']);
    unsubscribe();
  });
});
