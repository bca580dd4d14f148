import { expect } from '@esm-bundle/chai';
import { sessionKey } from '../core/session.ts';
import type { App } from '../element/app.ts';
import { until } from '../element/testing/until.ts';
import { type Auth, safeNext } from './auth.ts';
import type { SignedInEvent } from './auth-events.ts';
import { FakeServer } from './testing/fake-server.ts';
import {
  agree,
  alerted,
  alerts,
  alina,
  at,
  atCode,
  atName,
  atNewPassword,
  atPassword,
  enter,
  find,
  focused,
  mount,
  password,
  phone,
  server,
  text,
  title,
  type,
  url,
  withServer,
} from './testing/stage.ts';

describe('<sferum-auth>', () => {
  withServer();

  describe('R1 The number and the code', () => {
    it('R1 does not take the focus before the person does something', async () => {
      const auth = await mount();
      expect(document.activeElement?.localName).to.equal('body');
      expect(find(auth, '[type=submit]').textContent?.trim()).to.equal('Войти или создать аккаунт');
    });

    it('R1 shows an error beside the field until it is corrected', async () => {
      const auth = await mount();
      type(auth, 'phone', '+7 912 345-67-8');
      enter(auth);
      await alerted(auth, 'Не хватает одной цифры');
      const input = find<HTMLInputElement>(auth, '#phone');
      expect(input.getAttribute('aria-invalid')).to.equal('true');
      expect(focused(auth)).to.equal(input.id);
      const description = input.getAttribute('aria-describedby');
      expect(find(auth, `#${description}`).textContent).to.contain('Не хватает');
      type(auth, 'phone', '+7 912 345-67-89');
      await until(() => !alerts(auth), 'no alert');
    });

    it('R1 a double click sends once', async () => {
      const auth = await mount();
      type(auth, 'phone', phone);
      const button = find(auth, '[type=submit]');
      button.click();
      button.click();
      await at(auth, 'SMS');
      expect(server.sms).to.deep.equal([phone]);
    });

    it('R1 keeps the width and the focus of the button while it is busy', async () => {
      const auth = await mount();
      type(auth, 'phone', phone);
      let answer = (_: Response) => {};
      server.intercept = () =>
        new Promise((resolve) => {
          answer = resolve;
        });
      const button = find(auth, '[type=submit]');
      const { width } = button.getBoundingClientRect();
      button.focus();
      button.click();
      await until(() => button.querySelector('.ring'), 'the ring');
      expect(button.getBoundingClientRect().width).to.equal(width);
      expect(auth.shadowRoot?.activeElement === button).to.equal(true);
      server.intercept = null;
      answer(Response.json([]));
      await at(auth, 'SMS');
    });

    it('R1 keeps what was typed when the server is not reached', async () => {
      const auth = await mount();
      type(auth, 'phone', '8 (912) 345-67-89');
      server.intercept = () => Promise.reject(new TypeError('Failed to fetch'));
      enter(auth);
      await alerted(auth, 'Сервер не ответил');
      expect(find<HTMLInputElement>(auth, '#phone').value).to.equal('+7 912 345-67-89');
      server.intercept = null;
      enter(auth);
      await at(auth, 'SMS');
    });

    it('R1 the code is one field that a phone can fill in, and is submitted by itself', async () => {
      const auth = await atCode();
      const input = find<HTMLInputElement>(auth, '#code');
      expect(focused(auth)).to.equal(input.id);
      expect(input.autocomplete).to.equal('one-time-code');
      expect(input.inputMode).to.equal('numeric');
      expect(auth.shadowRoot?.querySelectorAll('input')).to.have.length(1);
      type(auth, 'code', '31');
      await auth.updateComplete;
      expect(find(auth, '.code').textContent?.replace(/\s/g, '')).to.equal('31');
      type(auth, 'code', '3');
      await auth.updateComplete;
      expect(find(auth, '.code').textContent?.replace(/\s/g, '')).to.equal('3');
      type(auth, 'code', server.code);
      await at(auth, 'Придумайте');
    });

    it('R1 finds the code in a pasted SMS', async () => {
      const auth = await atCode();
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', 'Код: 314 159. Никому его не называйте.');
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      find(auth, '#code').dispatchEvent(event);
      await at(auth, 'Придумайте');
    });

    it('R1 a wrong code is reported and selected, so that the next digit replaces it', async () => {
      const auth = await atCode();
      type(auth, 'code', '000000');
      await alerted(auth, 'Код не подошёл');
      const input = find<HTMLInputElement>(auth, '#code');
      expect(focused(auth)).to.equal(input.id);
      expect([input.selectionStart, input.selectionEnd]).to.deep.equal([0, 6]);
      type(auth, 'code', server.code);
      await at(auth, 'Придумайте');
    });

    it('R1 still reports that a code is burnt while digits are typed', async () => {
      const auth = await atCode();
      for (let guess = 0; guess < 5; guess++) {
        type(auth, 'code', `00000${guess}`);
        await until(
          () => server.requests.filter((path) => path.endsWith('/redeem_code')).length > guess,
          'the attempt',
        );
        await alerted(auth, guess < 4 ? 'Код не подошёл' : 'Слишком много попыток');
      }
      type(auth, 'code', server.code);
      await alerted(auth, 'Слишком много попыток');
    });

    it('R1 «Отправить код ещё раз» waits for the countdown; the number can be changed', async () => {
      const auth = await atCode();
      const button = find<HTMLButtonElement>(auth, '.bottom button');
      expect(button.disabled).to.equal(true);
      expect(find(auth, '.line b').textContent).to.match(/^(1:00|0:59)$/);
      find(auth, '.lead button').click();
      await at(auth, 'Вход');
      expect(focused(auth)).to.equal('phone');
      expect(find<HTMLInputElement>(auth, '#phone').value).to.equal('+7 912 345-67-89');
    });

    it('R1 shows the remaining time when the server says that it is too early', async () => {
      const text = 'For security purposes, you can only request this after 42 seconds.';
      server.intercept = (path) =>
        path === '/auth/v1/otp' ? FakeServer.error(429, 'over_sms_send_rate_limit', text) : undefined;
      const auth = await atCode();
      expect(find(auth, '.line b').textContent).to.match(/^0:4[12]$/);
    });

    it('R1 shows the college’s own terms under the button', async () => {
      const auth = await mount();
      auth.innerHTML = '<a slot="terms" href="/rules">Правила колледжа</a>';
      expect(find<HTMLSlotElement>(auth, 'slot[name=terms]').assignedElements()[0]?.textContent).to.equal(
        'Правила колледжа',
      );
    });
  });

  describe('R2 A new account', () => {
    it('R2 code, password, name, signed in: every step focuses its first field', async () => {
      const auth = await atNewPassword();
      let signedIn = '';
      document.body.addEventListener(
        'sferum-signed-in',
        (event) => {
          signedIn = event.userId;
        },
        { once: true },
      );
      const field = find<HTMLInputElement>(auth, '#password');
      expect(focused(auth)).to.equal(field.id);
      expect(field.autocomplete).to.equal('new-password');
      expect(auth.shadowRoot?.textContent).to.contain('Никому не сообщайте пароль');
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Как вас зовут');
      expect(focused(auth)).to.equal('surname');
      const names = ['surname', 'name', 'patronymic'].map((id) => find<HTMLInputElement>(auth, `#${id}`).autocomplete);
      expect(names).to.deep.equal(['family-name', 'given-name', 'additional-name']);
      type(auth, 'surname', 'Соколова');
      type(auth, 'name', 'Алина');
      agree(auth);
      enter(auth);
      await at(auth, 'Алина Соколова');
      expect(focused(auth)).to.equal('title');
      expect(signedIn).to.equal(server.accounts[0]?.id);
      expect(server.accounts[0]).to.deep.include({ password, name: { ...alina, patronymic: '' } });
    });

    it('A12 stores the text that was agreed to before the name, the college’s own with its version', async () => {
      const auth = await atName();
      auth.innerHTML =
        '<div slot="consent" data-version="2026-09">Согласие по <a href="/rules">положению</a> колледжа</div>';
      type(auth, 'surname', 'Соколова');
      type(auth, 'name', 'Алина');
      agree(auth);
      enter(auth);
      await at(auth, 'Алина Соколова');
      expect(server.consents).to.deep.equal([{ version: '2026-09', text: 'Согласие по положению колледжа' }]);
      const asked = server.requests.filter((request) => /give_consent|POST .*profiles/.test(request));
      expect(asked).to.deep.equal(['POST /rest/v1/rpc/give_consent', 'POST /rest/v1/profiles']);
    });

    it('A12 whoever agreed to another version reads the new text before they are signed in', async () => {
      server.add(phone, password, alina, true);
      server.consents.push({ version: '2025-09', text: 'Прежний текст' });
      const auth = await atPassword();
      auth.innerHTML = '<div slot="consent" data-version="2026-09">Новый текст</div>';
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Согласие');
      expect(focused(auth)).to.equal('title');
      enter(auth);
      await alerted(auth, 'Без согласия');
      agree(auth);
      enter(auth);
      await at(auth, 'Алина Соколова');
      expect(server.consents.at(-1)).to.deep.equal({ version: '2026-09', text: 'Новый текст' });
    });

    it('A12 only the person ticks the box: without it nothing is sent, and what is typed stays', async () => {
      const auth = await atName();
      const box = find<HTMLInputElement>(auth, '#consent');
      expect(box.checked).to.equal(false);
      type(auth, 'surname', 'Соколова');
      type(auth, 'name', 'Алина');
      enter(auth);
      await alerted(auth, 'Без согласия');
      expect(focused(auth)).to.equal('consent');
      expect(box.getAttribute('aria-invalid')).to.equal('true');
      expect(server.consents).to.deep.equal([]);
      expect(server.requests).not.to.include('POST /rest/v1/profiles');
      expect(find<HTMLInputElement>(auth, '#surname').value).to.equal('Соколова');
      agree(auth);
      await until(() => !alerts(auth), 'no alert');
      enter(auth);
      await at(auth, 'Алина Соколова');
      const [given] = server.consents;
      expect(given?.version).to.equal('1');
      expect(given?.text).to.contain('Колледж хранит фамилию');
    });

    it('R2 shows which rules are met, and the password on demand', async () => {
      const auth = await atNewPassword();
      const met = () => auth.shadowRoot?.querySelectorAll('.rules .met').length;
      type(auth, 'password', 'парта');
      await auth.updateComplete;
      expect(met()).to.equal(0);
      enter(auth);
      await alerted(auth, 'слишком простой');
      type(auth, 'password', password);
      await auth.updateComplete;
      expect(met()).to.equal(2);
      const field = find<HTMLInputElement>(auth, '#password');
      const toggle = find(auth, '.frame button');
      expect(field.type).to.equal('password');
      toggle.click();
      await auth.updateComplete;
      expect(field.type).to.equal('text');
      expect(field.value).to.equal(password);
      expect(toggle.getAttribute('aria-label')).to.equal('Скрыть пароль');
    });

    it('R2 keeps the name after one step back', async () => {
      const auth = await atName();
      type(auth, 'surname', 'Соколова');
      find(auth, '.top button').click();
      await at(auth, 'Придумайте');
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Как вас зовут');
      expect(find<HTMLInputElement>(auth, '#surname').value).to.equal('Соколова');
    });

    it('R2 does not fail when the answer to the first attempt was lost', async () => {
      const auth = await atName();
      type(auth, 'surname', 'Соколова');
      type(auth, 'name', 'Алина');
      const account = server.accounts[0];
      if (account) account.name = { ...alina };
      agree(auth);
      enter(auth);
      await at(auth, 'Алина Соколова');
    });

    it('R2 resumes after a reload', async () => {
      await atName();
      document.body.replaceChildren();
      const again = await mount();
      expect(title(again)).to.equal('Как вас зовут');
    });

    it('R2 says honestly that there is no college yet', async () => {
      server.add(phone, password, alina);
      const auth = await atPassword();
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Алина Соколова');
      await until(() => text(auth).includes('Здесь будет ваш колледж'), 'that there is no college');
    });
  });

  describe('R3 An existing account', () => {
    beforeEach(() => server.add(phone, password, alina, true));

    it('R3 number and password; a wrong one is reported and selected', async () => {
      const auth = await atPassword();
      const field = find<HTMLInputElement>(auth, '#password');
      expect(field.autocomplete).to.equal('current-password');
      expect(find<HTMLInputElement>(auth, '[autocomplete=username]').value).to.equal('+7 912 345-67-89');
      type(auth, 'password', 'не-тот-пароль-1');
      enter(auth);
      await alerted(auth, 'Пароль не подошёл');
      expect(field.value).to.equal('не-тот-пароль-1');
      expect([field.selectionStart, field.selectionEnd]).to.deep.equal([0, 15]);
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Алина Соколова');
      await until(() => text(auth).includes('Речноборский колледж'), 'the college');
      expect(text(auth)).not.to.contain('Здесь будет ваш колледж');
      expect(server.sms).to.deep.equal([]);
    });

    it('R3 «Забыли пароль?» resets it by SMS', async () => {
      const auth = await atPassword();
      find(auth, '.text-button').click();
      await at(auth, 'Забыли');
      expect(focused(auth)).to.equal('phone');
      enter(auth);
      await at(auth, 'SMS');
      type(auth, 'code', server.code);
      await at(auth, 'Новый пароль');
      type(auth, 'password', 'зимний-чай-77');
      enter(auth);
      await at(auth, 'Алина Соколова');
      expect(server.accounts[0]?.password).to.equal('зимний-чай-77');
    });

    it('R3 goes to `next` of this site after signing in', async () => {
      const auth = await atPassword({ next: '#in' });
      type(auth, 'password', password);
      enter(auth);
      await until(() => location.hash === '#in', 'the next page');
      history.replaceState(null, '', location.pathname + location.search);
    });

    it('R3 where the browser stores nothing it says so from the first step, and does not go on without the session', async () => {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = () => {
        throw new DOMException('', 'SecurityError');
      };
      try {
        const auth = await atPassword({ next: '#in' });
        expect(text(auth)).to.contain('Браузер не разрешает этой странице хранить данные');
        type(auth, 'password', password);
        enter(auth);
        await at(auth, 'Алина Соколова');
        expect(location.hash).to.equal('');
        expect(text(auth)).to.contain('Браузер не разрешает этой странице хранить данные');
        const inPlace = await mount();
        expect(text(inPlace)).not.to.contain('Браузер не разрешает');
      } finally {
        Storage.prototype.setItem = setItem;
      }
    });

    it('R3 stays when the page cancels the event', async () => {
      const auth = await atPassword({ next: '#in' });
      let fired: SignedInEvent | null = null;
      auth.addEventListener('sferum-signed-in', (event) => {
        event.preventDefault();
        fired = event;
      });
      type(auth, 'password', password);
      enter(auth);
      await until(() => fired, 'the event');
      expect(location.hash).to.equal('');
    });

    it('R3 refuses a `next` that leads elsewhere', () => {
      for (const next of [
        '',
        'https://evil.test/',
        '//evil.test',
        '/\\evil.test',
        '\\\\evil.test',
        'javascript:alert(1)',
        ' javascript:alert(1)',
        'java\nscript:alert(1)',
        'data:text/html,x',
        `blob:${location.origin}/x`,
        'https://',
        `${location.origin}.evil.test`,
        `${location.origin}@evil.test`,
      ]) {
        expect(safeNext(next), next).to.equal(null);
      }
      expect(safeNext('/student')).to.equal(`${location.origin}/student`);
      expect(safeNext('chats.html?x=1#y')).to.match(/chats\.html\?x=1#y$/);
    });
  });

  describe('R6 The session', () => {
    async function signedIn(): Promise<Auth> {
      server.add(phone, password, alina, true);
      const auth = await atPassword();
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Алина Соколова');
      return auth;
    }

    it('R6 the next visit opens signed in, without an event', async () => {
      await signedIn();
      document.body.replaceChildren();
      let events = 0;
      const count = () => {
        events += 1;
      };
      document.body.addEventListener('sferum-signed-in', count);
      const again = await mount();
      document.body.removeEventListener('sferum-signed-in', count);
      expect(title(again)).to.contain('Алина Соколова');
      expect(events).to.equal(0);
    });

    it('R6 «Выйти» ends the session and fires the event', async () => {
      const auth = await signedIn();
      let events = 0;
      auth.addEventListener('sferum-signed-out', () => {
        events += 1;
      });
      find(auth, '.bottom button').click();
      await at(auth, 'Вход');
      expect(events).to.equal(1);
      expect(focused(auth)).to.equal('phone');
      expect(find<HTMLInputElement>(auth, '#phone').value).to.equal('');
      expect(localStorage.getItem(sessionKey(url))).to.equal(null);
      expect(server.requests).to.include('POST /auth/v1/logout');
    });

    it('R6 follows another tab out and in again, without taking the focus or leaving the page', async () => {
      await signedIn();
      document.body.replaceChildren();
      const auth = await mount({ next: '#in' });
      const events: string[] = [];
      for (const name of ['sferum-signed-in', 'sferum-signed-out']) {
        auth.addEventListener(name, ({ type }) => events.push(type));
      }
      const tab = document.createElement('iframe');
      document.body.append(tab);
      const stored = localStorage.getItem(sessionKey(url)) ?? '';
      tab.contentWindow?.localStorage.removeItem(sessionKey(url));
      await at(auth, 'Вход');
      tab.contentWindow?.localStorage.setItem(sessionKey(url), stored);
      await at(auth, 'Алина Соколова');
      expect(events).to.deep.equal(['sferum-signed-out', 'sferum-signed-in']);
      expect(focused(auth)).to.equal(undefined);
      expect(location.hash).to.equal('');
    });

    it('R6 shows a failure and tries again', async () => {
      await signedIn();
      document.body.replaceChildren();
      server.intercept = () => Response.json({}, { status: 500 });
      const app = document.createElement('sferum-app') as App;
      // Another key has a session and a store of its own.
      Object.assign(app, { url, key: 'another' });
      const auth = document.createElement('sferum-auth');
      app.append(auth);
      document.body.append(app);
      const retry = await until(() => auth.shadowRoot?.querySelector<HTMLElement>('.view-state button'), '«Повторить»');
      server.intercept = null;
      retry.focus();
      retry.click();
      await at(auth, 'Алина Соколова');
      expect(focused(auth)).to.equal('title');
    });
  });
});
