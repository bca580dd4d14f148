import { expect } from '@esm-bundle/chai';
import { type DraftState, differing, EditDraft } from './edit-draft.ts';

interface Choice {
  role: string;
  groups: string[];
  isAdmin: boolean;
}

const base: Choice = { role: 'student', groups: ['a'], isAdmin: false };

function editing() {
  const states: DraftState<Choice>[] = [];
  const draft = new EditDraft<Choice, number>((state) => states.push(state));
  draft.load(base, 1);
  return { draft, last: () => states.at(-1) };
}

describe('A draft of one thing that two edit', () => {
  const theirs: Choice = { role: 'teacher', groups: ['a', 'b'], isAdmin: false };

  it('keeps what I chose, and takes over what the other has saved where I touched nothing', () => {
    const { draft, last } = editing();
    draft.change({ isAdmin: true });
    draft.load(theirs, 2);
    expect(last()).to.deep.equal({
      typed: { role: 'teacher', groups: ['a', 'b'], isAdmin: true },
      differs: true,
      changedMeanwhile: {},
    });
    expect(draft.current).to.deep.include({ base: theirs, version: 2 });
  });

  it('says after a conflict what the other changed, until it is read or discarded', () => {
    const { draft, last } = editing();
    draft.change({ role: 'staff' });
    draft.conflict(theirs, 2);
    expect(last()?.changedMeanwhile).to.deep.equal({ role: 'teacher', groups: ['a', 'b'] });
    expect(last()?.typed).to.deep.equal({ role: 'staff', groups: ['a', 'b'], isAdmin: false });
    draft.acknowledge();
    expect(last()?.changedMeanwhile).to.deep.equal({});
    expect(last()?.typed.role).to.equal('staff');
    draft.conflict({ ...theirs, isAdmin: true }, 3);
    draft.discard();
    expect(last()).to.deep.equal({ typed: { ...theirs, isAdmin: true }, differs: false, changedMeanwhile: {} });
  });

  it('knows whether something is not saved', () => {
    const { draft, last } = editing();
    expect(last()?.differs).to.equal(false);
    draft.change({ groups: ['b'] });
    expect(last()?.differs).to.equal(true);
    draft.change({ groups: ['a'] });
    expect(last()?.differs).to.equal(false);
  });

  it('keeps what is typed while something is being saved', () => {
    const { draft, last } = editing();
    draft.change({ role: ' staff ' });
    const sent = draft.current?.typed ?? base;
    draft.change({ isAdmin: true });
    draft.saved(sent, { ...sent, role: 'staff' }, 2);
    expect(last()).to.deep.include({ typed: { role: 'staff', groups: ['a'], isAdmin: true }, differs: true });
    expect(draft.current?.version).to.equal(2);
  });

  it('has nothing to change before something is loaded', () => {
    const draft = new EditDraft<Choice, number>(() => {
      throw new Error('nothing changes');
    });
    draft.change({ isAdmin: true });
    draft.acknowledge();
    draft.discard();
    expect(draft.current).to.equal(null);
  });

  it('compares lists by what is in them', () => {
    expect(differing(base, { ...base, groups: ['a'] })).to.deep.equal([]);
    expect(differing(base, { ...base, groups: ['b'], isAdmin: true })).to.deep.equal(['groups', 'isAdmin']);
  });
});
