import { expect } from '@esm-bundle/chai';
import { passwordFault, passwordRules } from './password.ts';

describe('R2 A new password', () => {
  it('R2 needs ten signs with letters and digits, in any alphabet', () => {
    expect(passwordRules('синяя-парта-214')).to.deep.equal({ long: true, mixed: true });
    expect(passwordFault('синяя-парта-214')).to.equal(null);
    expect(passwordFault('abcdefgh12')).to.equal(null);
    expect(passwordFault('abcdefgh1')).to.equal('passwordWeak');
    expect(passwordFault('синяяпарта')).to.equal('passwordWeak');
    expect(passwordFault('1234567890')).to.equal('passwordWeak');
    expect(passwordRules('')).to.deep.equal({ long: false, mixed: false });
  });

  it('R2 counts signs as people see them and refuses what the server would cut', () => {
    expect(passwordRules('🙂🙂🙂🙂а1').long).to.equal(false);
    expect(passwordFault(`1${'a'.repeat(71)}`)).to.equal(null);
    expect(passwordFault(`1${'a'.repeat(72)}`)).to.equal('passwordLong');
    expect(passwordFault(`1${'я'.repeat(36)}`)).to.equal('passwordLong');
  });
});
