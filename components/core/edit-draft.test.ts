import { expect } from '@esm-bundle/chai';
import { differing, rebase } from './edit-draft.ts';

describe('Two who edit one thing', () => {
  const base = { role: 'student', groups: ['a'], isAdmin: false };

  it('what I chose stays, and what I did not touch is as the other has saved it', () => {
    const mine = { ...base, isAdmin: true };
    const theirs = { ...base, role: 'teacher', groups: ['a', 'b'] };
    expect(rebase(base, mine, theirs)).to.deep.equal({ role: 'teacher', groups: ['a', 'b'], isAdmin: true });
  });

  it('tells the fields in which they differ, lists by what is in them', () => {
    expect(differing(base, { ...base, groups: ['a'] })).to.deep.equal([]);
    expect(differing(base, { ...base, groups: ['b'], isAdmin: true })).to.deep.equal(['groups', 'isAdmin']);
  });
});
