import { expect } from '@esm-bundle/chai';
import { untilWords } from './until.ts';

describe('C5 until when somebody may not write', () => {
  const now = new Date(2026, 10, 29, 23, 6);

  it('is an hour alone where it is near, also after midnight', () => {
    expect(untilWords(new Date(2026, 10, 29, 23, 21), 'ru', now)).to.equal('23:21');
    expect(untilWords(new Date(2026, 10, 30, 1, 6), 'ru', now)).to.equal('01:06');
  });

  it('is a day and an hour where the hour could be of another day', () => {
    expect(untilWords(new Date(2026, 10, 30, 23, 6), 'ru', now)).to.equal('30 ноября, 23:06');
    expect(untilWords(new Date(2026, 11, 6, 1, 6), 'ru', now)).to.equal('6 декабря, 01:06');
  });

  it('is an hour alone until the evening of the same day', () => {
    expect(untilWords(new Date(2026, 10, 30, 23, 0), 'ru', new Date(2026, 10, 30, 0, 30))).to.equal('23:00');
  });
});
