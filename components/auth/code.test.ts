import { expect } from '@esm-bundle/chai';
import { codeFrom } from './code.ts';

describe('R1 The code from the SMS', () => {
  it('R1 is found in what was pasted', () => {
    for (const text of [
      '314159',
      '314 159',
      '314-159',
      ' 3 1 4 1 5 9 ',
      'Код: 314159. Никому его не называйте.',
      '314159 действует 10 минут',
      'Сферум 24: код 314 159',
    ]) {
      expect(codeFrom(text), text).to.equal('314159');
    }
  });

  it('R1 grows while it is typed, and no further than it is long', () => {
    expect(codeFrom('31')).to.equal('31');
    expect(codeFrom('3141599')).to.equal('314159');
    expect(codeFrom('код')).to.equal('');
  });
});
