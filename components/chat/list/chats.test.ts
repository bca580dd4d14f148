import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { FakeClock } from '../../element/testing/fake-clock.ts';
import { until } from '../../element/testing/until.ts';
import './chats.ts';
import { writeDraft } from '../../core/drafts/drafts.ts';
import { illegible } from '../../ui/testing/legible.ts';
import type { ChatSummary } from '../chat-api.ts';
import { alina, chatId, FakeApi, offline, quiet, theCollege, timur } from '../testing/fake-api.ts';
import { stage } from '../testing/stage.ts';
import type { Chats } from './chats.ts';

const college = 'aaaaaaaa-0000-4000-8000-000000000002';
const personal = 'aaaaaaaa-0000-4000-8000-000000000003';

/** What stands in the list when no chat does. */
const none = (chats: Chats) => chats.shadowRoot?.querySelector('.list sferum-no-chats')?.shadowRoot;

describe('C7 <sferum-chats>', () => {
  let api: FakeApi;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    undo = [];
    api.write(3);
    const old = { lastMessage: null, lastSeq: 2, readSeq: 2 };
    api.moreChats = [
      { ...old, id: college, kind: 'college', title: 'Объявления', groupNumber: '', createdAt: new Date('2025-03-01') },
      {
        ...old,
        id: personal,
        kind: 'personal',
        title: '',
        groupNumber: '',
        peer: { id: timur.id, surname: 'Лунин', name: 'Игорь', patronymic: 'Павлович', role: 'teacher' },
        createdAt: new Date('2025-02-01'),
      },
    ];
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
    localStorage.clear();
  });

  function put({ width = 1000, dark = false, lang = 'ru', chat = '' } = {}): Chats {
    const { place, stop } = stage(api);
    undo.push(stop);
    place.style.cssText = `position:absolute;top:0;left:0;width:${width}px;height:600px`;
    place.lang = lang;
    const chats = document.createElement('sferum-chats');
    chats.style.height = '580px';
    chats.chat = chat;
    if (dark) chats.theme = 'dark';
    place.append(chats);
    return chats;
  }

  const rows = (chats: Chats) => [...(chats.shadowRoot?.querySelectorAll<HTMLElement>('[data-chat]') ?? [])];
  const ids = (chats: Chats) => rows(chats).map(({ dataset }) => dataset.chat);
  const row = (chats: Chats, id: string) => {
    const found = rows(chats).find(({ dataset }) => dataset.chat === id);
    if (!found) throw new Error(`no row ${id}`);
    return found;
  };
  const listed = async (chats: Chats) => {
    await until(() => rows(chats).length === 3 && api.handlers.size >= 3, 'the list is there and listens');
    await chats.updateComplete;
  };
  const thread = (chats: Chats) => chats.shadowRoot?.querySelector('sferum-chat') ?? null;
  const focused = () => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at;
  };
  const press = (key: string) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
    focused()?.dispatchEvent(event);
  };

  it('C4 a chat for everybody is fetched at a random moment of those that are given, once, so that not all ask at once', async () => {
    const chats = put();
    await until(() => rows(chats).length === 3, 'the list');
    const list = api.listChats.bind(api);
    let asked = 0;
    api.listChats = () => {
      asked += 1;
      return list();
    };
    const midnight = new Date(2026, 10, 30);
    const at = (milliseconds: number) => new Date(midnight.getTime() + milliseconds);
    const clock = new FakeClock(midnight);
    const { random } = Math;
    Math.random = () => 0.5;
    try {
      for (const handler of [...api.audienceHandlers, ...api.audienceHandlers]) handler('new', '', 4000);
      clock.to(at(1900));
      expect(asked).to.equal(0);
      clock.to(at(4500));
      expect(asked).to.equal(1);
    } finally {
      Math.random = random;
      clock.stop();
    }
  });

  describe('R5 with `route` the open chat is in the address', () => {
    const before = location.href;
    const named = () => new URL(location.href).searchParams.get('chat') ?? '';
    const back = async () => {
      const left = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
      history.back();
      await left;
    };
    // The length of the history says nothing: it ends at fifty.
    let steps = 0;
    beforeEach(() => {
      steps = 0;
      const { pushState } = history;
      history.pushState = (...step) => {
        steps += 1;
        pushState.apply(history, step);
      };
    });
    afterEach(() => {
      Reflect.deleteProperty(history, 'pushState');
      history.replaceState(null, '', before);
    });

    async function routed(): Promise<Chats> {
      const chats = put();
      chats.route = true;
      await listed(chats);
      await import('../find/chat-route.ts');
      await new Promise(requestAnimationFrame);
      return chats;
    }

    it('«Back» leads from a chat to the list, whatever was looked at between', async () => {
      const chats = await routed();
      await chats.show(chatId);
      expect([named(), steps]).to.deep.equal([chatId, 1]);
      await chats.show(personal);
      expect([named(), steps]).to.deep.equal([personal, 1]);
      await back();
      expect([chats.chat, named()]).to.deep.equal(['', '']);
    });

    it('a page that is opened with it shows that chat; to the list is a step that «Back» undoes', async () => {
      const url = new URL(location.href);
      url.searchParams.set('chat', chatId);
      history.replaceState(null, '', url);
      const chats = await routed();
      expect(chats.chat).to.equal(chatId);
      await chats.updateComplete;
      chats.chat = '';
      await chats.updateComplete;
      expect(named()).to.equal('');
      await back();
      expect(chats.chat).to.equal(chatId);
    });

    it('without it the address of a page is its own', async () => {
      const chats = put();
      await listed(chats);
      await chats.show(chatId);
      expect([location.href, steps]).to.deep.equal([before, 0]);
    });
  });

  it('C7 the newest comes first, a teacher is called by name and patronymic, unread is counted', async () => {
    const chats = put();
    await listed(chats);
    expect(ids(chats)).to.deep.equal([chatId, college, personal]);
    expect(row(chats, personal).textContent).to.contain('Игорь Павлович Лунин');
    expect(row(chats, chatId).querySelector('.badge')?.textContent).to.equal('3');
    expect(row(chats, chatId).textContent).to.contain('Тимур Гареев: Сообщение 3');
    expect(row(chats, college).querySelector('.badge')).to.equal(null);
  });

  it('A9 a message of the college has its name, one of an erased account says so', async () => {
    const erased = { id: '', surname: '', name: '', patronymic: '' };
    api.write(1, theCollege);
    const [last] = api.write(1, erased);
    api.moreChats.push({
      id: personal.replace(/3$/, '4'),
      kind: 'other',
      ...(last && { lastMessage: last }),
    });
    api.messages.pop();
    const chats = put();
    await until(() => ids(chats).length === 4, 'the list is there');
    expect(row(chats, chatId).textContent).to.contain('Речноборский колледж: Сообщение');
    expect(row(chats, api.moreChats.at(-1)?.id ?? '').textContent).to.contain('Удалённый пользователь: Сообщение');
  });

  it('C8 the newest message shows its new text, then that it was deleted, at once', async () => {
    const chats = put();
    await listed(chats);
    const { id = '' } = api.messages.at(-1) ?? {};
    await api.edit(id, 'Исправлено');
    await until(() => row(chats, chatId).textContent?.includes('Тимур Гареев: Исправлено'), 'the new text');
    await api.delete(id);
    await until(() => row(chats, chatId).textContent?.includes('Тимур Гареев: Сообщение удалено'), 'the trace');
    await api.edit(api.messages[0]?.id ?? '', 'Старое');
    expect(row(chats, chatId).textContent).not.to.contain('Старое');
  });

  it('C7 a message moves its chat to the top and counts; the row stays the same element', async () => {
    const chats = put();
    await listed(chats);
    const element = row(chats, personal);
    const message = {
      id: 'm',
      chatId: personal,
      seq: 3,
      change: 0,
      body: 'Зайдите ко мне',
      createdAt: new Date(),
      editedAt: null,
      deletedAt: null,
      talk: quiet,
      author: timur,
    };
    api.publish(message);
    await until(() => ids(chats)[0] === personal, 'it is first');
    expect(row(chats, personal) === element).to.equal(true);
    expect(element.textContent).to.contain('Зайдите ко мне');
    expect(element.querySelector('.badge')?.textContent).to.equal('1');
  });

  it('C7 reading elsewhere takes the counter away', async () => {
    const chats = put();
    await listed(chats);
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, 3);
    await until(() => !row(chats, chatId).querySelector('.badge'), 'nothing is unread');
  });

  it('C7 an administrator, of whom the chat does not say it, learns it for themselves', async () => {
    const chats = put();
    await listed(chats);
    for (const { onRead } of [...api.myHandlers]) onRead?.(chatId, 3);
    await until(() => !row(chats, chatId).querySelector('.badge'), 'nothing is unread');
  });

  it('C7 what was read while the list was on its way does not count again', async () => {
    const chats = put();
    await listed(chats);
    let answer = () => {};
    api.hold = new Promise((resolve) => {
      answer = resolve;
    });
    let asked = 0;
    const getChat = api.getChat.bind(api);
    api.getChat = async (id) => {
      asked += 1;
      return getChat(id);
    };
    dispatchEvent(new Event('online'));
    await until(() => asked > 0, 'the list is asked for');
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, 3);
    api.write(1);
    answer();
    await until(() => row(chats, chatId).textContent?.includes('Сообщение 4'), 'the list has come');
    expect(row(chats, chatId).querySelector('.badge')?.textContent).to.equal('1');
  });

  it('C1 a chat that I am added to appears, one that I am taken out of goes', async () => {
    const chats = put();
    await listed(chats);
    const id = 'aaaaaaaa-0000-4000-8000-000000000004';
    api.moreChats = [...api.moreChats, { id, kind: 'other', title: 'Волонтёры' }];
    for (const { onAdded } of [...api.myHandlers]) onAdded?.(id);
    await until(() => ids(chats).includes(id), 'it is there');
    for (const { onRemoved } of [...api.myHandlers]) onRemoved?.(id);
    await until(() => !ids(chats).includes(id), 'it is gone');
  });

  it('C1 a list under way does not bring back a chat that I am taken out of', async () => {
    const chats = put();
    await listed(chats);
    const before = await api.listChats();
    const after = before.filter(({ id }) => id !== personal);
    const answers: ((chats: ChatSummary[]) => void)[] = [];
    api.listChats = () => new Promise((resolve) => answers.push(resolve));
    dispatchEvent(new Event('online'));
    await until(() => answers.length === 1, 'the list is asked for');
    for (const { onRemoved } of [...api.myHandlers]) onRemoved?.(personal);
    await until(() => !ids(chats).includes(personal), 'it is gone');
    answers[0]?.(before);
    await until(() => answers.length === 2, 'it is asked for again');
    await chats.updateComplete;
    expect(ids(chats)).not.to.include(personal);
    answers[1]?.([...after, { ...after[0], id: personal.replace('3', '5') } as ChatSummary]);
    await until(() => ids(chats).length === 3, 'the newer list');
    expect(ids(chats)).not.to.include(personal);
  });

  it('C1 who is in no chat finds the colleges that they have or that invite them, and the way into another', async () => {
    api.moreChats = [];
    api.listChats = async () => [];
    const chats = put();
    await until(() => none(chats)?.textContent?.includes('Чаты появятся здесь'), 'it is said');
    await until(() => none(chats)?.querySelector('sferum-colleges:defined'), 'the colleges');
  });

  it('C1 who was removed from the college is told so, in the list as in the chat', async () => {
    api.expelled = true;
    api.listChats = async () => [];
    const chats = put();
    const gone = () => none(chats)?.querySelector('sferum-chat-gone')?.shadowRoot?.textContent;
    await until(() => gone()?.includes('Доступ к колледжу закрыт'), 'it is shown');
    expect(gone()).to.contain('Если это ошибка, обратитесь в учебную часть.');
  });

  it('the filter finds by title whatever the case, and says when it finds nothing', async () => {
    const chats = put();
    await listed(chats);
    const input = chats.shadowRoot?.querySelector('input');
    if (!input) throw new Error('no filter');
    const type = async (text: string) => {
      input.value = text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await chats.updateComplete;
    };
    await type('лунин');
    expect(ids(chats)).to.deep.equal([personal]);
    await type('нет такого');
    expect(ids(chats)).to.deep.equal([]);
    await until(() => none(chats)?.textContent?.includes('Ничего не нашлось'), 'it is said');
    expect(await axeFaults(chats)).to.deep.equal([]);
  });

  it('folders show a part of the chats, and how many of them have something new', async () => {
    const chats = put();
    await listed(chats);
    const tabs = [...(chats.shadowRoot?.querySelectorAll<HTMLElement>('.chip-tabs button') ?? [])];
    expect(tabs.map(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim())).to.deep.equal([
      'Все',
      'Учебные1',
      'Личные',
      'Непрочитанные1',
    ]);
    const shown = async (tab: number) => {
      tabs[tab]?.click();
      await chats.updateComplete;
      return ids(chats);
    };
    expect(await shown(1)).to.deep.equal([chatId, college]);
    expect(await shown(2)).to.deep.equal([personal]);
    expect(await shown(3)).to.deep.equal([chatId]);
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, 3);
    await until(() => ids(chats).length === 0, 'it is read');
    await until(() => none(chats)?.textContent?.includes('Всё прочитано'), 'it is said');
    expect(await axeFaults(chats)).to.deep.equal([]);
  });

  it('B9 by keyboard: arrows walk the list, Enter opens and one can write, Esc leads back', async () => {
    const chats = put({ width: 380 });
    await listed(chats);
    row(chats, chatId).focus();
    press('ArrowDown');
    press('ArrowDown');
    await chats.updateComplete;
    expect((focused() as HTMLElement | null)?.dataset.chat).to.equal(personal);
    press('Home');
    await chats.updateComplete;
    expect((focused() as HTMLElement | null)?.dataset.chat).to.equal(chatId);
    expect(rows(chats).filter(({ tabIndex }) => tabIndex === 0).length).to.equal(1);
    (focused() as HTMLElement).click();
    await until(() => focused()?.tagName === 'TEXTAREA', 'the cursor is in the field');
    press('Escape');
    await until(() => (focused() as HTMLElement | null)?.dataset.chat === chatId, 'back on the row');
    expect(chats.chat).to.equal('');
  });

  it('narrow, one pane at a time; «К списку чатов» leads back', async () => {
    const chats = put({ width: 380 });
    await listed(chats);
    row(chats, chatId).click();
    const back = await until(
      () => thread(chats)?.shadowRoot?.querySelector<HTMLElement>('[aria-label="К списку чатов"]'),
      'the way back',
    );
    const list = chats.shadowRoot?.querySelector('.list');
    expect(list?.checkVisibility()).to.equal(false);
    back.click();
    await until(() => list?.checkVisibility(), 'the list');
    expect(thread(chats)).to.equal(null);
    expect((focused() as HTMLElement | null)?.dataset.chat, 'the focus is not lost').to.equal(chatId);
  });

  it('C11 the open chat and the list share a subscription', async () => {
    const chats = put({ chat: chatId });
    await listed(chats);
    await until(() => thread(chats)?.shadowRoot?.querySelector('sferum-history'), 'the chat is open');
    const before = api.handlers.size;
    row(chats, college).click();
    await until(
      () => chats.chat === college && api.handlers.size === before,
      'only the list is still subscribed to the one before',
    );
  });

  describe('Opening a chat', () => {
    const held = () => {
      let release = () => {};
      api.hold = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    };

    it('does not move the page around it', async () => {
      const chats = put();
      const { place } = { place: chats.parentElement as HTMLElement };
      place.style.top = `${innerHeight - 200}px`;
      await listed(chats);
      row(chats, chatId).click();
      await until(() => focused()?.localName === 'textarea', 'one can write');
      expect(scrollY).to.equal(0);
      press('Escape');
      await until(() => focused() === row(chats, chatId), 'back in the list');
      expect(scrollY).to.equal(0);
    });

    it('raises no keyboard on a phone: the way back takes the focus', async () => {
      const { matchMedia } = window;
      window.matchMedia = (query) => matchMedia.call(window, query.replace('(pointer: coarse)', 'all'));
      undo.push(() => {
        window.matchMedia = matchMedia;
      });
      const chats = put({ width: 380 });
      await listed(chats);
      row(chats, chatId).click();
      await until(() => thread(chats)?.shadowRoot?.querySelector('sferum-composer'), 'the place to write');
      await until(() => focused()?.getAttribute('aria-label') === 'К списку чатов', 'the way back has the focus');
    });

    it('shows the name and the picture that the list knows at once, on the ground of a thread', async () => {
      const chats = put();
      await listed(chats);
      const release = held();
      row(chats, personal).click();
      await chats.updateComplete;
      const chat = thread(chats);
      await chat?.updateComplete;
      const header = chat?.shadowRoot?.querySelector<HTMLElement>('header');
      expect(header?.querySelector('h2')?.textContent).to.equal('Игорь Павлович Лунин');
      expect(header?.querySelector('.avatar')?.textContent?.trim()).to.equal('ИЛ');
      let asked = '';
      chats.addEventListener('sferum-person-open', (event) => {
        event.preventDefault();
        asked = event.person;
      });
      header?.querySelector<HTMLElement>('h2 button')?.click();
      expect(asked).to.equal(timur.id);
      expect(header?.checkVisibility({ visibilityProperty: true })).to.equal(true);
      const ground = header?.parentElement;
      expect(ground?.checkVisibility({ visibilityProperty: true })).to.equal(true);
      expect(ground?.getBoundingClientRect().height).to.equal(chat?.getBoundingClientRect().height);
      const before = header?.getBoundingClientRect().height;
      release();
      await until(() => chat?.shadowRoot?.querySelector('sferum-history'), 'the messages');
      const after = chat?.shadowRoot?.querySelector('header');
      expect(after?.getBoundingClientRect().height).to.equal(before);
    });

    it('draws of the list what will come: chips, rows with a picture and two lines of text, in their measures', async () => {
      const release = held();
      const chats = put();
      const first = await until(() => {
        return chats.shadowRoot?.querySelector<HTMLElement>('.placeholder');
      }, 'the skeleton');
      const rounds = [...(first?.querySelectorAll('.skeleton') ?? [])].map(
        (each) => getComputedStyle(each).borderRadius === '50%',
      );
      expect(rounds).to.deep.equal([true, false, false]);
      const top = first?.getBoundingClientRect().top;
      const height = first?.getBoundingClientRect().height;
      release();
      await listed(chats);
      const real = row(chats, chatId).getBoundingClientRect();
      expect([top, height]).to.deep.equal([real.top, real.height]);
    });
  });

  it('«Вчера» takes the place of the time at midnight, by itself', async () => {
    const [last] = api.write(1, timur);
    const now = new Date();
    const clock = new FakeClock(new Date(now.getFullYear(), now.getMonth(), now.getDate(), 23, 59));
    undo.push(() => clock.stop());
    if (last) api.messages[api.messages.length - 1] = { ...last, createdAt: new Date(Date.now() - 60_000) };
    const chats = put();
    await listed(chats);
    expect(row(chats, chatId).querySelector('.time')?.textContent).to.contain('23:58');
    clock.to(new Date(Date.now() + 120_000));
    await chats.updateComplete;
    expect(row(chats, chatId).querySelector('.time')?.textContent).to.contain('вчера');
  });

  it('the page may open a chat elsewhere', async () => {
    const chats = put();
    await listed(chats);
    let asked = '';
    chats.addEventListener('sferum-chat-open', (event) => {
      asked = event.chat;
      event.preventDefault();
    });
    row(chats, college).click();
    await chats.updateComplete;
    expect(asked).to.equal(college);
    expect(chats.chat).to.equal('');
  });

  it('C12 a draft stands in the list', async () => {
    const chats = put();
    await listed(chats);
    writeDraft(alina.id, college, 'Собираемся в пятницу');
    await chats.updateComplete;
    expect(row(chats, college).textContent?.replace(/\s+/g, ' ')).to.contain('Черновик: Собираемся в пятницу');
  });

  it('a list that failed to load is loaded again on asking', async () => {
    api.failure = offline;
    const chats = put();
    const retry = await until(
      () =>
        [...(chats.shadowRoot?.querySelectorAll('button') ?? [])].find((button) =>
          button.textContent?.includes('Повторить'),
        ),
      'the way to try again',
    );
    expect(await axeFaults(chats)).to.deep.equal([]);
    api.failure = null;
    retry.click();
    await listed(chats);
  });

  it('leaves nothing behind when it goes', async () => {
    const chats = put({ chat: chatId });
    await listed(chats);
    chats.remove();
    await until(() => api.handlers.size === 0 && api.myHandlers.size === 0, 'nobody listens');
  });

  for (const [name, look] of [
    ['wide', { chat: chatId }],
    ['nothing open', {}],
    ['narrow', { width: 320 }],
    ['narrow and open', { width: 320, chat: chatId }],
    ['dark', { chat: chatId, dark: true }],
    ['in English', { chat: chatId, lang: 'en' }],
  ] as const) {
    it(`B9 at 200 % text and at 320 px no word is broken and nothing is cut, ${name}`, async () => {
      const chats = put(look);
      await listed(chats);
      expect(await illegible(chats)).to.deep.equal([]);
    });

    it(`B9 axe finds nothing, ${name}`, async () => {
      api.online = new Set([timur.id]);
      const chats = put(look);
      await listed(chats);
      if ('chat' in look) {
        await until(
          () => thread(chats)?.shadowRoot?.querySelector('sferum-history')?.shadowRoot?.querySelector('.message'),
          'the chat is open',
        );
      }
      expect(await axeFaults(chats)).to.deep.equal([]);
    });
  }
});
