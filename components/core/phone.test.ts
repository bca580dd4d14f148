import { expect } from '@esm-bundle/chai';
import { formatPhone, parsePhone } from './phone.ts';

describe('R1 A telephone number in any usual notation', () => {
  const mobile = [
    '+79123456789',
    '+7 912 345-67-89',
    '8 (912) 345-67-89',
    '8-912-345-67-89',
    '8 912 345 67 89',
    '79123456789',
    '9123456789',
    '912 345 67 89',
    '(912) 345–67–89',
    ' +7\u00a0912\u2011345\u201167\u201189 ',
    '+8 912 345-67-89',
    '007 912 345 67 89',
    '8.912.345.67.89',
    '+7(912)345/67/89',
    '+7９１２３４５６７８９',
  ];
  for (const text of mobile) {
    it(`R1 reads ${JSON.stringify(text)}`, () => {
      expect(parsePhone(text)).to.deep.equal({ phone: '79123456789' });
    });
  }

  it('R1 reads numbers of other countries', () => {
    expect(parsePhone('+375 29 123-45-67')).to.deep.equal({ phone: '375291234567' });
    expect(parsePhone('00375291234567')).to.deep.equal({ phone: '375291234567' });
    expect(parsePhone('8 10 375 29 123 45 67')).to.deep.equal({ phone: '375291234567' });
    expect(parsePhone('+86 138 0013 8000')).to.deep.equal({ phone: '8613800138000' });
  });

  it('R1 adds the code of the country to ten digits, also where they begin with 8', () => {
    expect(parsePhone('812 345-67-89')).to.deep.equal({ phone: '78123456789' });
    expect(parsePhone('701 234 56 78')).to.deep.equal({ phone: '77012345678' });
  });

  it('R1 says what is wrong', () => {
    expect(parsePhone('')).to.deep.equal({ problem: 'phoneEmpty' });
    expect(parsePhone(' + ')).to.deep.equal({ problem: 'phoneEmpty' });
    expect(parsePhone('+7 912 345-67-8')).to.deep.equal({ problem: 'phoneShort', missing: 1 });
    expect(parsePhone('8 912 345-67-8')).to.deep.equal({ problem: 'phoneShort', missing: 1 });
    expect(parsePhone('912 345')).to.deep.equal({ problem: 'phoneShort', missing: 4 });
    expect(parsePhone('+7 912 345-67-890')).to.deep.equal({ problem: 'phoneLong' });
    expect(parsePhone('+3752912345678901')).to.deep.equal({ problem: 'phoneLong' });
    expect(parsePhone('375 29 123-45-67')).to.deep.equal({ problem: 'phoneForeign' });
    for (const text of ['ivanov', '+0123456789', '7912+3456789', '+7 912 345-67-8x', 'a@b.ru']) {
      expect(parsePhone(text), text).to.deep.equal({ problem: 'phoneWrong' });
    }
  });

  it('R1 writes it back as people do', () => {
    expect(formatPhone('79123456789')).to.equal('+7 912 345-67-89');
    expect(formatPhone('375291234567')).to.equal('+375 291 234 567');
    expect(formatPhone('')).to.equal('');
    expect(parsePhone(formatPhone('375291234567'))).to.deep.equal({ phone: '375291234567' });
  });
});
