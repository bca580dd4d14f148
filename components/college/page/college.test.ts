import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import { focused, standingOut } from '../../ui/testing/stage.ts';
import './college.ts';
import '../colleges/colleges.ts';
import type { Offer } from '../colleges/offers-api.ts';
import '../group/group.ts';
import { alina, belova, college, lunin } from '../testing/fake-apis.ts';
import { is21 } from '../testing/fake-pages.ts';
import { stage } from '../testing/stage.ts';

let on: ReturnType<typeof stage>;

type Tag = 'sferum-college' | 'sferum-colleges' | 'sferum-group';

function put<T extends Tag>(tag: T, values: Partial<HTMLElementTagNameMap[T]> = {}, width = '1100px') {
  const element = Object.assign(document.createElement(tag), values) as HTMLElementTagNameMap[T];
  element.style.width = width;
  on.place.append(element);
  return element;
}

/** Every element of a tag, through shadow trees. */
function all(root: ParentNode, selector: string): HTMLElement[] {
  const found = [...root.querySelectorAll<HTMLElement>(selector)];
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) found.push(...all(element.shadowRoot, selector));
  }
  return found;
}

const tree = (element: Element): ParentNode => element.shadowRoot ?? element;
const text = (element: Element): string =>
  [tree(element).textContent, ...all(tree(element), '*').map(({ shadowRoot }) => shadowRoot?.textContent ?? '')].join(
    ' ',
  );
const shows = (element: Element, words: string) => until(() => text(element).includes(words), `«${words}»`);
const hides = (element: Element, words: string) => until(() => !text(element).includes(words), `no «${words}»`);
const buttons = (element: Element, words: string) =>
  all(tree(element), 'button, a.row').filter(
    (each) =>
      (each.getAttribute('aria-label') ?? each.textContent ?? '').trim().includes(words) && each.checkVisibility(),
  );
const button = (element: Element, words: string): HTMLElement => {
  const [found] = buttons(element, words);
  if (!found) throw new Error(`no button «${words}»`);
  return found;
};

/** Opens «⋯» of what is called so, and chooses in it. */
async function choose(element: Element, of: string, item: string): Promise<void> {
  const opener = button(element, of);
  opener.focus();
  opener.click();
  await until(() => focused()?.role === 'menuitem', 'the menu is open');
  all(tree(element), '[role=menuitem]')
    .find((each) => each.textContent?.includes(item) && each.checkVisibility())
    ?.click();
}

/** Presses the last button of the open dialog that is called so. */
async function inDialog(element: Element, words: string): Promise<void> {
  await until(() => all(tree(element), 'dialog[open]').length > 0, 'the dialog is open');
  all(tree(element), 'sferum-dialog button[slot=actions]')
    .filter((each) => each.textContent?.includes(words))
    .at(-1)
    ?.click();
}

const asTeacher = () => {
  on.stop();
  on = stage({ person: lunin.id });
  on.mine.colleges = [{ ...college, role: 'teacher', isAdmin: false, requests: 0 }];
  on.me.person = { ...lunin, phone: '79000000018' };
};

const asStudent = () => {
  on.stop();
  on = stage({ person: alina.id });
  on.mine.colleges = [{ ...college, role: 'student', isAdmin: false, requests: 0 }];
  on.me.person = { ...alina, phone: '79000000019' };
};

const elsewhere = { id: 'other', shortName: 'Заречный техникум', logo: '' };

beforeEach(() => {
  on = stage();
});
afterEach(() => {
  on.stop();
  document.documentElement.removeAttribute('style');
});

describe('R8 <sferum-colleges>', () => {
  it('R8 a college appears by itself when it has admitted me, and goes when it has removed me', async () => {
    on.me.pending = [elsewhere];
    const menu = put('sferum-colleges', {}, '280px');
    await shows(menu, 'Ожидает ответа');
    expect(text(menu)).to.contain('Речноборский колледж').and.to.contain('Администратор');
    on.me.pending = [];
    on.mine.colleges = [college, { ...college, ...elsewhere, role: 'teacher', isAdmin: false }];
    on.me.publish();
    on.mine.publish();
    await shows(menu, 'Преподаватель');
    await hides(menu, 'Ожидает ответа');
    on.mine.colleges = [college];
    on.mine.publish();
    await hides(menu, 'Заречный техникум');
  });

  const offer: Offer = {
    collegeId: 'other',
    name: 'Заречный техникум',
    shortName: 'Заречный техникум',
    city: 'Заречье',
    logo: '',
    role: 'student',
    groupNumber: 'ИС-11',
  };

  it('A10 a college that invites me asks whether I accept, and opens when I do', async () => {
    on.offers.offers = [offer];
    const menu = put('sferum-colleges', {}, '280px');
    await shows(menu, 'Колледж приглашает вас: Заречный техникум');
    expect(text(menu)).to.contain('Студент, ИС-11');
    expect(await axeFaults(menu)).to.deep.equal([]);
    button(menu, 'Принять').click();
    await until(() => on.offers.accepted.length === 1, 'it is accepted');
    on.mine.colleges = [college, { ...college, ...elsewhere, role: 'student', isAdmin: false }];
    on.mine.publish();
    await hides(menu, 'Колледж приглашает вас');
    await shows(menu, 'Заречный техникум');
  });

  it('A10 goes when I decline it, and says so when the college has withdrawn it meanwhile', async () => {
    on.offers.offers = [offer, { ...offer, collegeId: 'third', shortName: 'Лесной колледж' }];
    const menu = put('sferum-colleges', {}, '280px');
    await shows(menu, 'Лесной колледж');
    button(menu, 'Отклонить: Заречный').click();
    await hides(menu, 'Заречный техникум');
    expect(on.offers.declined).to.deep.equal(['other']);
    on.offers.offers = [];
    button(menu, 'Принять: Лесной').click();
    await shows(menu, 'Колледж отозвал приглашение');
    await hides(menu, 'Лесной колледж');
    on.offers.offers = [offer];
    on.offers.publish();
    await shows(menu, 'Колледж приглашает вас: Заречный техникум');
  });

  it('R8 says who I am, and signs me out', async () => {
    const menu = put('sferum-colleges', {}, '280px');
    await shows(menu, 'Наталья Белова');
    expect(text(menu)).to.contain('+7 900 000-00-17');
    await choose(menu, 'Моя учётная запись', 'Выйти');
    await until(() => on.me.signedOut === 1, 'signed out');
  });

  it('R8 selects the college that is opened, unless the page opens it elsewhere', async () => {
    on.mine.colleges = [college, { ...college, ...elsewhere }];
    const menu = put('sferum-colleges', {}, '280px');
    await shows(menu, 'Заречный');
    const opened: string[] = [];
    const keep = (event: Event) => event.preventDefault();
    menu.addEventListener('sferum-college-open', ({ collegeId }) => opened.push(collegeId));
    menu.addEventListener('sferum-college-open', keep);
    button(menu, 'Заречный').click();
    expect(menu.college).to.equal('');
    menu.removeEventListener('sferum-college-open', keep);
    button(menu, 'Заречный').click();
    await menu.updateComplete;
    expect(opened).to.deep.equal(['other', 'other']);
    expect(button(menu, 'Заречный').getAttribute('aria-current')).to.equal('page');
  });

  it('R8 leads to the page of a college where the page names one', async () => {
    const menu = put('sferum-colleges', { page: '/college.html' }, '280px');
    await shows(menu, 'Речноборский');
    expect((button(menu, 'Речноборский') as HTMLAnchorElement).href).to.equal(
      `${location.origin}/college.html?college=college`,
    );
  });

  it('R8 keeps the colleges when only the applications did not come, and asks again', async () => {
    on.me.failure = new AppError('offline');
    const menu = put('sferum-colleges', {}, '280px');
    await shows(menu, 'Сервер не ответил');
    await shows(menu, 'Речноборский колледж');
    on.me.failure = null;
    on.me.pending = [elsewhere];
    button(menu, 'Повторить').click();
    await shows(menu, 'Ожидает ответа');
  });
});

describe('A8 <sferum-college>', () => {
  it('A8 shows what the college is, and its site as a link only where it is one', async () => {
    const page = put('sferum-college');
    await shows(page, 'ул. Садовая, 14');
    const link = all(tree(page), 'dd a')[0] as HTMLAnchorElement;
    expect([link.href, link.rel]).to.deep.equal(['https://college.example/', 'noopener noreferrer']);
    on.about.data = { ...on.about.data, site: 'javascript:alert(1)' };
    on.about.publish();
    await until(() => all(tree(page), 'dd a').length === 0, 'no link');
  });

  it('A8 lists members with their subjects, and no telephone numbers', async () => {
    const page = put('sferum-college', { section: 'members' });
    await shows(page, 'Игорь Павлович Лунин');
    expect(text(page)).to.contain('Компьютерные сети');
    expect(text(page)).not.to.contain('+7');
    button(page, 'Преподаватели').click();
    await hides(page, 'Алина Соколова');
  });

  it('A8 opens a group, my own being first, and goes back to the list', async () => {
    on.groups.own = [{ id: 'sa31', isTeacher: true }];
    const page = put('sferum-college', { section: 'groups' });
    await shows(page, 'Вы преподаёте');
    const numbers = all(tree(page), '.rows b').map(({ textContent }) => textContent);
    expect(numbers).to.deep.equal(['СА-31', 'ИС-21']);
    button(page, 'ИС-21').click();
    await shows(page, 'Чаты группы');
    button(page, 'Назад').click();
    await shows(page, 'Вы преподаёте');
    await until(() => focused()?.textContent === 'Группы', 'the focus is on the heading');
  });

  it('B9 the focus goes into the group that is opened, into its chat, and back to where it came from', async () => {
    const page = put('sferum-college', { section: 'groups' });
    await shows(page, 'ИС-21');
    const opener = button(page, 'ИС-21');
    opener.focus();
    opener.click();
    await until(() => focused()?.matches('h2') && focused()?.textContent === 'ИС-21', 'the name of the group');
    const chat = button(page, 'ИС-21 · Компьютерные сети');
    chat.focus();
    chat.click();
    await until(() => all(tree(page), 'sferum-chat')[0]?.shadowRoot?.activeElement, 'in the chat');
    button(page, 'К списку чатов').click();
    await until(() => focused()?.hasAttribute('data-chat'), 'on its row');
  });

  it('C2 a member, a teacher and a student of a group are touched: their card opens', async () => {
    const card = (element: Element) => until(() => tree(element).querySelector('sferum-person-card'), 'the card');
    const page = put('sferum-college', { section: 'members' });
    await shows(page, 'Игорь Павлович Лунин');
    button(page, 'Игорь Павлович Лунин').click();
    expect((await card(page)).person).to.equal(lunin.id);
    page.remove();
    for (const [words, id] of [
      ['Игорь Павлович Лунин', lunin.id],
      ['Алина', alina.id],
    ] as const) {
      const group = put('sferum-group', { group: 'is21' });
      await shows(group, 'Игорь Павлович');
      button(group, words).click();
      const { college: where, person } = await card(group);
      expect([where, person]).to.deep.equal(['college', id]);
      group.remove();
    }
  });

  it('B9 the focus goes into the administration and back to what opened it', async () => {
    const page = put('sferum-college');
    await shows(page, 'Управление');
    button(page, 'Управление').focus();
    button(page, 'Управление').click();
    await until(() => focused()?.classList.contains('to-college'), 'on the way back');
    (focused() as HTMLElement).click();
    await until(() => focused()?.textContent?.includes('Управление'), 'on what opened it');
  });

  it('B9 the menu of sections comes before all rows for the keyboard', async () => {
    const page = put('sferum-college', { section: 'members' });
    await shows(page, 'Игорь Павлович Лунин');
    const reachable = all(tree(page), 'nav, .section');
    expect(reachable.map(({ localName }) => localName)).to.deep.equal(['nav', 'div']);
  });

  it('A8 in a narrower place chips lead to the sections', async () => {
    const page = put('sferum-college', {}, '760px');
    await shows(page, 'Об учреждении');
    expect(all(tree(page), 'select').length).to.equal(0);
    const chips = all(tree(page), '.choose [aria-pressed]');
    expect(chips.map((chip) => [chip.textContent?.trim(), chip.ariaPressed])).to.deep.equal([
      ['Об учреждении', 'true'],
      ['Публичные чаты', 'false'],
      ['Группы', 'false'],
      ['Участники', 'false'],
      ['Статьи', 'false'],
    ]);
    chips.at(-2)?.click();
    await shows(page, 'Игорь Павлович Лунин');
  });

  it('E1 has the articles of the college, whose code comes when they are wanted', async () => {
    const page = put('sferum-college', { section: 'articles' });
    const articles = await until(() => tree(page).querySelector('sferum-articles'), 'the articles');
    expect(articles.college).to.equal('college');
  });

  it('A8 leaves a group to the page that cancels its opening', async () => {
    const page = put('sferum-college', { section: 'groups' });
    await shows(page, 'СА-31');
    let asked = '';
    page.addEventListener('sferum-group-open', (event) => {
      asked = event.group;
      event.preventDefault();
    });
    button(page, 'СА-31').click();
    await page.updateComplete;
    expect([asked, page.group]).to.deep.equal(['sa31', '']);
  });

  it('A8 the last administrator cannot leave and learns why; another can', async () => {
    const page = put('sferum-college');
    await shows(page, 'Садовая');
    on.mine.refusal = new AppError('invalid', 'SF005', { reason: 'lastAdmin' });
    await choose(page, 'Действия с колледжем', 'Выйти из колледжа');
    await inDialog(page, 'Выйти');
    await shows(page, 'единственный администратор');
    await inDialog(page, 'Выйти');
    await shows(page, 'Здесь будет ваш колледж');
    expect(on.mine.left).to.deep.equal(['college']);
  });

  it('A8 shows the way to the administration to administrators only, at once', async () => {
    const page = put('sferum-college');
    await shows(page, 'Садовая');
    let asked = '';
    page.addEventListener('sferum-admin-open', (event) => {
      asked = event.collegeId;
      event.preventDefault();
    });
    button(page, 'Управление').click();
    expect(asked).to.equal('college');
    on.mine.colleges = [{ ...college, isAdmin: false }];
    on.mine.publish();
    await until(() => buttons(page, 'Управление').length === 0, 'it is gone');
  });

  it('A8 keeps the group in the address, and «Back» leads out of it', async () => {
    const before = location.href;
    const page = put('sferum-college', { route: true, section: 'groups' });
    await shows(page, 'ИС-21');
    button(page, 'ИС-21').click();
    await shows(page, 'Чаты группы');
    expect(new URL(location.href).searchParams.get('group')).to.equal('is21');
    history.back();
    await shows(page, 'СА-31');
    history.replaceState(null, '', before);
  });
});

describe('A7 <sferum-group>', () => {
  it('A7 shows teachers, my chats and the first of many students, and all of them when asked', async () => {
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Игорь Павлович Лунин');
    const students = () => all(tree(group), '.students li').length;
    expect([students(), text(group).includes('60')]).to.deep.equal([15, true]);
    button(group, 'Показать все').click();
    await until(() => students() === 60, 'all sixty');
    let chat = '';
    group.addEventListener('sferum-chat-open', (event) => {
      chat = event.chat;
      event.preventDefault();
    });
    button(group, 'ИС-21 · Компьютерные сети').click();
    expect(chat).to.equal('chat');
  });

  it('A7 a teacher adds themselves with their subjects', async () => {
    asTeacher();
    on.pages.page = { ...is21, teachers: [] };
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Преподавателей пока нет');
    await until(() => buttons(group, 'Добавить преподавателя').length > 0, 'the right is known');
    button(group, 'Добавить преподавателя').click();
    await shows(group, 'Это вы');
    expect(text(group)).not.to.contain('Имя или предмет');
    await until(() => all(tree(group), '.chip').length === 1, 'their subject stands there');
    on.pages.refusal = new AppError('offline');
    await inDialog(group, 'Сохранить');
    await shows(group, 'введённое не пропало');
    expect(all(tree(group), '.chip').length).to.equal(1);
    await inDialog(group, 'Сохранить');
    await until(() => on.pages.added.length === 1, 'added');
    expect(on.pages.added[0]).to.deep.equal({ group: 'is21', subjects: ['Компьютерные сети'], person: undefined });
  });

  it('A7 an administrator adds anybody who is not there yet, and has to name a subject', async () => {
    on.members.members.push({ ...lunin, id: 'orlova', surname: 'Орлова', name: 'Светлана', subjects: [], groups: [] });
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Игорь Павлович');
    await until(() => buttons(group, 'Добавить преподавателя').length > 0, 'the right is known');
    button(group, 'Добавить преподавателя').click();
    await shows(group, 'Уже преподаёт в группе');
    const radios = () => all(tree(group), 'input[type=radio]') as HTMLInputElement[];
    expect(radios().find(({ value }) => value === lunin.id)?.disabled).to.equal(true);
    await inDialog(group, 'Сохранить');
    await shows(group, 'Выберите преподавателя');
    radios()
      .find(({ value }) => value === 'orlova')
      ?.click();
    await inDialog(group, 'Сохранить');
    await shows(group, 'Укажите хотя бы один предмет');
    expect(on.pages.added).to.deep.equal([]);
  });

  it('A7 a teacher stops teaching the group after they have confirmed it', async () => {
    asTeacher();
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Выйти из группы');
    button(group, 'Выйти из группы').click();
    await shows(group, 'Выйти из группы ИС-21?');
    await inDialog(group, 'Выйти');
    await until(() => on.pages.removed.length === 1, 'removed');
    expect(on.pages.removed).to.deep.equal([lunin.id]);
    await shows(group, 'Преподавателей пока нет');
  });

  it('A6 who has no college gets to the ways into one', async () => {
    on.mine.colleges = [];
    const page = put('sferum-college');
    await shows(page, 'Здесь будет ваш колледж');
    button(page, 'Добавить учебное заведение').click();
    await until(() => all(tree(page), 'sferum-auth').length === 1, 'the ways');
  });

  it('A7 a student is offered nothing to change', async () => {
    asStudent();
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Игорь Павлович');
    await until(() => on.mine.listeners.size > 0, 'the rights are known');
    expect(buttons(group, 'Добавить').length + buttons(group, 'Убрать').length).to.equal(0);
  });

  it('A7 staff who are no administrators are offered nothing to change', async () => {
    asTeacher();
    on.mine.colleges = [{ ...college, role: 'staff', isAdmin: false, requests: 0 }];
    on.pages.page = { ...is21, teachers: [] };
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Информационные системы');
    await until(() => on.mine.listeners.size > 0, 'the rights are known');
    expect(buttons(group, 'Добавить').length + buttons(group, 'Убрать').length).to.equal(0);
  });

  it('A7 a graduated group is for reading only, also for administrators and its teachers', async () => {
    on.pages.page = { ...is21, isGraduated: true, teachers: [{ ...belova, subjects: ['История'] }] };
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Обучение закончилось в 2029 году');
    await until(() => on.mine.listeners.size > 0, 'the rights are known');
    for (const words of ['Добавить', 'Убрать', 'Выйти']) {
      expect(buttons(group, words), words).to.deep.equal([]);
    }
  });

  it('A7 goes when it is deleted or I am removed, and says what may have happened', async () => {
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Игорь Павлович');
    on.pages.page = null;
    on.pages.publish();
    await shows(group, 'Группа не найдена');
  });

  it('A7 keeps what is shown while the server does not answer', async () => {
    const group = put('sferum-group', { group: 'is21' });
    await shows(group, 'Игорь Павлович');
    on.pages.failure = new AppError('offline');
    let asked = 0;
    on.pages.hold = {
      // biome-ignore lint/suspicious/noThenProperty: it has to be seen that the question was asked
      then: (done: () => void) => {
        asked += 1;
        done();
      },
    } as Promise<void>;
    on.pages.publish();
    await until(() => asked > 0, 'it has asked');
    expect(text(group)).to.contain('Игорь Павлович');
  });
});

describe('A7 A8 R8 everybody can use them', () => {
  const states: Record<string, () => Promise<HTMLElement>> = {
    'R8 menu': async () => {
      on.me.pending = [elsewhere];
      const menu = put('sferum-colleges');
      await shows(menu, 'Ожидает ответа');
      return menu;
    },
    'R8 menu without a college': async () => {
      on.mine.colleges = [];
      const menu = put('sferum-colleges');
      await shows(menu, 'Появится после вступления');
      return menu;
    },
    'R8 nobody signed in': async () => {
      on.stop();
      on = stage({ signedIn: false });
      const menu = put('sferum-colleges');
      await shows(menu, 'Войдите');
      return menu;
    },
    'A8 about': async () => {
      const page = put('sferum-college');
      await shows(page, 'Садовая');
      return page;
    },
    'A8 groups': async () => {
      on.groups.own = [{ id: 'is21', isTeacher: false }];
      const page = put('sferum-college', { section: 'groups' });
      await shows(page, 'Моя группа');
      return page;
    },
    'A8 members': async () => {
      on.members.crowd(60);
      const page = put('sferum-college', { section: 'members' });
      await shows(page, 'Показать ещё');
      return page;
    },
    'A8 not my college': async () => {
      on.mine.colleges = [];
      const page = put('sferum-college');
      await shows(page, 'Здесь будет ваш колледж');
      return page;
    },
    'A8 failed': async () => {
      on.about.failure = new AppError('offline');
      const page = put('sferum-college');
      await shows(page, 'Сервер не ответил');
      return page;
    },
    'A7 group': async () => {
      const group = put('sferum-group', { group: 'is21' });
      await shows(group, 'Игорь Павлович');
      await until(() => buttons(group, 'Добавить преподавателя').length > 0, 'the right is known');
      return group;
    },
    'A7 empty group': async () => {
      on.pages.page = { ...is21, teachers: [], students: [], chats: [] };
      const group = put('sferum-group', { group: 'is21' });
      await shows(group, 'Студентов пока нет');
      return group;
    },
    'A7 graduated group': async () => {
      on.pages.page = { ...is21, isGraduated: true, number: 'ТО-41-СП-О-ЗАОЧНОЕ-ОТДЕЛЕНИЕ' };
      const group = put('sferum-group', { group: 'is21' });
      await shows(group, 'Обучение закончилось');
      return group;
    },
    'A7 adding a teacher': async () => {
      const group = put('sferum-group', { group: 'is21' });
      await shows(group, 'Игорь Павлович');
      await until(() => buttons(group, 'Добавить преподавателя').length > 0, 'the right is known');
      button(group, 'Добавить преподавателя').click();
      await shows(group, 'Уже преподаёт');
      return group;
    },
    'A7 missing': async () => {
      on.pages.page = null;
      const group = put('sferum-group', { group: 'is21' });
      await shows(group, 'Группа не найдена');
      return group;
    },
  };
  for (const [name, reach] of Object.entries(states)) {
    it(`B9 at 200 % text and at 320 px no word is broken and nothing is cut: ${name}`, async () => {
      expect(await illegible(await reach())).to.deep.equal([]);
    });

    it(`axe finds nothing, light and dark, and nothing is wider than 320 px: ${name}`, async () => {
      const element = await reach();
      for (const scheme of ['light', 'dark']) {
        document.documentElement.style.colorScheme = scheme;
        document.documentElement.style.background = scheme === 'dark' ? '#000' : '#fff';
        expect(await axeFaults(element), scheme).to.deep.equal([]);
      }
      element.style.width = '320px';
      const trees = [element, ...all(tree(element), 'sferum-college-groups, sferum-college-members, sferum-group')];
      // A dialog is as wide as the window allows, not as the tag.
      for (const each of trees) {
        const out = standingOut(element, tree(each)).filter((line) => !line.startsWith('<sferum-group-teacher'));
        expect(out, each.localName).to.deep.equal([]);
      }
      expect(element.scrollWidth).to.equal(320);
    }).timeout(20_000);
  }
});
