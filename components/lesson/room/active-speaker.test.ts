import { expect } from '@esm-bundle/chai';
import { ActiveSpeaker } from './active-speaker.ts';
import { tileOrder } from './tile-order.ts';

describe('L4 who speaks', () => {
  const levels = (a: number, b: number) =>
    new Map([
      ['a', a],
      ['b', b],
    ]);

  it('is whoever is heard first, at once, and stays it through a pause', () => {
    const speakers = new ActiveSpeaker();
    expect(speakers.hear(levels(0, 0), 0)).to.equal(null);
    expect(speakers.hear(levels(0.3, 0), 100)).to.equal('a');
    expect(speakers.hear(levels(0, 0), 1500)).to.equal('a');
    expect(speakers.hear(levels(0, 0), 4000)).to.equal(null);
  });

  it('is not whoever coughs, but whoever goes on', () => {
    const speakers = new ActiveSpeaker();
    speakers.hear(levels(0.3, 0), 0);
    expect(speakers.hear(levels(0.1, 0.5), 250)).to.equal('a');
    expect(speakers.hear(levels(0.3, 0), 500)).to.equal('a');
    expect(speakers.hear(levels(0, 0.5), 750)).to.equal('a');
    expect(speakers.hear(levels(0, 0.5), 1500)).to.equal('b');
    expect(speakers.spokeAt('a')).to.be.lessThan(speakers.spokeAt('b'));
  });

  it('is nobody who has left', () => {
    const speakers = new ActiveSpeaker();
    speakers.hear(levels(0.3, 0), 0);
    expect(speakers.hear(new Map([['b', 0]]), 100)).to.equal(null);
  });
});

describe('L4 the tiles', () => {
  const quiet = { first: 2, speaker: null, spokeAt: () => 0 };

  it('keep their places when others come', () => {
    const before = ['a', 'b'];
    expect(tileOrder(before, ['a', 'c', 'b'], quiet)).to.deep.equal(['a', 'b', 'c']);
    expect(tileOrder(before, ['b', 'a'], quiet)).to.equal(before);
  });

  it('move one alone when somebody leaves', () => {
    expect(tileOrder(['a', 'b', 'c', 'd'], ['a', 'c', 'd'], quiet)).to.deep.equal(['a', 'd', 'c']);
    expect(tileOrder(['a', 'b', 'c', 'd'], ['b'], quiet)).to.deep.equal(['b']);
    expect(tileOrder(['a'], [], quiet)).to.deep.equal([]);
  });

  it('bring who speaks to the first page, in the place of who was silent longest', () => {
    const spokeAt = (id: string) => ({ a: 1, b: 2 })[id] ?? 0;
    const people = ['a', 'b', 'c', 'd'];
    expect(tileOrder(people, people, { first: 2, speaker: 'd', spokeAt })).to.deep.equal(['d', 'b', 'c', 'a']);
    expect(tileOrder(people, people, { first: 2, speaker: 'b', spokeAt })).to.equal(people);
  });
});
