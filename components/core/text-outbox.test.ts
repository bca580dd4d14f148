import { expect } from '@esm-bundle/chai';
import { Outgoing } from './text-outbox.ts';

const bodies = (outgoing: Outgoing) => outgoing.list().map(({ body }) => body);

describe('A8 texts on their way', () => {
  let person: string;
  const original = Storage.prototype.setItem;
  beforeEach(() => {
    person = crypto.randomUUID();
  });
  afterEach(() => {
    Storage.prototype.setItem = original;
    localStorage.clear();
  });

  it('A8 are there after a reload until they have arrived, each person’s and place’s apart', () => {
    const before = new Outgoing(person, 'a');
    const { id } = before.add('раз');
    new Outgoing(person, 'b').add('два');
    new Outgoing(crypto.randomUUID(), 'a').add('три');
    const after = new Outgoing(person, 'a');
    expect(bodies(after)).to.deep.equal(['раз']);
    after.drop(id);
    expect(bodies(new Outgoing(person, 'a'))).to.deep.equal([]);
  });

  it('A8 keep the order in which they were written, however fast', () => {
    const outgoing = new Outgoing(person, 'a');
    const written = Array.from({ length: 20 }, (_, i) => outgoing.add(`${i}`).body);
    expect(bodies(new Outgoing(person, 'a'))).to.deep.equal(written);
  });

  it('A8 of two tabs do not overwrite each other', () => {
    const one = new Outgoing(person, 'a');
    const other = new Outgoing(person, 'a');
    one.add('раз');
    other.add('два');
    expect(new Set(bodies(new Outgoing(person, 'a')))).to.deep.equal(new Set(['раз', 'два']));
  });

  it('A8 live as long as the page where the browser keeps nothing', () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    const outgoing = new Outgoing(person, 'a');
    const { id } = outgoing.add('раз');
    expect(bodies(outgoing)).to.deep.equal(['раз']);
    outgoing.drop(id);
    expect(bodies(outgoing)).to.deep.equal([]);
  });

  it('A8 are not confused by what is none of ours', () => {
    localStorage.setItem(`sferum.outgoing:${person}:a:x`, '{"id":1}');
    const outgoing = new Outgoing(person, 'a');
    outgoing.add('раз');
    expect(bodies(outgoing)).to.deep.equal(['раз']);
  });
});
