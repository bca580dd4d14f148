import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../element/testing/axe.ts';
import { illegible } from '../ui/testing/legible.ts';
import type { Auth } from './auth.ts';
import {
  alerted,
  alina,
  all,
  at,
  atCode,
  atName,
  atNewPassword,
  atPassword,
  enter,
  find,
  mount,
  password,
  phone,
  server,
  title,
  type,
  withServer,
} from './testing/stage.ts';

describe('Every state of <sferum-auth>', () => {
  withServer();

  const states: Record<string, () => Promise<Auth>> = {
    phone: () => mount(),
    'phone with an error': async () => {
      const auth = await mount();
      type(auth, 'phone', '+7');
      enter(auth);
      await alerted(auth, 'Не хватает 10 цифр');
      return auth;
    },
    'no connection': async () => {
      const auth = await mount();
      type(auth, 'phone', phone);
      server.intercept = () => Promise.reject(new TypeError('Failed to fetch'));
      enter(auth);
      await alerted(auth, 'Сервер');
      return auth;
    },
    code: () => atCode(),
    'wrong code': async () => {
      const auth = await atCode();
      type(auth, 'code', '000000');
      await alerted(auth, 'Код');
      return auth;
    },
    'new password': atNewPassword,
    name: atName,
    'name with an error': async () => {
      const auth = await atName();
      enter(auth);
      await alerted(auth, 'фамилию');
      return auth;
    },
    'consent to another text': async () => {
      server.add(phone, password, alina);
      const auth = await atPassword();
      auth.innerHTML = '<p slot="consent" data-version="2">Согласие по <a href="/rules">положению</a></p>';
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Согласие');
      return auth;
    },
    'name without consent': async () => {
      const auth = await atName();
      auth.innerHTML = `<p slot="consent">${'Согласие на обработку персональных данных. '.repeat(40)}</p>`;
      type(auth, 'surname', 'Соколова');
      type(auth, 'name', 'Алина');
      enter(auth);
      await alerted(auth, 'Без согласия');
      return auth;
    },
    password: () => {
      server.add(phone, password, alina);
      return atPassword();
    },
    forgot: async () => {
      server.add(phone, password, alina);
      const auth = await atPassword();
      find(auth, '.text-button').click();
      await at(auth, 'Забыли');
      return auth;
    },
    'without a college': async () => {
      server.add(phone, password, alina);
      const auth = await atPassword();
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Алина');
      return auth;
    },
  };
  for (const [name, reach] of Object.entries(states)) {
    it(`B9 at 200 % text and at 320 px no word is broken and nothing is cut: ${name}`, async () => {
      expect(await illegible(await reach())).to.deep.equal([]);
    });

    it(`axe finds nothing, light and dark, and nothing is wider than 320 px: ${name}`, async () => {
      const auth = await reach();
      for (const scheme of ['light', 'dark']) {
        document.documentElement.style.colorScheme = scheme;
        document.documentElement.style.background = scheme === 'dark' ? '#000' : '#fff';
        expect(await axeFaults(auth), scheme).to.deep.equal([]);
      }
      auth.style.width = '320px';
      const wide = all(auth, '*').filter(
        (element) =>
          !element.closest('.visually-hidden') &&
          element.getBoundingClientRect().right > auth.getBoundingClientRect().right + 0.5,
      );
      expect(wide.map((element) => element.outerHTML)).to.deep.equal([]);
      expect(auth.scrollWidth).to.equal(320);
    });
  }

  it('B9 is English where the page is', async () => {
    document.documentElement.lang = 'en';
    const auth = await mount();
    expect(title(auth)).to.equal('Sign in to your college');
    type(auth, 'phone', '+7 912 345-67');
    enter(auth);
    await alerted(auth, '2 digits are missing');
  });
});
