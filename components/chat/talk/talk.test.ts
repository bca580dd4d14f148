import { expect } from '@esm-bundle/chai';
import type { Backend } from '../../core/backend.ts';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { askedCards } from '../../element/testing/cards.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import '../chat.ts';
import { outboxOf } from '../../messages/lazy-outbox.ts';
import type { Talk } from '../../messages/talk.ts';
import { frames } from '../../messages/testing/opened.ts';
import { aPoll, FakePolls } from '../../polls/testing/fake-polls.ts';
import { alina, chatId, FakeApi, offline, quoteOf, theCollege, timur } from '../testing/fake-api.ts';
import { stage } from '../testing/stage.ts';
import { PinEvent } from './pins-bar.ts';

interface Look {
  readonly width?: number;
  readonly dark?: boolean;
  readonly lang?: string;
}

function part<T>(found: T | null | undefined): T {
  if (!found) throw new Error('not there');
  return found;
}
const root = (host: Element | null | undefined): ShadowRoot => part(host?.shadowRoot);
const words = (element: Element | null | undefined): string =>
  part(element).textContent?.replace(/\s+/g, ' ').trim() ?? '';

function press(on: Element, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  return event;
}

/** A chat on the page, and what a person sees and does there. */
class Page {
  readonly chat = document.createElement('sferum-chat');

  constructor(place: HTMLElement, { width = 700, dark = false, lang = 'ru' }: Look) {
    place.style.cssText = `position:absolute;top:0;left:0;width:${width}px;height:600px`;
    place.lang = lang;
    this.chat.style.height = '580px';
    this.chat.chat = chatId;
    if (dark) this.chat.theme = 'dark';
    place.append(this.chat);
  }

  async open(): Promise<this> {
    await until(() => this.part('sferum-history')?.shadowRoot?.querySelector('.message'), 'the messages');
    this.history.dispatchEvent(new PointerEvent('pointerover'));
    await until(() => this.history.menus, 'the menus');
    await this.chat.updateComplete;
    return this;
  }

  part<K extends keyof HTMLElementTagNameMap>(tag: K): HTMLElementTagNameMap[K] | null {
    return root(this.chat).querySelector(tag);
  }
  get history() {
    return part(this.part('sferum-history'));
  }
  get area() {
    return part(this.part('sferum-composer')).field;
  }
  get actions() {
    return part(this.part('sferum-message-actions'));
  }
  get menu() {
    return part(root(this.actions).querySelector('sferum-message-menu'));
  }
  get messages() {
    return [...root(this.history).querySelectorAll<HTMLElement>('.message')];
  }
  message(text: string): HTMLElement {
    return part(this.messages.find((each) => each.querySelector('.text')?.textContent?.includes(text)));
  }
  reactions(text: string): string[] {
    return [...this.message(text).querySelectorAll<HTMLElement>('.reactions button')].map(
      (each) => `${each.getAttribute('aria-label')}${each.getAttribute('aria-pressed') === 'true' ? ' mine' : ''}`,
    );
  }

  async choose(text: string, item: string): Promise<void> {
    this.message(text).focus();
    press(this.message(text), 'Enter');
    const rows = () => [...root(this.menu).querySelectorAll<HTMLElement>('[role=menuitem]')];
    await until(() => rows().length > 0, 'the menu');
    part(rows().find((row) => row.innerText.trim() === item)).click();
  }

  async strip(text: string): Promise<HTMLElement[]> {
    this.message(text).focus();
    press(this.message(text), 'Enter');
    const buttons = () => [...root(this.menu).querySelectorAll<HTMLElement>('.strip button')];
    await until(() => buttons().length > 0, 'the strip');
    return buttons();
  }

  /** Types as a person does, letter by letter at the end. */
  async type(text: string): Promise<void> {
    this.area.focus();
    for (const letter of text) document.execCommand('insertText', false, letter);
    await this.chat.updateComplete;
  }
}

describe('C8 talking in a chat', () => {
  let api: FakeApi;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    undo = [];
  });
  afterEach(() => {
    for (const step of undo.splice(0).reverse()) step();
    localStorage.clear();
    location.hash = '';
  });

  async function put(look: Look = {}, prepare = async (_backend: Backend): Promise<void> => {}): Promise<Page> {
    const { backend, place, stop } = stage(api);
    undo.push(stop);
    await prepare(backend);
    return new Page(place, look).open();
  }
  const carrying = (text: string, talk: Partial<Talk>) => {
    const message = api.postText(text);
    return api.talk(message.id, talk);
  };
  const sent = (text: string) => until(() => api.messages.find(({ body }) => body === text), `${text} has arrived`);

  it('a reply goes out with its quote, which a click follows, and the next message without', async () => {
    const first = api.postText('**Когда** зачёт?');
    const page = await put();
    await page.choose('Когда', 'Ответить');
    await until(() => root(page.actions).querySelector('.line .quote'), 'the bar');
    expect(words(root(page.actions).querySelector('.line .quote'))).to.equal('Ответ: Тимур ГареевКогда зачёт?');
    await page.type('В пятницу');
    press(page.area, 'Enter');
    await sent('В пятницу');
    expect(api.messages.at(-1)?.talk.reply?.id).to.equal(first.id);
    await until(() => page.messages.some((each) => each.querySelector('button.quote')), 'the quote');
    expect(words(page.message('В пятницу').querySelector('button.quote'))).to.equal('Тимур Гареев Когда зачёт?');
    expect(root(page.actions).querySelector('.line .quote')).to.equal(null);
    await page.type('И ещё');
    press(page.area, 'Enter');
    await sent('И ещё');
    expect(api.messages.at(-1)?.talk.reply).to.equal(null);
  });

  it('a quote follows what becomes of the quoted message', async () => {
    const first = api.postText('Было');
    await carrying('Ответ', { reply: quoteOf(first) });
    const page = await put();
    const quote = () => words(page.message('Ответ').querySelector('button.quote'));
    await api.edit(first.id, 'Стало');
    await until(() => quote() === 'Тимур Гареев Стало', 'the edit');
    await api.delete(first.id);
    await until(() => quote() === 'Тимур Гареев Сообщение удалено', 'the deletion');
  });

  it('the text stays when what it answers is deleted, before it is sent and after', async () => {
    const first = api.postText('Удалят');
    const second = api.postText('Удалят потом');
    const page = await put();
    await page.choose('Удалят потом', 'Ответить');
    await page.type('Ответ');
    await api.delete(second.id);
    await until(() => root(page.actions).querySelector('[role=alert]'), 'it is said');
    expect(words(root(page.actions).querySelector('[role=alert]'))).to.include('отправится без цитаты');
    expect(page.area.value).to.equal('Ответ');
    press(page.area, 'Enter');
    await sent('Ответ');
    await page.choose('Удалят', 'Ответить');
    await page.type('Поздно');
    api.messages[0] = { ...first, body: '', deletedAt: new Date() };
    press(page.area, 'Enter');
    await until(() => root(page.history).querySelector('.message .fault'), 'it is refused');
    expect(words(page.message('Поздно').querySelector('.fault'))).to.include(
      'сообщение, на которое это ответ, удалено',
    );
    part(page.message('Поздно').querySelector<HTMLElement>('.fault button')).click();
    await sent('Поздно');
    expect(api.messages.at(-1)?.talk.reply).to.equal(null);
  });

  it('a reaction from the strip shows at once, by a click on it is taken back, and those of others come in', async () => {
    const { id } = api.postText('Слова');
    const page = await put();
    let release = () => {};
    api.hold = new Promise((resolve) => {
      release = resolve;
    });
    const [thumb] = await page.strip('Слова');
    part(thumb).click();
    await until(() => page.reactions('Слова').join() === '👍 1 mine', 'at once');
    release();
    await until(() => api.messages[0]?.talk.reactions.length === 1, 'it has arrived');
    await api.talk(id, {
      reactions: [
        { emoji: '👍', count: 2, people: [timur.id, alina.id], mine: true },
        { emoji: '🔥', count: 40, people: [timur.id], mine: null },
      ],
    });
    await until(() => page.reactions('Слова').join() === '👍 2 mine,🔥 40', 'theirs');
    part(page.message('Слова').querySelector<HTMLElement>('.reactions button')).click();
    await until(() => page.reactions('Слова').join() === '👍 1,🔥 40', 'it is taken back');
    await until(() => api.messages[0]?.talk.reactions[0]?.count === 1, 'there too');
  });

  it('a reaction or a pin whose code cannot be fetched is said to be undone, and can be done again', async () => {
    api.summary = { canModerate: true };
    api.postText('Слова');
    const { place, backend, stop } = stage(api);
    undo.push(stop);
    const page = await new Page(place, {}).open();
    const outbox = outboxOf(backend);
    const { mark } = outbox;
    const said = () => root(page.chat).querySelector('.strip[role=alert]');
    const fails = async (deed: () => Promise<void> | void) => {
      outbox.mark = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
      await deed();
      await until(said, 'it is said');
      expect(words(said())).to.include('Проверьте подключение к интернету');
      outbox.mark = mark;
    };
    const react = async () => part((await page.strip('Слова'))[0]).click();
    await fails(react);
    expect(page.reactions('Слова')).to.deep.equal([]);
    await react();
    await until(() => page.reactions('Слова').join() === '👍 1 mine', 'the reaction');
    await until(() => !said(), 'nothing is wrong');
    await fails(() => part(page.message('Слова').querySelector<HTMLElement>('.reactions button')).click());
    part(page.message('Слова').querySelector<HTMLElement>('.reactions button')).click();
    await until(() => page.reactions('Слова').length === 0, 'it is taken back');
    await until(() => !said(), 'nothing is wrong');
    await fails(() => page.choose('Слова', 'Закрепить'));
    await page.choose('Слова', 'Закрепить');
    await until(() => page.part('sferum-chat-pins'), 'the pin');
    const bar = () => page.part('sferum-chat-pins')?.shadowRoot;
    const unpin = () => page.part('sferum-chat-pins')?.dispatchEvent(new PinEvent('unpin', api.messages[0]?.id ?? ''));
    await until(() => bar()?.querySelector('.bar'), 'the bar');
    await until(() => !said(), 'nothing is wrong');
    await fails(() => void unpin());
    unpin();
    await until(() => api.messages[0]?.talk.pinnedAt === null, 'nothing is pinned');
  });

  it('a reaction that is given offline waits, and goes out', async () => {
    api.postText('Слова');
    const page = await put();
    api.failure = offline;
    const [, heart] = await page.strip('Слова');
    part(heart).click();
    await until(() => page.reactions('Слова').join() === '❤️ 1 mine', 'at once');
    api.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => api.messages[0]?.talk.reactions[0]?.emoji === '❤️', 'it has arrived');
    expect(page.reactions('Слова')).to.deep.equal(['❤️ 1 mine']);
  });

  it('a vote waits for a connection, is redrawn when it has arrived, and says why when it was refused', async () => {
    const polls = new FakePolls();
    const page = await put({}, async (backend) => {
      backend.once('polls-api', () => polls);
      await carrying(aPoll.question, { poll: aPoll });
    });
    const inPoll = () => page.messages.at(-1)?.querySelector('sferum-poll')?.shadowRoot;
    const note = () => inPoll()?.querySelector('.note');
    const vote = async (option: number) => {
      const input = await until(() => inPoll()?.querySelectorAll('input')[option], 'the options');
      input.click();
      (await until(() => inPoll()?.querySelector<HTMLElement>('.primary'), 'the button')).click();
    };
    polls.failure = offline;
    await vote(1);
    expect(words(await until(note, 'what it waits for'))).to.include('Нет связи');
    polls.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => !note(), 'it has arrived');
    expect(polls.poll.mine).to.deep.equal([1]);

    polls.refusal = new AppError('invalid', 'SF001', { reason: 'ended' });
    await vote(2);
    await until(() => root(page.actions).textContent?.includes('Голос не учтён. Опрос уже завершён.'), 'why');
    await until(() => inPoll()?.querySelectorAll('input')[1]?.checked, 'the vote that counts');
  });

  it('a reaction that is refused goes away, and the person learns why', async () => {
    api.postText('Слова');
    const page = await put();
    api.react = async () => {
      throw new AppError('invalid', 'SF001', { reason: 'full' });
    };
    const [thumb] = await page.strip('Слова');
    part(thumb).click();
    await until(() => root(page.actions).querySelector('[role=alert]'), 'a remark');
    expect(words(root(page.actions).querySelector('[role=alert]'))).to.include('Реакция не сохранена. Поставить можно');
    await until(() => page.reactions('Слова').length === 0, 'it is gone');
  });

  it('all emoji are found in Russian and English, and chosen by the keyboard', async () => {
    api.postText('Слова');
    const page = await put();
    const strip = await page.strip('Слова');
    part(strip.at(-1)).click();
    const picker = () => root(page.menu).querySelector('sferum-emoji-picker');
    await until(() => picker()?.shadowRoot?.querySelector('.grid'), 'the grid');
    const grid = () => [...root(picker()).querySelectorAll<HTMLElement>('.grid button')];
    for (const query of ['ёлк', 'елк', 'christmas tree']) {
      const search = part(root(picker()).querySelector('sferum-search'));
      search.value = query;
      search.dispatchEvent(new Event('searched'));
      await until(() => grid().some(({ innerText }) => innerText.trim() === '🎄'), query);
      expect(grid().length).to.be.below(20);
    }
    expect(await axeFaults(part(picker()))).to.deep.equal([]);
    const tree = part(grid().find(({ innerText }) => innerText.trim() === '🎄'));
    grid()[0]?.focus();
    while (root(picker()).activeElement !== tree) press(part(root(picker()).activeElement), 'ArrowRight');
    tree.click();
    await until(() => page.reactions('Слова').join() === '🎄 1 mine', 'the reaction');
    const [first] = await page.strip('Слова');
    expect(part(first).innerText.trim(), 'the last one used comes first').to.equal('🎄');
  });

  it('who reacted is listed', async () => {
    await carrying('Слова', { reactions: [{ emoji: '👍', count: 1, people: [timur.id], mine: false }] });
    api.reacted = [{ person: timur, emoji: '👍', at: '2026-11-01T10:00:00.000000+00:00' }];
    const page = await put();
    await page.choose('Слова', 'Кто отреагировал');
    const reactors = () =>
      page.part('sferum-chat-reactors')?.shadowRoot?.querySelector('sferum-people-list')?.shadowRoot;
    await until(() => reactors()?.querySelector('li'), 'the list');
    expect(words(reactors()?.querySelector('li'))).to.include('Тимур Гареев👍');
    expect(await illegible(page.chat)).to.deep.equal([]);
  });

  it('who reacted stays listed when those who follow are not to be had, each comes once', async () => {
    await carrying('Слова', { reactions: [{ emoji: '👍', count: 60, people: [timur.id], mine: false }] });
    api.reacted = Array.from({ length: 60 }, (_, nth) => ({
      person: { ...timur, id: `person-${nth}` },
      emoji: '👍',
      at: `2026-11-01T10:00:00.0001${59 - nth + 10}+00:00`,
    }));
    const { reactors } = api;
    let asked = 0;
    api.reactors = (...of) => {
      asked += 1;
      return reactors.apply(api, of);
    };
    const page = await put();
    await page.choose('Слова', 'Кто отреагировал');
    const list = () => page.part('sferum-chat-reactors')?.shadowRoot?.querySelector('sferum-people-list')?.shadowRoot;
    const rows = () => list()?.querySelectorAll('li').length ?? 0;
    const more = () => part(list()?.querySelector<HTMLButtonElement>('ul ~ .more button'));
    await until(() => rows() === 50, 'the first page');
    api.failure = offline;
    more().click();
    await until(() => words(more()) === 'Повторить', 'the failure');
    expect(rows()).to.equal(50);
    api.failure = null;
    more().click();
    more().click();
    await until(() => rows() > 50, 'the rest');
    expect([rows(), asked]).to.deep.equal([60, 3]);
  });

  it('a message is forwarded to several chats with a comment; after a lost answer under the same ids', async () => {
    const { id } = api.postText('Слова');
    const other = (n: number) => `aaaaaaaa-0000-4000-8000-00000000001${n}`;
    api.moreChats = [1, 2].map((n) => ({ id: other(n), title: `Чат ${n}`, kind: 'other' as const }));
    const page = await put();
    await page.choose('Слова', 'Переслать');
    const dialog = () => page.part('sferum-chat-forward');
    await until(() => dialog()?.shadowRoot?.querySelector('label.row'), 'the chats');
    const search = part(root(dialog()).querySelector('sferum-search'));
    search.value = 'чат';
    search.dispatchEvent(new Event('searched'));
    await until(() => root(dialog()).querySelectorAll('label.row').length === 2, 'those that are found');
    const boxes = [...root(dialog()).querySelectorAll<HTMLInputElement>('label.row input')];
    expect(
      boxes.map(({ tabIndex }) => tabIndex),
      'one stop of Tab',
    ).to.deep.equal([0, -1]);
    press(search, 'ArrowDown');
    press(part(boxes[0]), 'ArrowDown');
    expect(root(dialog()).activeElement, 'the arrows go on').to.equal(boxes[1]);
    expect(boxes.map(({ tabIndex }) => tabIndex)).to.deep.equal([-1, 0]);
    for (const box of root(dialog()).querySelectorAll<HTMLElement>('label.row input')) box.click();
    const comment = part(root(dialog()).querySelector('textarea'));
    comment.value = 'Смотрите';
    comment.dispatchEvent(new Event('input'));
    await part(dialog()).updateComplete;
    expect(words(root(dialog()).querySelector('.count'))).to.equal('Выбраны 2 чата');
    const send = part(root(dialog()).querySelector<HTMLElement>('.primary'));
    const forward = api.forward.bind(api);
    api.forward = async (...all) => {
      await forward(...all);
      throw offline;
    };
    send.click();
    await until(() => root(dialog()).querySelector('.fault'), 'it is said');
    expect(comment.value, 'nothing is lost').to.equal('Смотрите');
    api.forward = forward;
    send.click();
    await until(() => !dialog(), 'it is closed');
    const [first, second] = api.forwarded;
    expect(second).to.deep.equal(first);
    expect(part(second).slice(0, 4)).to.deep.equal([chatId, [id], [other(1), other(2)], 'Смотрите']);
    expect(new Set(part(second)[4]).size).to.equal(4);
  });

  describe('several messages', () => {
    const selected = (page: Page) => root(page.actions).querySelector('sferum-message-selection');
    const bar = (page: Page) => root(selected(page)).querySelector('.bar');
    const count = (page: Page) => words(bar(page)?.querySelector('[role=status]'));
    const button = (page: Page, name: string) => bar(page)?.querySelector<HTMLButtonElement>(`[name=${name}]`);
    const click = (on: Element, more: MouseEventInit = {}) =>
      on.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...more }));
    const begin = async (look?: Look, canModerate = true, more = 0) => {
      api.summary = { canModerate };
      for (const text of ['Раз', 'Два', 'Три', 'Четыре']) api.postText(text);
      for (let n = 1; n <= more; n += 1) api.postText(`И ${n}.`);
      const page = await put(look);
      await page.choose('Два', 'Выбрать несколько');
      await until(() => selected(page) && bar(page), 'the bar');
      return page;
    };
    const shows = (page: Page, text: string) => until(() => count(page) === text, text);

    it('are selected by click, with Shift and by keyboard, and Escape ends it', async () => {
      const page = await begin();
      await shows(page, 'Выбрано 1 сообщение');
      click(page.message('Четыре'), { shiftKey: true });
      await shows(page, 'Выбрано 3 сообщения');
      click(page.message('Три'));
      await shows(page, 'Выбрано 2 сообщения');
      page.message('Раз').focus();
      press(page.message('Раз'), ' ');
      await shows(page, 'Выбрано 3 сообщения');
      press(page.message('Раз'), 'Enter');
      await shows(page, 'Выбрано 2 сообщения');
      press(page.message('Раз'), ' ');
      press(page.message('Раз'), 'ArrowDown', { shiftKey: true });
      press(page.message('Два'), 'ArrowDown', { shiftKey: true });
      await shows(page, 'Выбрано 4 сообщения');
      expect(root(page.menu).querySelector('dialog')?.open).to.equal(false);
      press(page.message('Три'), 'Escape');
      await until(() => !selected(page), 'it has ended');
      click(page.message('Раз'));
      expect(selected(page)).to.equal(null);
      const rules = root(page.history).adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules]);
      expect(rules.filter(({ cssText }) => cssText.includes('Выбрано'))).to.deep.equal([]);
    });

    it('end with the last one that is not selected any more, and one that is deleted is not', async () => {
      const page = await begin();
      click(page.message('Три'));
      await shows(page, 'Выбрано 2 сообщения');
      await api.delete(page.message('Три').id);
      await shows(page, 'Выбрано 1 сообщение');
      click(page.message('Два'));
      await until(() => !selected(page), 'it has ended');
    });

    it('are forwarded in their order under ids of their own, and deleted together', async () => {
      api.moreChats = [{ id: 'aaaaaaaa-0000-4000-8000-000000000011', title: 'Чат 1', kind: 'other' as const }];
      const page = await begin();
      click(page.message('Раз'));
      await shows(page, 'Выбрано 2 сообщения');
      const ids = [page.message('Раз').id, page.message('Два').id];
      part(button(page, 'forward')).click();
      const dialog = () => page.part('sferum-chat-forward');
      await until(() => dialog()?.shadowRoot?.querySelector('label.row'), 'the chats');
      expect(words(root(dialog()).querySelector('.quote'))).to.equal('2 сообщения');
      part(root(dialog()).querySelector<HTMLElement>('label.row input')).click();
      await part(dialog()).updateComplete;
      part(root(dialog()).querySelector<HTMLElement>('.primary')).click();
      await until(() => !dialog() && !selected(page), 'all is closed');
      expect(part(api.forwarded[0])[1]).to.deep.equal(ids);
      expect(new Set(part(api.forwarded[0])[4]).size).to.equal(2);

      await page.choose('Три', 'Выбрать несколько');
      await until(() => selected(page) && bar(page), 'the bar');
      click(page.message('Четыре'));
      await shows(page, 'Выбрано 2 сообщения');
      part(button(page, 'delete')).click();
      const question = () => root(page.actions).querySelector('sferum-dialog');
      await until(() => question()?.heading === 'Удалить 2 сообщения?', 'the question');
      part(root(page.actions).querySelector<HTMLElement>('.button.danger')).click();
      await until(() => page.messages.filter((each) => each.matches('.deleted')).length === 2, 'both are gone');
      expect(selected(page)).to.equal(null);
    });

    it('are deleted only where each may be, and forwarded only as many as go at once', async () => {
      const page = await begin({}, false, 20);
      expect(button(page, 'delete')).to.equal(null);
      await page.history.toEnd();
      await until(() => page.messages.some((each) => words(each).includes('И 20.')), 'the end');
      click(page.message('И 20.'), { shiftKey: true });
      await shows(page, 'Выбрано 23 сообщения');
      expect(button(page, 'forward')?.disabled).to.equal(true);
      expect(words(bar(page))).to.contain('не больше 20 сообщений');
      press(page.message('И 20.'), 'Escape');
      await until(() => !selected(page), 'it has ended');
      api.postText('Моё', alina);
      await until(() => page.messages.some((each) => words(each).includes('Моё')), 'mine');
      await page.choose('Моё', 'Выбрать несколько');
      await until(() => selected(page)?.shadowRoot && button(page, 'delete'), 'mine may be deleted');
      click(page.message('И 20.'));
      await until(() => !button(page, 'delete'), 'not with those of others');
    });

    for (const look of [{ width: 380 }, { width: 700, dark: true }]) {
      it(`axe finds nothing while they are selected, at ${look.width} px`, async () => {
        const page = await begin(look);
        click(page.message('Три'));
        await shows(page, 'Выбрано 2 сообщения');
        expect(await axeFaults(page.chat)).to.deep.equal([]);
        expect(part(bar(page)).scrollWidth).to.be.at.most(part(bar(page)).clientWidth);
      });
    }
  });

  it('what was forwarded says who wrote it first, and the college stays the college', async () => {
    await carrying('От Тимура', { forward: timur });
    await carrying('От колледжа', { forward: theCollege });
    const page = await put();
    expect(words(page.message('От Тимура').querySelector('.forward'))).to.equal('Переслано · Тимур Гареев');
    expect(words(page.message('От колледжа').querySelector('.forward'))).to.equal('Переслано · Речноборский колледж');
    const asked = askedCards(page.chat);
    for (const name of root(page.history).querySelectorAll<HTMLElement>('.forward button')) name.click();
    expect(asked).to.deep.equal([`${timur.id} college`]);
  });

  it('moderators pin; the bar steps through what is pinned, and the list has all', async () => {
    api.summary = { canModerate: true };
    api.postText('Первое');
    api.postText('Второе');
    const page = await put();
    expect(page.part('sferum-chat-pins')).to.equal(null);
    await page.choose('Первое', 'Закрепить');
    const bar = () => page.part('sferum-chat-pins')?.shadowRoot;
    await until(() => bar()?.querySelector('.current'), 'the bar');
    expect(words(bar()?.querySelector('.current'))).to.equal('Первое');
    await page.choose('Второе', 'Закрепить');
    await until(() => bar()?.querySelector('.count'), 'how many');
    const seen = new Set<string>();
    for (let n = 0; n < 2; n++) {
      seen.add(words(bar()?.querySelector('.current')));
      part(bar()?.querySelector<HTMLElement>('.current')).click();
      await part(page.part('sferum-chat-pins')).updateComplete;
    }
    expect([...seen].sort()).to.deep.equal(['Второе', 'Первое']);
    part(bar()?.querySelectorAll<HTMLElement>('.icon-button')[0]).click();
    await until(() => bar()?.querySelectorAll('li').length === 2, 'the list');
    const asked = askedCards(page.chat);
    for (const name of bar()?.querySelectorAll<HTMLElement>('li:first-of-type .named') ?? []) name.click();
    expect(asked).to.deep.equal([`${timur.id} college`, `${timur.id} college`]);
    part(bar()?.querySelector<HTMLElement>('li .ghost')).click();
    await until(() => api.messages.filter(({ talk }) => talk.pinnedAt).length === 1, 'one is unpinned');
  });

  it('nobody else pins', async () => {
    api.postText('Слова');
    const page = await put();
    await page.strip('Слова');
    expect(words(root(page.menu).querySelector('[role=menu]'))).not.to.include('Закрепить');
  });

  it('people are suggested after an @, chosen by the keyboard, and stand by id in what is sent', async () => {
    api.postText('Слова');
    const page = await put();
    await page.type('Спросим @га');
    const aids = () => page.part('sferum-writing-aids')?.shadowRoot;
    await until(() => aids()?.querySelector('[role=option]'), 'the suggestions');
    expect(words(aids()?.querySelector('[role=option]'))).to.include('Тимур Гареев');
    press(page.area, 'Enter');
    await until(() => page.area.value === 'Спросим @Тимур Гареев ', 'the name');
    await page.type('завтра');
    press(page.area, 'Enter');
    await sent(`Спросим <@${timur.id}> завтра`);
    expect(page.area.value).to.equal('');
  });

  it('the Enter that follows a chosen name sends, and chooses nobody again', async () => {
    api.postText('Слова');
    const page = await put();
    await page.type('Спросим @га');
    const option = () => page.part('sferum-writing-aids')?.shadowRoot?.querySelector('[role=option]');
    await until(option, 'the suggestions');
    press(page.area, 'Enter');
    await until(() => page.area.value === 'Спросим @Тимур Гареев ', 'the name');
    page.area.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', bubbles: true, composed: true }));
    await frames(3);
    press(page.area, 'Enter');
    await sent(`Спросим <@${timur.id}>`);
  });

  it('an Enter before the answer chooses nobody whose name is not what is written', async () => {
    api.postText('Слова');
    const page = await put();
    await page.type('Спросим @т');
    const option = () => page.part('sferum-writing-aids')?.shadowRoot?.querySelector('[role=option]');
    await until(option, 'the suggestions');
    api.hold = new Promise(() => {});
    await page.type('им');
    expect(words(option())).to.include('Тимур Гареев');
    await page.type('офей');
    await until(() => !option(), 'nobody');
    expect(press(page.area, 'Tab').defaultPrevented).to.equal(false);
    expect(page.area.value).to.equal('Спросим @тимофей');
  });

  it('a mention is shown by name, stands out to who is meant, and is edited as a name', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    const mentions = [
      { ...timur, id },
      { id: 'all', surname: '', name: '', patronymic: '' },
    ];
    const { id: message } = api.postText(`Привет, <@${id}> и <@all>`, alina, undefined, new Date());
    await api.talk(message, { mentions });
    const page = await put();
    expect(words(page.message('Привет').querySelector('.text'))).to.equal('Привет, @Тимур Гареев и @все');
    expect(words(page.message('Привет').querySelector('.mention.me'))).to.equal('@все');
    const asked = askedCards(page.chat);
    for (const mention of page.message('Привет').querySelectorAll<HTMLElement>('.mention')) mention.click();
    expect(asked).to.deep.equal([`${id} college`]);
    await page.choose('Привет', 'Изменить');
    await until(() => page.area.value === 'Привет, @Тимур Гареев и @все', 'the names');
    await page.type('!');
    press(page.area, 'Enter');
    await until(() => api.messages[0]?.body === `Привет, <@${id}> и <@all>!`, 'the ids');
  });

  it('B9 the arrows aside go through what a message holds, and Enter does what a click does', async () => {
    const first = api.postText('Первое', timur);
    const id = '11111111-1111-4111-8111-111111111111';
    const { id: message } = api.postText(`Спросим <@${id}>: https://college.example/a`, timur);
    await api.talk(message, { reply: quoteOf(first), mentions: [{ ...timur, id }] });
    const page = await put();
    const asked = askedCards(page.chat);
    const bubble = page.message('Спросим');
    await until(() => bubble.hasAttribute('tabindex'), 'it can take the focus');
    bubble.focus();
    const on = () => root(page.history).activeElement as HTMLElement;
    const seen: string[] = [];
    for (let n = 0; n < 4; n++) {
      expect(press(on(), 'ArrowRight').defaultPrevented).to.equal(true);
      seen.push(on() === bubble ? 'the message' : words(on()));
      if (on().dataset.person) press(on(), 'Enter');
    }
    expect(seen).to.deep.equal(['Тимур Гареев Первое', '@Тимур Гареев', 'https://college.example/a', 'the message']);
    expect(asked).to.deep.equal([`${id} college`]);
    press(on(), 'ArrowRight');
    press(on(), 'ArrowLeft');
    expect(on()).to.equal(bubble);
  });

  it('what is selected is marked by keys that are the same on a Russian layout, and by a toolbar', async () => {
    api.postText('Слова');
    const page = await put();
    await page.type('очень важно');
    page.area.setSelectionRange(6, 11);
    expect(press(page.area, 'и', { code: 'KeyB', ctrlKey: true }).defaultPrevented).to.equal(true);
    await until(() => page.area.value === 'очень **важно**', 'bold');
    press(page.area, 'и', { code: 'KeyB', ctrlKey: true });
    await until(() => page.area.value === 'очень важно', 'bold no more');
    const tool = () => page.part('sferum-writing-aids')?.shadowRoot?.querySelectorAll<HTMLElement>('.tools button');
    await until(() => tool()?.length === 5, 'the toolbar');
    part(tool()?.[4]).click();
    await until(() => page.area.value === '• очень важно', 'a list');
  });

  it('what is pasted from Word and from a spreadsheet is clean', async () => {
    api.postText('Слова');
    const page = await put();
    page.area.focus();
    const data = new DataTransfer();
    data.setData('text/plain', '\r\nПлан\u00a0работы  \r\n·\tпервое\v\r\n•\tвторое\r\n\r\n\r\n\r\nА1\tБ1\r\n');
    data.setData('text/html', '<p class=MsoNormal style="mso-list:l0">План</p>');
    page.area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    await until(() => page.area.value !== '', 'it is pasted');
    expect(page.area.value).to.equal('План работы\n• первое\n\n• второе\n\nА1\tБ1');
  });

  it('the address of a message leads to it', async () => {
    const { id } = api.postText('Слова');
    location.hash = `sferum-message=${chatId}/${id}`;
    const page = await put();
    await until(() => page.message('Слова').getAnimations().length > 0, 'it is marked');
  });

  const looks: [string, Look][] = [
    ['wide', {}],
    ['at 320 px', { width: 320 }],
    ['dark', { dark: true }],
    ['in English', { lang: 'en' }],
  ];
  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: what messages carry, the strip, forwarding', async () => {
    const first = api.postText('Было **важно** и `код`\n> цитата\n• раз\n• два');
    const reactions = ['👍', '🔥'].map((emoji, count) => ({ emoji, count: count + 1, people: [], mine: count === 0 }));
    await api.talk(first.id, { pinnedAt: new Date(), forward: timur, reactions });
    await carrying('Ответ', { reply: quoteOf(first) });
    api.moreChats = [{ id: 'aaaaaaaa-0000-4000-8000-000000000011', title: 'Другой чат', kind: 'other' }];
    const page = await put();
    await until(() => page.part('sferum-chat-pins')?.shadowRoot?.querySelector('.current'), 'the pins');
    expect(await illegible(page.chat)).to.deep.equal([]);
    await page.strip('Ответ');
    expect(await illegible(page.chat)).to.deep.equal([]);
    root(page.menu).querySelector('dialog')?.close();
    await page.actions.updateComplete;
    page.actions.dispatchEvent(Object.assign(new Event('forward'), { ids: [first.id] }));
    await until(() => page.part('sferum-chat-forward')?.shadowRoot?.querySelector('label.row'), 'the chats');
    expect(await illegible(page.chat)).to.deep.equal([]);
  });

  for (const [name, look] of looks) {
    it(`B9 axe finds nothing in what messages carry, the strip and the dialogs, ${name}`, async () => {
      const first = api.postText('Было **важно** и `код`\n> цитата\n• раз\n• два');
      await api.talk(first.id, {
        pinnedAt: new Date(),
        forward: timur,
        reactions: [
          { emoji: '👍', count: 9, people: [], mine: true },
          { emoji: '🔥', count: 5, people: [], mine: false },
        ],
      });
      await carrying('Ответ', { reply: quoteOf(first) });
      api.summary = { canModerate: true };
      api.moreChats = [{ id: 'aaaaaaaa-0000-4000-8000-000000000011', title: 'Другой чат', kind: 'other' }];
      const page = await put(look);
      await until(() => page.part('sferum-chat-pins')?.shadowRoot?.querySelector('.current'), 'the pins');
      await page.type('Выбор @');
      await until(() => page.part('sferum-writing-aids')?.shadowRoot?.querySelector('[role=option]'), 'people');
      expect(await axeFaults(page.chat)).to.deep.equal([]);
      expect(part(page.chat).scrollWidth).to.be.at.most(look.width ?? 700);
      await page.strip('Ответ');
      expect(await axeFaults(page.menu)).to.deep.equal([]);
      root(page.menu).querySelector('dialog')?.close();
      await page.actions.updateComplete;
      page.actions.dispatchEvent(Object.assign(new Event('forward'), { ids: [first.id] }));
      await until(() => page.part('sferum-chat-forward')?.shadowRoot?.querySelector('label.row'), 'the chats');
      expect(await axeFaults(part(page.part('sferum-chat-forward')))).to.deep.equal([]);
    });
  }
});
