import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { illegible } from '../../ui/testing/legible.ts';
import type { Auth } from '../auth.ts';
import type { JoinedEvent } from '../auth-events.ts';
import { FakeServer } from '../testing/fake-server.ts';
import {
  alerted,
  alina,
  all,
  at,
  atPassword,
  enter,
  find,
  focused,
  mount,
  password,
  phone,
  server,
  text,
  type,
  withServer,
} from '../testing/stage.ts';

const link = 'x'.repeat(43);

const invitation = (role: 'student' | 'teacher' = 'student') => ({
  token: link,
  college_id: '6b7e5c1a-2d0f-4c83-9a41-5e0c7d3f1b20',
  college_name: 'Речноборский колледж информационных технологий',
  college_short_name: 'Речноборский колледж',
  city: 'Речноборск',
  group_number: 'ИС-21',
  group_title: 'Информационные системы',
  role,
  inviter: 'Наталья Белова',
  inviter_is_admin: true,
  joined: false,
});

const button = (auth: Auth, name: string) =>
  all(auth, 'button').find((one) => (one.textContent || one.ariaLabel || '').trim() === name);
const press = async (auth: Auth, name: string) => (await until(() => button(auth, name), `«${name}»`)).click();

/** Signed in already, with the link open. */
async function invited(role: 'student' | 'teacher' = 'student'): Promise<Auth> {
  server.add(phone, password, alina);
  const auth = await atPassword();
  type(auth, 'password', password);
  enter(auth);
  await at(auth, 'Алина');
  server.invitations.set(link, invitation(role));
  auth.invite = link;
  await at(auth, 'Проверьте данные');
  return auth;
}

async function searching(): Promise<Auth> {
  server.places = [
    {
      id: crypto.randomUUID(),
      name: 'Речноборский колледж',
      short_name: 'РКИТ',
      city: 'Речноборск',
      address: 'Садовая, 14',
    },
    { id: crypto.randomUUID(), name: 'Техникум связи', short_name: 'РТС', city: 'Речноборск', address: '' },
  ];
  server.add(phone, password, alina);
  const auth = await atPassword();
  type(auth, 'password', password);
  enter(auth);
  await press(auth, 'Добавить учебное заведение');
  await until(() => all(auth, '#city')[0], 'the field for the city');
  return auth;
}

/** From an invitation into the account that there is. */
async function signIn(auth: Auth): Promise<void> {
  await press(auth, 'Войти или создать аккаунт');
  await until(() => focused(auth) === 'phone', 'the focus in the number');
  type(auth, 'phone', phone);
  enter(auth);
  await until(() => all(auth, '#password')[0], 'the password');
  type(auth, 'password', password);
  enter(auth);
}

async function applied(): Promise<Auth> {
  const auth = await searching();
  type(auth, 'city', 'Речноборск');
  (await until(() => all(auth, '[name=college]')[0], 'a college')).click();
  (await until(() => all(auth, '[name=role][value=student]')[0], 'the roles')).click();
  await until(() => all(auth, '#group')[0], 'the field for the group');
  type(auth, 'group', 'ИС-21');
  await press(auth, 'Отправить заявку');
  await until(() => text(auth).includes('Заявка у администратора'), 'the application');
  return auth;
}

describe('Joining a college in <sferum-auth>', () => {
  withServer();
  const address = location.href;
  afterEach(() => history.replaceState(null, '', address));

  describe('R4 By a link', () => {
    it('R4 shows a stranger where it leads and who invites, lets them join and fires the event', async () => {
      server.invitations.set(link, invitation());
      server.add(phone, password, alina);
      history.replaceState(null, '', `?invite=${link}&other=1`);
      const auth = await mount();
      await at(auth, 'Вас приглашают');
      for (const shown of ['Речноборский колледж', 'Речноборск', 'ИС-21', 'Студент', 'Наталья Белова, администратор']) {
        expect(text(auth)).to.contain(shown);
      }
      await press(auth, 'Войти или создать аккаунт');
      await until(() => focused(auth) === 'phone', 'the focus in the number');
      type(auth, 'phone', phone);
      enter(auth);
      await until(() => all(auth, '#password')[0], 'the password');
      type(auth, 'password', password);
      enter(auth);
      await at(auth, 'Проверьте данные');
      expect(text(auth)).to.contain('Алина Игоревна Соколова');
      let joined: JoinedEvent | null = null;
      auth.addEventListener('sferum-joined', (event) => {
        joined = event;
      });
      await press(auth, 'Присоединиться');
      await at(auth, 'Вы в колледже');
      expect((joined as JoinedEvent | null)?.collegeId).to.equal(invitation().college_id);
      await press(auth, 'Продолжить');
      await at(auth, 'Алина');
      expect(new URL(location.href).search).to.equal('?other=1');
    });

    it('R4 a teacher names subjects first; a double click joins once', async () => {
      const auth = await invited('teacher');
      await press(auth, 'Присоединиться');
      await alerted(auth, 'хотя бы один предмет');
      expect(focused(auth)).to.equal('input');
      const subjects = find<Combobox>(auth, 'sferum-combobox');
      const input = subjects.shadowRoot?.querySelector('input');
      if (!input) throw new Error('no field');
      input.value = 'Базы данных';
      input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      const join = button(auth, 'Присоединиться');
      join?.click();
      join?.click();
      await at(auth, 'Вы в колледже');
      expect(server.requests.filter((path) => path.endsWith('redeem_invitation'))).to.have.length(1);
    });

    for (const [reason, title] of Object.entries({
      expired: 'Срок действия ссылки истёк',
      revoked: 'Ссылку аннулировали',
      used: 'Ссылка использована',
    })) {
      it(`R4 says that the link is ${reason}, and lets people sign in without it`, async () => {
        server.invitations.set(link, FakeServer.refusal('SF003', reason));
        const auth = await mount({ invite: link });
        await at(auth, title);
        await press(auth, 'Войти без ссылки');
        await at(auth, 'Вход');
      });
    }

    it('R4 nobody joins by a link that was revoked while the page was open', async () => {
      const auth = await invited();
      server.invitations.set(link, FakeServer.refusal('SF003', 'revoked'));
      await press(auth, 'Присоединиться');
      await at(auth, 'Ссылку аннулировали');
    });

    it('R4 keeps everything when the server does not answer', async () => {
      const auth = await invited();
      server.intercept = () => Promise.reject(new TypeError('Failed to fetch'));
      await press(auth, 'Присоединиться');
      await alerted(auth, 'Сервер не ответил');
      server.intercept = null;
      await press(auth, 'Присоединиться');
      await at(auth, 'Вы в колледже');
    });

    it('R4 accepts a code instead of a link', async () => {
      server.add(phone, password, alina);
      server.invitations.set('7kq4 m2tx', invitation());
      const auth = await mount({ mode: 'join' });
      await at(auth, 'Код приглашения');
      enter(auth);
      await alerted(auth, 'Введите код');
      type(auth, 'code', '7kq4 m2tx');
      enter(auth);
      await at(auth, 'Вас приглашают');
      await signIn(auth);
      await at(auth, 'Проверьте данные');
    });

    it('R4 accepts a whole link instead of a code, and a link with a mark of the sentence behind it', async () => {
      server.add(phone, password, alina);
      server.invitations.set(link, invitation());
      const auth = await mount({ mode: 'join' });
      await at(auth, 'Код приглашения');
      const address = `https://${'college.'.repeat(12)}example/join.html?invite=${link}`;
      const field = find<HTMLInputElement>(auth, '#code');
      field.focus();
      document.execCommand('insertText', false, `«${address}».`);
      expect(field.value, 'the field is long enough').to.equal(`«${address}».`);
      enter(auth);
      await at(auth, 'Вас приглашают');
      await signIn(auth);
      await at(auth, 'Проверьте данные');
    });

    it('R4 a link that took a mark of the sentence along works', async () => {
      server.invitations.set(link, invitation());
      history.replaceState(null, '', `?invite=${link}%C2%BB.`);
      await at(await mount(), 'Вас приглашают');
    });
  });

  describe('A10 By an offer', () => {
    const offers = () => [
      { college_id: 'c', name: 'Техникум связи', city: 'Речноборск', role: 'student', group_number: 'ИС-21' },
    ];
    async function invited(): Promise<Auth> {
      const account = server.add(phone, password, alina);
      account.offers = offers();
      const auth = await atPassword();
      type(auth, 'password', password);
      enter(auth);
      await until(() => text(auth).includes('Колледж приглашает вас: Техникум связи'), 'the offer');
      return auth;
    }

    it('A10 shows which college invites and as what, and lets the person in when they accept', async () => {
      const auth = await invited();
      expect(text(auth)).to.contain('Студент, ИС-21');
      await press(auth, 'Принять');
      await until(() => text(auth).includes('Мои учебные заведения'), 'the college');
      expect(text(auth)).not.to.contain('Колледж приглашает вас');
    });

    it('A10 is gone when it is declined', async () => {
      const auth = await invited();
      await press(auth, 'Отклонить');
      await until(() => text(auth).includes('Здесь будет ваш колледж'), 'no offer');
    });

    it('A10 says that it was withdrawn meanwhile', async () => {
      const auth = await invited();
      server.accounts[0]?.offers?.splice(0);
      await press(auth, 'Принять');
      await alerted(auth, 'Колледж отозвал приглашение');
      await until(() => text(auth).includes('Здесь будет ваш колледж'), 'no offer');
    });
  });

  describe('R5 Without a link', () => {
    it('R5 finds a college and sends an application, which is shown as pending', async () => {
      const auth = await applied();
      for (const shown of ['Ожидает ответа', 'Речноборский колледж', 'Студент, ИС-21', 'Отказы не присылают']) {
        expect(text(auth)).to.contain(shown);
      }
    });

    it('R5 an empty result says to check the city and offers a similar one', async () => {
      const auth = await searching();
      type(auth, 'city', 'Речнобоск');
      await until(() => text(auth).includes('Проверьте, верно ли указан город'), 'the advice');
      await press(auth, 'Искать в городе Речноборск');
      await until(() => all(auth, '[name=college]').length === 2, 'two colleges');
      expect(find<HTMLInputElement>(auth, '#city').value).to.equal('Речноборск');
    });

    it('R5 says what is missing, and keeps what was chosen when sending fails', async () => {
      const auth = await searching();
      await press(auth, 'Отправить заявку');
      await alerted(auth, 'Выберите учебное заведение');
      type(auth, 'city', 'Речноборск');
      (await until(() => all(auth, '[name=college]')[1], 'a college')).click();
      await press(auth, 'Отправить заявку');
      await alerted(auth, 'кто вы в колледже');
      find(auth, '[name=role][value=staff]').click();
      server.intercept = (path) => (path.endsWith('request_to_join') ? Response.json({}, { status: 503 }) : undefined);
      await press(auth, 'Отправить заявку');
      await alerted(auth, 'Сервер не ответил');
      expect(find<HTMLInputElement>(auth, '[name=college]:checked').value).to.equal(server.places[1]?.id);
    });

    it('A8 writes to the administration about the application, and shows that it has answered', async () => {
      const auth = await applied();
      await press(auth, 'Написать администрации');
      const inquiry = await until(() => all(auth, 'sferum-inquiry')[0], 'the inquiry');
      expect(inquiry.shadowRoot !== null && (inquiry as HTMLElement & { college: string }).college).to.equal(
        server.places[0]?.id,
      );
      const account = server.accounts[0];
      if (!account) throw new Error('nobody is signed in');
      account.inquiry = { id: crypto.randomUUID(), status: 'open', last_seq: 2, read_seq: 1, created_at: '2026-11-29' };
      all(auth, 'sferum-dialog')[0]?.dispatchEvent(new Event('closed'));
      await press(auth, 'Администрация ответила');
      await until(() => all(auth, 'sferum-inquiry')[0], 'the inquiry again');
    });

    it('R5 withdraws an application after a confirmation', async () => {
      const auth = await applied();
      await press(auth, 'Отозвать заявку');
      const dialog = await until(() => all(auth, 'sferum-dialog')[0], 'the question');
      dialog.querySelector<HTMLElement>('.danger')?.click();
      await until(() => text(auth).includes('Здесь будет ваш колледж'), 'no application');
    });
  });

  describe('R7 Registering a college', () => {
    it('R7 asks the operator without an account, says what is missing, and keeps what was typed', async () => {
      const auth = await mount({ mode: 'college' });
      await at(auth, 'Подключение колледжа');
      enter(auth);
      await alerted(auth, 'Заполните это поле');
      expect(focused(auth)).to.equal('name');
      const typed = {
        name: 'Горный колледж',
        shortName: 'Горный',
        city: 'Горск',
        surname: 'Белова',
        givenName: 'Анна',
      };
      for (const [id, value] of Object.entries(typed)) type(auth, id, value);
      type(auth, 'phone', '8 900 111');
      enter(auth);
      await alerted(auth, 'не похоже на номер');
      type(auth, 'phone', '8 (900) 111-22-33');
      server.intercept = () => Promise.reject(new TypeError('Failed to fetch'));
      enter(auth);
      await alerted(auth, 'Сервер не ответил');
      let sent: Record<string, unknown> = {};
      server.intercept = null;
      server.onRequest = (path, body) => {
        if (path.endsWith('apply_for_college')) sent = body;
      };
      enter(auth);
      await at(auth, 'Заявка отправлена');
      expect([sent.name, sent.city, sent.phone]).to.deep.equal(['Горный колледж', 'Горск', '79001112233']);
    });
  });

  describe('Every state', () => {
    const states: Record<string, () => Promise<Auth>> = {
      'an invitation': async () => {
        server.invitations.set(link, invitation());
        const auth = await mount({ invite: link });
        await at(auth, 'Вас приглашают');
        return auth;
      },
      'a teacher checks': () => invited('teacher'),
      'a dead link': async () => {
        const auth = await mount({ invite: link });
        await at(auth, 'Такой ссылки нет');
        return auth;
      },
      searching: async () => {
        const auth = await searching();
        type(auth, 'city', 'Речноборск');
        (await until(() => all(auth, '[name=college]')[0], 'a college')).click();
        await until(() => all(auth, '[name=role]')[0], 'the roles');
        return auth;
      },
      'nothing found': async () => {
        const auth = await searching();
        type(auth, 'city', 'Речнобоск');
        await until(() => text(auth).includes('Проверьте, верно'), 'the advice');
        return auth;
      },
      pending: applied,
      'registering a college': async () => {
        const auth = await mount({ mode: 'college' });
        enter(auth);
        await alerted(auth, 'Заполните');
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
        const edge = auth.getBoundingClientRect().right + 0.5;
        const wide = all(auth, '*').filter(
          (element) => !element.closest('.visually-hidden') && element.getBoundingClientRect().right > edge,
        );
        expect(wide.map((element) => element.outerHTML)).to.deep.equal([]);
      });
    }
  });
});
