import { expect } from '@esm-bundle/chai';
import { languageOf, plural, texts, watchLanguage } from './localize.ts';

describe('B9 Russian and English', () => {
  afterEach(() => {
    document.documentElement.removeAttribute('lang');
    document.body.replaceChildren();
  });

  it('B9 the nearest lang decides, through shadow roots', () => {
    document.documentElement.lang = 'ru';
    const outer = document.createElement('div');
    outer.lang = 'en-GB';
    const inner = document.createElement('span');
    outer.attachShadow({ mode: 'open' }).append(inner);
    document.body.append(outer);
    expect(languageOf(inner)).to.equal('en');
    expect(languageOf(document.body)).to.equal('ru');
  });

  it('B9 is Russian where the page has no lang or another language', () => {
    expect(languageOf(document.body)).to.equal('ru');
    document.documentElement.lang = 'tt';
    expect(languageOf(document.body)).to.equal('ru');
  });

  it('B9 follows a change of lang while somebody watches', async () => {
    await new Promise<void>((changed) => {
      const stop = watchLanguage(() => {
        stop();
        changed();
      });
      document.documentElement.lang = 'en';
    });
    expect(languageOf(document.body)).to.equal('en');
  });

  it('B9 has Russian at once, and loads English once, when it is needed', async () => {
    let loads = 0;
    const words = texts({ yes: 'да' }, async () => {
      loads += 1;
      return { yes: 'yes' };
    });
    expect([words.in('ru')?.yes, words.in('en')]).to.deep.equal(['да', undefined]);
    await words.load('en');
    await words.load('en');
    expect([words.in('en')?.yes, loads]).to.deep.equal(['yes', 1]);
  });

  it('B9 chooses the form of a word by the number', () => {
    const forms = { one: 'сообщение', few: 'сообщения', many: 'сообщений', other: 'сообщения' };
    const chosen = [1, 2, 5, 11, 21, 22, 25, 112, 2.4].map((count) => plural('ru', count, forms));
    expect(chosen.join(' ')).to.equal(
      'сообщение сообщения сообщений сообщений сообщение сообщения сообщений сообщений сообщения',
    );
    expect(plural('ru', 2, { 2: 'двух человек', one: '# человека', few: '# человека', other: '' })).to.equal(
      'двух человек',
    );
    expect(plural('en', 1, { one: 'message', other: 'messages' })).to.equal('message');
    expect(plural('en', 2, { one: 'message', other: 'messages' })).to.equal('messages');
  });
});
