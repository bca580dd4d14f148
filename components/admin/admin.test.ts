import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { axeFaults } from '../element/testing/axe.ts';
import { until } from '../element/testing/until.ts';
import { illegible } from '../ui/testing/legible.ts';
import { focused, press, standingOut } from '../ui/testing/stage.ts';
import './admin.ts';
import { alina, college, conflict, lunin } from '../college/testing/fake-apis.ts';
import type { Admin } from './admin.ts';
import type { SectionName } from './admin-sections.ts';
import { aReport } from './testing/fake-reports.ts';
import { stage } from './testing/stage.ts';

let on: ReturnType<typeof stage>;

function put(section: SectionName | '' = '', width = '1100px'): Admin {
  const admin = document.createElement('sferum-admin');
  admin.section = section;
  admin.style.width = width;
  on.place.append(admin);
  return admin;
}

/** Every element of a tag, through shadow trees. */
function all(root: ParentNode, selector: string): HTMLElement[] {
  const found = [...root.querySelectorAll<HTMLElement>(selector)];
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) found.push(...all(element.shadowRoot, selector));
  }
  return found;
}

const root = (admin: Admin): ShadowRoot =>
  admin.shadowRoot ?? document.createElement('div').attachShadow({ mode: 'open' });
/** Every word in a tree and in the shadow trees in it. */
const wordsOf = (tree: ShadowRoot): string =>
  [tree.textContent, ...all(tree, '*').map(({ shadowRoot }) => shadowRoot?.textContent ?? '')].join(' ');
const text = (admin: Admin): string => wordsOf(root(admin));
const shows = (admin: Admin, words: string) => until(() => text(admin).includes(words), `«${words}»`);
const button = (admin: Admin, words: string): HTMLElement => {
  const found = all(root(admin), 'button').find(
    (each) =>
      (each.getAttribute('aria-label') ?? each.textContent ?? '').trim().includes(words) && each.checkVisibility(),
  );
  if (!found) throw new Error(`no button «${words}»`);
  return found;
};

/** Opens «⋯» of what is called so, and chooses in it. */
async function choose(admin: Admin, of: string, item: string): Promise<void> {
  const opener = button(admin, of);
  opener.focus();
  opener.click();
  await until(() => focused()?.role === 'menuitem', 'the menu is open');
  const found = all(root(admin), '[role=menuitem]').find(
    (each) => each.textContent?.includes(item) && each.checkVisibility(),
  );
  found?.click();
}

const dialog = (admin: Admin) => all(root(admin), 'dialog[open]')[0];
const opened = (admin: Admin, words: string) =>
  until(
    () => all(root(admin), 'sferum-dialog').some((each) => each.textContent?.includes(words) && dialog(admin)),
    words,
  );

describe('A5 <sferum-admin>', () => {
  beforeEach(() => {
    on = stage();
  });
  afterEach(() => {
    on.stop();
    document.documentElement.removeAttribute('style');
    document.documentElement.removeAttribute('lang');
  });

  it('A5 shows the section that is asked for, and reports to the page when another is chosen', async () => {
    const admin = put('groups');
    await shows(admin, 'ИС-21');
    let shown = '';
    admin.addEventListener('sferum-section-changed', ({ section }) => {
      shown = section;
    });
    button(admin, 'Участники').click();
    await shows(admin, 'Алина Соколова');
    expect([shown, admin.getAttribute('section')]).to.deep.equal(['members', 'members']);
  });

  it('C13 says in the menu how many reports wait, as they come', async () => {
    const admin = put('groups');
    const count = () => button(admin, 'Жалобы').textContent?.match(/\d+/)?.[0];
    await shows(admin, 'Жалобы');
    on.reports.receive({ ...aReport, id: 'decided', decision: 'dismissed' });
    on.reports.receive(aReport);
    await until(() => count() === '1', 'the count');
  });

  it('A5 keeps the section in the address where the page wants it, and goes back with it', async () => {
    const admin = document.createElement('sferum-admin');
    admin.route = true;
    admin.section = 'members';
    admin.style.width = '1100px';
    on.place.append(admin);
    await shows(admin, 'Алина Соколова');
    button(admin, 'Группы').click();
    expect(new URL(location.href).searchParams.get('section')).to.equal('groups');
    history.back();
    await until(() => admin.section === 'members', 'it is back');
    await shows(admin, 'Алина Соколова');
  });

  it('B9 the menu comes before all rows for the keyboard', async () => {
    const admin = put('members');
    await shows(admin, 'Алина Соколова');
    expect(all(root(admin), 'nav, .section').map(({ localName }) => localName)).to.deep.equal(['nav', 'div']);
    const [nav, section] = all(root(admin), 'nav, .section').map((each) => each.getBoundingClientRect());
    expect(nav?.top).to.equal(section?.top);
    expect(nav?.left).to.equal(section?.right);
  });

  it('C2 a click on a name opens the card of the person', async () => {
    const admin = put('members');
    await shows(admin, 'Алина Соколова');
    button(admin, 'Алина Соколова').click();
    await until(() => root(admin).querySelector('sferum-person-card'), 'the card');
  });

  it('A5 says in a narrow place by a list of choices which section it is', async () => {
    const admin = put('members', '380px');
    await shows(admin, 'Алина Соколова');
    const select = root(admin).querySelector<HTMLSelectElement>('#section');
    expect(select?.checkVisibility()).to.equal(true);
    if (select) select.value = 'groups';
    select?.dispatchEvent(new Event('change'));
    await shows(admin, 'СА-31');
  });

  it('A5 rights that are taken away close it at once, and it says whom to write to', async () => {
    const admin = put('members');
    await shows(admin, 'Алина Соколова');
    on.mine.colleges = [{ ...college, isAdmin: false }];
    on.mine.publish();
    await shows(admin, 'Раздел для администраторов');
    await shows(admin, 'Наталья Сергеевна Белова');
    expect(text(admin)).not.to.contain('Алина Соколова');
    expect(text(admin).toLowerCase()).not.to.contain('запрещ');
    on.mine.colleges = [college];
    on.mine.publish();
    await shows(admin, 'Алина Соколова');
  });

  it('A5 somebody who does not belong to the college learns how to get in', async () => {
    on.mine.colleges = [];
    await shows(put(), 'Здесь будет ваш колледж');
  });

  it('A5 nobody signed in: the way to sign in, which the page may take over', async () => {
    on.stop();
    on = stage({ signedIn: false });
    const admin = put();
    await shows(admin, 'Войдите, чтобы управлять колледжем');
    let asked = 0;
    admin.addEventListener('sferum-sign-in', (event) => {
      asked += 1;
      event.preventDefault();
    });
    button(admin, 'Войти').click();
    expect([asked, all(root(admin), 'sferum-auth').length]).to.deep.equal([1, 0]);
  });

  it('A5 a list that does not come says so and comes at the next attempt', async () => {
    on.members.failure = new AppError('offline');
    const admin = put('members');
    await shows(admin, 'Сервер не ответил');
    on.members.failure = null;
    button(admin, 'Повторить').click();
    await shows(admin, 'Алина Соколова');
  });

  it('A5 «Назначить администратором» is saved on «Сохранить» only, by the keyboard alone', async () => {
    const admin = put('members');
    await shows(admin, 'Игорь Павлович Лунин');
    await choose(admin, 'Действия: Игорь', 'Редактировать');
    await opened(admin, 'Назначить администратором');
    const box = all(root(admin), '.choice.card input')[0];
    box?.click();
    expect(on.members.saved).to.deep.equal([]);
    button(admin, 'Сохранить').click();
    await shows(admin, 'Изменения сохранены: Игорь Лунин');
    expect(on.members.saved[0]?.choice.isAdmin).to.equal(true);
    expect(focused()?.getAttribute('aria-label')).to.contain('Действия: Игорь');
  });

  it('A5 the last administrator reads why in a sentence, and the dialog stays with what was chosen', async () => {
    const admin = put('members');
    await shows(admin, 'Наталья Сергеевна Белова');
    await choose(admin, 'Действия: Наталья', 'Редактировать');
    await opened(admin, 'Назначить администратором');
    all(root(admin), '.choice.card input')[0]?.click();
    on.members.refusal = new AppError('invalid', 'SF005', { reason: 'lastAdmin' });
    button(admin, 'Сохранить').click();
    await shows(admin, 'Это единственный администратор колледжа');
    expect((all(root(admin), '.choice.card input')[0] as HTMLInputElement).checked).to.equal(false);
  });

  it('A5 removing asks first, and leads the focus to the heading when the row is gone', async () => {
    const admin = put('members');
    await shows(admin, 'Алина Соколова');
    await choose(admin, 'Действия: Алина', 'Удалить из колледжа');
    await opened(admin, 'потеряет доступ');
    expect(on.members.removed).to.deep.equal([]);
    all(root(admin), 'sferum-dialog button.danger')[0]?.click();
    await shows(admin, 'Доступ закрыт: Алина Соколова');
    expect([on.members.removed, focused()?.id]).to.deep.equal([[alina.id], 'title']);
  });

  it('A6 a group is made in a dialog that says what is missing beside its field', async () => {
    const admin = put('groups');
    await shows(admin, 'ИС-21');
    button(admin, 'Создать группу').click();
    await opened(admin, 'Год окончания');
    await until(() => focused()?.id === 'number', 'the number has the focus');
    button(admin, 'Создать группу').click();
    const submit = all(root(admin), 'sferum-dialog button[type=submit]')[0];
    submit?.click();
    await shows(admin, 'Укажите номер группы');
    const number = all(root(admin), '#number')[0] as HTMLInputElement;
    number.value = 'ИС-24';
    number.dispatchEvent(new InputEvent('input', { bubbles: true }));
    submit?.click();
    await shows(admin, 'Группа ИС-24 создана');
    expect(on.groups.created.map((each) => each.number)).to.deep.equal(['ИС-24']);
  });

  it('A6 graduated groups are marked by a word, and take no new teachers', async () => {
    const admin = put('groups');
    await shows(admin, 'ИС-21');
    expect(text(admin)).not.to.contain('ТО-41');
    button(admin, 'Выпущены').click();
    await shows(admin, 'ТО-41');
    await shows(admin, 'Выпущена');
    await choose(admin, 'Действия с группой ТО-41', 'Добавить преподавателя');
    expect(dialog(admin)).to.equal(undefined);
    press('Escape');
  });

  it('B9 speaks English where the page does', async () => {
    document.documentElement.lang = 'en';
    const admin = put('groups');
    await shows(admin, 'Create a group');
    expect(text(admin)).to.contain('Log of changes');
  });

  const editLunin = async (admin: Admin) => {
    await shows(admin, 'Игорь Павлович Лунин');
    await choose(admin, 'Действия: Игорь', 'Редактировать');
    await opened(admin, 'Назначить администратором');
  };
  const states: Record<string, () => Promise<Admin>> = {
    members: async () => {
      const admin = put('members');
      await shows(admin, 'Алина Соколова');
      return admin;
    },
    'members, nobody found': async () => {
      on.members.members = [];
      const admin = put('members');
      await shows(admin, 'Здесь будут участники');
      return admin;
    },
    'members, failed': async () => {
      on.members.failure = new AppError('offline');
      const admin = put('members');
      await shows(admin, 'Сервер не ответил');
      return admin;
    },
    'a member': async () => {
      const admin = put('members');
      await editLunin(admin);
      return admin;
    },
    'a member that another administrator has saved': async () => {
      const admin = put('members');
      await editLunin(admin);
      on.members.refusal = conflict({ role: 'staff', is_admin: true, subjects: [], groups: [], version: '2' });
      button(admin, 'Сохранить').click();
      await shows(admin, 'Пока вы выбирали');
      expect(all(root(admin), 'sferum-dialog [role=alert]').length, 'it is shown once').to.equal(1);
      return admin;
    },
    'removing a member': async () => {
      const admin = put('members');
      await shows(admin, 'Алина Соколова');
      await choose(admin, 'Действия: Алина', 'Удалить из колледжа');
      await opened(admin, 'потеряет доступ');
      return admin;
    },
    groups: async () => {
      const admin = put('groups');
      await shows(admin, 'ИС-21');
      button(admin, 'Все').click();
      await shows(admin, 'ТО-41');
      return admin;
    },
    'no groups yet': async () => {
      on.groups.groups = [];
      const admin = put('groups');
      await shows(admin, 'Здесь будут группы');
      return admin;
    },
    'a group with faults': async () => {
      const admin = put('groups');
      await shows(admin, 'ИС-21');
      await choose(admin, 'Действия с группой ИС-21', 'Редактировать');
      await opened(admin, 'Год окончания');
      await until(() => all(root(admin), '#endYear')[0], 'the years');
      const end = all(root(admin), '#endYear')[0] as HTMLSelectElement;
      end.value = '2025';
      end.dispatchEvent(new Event('change'));
      button(admin, 'Сохранить').click();
      await shows(admin, 'Год окончания должен быть позже 2025');
      return admin;
    },
    log: async () => {
      on.audit.add();
      on.audit.add({
        action: 'member_added',
        subjectType: 'person',
        person: lunin,
        before: null,
        after: { role: 'teacher' },
      });
      const admin = put('audit');
      await shows(admin, 'Изменена группа ТО-12');
      return admin;
    },
    about: async () => {
      const admin = put('about');
      await shows(admin, 'Краткое название');
      return admin;
    },
    'about with a fault': async () => {
      on.about.data = { ...on.about.data, site: 'college', logoPath: 'college/logo.png' };
      const admin = put('about');
      await shows(admin, 'Краткое название');
      button(admin, 'Сохранить').click();
      await shows(admin, 'Адрес сайта начинается');
      return admin;
    },
    'no right': async () => {
      on.mine.colleges = [{ ...college, isAdmin: false }];
      const admin = put();
      await shows(admin, 'Наталья Сергеевна Белова');
      return admin;
    },
  };
  for (const [name, reach] of Object.entries(states)) {
    it(`B9 at 200 % text and at 320 px no word is broken and nothing is cut: ${name}`, async () => {
      expect(await illegible(await reach())).to.deep.equal([]);
    });

    it(`axe finds nothing, light and dark, and nothing is wider than 320 px: ${name}`, async () => {
      const admin = await reach();
      for (const scheme of ['light', 'dark']) {
        document.documentElement.style.colorScheme = scheme;
        document.documentElement.style.background = scheme === 'dark' ? '#000' : '#fff';
        expect(await axeFaults(admin), scheme).to.deep.equal([]);
      }
      admin.style.width = '320px';
      // A dialog is as wide as the window allows, not as the tag.
      const within = all(
        root(admin),
        '.section, sferum-admin-members, sferum-admin-groups, sferum-admin-audit, sferum-admin-about',
      );
      for (const each of within) {
        expect(standingOut(admin, (each.shadowRoot ?? each) as ParentNode), each.localName).to.deep.equal([]);
      }
      expect(admin.scrollWidth).to.equal(320);
    }).timeout(20_000);
  }
});
