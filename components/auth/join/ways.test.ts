import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import type { Auth } from '../auth.ts';
import {
  agree,
  alina,
  all,
  at,
  enter,
  focused,
  mount,
  password,
  phone,
  server,
  text,
  type,
  withServer,
} from '../testing/stage.ts';

const code = '7KQ4-M2TX';
const invitation = {
  token: 'x'.repeat(43),
  college_id: '6b7e5c1a-2d0f-4c83-9a41-5e0c7d3f1b20',
  group_id: '0f5a7c2e-61d4-4b0a-9f3c-2c8e5d7a9b14',
  college_name: 'Речноборский колледж информационных технологий',
  college_short_name: 'Речноборский колледж',
  city: 'Речноборск',
  group_number: 'ИС-21',
  group_title: 'Информационные системы',
  role: 'student',
  inviter: 'Наталья Белова',
  inviter_is_admin: true,
  joined: false,
};
const place = {
  id: crypto.randomUUID(),
  name: 'Речноборский колледж',
  short_name: 'РКИТ',
  city: 'Речноборск',
  address: '',
};

const button = (auth: Auth, name: string) =>
  all(auth, 'button').find((one) => (one.textContent?.trim() || one.ariaLabel) === name);
const press = async (auth: Auth, name: string) => (await until(() => button(auth, name), `«${name}»`)).click();
const body = (auth: Auth, id: string) => all<HTMLInputElement>(auth, `#${id}`)[0]?.value;

/** From the number to the name, as somebody new. */
async function register(auth: Auth): Promise<void> {
  await until(() => all(auth, '#phone')[0], 'the number');
  type(auth, 'phone', phone);
  enter(auth);
  await at(auth, 'SMS');
  type(auth, 'code', server.code);
  await at(auth, 'Придумайте');
  type(auth, 'password', password);
  enter(auth);
  await at(auth, 'Как вас зовут');
  type(auth, 'surname', alina.surname);
  type(auth, 'name', alina.name);
  agree(auth);
  enter(auth);
}

describe('What can be begun without an account in <sferum-auth>', () => {
  withServer();
  const address = location.href;
  afterEach(() => history.replaceState(null, '', address));

  it('R4 the code of a printed sheet is typed before registering, which comes back to it and ends in the group', async () => {
    server.invitations.set(code, invitation).set(invitation.token, invitation);
    const auth = await mount({ next: '#in' });
    await press(auth, 'Ввести код приглашения');
    await until(() => focused(auth) === 'code', 'the focus in the field for the code');
    type(auth, 'code', code);
    enter(auth);
    await at(auth, 'Вас приглашают');
    expect(new URL(location.href).searchParams.get('invite'), 'a reload keeps it').to.equal(code);
    await press(auth, 'Войти или создать аккаунт');
    await register(auth);
    await at(auth, 'Проверьте данные');
    await press(auth, 'Присоединиться');
    await at(auth, 'Вы в группе ИС-21');
    await until(() => focused(auth) === 'title', 'the focus is there');
    expect(all(auth, 'sferum-group')).to.have.length(1);
    expect([location.hash, new URL(location.href).searchParams.has('invite')]).to.deep.equal(['', false]);
    await press(auth, 'Продолжить');
    await until(() => location.hash === '#in', 'the next page');
  }).timeout(20_000);

  it('R4 a code that leads nowhere can be corrected', async () => {
    server.invitations.set(code, invitation);
    const auth = await mount();
    await press(auth, 'Ввести код приглашения');
    await until(() => all(auth, '#code')[0], 'the field');
    type(auth, 'code', '7KQ4-M2TZ');
    enter(auth);
    await at(auth, 'Такого кода нет');
    await press(auth, 'Ввести код ещё раз');
    await until(() => body(auth, 'code') === '7KQ4-M2TZ', 'what was typed');
    type(auth, 'code', code);
    enter(auth);
    await at(auth, 'Вас приглашают');
  });

  it('R5 a college is found before registering, which keeps what was chosen and sends it', async () => {
    server.places = [place];
    const auth = await mount({ next: '#in' });
    await press(auth, 'Добавить учебное заведение');
    await until(() => all(auth, '#city')[0], 'the field for the city');
    type(auth, 'city', 'Речноборск');
    (await until(() => all(auth, '[name=college]')[0], 'a college')).click();
    (await until(() => all(auth, '[name=role][value=student]')[0], 'the roles')).click();
    await until(() => all(auth, '#group')[0], 'the field for the group');
    type(auth, 'group', 'ИС-21');
    expect(await axeFaults(auth)).to.deep.equal([]);
    await press(auth, 'Отправить заявку');
    await register(auth);
    await until(() => body(auth, 'group') === 'ИС-21', 'what was typed');
    await press(auth, 'Отправить заявку');
    await until(() => text(auth).includes('Заявка у администратора'), 'the application');
    expect(server.accounts[0]?.requests).to.have.length(1);
    expect(location.hash).to.equal('');
  });

  it('R5 what was prepared outlives a page that is loaded anew amid registering', async () => {
    server.places = [place];
    const auth = await mount();
    await press(auth, 'Добавить учебное заведение');
    await until(() => all(auth, '#city')[0], 'the field for the city');
    type(auth, 'city', 'Речноборск');
    (await until(() => all(auth, '[name=college]')[0], 'a college')).click();
    (await until(() => all(auth, '[name=role][value=staff]')[0], 'the roles')).click();
    await press(auth, 'Отправить заявку');
    await until(() => all(auth, '#phone')[0], 'the number');
    document.body.replaceChildren();
    const again = await mount();
    await register(again);
    await press(again, 'Отправить заявку');
    await until(() => text(again).includes('Заявка у администратора'), 'the application');
  });

  it('R5 the registration of a college is reached, and left again', async () => {
    const auth = await mount();
    await press(auth, 'Подключить колледж');
    await at(auth, 'Подключение колледжа');
    await press(auth, 'Назад');
    await at(auth, 'Вход');
  });

  it('R2 who registers without an invitation stays where a college can be found; a member goes on', async () => {
    const auth = await mount({ next: '#in' });
    await register(auth);
    await until(() => text(auth).includes('Здесь будет ваш колледж'), 'the ways into a college');
    expect(location.hash).to.equal('');
  });

  it('R10 who accepts the offer of a college goes on', async () => {
    const account = server.add(phone, password, alina);
    account.offers = [{ college_id: place.id, name: place.name, city: '', role: 'student', group_number: 'ИС-21' }];
    const auth = await mount({ next: '#in' });
    type(auth, 'phone', phone);
    enter(auth);
    await until(() => all(auth, '#password')[0], 'the password');
    type(auth, 'password', password);
    enter(auth);
    await press(auth, 'Принять');
    await until(() => location.hash === '#in', 'the next page');
  });
});
