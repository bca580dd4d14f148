import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../element/testing/axe.ts';
import { until } from '../element/testing/until.ts';
import { illegible } from '../ui/testing/legible.ts';
import { focused, standingOut } from '../ui/testing/stage.ts';
import './profile.ts';
import type { Profile } from './profile.ts';
import { alina, stage } from './testing/stage.ts';

let on: ReturnType<typeof stage>;

function put(width = '1100px'): Profile {
  const element = document.createElement('sferum-profile');
  element.style.width = width;
  on.place.append(element);
  return element;
}

const text = (element: Element): string =>
  [element, ...(element.shadowRoot?.querySelectorAll('*') ?? [])].map((each) => each.shadowRoot?.textContent).join(' ');
const shows = (element: Element, words: string) => until(() => text(element).includes(words), `«${words}»`);

function button(element: Element, words: string): HTMLElement {
  const all = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('button') ?? [])];
  const found = all.find((each) => each.textContent?.trim() === words);
  if (!found) throw new Error(`no button «${words}»`);
  return found;
}

function find<E extends HTMLElement = HTMLElement>(element: Element, selector: string): E {
  const found = element.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

function type(element: Element, id: string, value: string): void {
  const input = find<HTMLInputElement>(element, `#${id}`);
  input.value = value;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

async function opened(width?: string): Promise<Profile> {
  const element = put(width);
  await shows(element, 'Соколова');
  return element;
}

/** With the dialog before deleting open. */
async function asked(width?: string): Promise<Profile> {
  const element = await opened(width);
  const opener = button(element, 'Удалить аккаунт');
  opener.focus();
  opener.click();
  const dialog = () => element.shadowRoot?.querySelector('sferum-dialog')?.shadowRoot?.querySelector('dialog[open]');
  await until(dialog, 'the dialog');
  return element;
}

describe('<sferum-profile>', () => {
  beforeEach(() => {
    on = stage();
  });
  afterEach(() => {
    on.stop();
    document.documentElement.removeAttribute('style');
    document.documentElement.removeAttribute('lang');
  });

  it('R3 A12 shows name, number and consent', async () => {
    const element = await opened();
    expect(find(element, 'h2').textContent).to.equal('Соколова Алина Игоревна');
    expect(text(element)).to.contain('+7 912 000-00-11');
    expect(text(element)).to.contain('версия 2026-09, 12 сентября 2026');
  });

  it('R3 changes the name, and says so', async () => {
    const element = await opened();
    type(element, 'surname', 'Иванова');
    find<HTMLFormElement>(element, 'form').requestSubmit();
    await shows(element, 'Имя сохранено');
    expect(find(element, 'h2').textContent).to.equal('Иванова Алина Игоревна');
  });

  it('R3 focuses the first field with an error', async () => {
    const element = await opened();
    type(element, 'name', '  ');
    type(element, 'patronymic', 'о'.repeat(101));
    find<HTMLFormElement>(element, 'form').requestSubmit();
    await until(() => focused()?.id === 'name', 'the focus in the first field');
    expect(text(element)).to.contain('Введите имя');
    expect(text(element)).to.contain('Сократите до 100 знаков');
    expect(find<HTMLInputElement>(element, '#patronymic').value.length).to.equal(101);
  });

  it('R3 says why the name was not saved, and keeps what is typed', async () => {
    const element = await opened();
    on.api.fail('rename', 'offline');
    type(element, 'surname', 'Иванова');
    find<HTMLFormElement>(element, 'form').requestSubmit();
    await shows(element, 'Сервер не ответил');
    expect(find<HTMLInputElement>(element, '#surname').value).to.equal('Иванова');
  });

  it('A12 downloads the data as a file with a date in its name', async () => {
    const element = await opened();
    let name = '';
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      name = this.download;
    };
    try {
      button(element, 'Скачать мои данные').click();
      await shows(element, 'Архив с вашими данными скачан');
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(name).to.match(/^Мои данные \d{4}-\d\d-\d\d\.zip$/);
  });

  it('A12 says that packing failed', async () => {
    const element = await opened();
    on.api.fail('data', 'limited');
    button(element, 'Скачать мои данные').click();
    await shows(element, 'Слишком много запросов');
  });

  it('A12 deletes the account only after the box is ticked, then signs out and says so', async () => {
    const element = await asked();
    expect(text(element)).to.contain('Удалённый пользователь');
    button(element, 'Удалить').click();
    await shows(element, 'Поставьте отметку');
    expect(focused()?.id).to.equal('understood');
    expect(on.api.called).not.to.include('erase');
    find<HTMLInputElement>(element, '#understood').click();
    button(element, 'Удалить').click();
    await shows(element, 'Аккаунт удалён');
    await until(() => on.api.called.includes('signOut'), 'signing out');
    expect(on.api.called).to.include.members(['erase', 'signOut']);
    await until(() => focused()?.textContent === 'Аккаунт удалён', 'the focus on the heading');
  });

  it('A12 says what the last administrator has to do first, until the dialog is closed', async () => {
    const element = await asked();
    on.api.fail('erase', 'invalid', 'lastAdmin');
    find<HTMLInputElement>(element, '#understood').click();
    button(element, 'Удалить').click();
    await shows(element, 'вы единственный администратор');
    expect(on.api.called).not.to.include('signOut');
    button(element, 'Отмена').click();
    await until(() => !element.shadowRoot?.querySelector('sferum-dialog'), 'the dialog is closed');
    expect(focused()?.textContent?.trim()).to.equal('Удалить аккаунт');
    focused()?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await until(() => element.shadowRoot?.querySelector('sferum-dialog'), 'the dialog');
    expect(text(element)).not.to.contain('единственный');
    expect(find<HTMLInputElement>(element, '#understood').checked).to.equal(false);
  });

  it('R6 signs out everywhere, or says that it could not', async () => {
    const element = await opened();
    on.api.fail('signOutEverywhere', 'offline');
    button(element, 'Выйти на всех устройствах').click();
    await shows(element, 'Сервер не ответил');
    button(element, 'Выйти на всех устройствах').click();
    await until(() => on.api.called.filter((each) => each === 'signOutEverywhere').length === 2, 'the second try');
    button(element, 'Выйти на этом устройстве').click();
    await until(() => on.api.called.includes('signOut'), 'signing out here');
  });

  it('A12 asks to sign in, or to finish the registration without which there is no name', async () => {
    on.api.person = null;
    await shows(put(), 'Регистрация не закончена');
    on.stop();
    on = stage({ signedIn: false });
    await shows(put(), 'Войдите, чтобы изменить имя');
  });

  it('A12 shows a failure, and tries again', async () => {
    on.api.fail('profile', 'offline');
    const element = put();
    await shows(element, 'Сервер не ответил');
    button(element, 'Повторить').click();
    await shows(element, 'Соколова');
  });

  it('B9 is English where the page is', async () => {
    document.documentElement.lang = 'en';
    const element = await opened();
    expect(text(element)).to.contain('Download my data');
    expect(text(element)).to.contain('version 2026-09, 12 September 2026');
  });

  const states: Record<string, (width?: string) => Promise<Profile>> = {
    profile: opened,
    'faults and failures': async (width) => {
      const element = await opened(width);
      on.api.fail('data', 'offline');
      button(element, 'Скачать мои данные').click();
      await shows(element, 'Сервер не ответил');
      type(element, 'surname', '');
      find<HTMLFormElement>(element, 'form').requestSubmit();
      await shows(element, 'Введите фамилию');
      return element;
    },
    'a name as long as it may be': async (width) => {
      on.api.person = { ...alina, surname: 'Ы'.repeat(100), name: 'Щ'.repeat(100) };
      const element = put(width);
      await shows(element, 'ЫЫЫ');
      return element;
    },
    'the question before deleting': async (width) => {
      const element = await asked(width);
      button(element, 'Удалить').click();
      await shows(element, 'Поставьте отметку');
      return element;
    },
  };
  for (const [name, reach] of Object.entries(states)) {
    it(`B9 at 200 % text and at 320 px no word is broken and nothing is cut: ${name}`, async () => {
      expect(await illegible(await reach('320px'))).to.deep.equal([]);
    });

    it(`axe finds nothing, light and dark, and nothing is wider than 320 px: ${name}`, async () => {
      const element = await reach('320px');
      for (const scheme of ['light', 'dark']) {
        document.documentElement.style.colorScheme = scheme;
        document.documentElement.style.background = scheme === 'dark' ? '#000' : '#fff';
        expect(await axeFaults(element), scheme).to.deep.equal([]);
      }
      expect(standingOut(element, find(element, '.page'))).to.deep.equal([]);
    });
  }
});
