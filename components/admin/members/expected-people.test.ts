import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import { focused, press, standingOut } from '../../ui/testing/stage.ts';
import './admin-members.ts';
import { catchDownload } from '../../college/testing/downloads.ts';
import { stage } from '../testing/stage.ts';
import type { AdminMembers } from './admin-members.ts';
import type { ExpectedPerson } from './expected-people-api.ts';

let on: ReturnType<typeof stage>;

const ksenia: ExpectedPerson = {
  surname: 'Юдина',
  name: 'Ксения',
  patronymic: 'Олеговна',
  phone: '79125554018',
  role: 'student',
  group: 'ИС-21',
  subjects: [],
};
const pavel: ExpectedPerson = {
  surname: 'Нечаев',
  name: 'Павел',
  patronymic: '',
  phone: '375291234567',
  role: 'teacher',
  group: 'СА-31',
  subjects: ['Компьютерные сети', 'Базы данных'],
};

function put(width = '1100px'): AdminMembers {
  const around = document.createElement('div');
  around.style.width = width;
  around.style.containerType = 'inline-size';
  const members = document.createElement('sferum-admin-members');
  members.college = 'college';
  around.append(members);
  on.place.append(around);
  return members;
}

const tree = (element: Element | null | undefined): ShadowRoot => {
  if (!element?.shadowRoot) throw new Error('it is not drawn yet');
  return element.shadowRoot;
};
const list = (members: AdminMembers): ShadowRoot => tree(tree(members).querySelector('sferum-expected-people'));
const listed = (members: AdminMembers, words: string) =>
  until(
    () =>
      members.shadowRoot?.querySelector('sferum-expected-people')?.shadowRoot?.textContent?.includes(words) === true,
    `«${words}»`,
  );
const tab = (members: AdminMembers, words: string) =>
  [...tree(members).querySelectorAll<HTMLElement>('.chip-tabs button')].find((each) =>
    each.textContent?.includes(words),
  );

async function opened(width?: string): Promise<AdminMembers> {
  const members = put(width);
  await until(() => members.shadowRoot?.textContent?.includes('Соколова') === true, 'the members');
  tab(members, 'Ещё не присоединились')?.click();
  await until(
    () =>
      !!members.shadowRoot?.querySelector('sferum-expected-people')?.shadowRoot?.querySelector('.lead, .view-state'),
    'the list',
  );
  return members;
}

/** «Отменить приглашение» in the menu of the first, up to the question. */
async function ask(members: AdminMembers): Promise<ShadowRoot> {
  list(members).querySelector<HTMLElement>('sferum-menu')?.focus();
  (focused() as HTMLElement).click();
  await until(() => focused()?.role === 'menuitem', 'the menu is open');
  (focused() as HTMLElement).click();
  await until(() => list(members).querySelector('sferum-dialog') !== null, 'the question');
  return list(members);
}
const verb = (members: AdminMembers) => list(members).querySelector<HTMLElement>('sferum-dialog .button.danger');

describe('A10 who has not registered yet, in «Участники»', () => {
  beforeEach(() => {
    on = stage();
    on.expected.people = [pavel, ksenia];
  });
  afterEach(() => {
    on.stop();
    document.documentElement.removeAttribute('style');
    document.documentElement.removeAttribute('lang');
  });

  it('A10 shows who is expected with number, group and subjects, and whom a search finds', async () => {
    const members = await opened();
    const rows = () =>
      [...list(members).querySelectorAll<HTMLElement>('tbody tr')].map((row) =>
        row.innerText.replace(/\s+/g, ' ').trim(),
      );
    expect(rows()).to.deep.equal([
      'ПН Павел Нечаев Преподаватель Компьютерные сети, Базы данных · СА-31 +375291234567',
      'КЮ Ксения Олеговна Юдина Студент ИС-21 +7 912 555-40-18',
    ]);
    on.members.members = [];
    for (const [query, found] of [
      ['юдина кс', 1],
      ['912 555', 1],
      ['9125554018', 1],
      ['базы', 1],
      ['нечто', 0],
    ] as const) {
      const search = tree(members).querySelector('sferum-search');
      if (search) search.value = query;
      search?.dispatchEvent(new Event('searched'));
      await until(() => rows().length === found, `«${query}» finds ${found}`);
    }
    await listed(members, 'Никого не нашлось');
  });

  it('A10 expects somebody no longer when that is confirmed, and says so', async () => {
    const members = await opened();
    expect((await ask(members)).textContent).to.contain('Павел Нечаев не попадёт в колледж при входе');
    on.expected.failure = new AppError('offline');
    verb(members)?.click();
    await until(() => list(members).querySelector('sferum-dialog [role=alert]') !== null, 'why it failed');
    on.expected.failure = null;
    verb(members)?.click();
    await until(() => !list(members).textContent?.includes('Павел Нечаев'), 'they are gone');
    expect(on.expected.removed).to.deep.equal([pavel.phone]);
    await until(() => focused()?.localName === 'h2', 'the focus is at the head');
    const toast = tree(tree(members).querySelector('sferum-toast'));
    await until(() => toast.textContent?.includes('Приглашение отменено: Павел Нечаев') === true, 'it is shown');
  });

  it('A10 who comes meanwhile goes from the list before one’s eyes', async () => {
    const members = await opened();
    on.expected.people = [];
    on.expected.publish();
    await listed(members, 'Присоединились все');
    tab(members, 'Все')?.click();
    await until(() => tree(members).querySelector('sferum-expected-people') === null, 'the members again');
  });

  it('A10 a list that does not come says so, and comes when it is asked again', async () => {
    on.expected.failure = new AppError('offline');
    const members = await opened();
    on.expected.failure = null;
    list(members).querySelector<HTMLElement>('.view-state button')?.click();
    await listed(members, 'Ксения');
  });

  it('A10 two thousand are shown by the hundred', async () => {
    on.expected.people = Array.from({ length: 2000 }, (_, index) => ({
      ...ksenia,
      phone: String(79_120_000_000 + index),
    }));
    const members = await opened();
    const count = () => list(members).querySelectorAll('tbody tr').length;
    expect(count()).to.equal(100);
    list(members).querySelector<HTMLElement>('.more button')?.click();
    await until(() => count() === 200, 'the next hundred');
  }).timeout(20_000);

  it('A10 exports everybody with whole numbers; when that fails it says so, and nothing is saved', async () => {
    on.exported.people = [
      { ...ksenia, groups: 'ИС-21', subjects: '', isAdmin: false, state: 'expected', since: new Date(0) },
      { ...pavel, groups: '=1+1', subjects: '', isAdmin: true, state: 'member', since: new Date(0) },
    ];
    const members = put();
    await until(() => members.shadowRoot?.textContent?.includes('Соколова') === true, 'the members');
    const choose = async () => {
      tree(members).querySelector<HTMLElement>('.head sferum-menu')?.focus();
      (focused() as HTMLElement).click();
      await until(() => focused()?.role === 'menuitem', 'the menu is open');
      press('ArrowDown');
      (focused() as HTMLElement).click();
    };
    on.exported.failure = new AppError('offline');
    await choose();
    await until(() => tree(members).querySelector('[role=alert]') !== null, 'why it failed');
    expect(tree(members).querySelector('[role=alert]')?.textContent).to.contain('скачать не удалось');
    on.exported.failure = null;
    const file = catchDownload();
    await choose();
    const toast = tree(tree(members).querySelector('sferum-toast'));
    await until(() => toast.textContent?.includes('Список участников скачан') === true, 'it is shown');
    expect(tree(members).querySelector('[role=alert]')).to.equal(null);
    expect(file.name).to.equal('участники.csv');
    const [head, first, second] = (await file.text()).split('\r\n');
    expect(head).to.contain('Фамилия;Имя;Отчество;Телефон;Роль;Группа;Предметы;Администратор;Состояние');
    expect(first)
      .to.contain('Юдина;Ксения;Олеговна;7 912 555-40-18;студент;ИС-21;')
      .and.to.contain('ещё не присоединился');
    expect(second).to.contain("'=1+1").and.to.contain(';да;участник');
  });

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut', async () => {
    expect(await illegible(await opened())).to.deep.equal([]);
  });

  for (const width of ['1100px', '320px']) {
    it(`A10 nothing stands out and axe finds nothing, ${width}, dark`, async () => {
      document.documentElement.style.colorScheme = 'dark';
      on.expected.people = [pavel, { ...ksenia, surname: 'Длиннофамильев'.repeat(5) }];
      const members = await opened(width);
      expect(standingOut(members, list(members))).to.deep.equal([]);
      expect(await axeFaults(members)).to.deep.equal([]);
    }).timeout(20_000);
  }
});
