import { expect } from '@esm-bundle/chai';
import { AppError } from '../../core/errors.ts';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { illegible } from '../../ui/testing/legible.ts';
import '../chat.ts';
import '../list/chats.ts';
import { alina, chatId, FakeApi, offline, timur } from '../testing/fake-api.ts';
import { FakeSearch } from '../testing/fake-search.ts';
import { stage } from '../testing/stage.ts';

function part<T>(found: T | null | undefined): T {
  if (!found) throw new Error('not there');
  return found;
}
const root = (host: Element | null | undefined): ShadowRoot => part(host?.shadowRoot);
const words = (element: Element | ShadowRoot | null | undefined): string =>
  part(element).textContent?.replace(/\s+/g, ' ').trim() ?? '';

function press(on: Element, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  return event;
}

function type(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}

describe('search in messages', () => {
  let api: FakeApi;
  let found: FakeSearch;
  let place: HTMLElement;
  let stop: () => void;

  beforeEach(() => {
    api = new FakeApi();
    found = new FakeSearch(api);
    const staged = stage(api);
    ({ place, stop } = staged);
    staged.backend.once('chat-search-api', () => found);
    place.style.cssText = 'position:absolute;top:0;left:0;width:700px;height:600px';
    place.lang = 'ru';
    api.postText('Методичка по третьему заданию лежит в документах?', timur);
    api.write(60);
    api.postText('К заданиям хватит двух глав', alina);
    api.postText('А задание — по вариантам?', timur);
  });
  afterEach(() => stop());

  describe('in a chat', () => {
    let chat: HTMLElementTagNameMap['sferum-chat'];
    const bar = () => part(root(chat).querySelector('sferum-chat-search'));
    const field = () => part(root(root(bar()).querySelector('sferum-search')).querySelector('input'));
    const count = () => words(root(bar()).querySelector('.count'));
    const button = (name: string) => part(root(bar()).querySelector<HTMLElement>(`button[aria-label="${name}"]`));
    const filters = () => part(root(bar()).querySelector('sferum-search-filters'));
    const history = () => part(root(chat).querySelector('sferum-history'));

    beforeEach(async () => {
      chat = document.createElement('sferum-chat');
      chat.style.height = '580px';
      chat.chat = chatId;
      place.append(chat);
      await until(() => root(chat).querySelector('.find'), 'the head');
      await until(() => history().shadowRoot?.querySelector('.message'), 'the messages');
      part(root(chat).querySelector<HTMLElement>('.find')).click();
      await until(
        () => root(chat).querySelector('sferum-chat-search')?.shadowRoot?.querySelector('sferum-search'),
        'the search',
      );
      await until(() => bar().shadowRoot?.activeElement, 'the field has the focus');
    });

    const ask = async (text: string) => {
      type(field(), text);
      press(field(), 'Enter');
      await until(() => found.asked.at(-1)?.query === text, 'the question');
      await bar().updateComplete;
      await until(() => count() !== 'Ищем…', 'the answer');
    };

    it('C9 the newest hit is shown where it stands, with its words marked, and the focus stays in the field', async () => {
      await ask('задани');
      expect(count()).to.equal('1 из 3');
      const marks = () => [...(CSS.highlights.get('sferum-found') ?? [])].map(String);
      await until(() => String([...(CSS.highlights.get('sferum-found-now') ?? [])][0] ?? '') === 'задание', 'the hit');
      expect(marks()).to.deep.equal(['заданиям']);
      expect(root(bar()).activeElement?.localName).to.equal('sferum-search');
      expect(await axeFaults(chat)).to.deep.equal([]);
    });

    it('C9 one goes from hit to hit by keyboard and buttons, however far back it is', async () => {
      await ask('задани');
      press(field(), 'Enter');
      await until(() => count() === '2 из 3', 'the second');
      button('Предыдущее сообщение').click();
      await until(() => count() === '3 из 3', 'the third');
      await until(() => root(history()).querySelector('.message[data-seq="1"]'), 'the first message is drawn');
      expect(button('Предыдущее сообщение').getAttribute('aria-disabled')).to.equal('true');
      press(field(), 'Enter', { shiftKey: true });
      await until(() => count() === '2 из 3', 'back again');
      press(field(), 'ArrowDown');
      await until(() => count() === '1 из 3', 'the newest');
    });

    it('C9 Enter and arrows of an input method stay with it, also as Safari sends them', async () => {
      await ask('задани');
      for (const key of ['Enter', 'ArrowUp', 'Escape']) press(field(), key, { keyCode: 229 });
      press(field(), 'ArrowUp', { isComposing: true });
      press(field(), 'ArrowUp');
      await until(() => count() !== '1 из 3', 'a step');
      expect(count()).to.equal('2 из 3');
    });

    it('C9 of too many the first page is counted, and the way goes on over its end', async () => {
      found.pageSize = 2;
      await ask('задани');
      expect(count()).to.equal('1 из 2+');
      press(field(), 'ArrowUp');
      await until(() => count() === '2 из 2+', 'the second');
      press(field(), 'ArrowUp');
      await until(() => count() === '3 из 3', 'the next page');
    });

    it('C9 it is narrowed by author and time', async () => {
      await ask('задани');
      const [author, period] = root(filters()).querySelectorAll('select');
      part(author).value = 'me';
      part(author).dispatchEvent(new Event('change'));
      await until(() => count() === '1 из 1', 'mine');
      expect(found.asked.at(-1)?.author).to.equal(alina.id);
      part(period).value = 'week';
      part(period).dispatchEvent(new Event('change'));
      await until(() => found.asked.at(-1)?.since, 'the week');
    });

    it('B9 at 200 % text and at 320 px no word is broken and nothing is cut', async () => {
      await ask('задани');
      expect(await illegible(chat)).to.deep.equal([]);
    });

    it('C9 what cannot be found says so', async () => {
      await ask('велосипед');
      expect(count()).to.equal('Ничего не нашлось');
      await ask('???');
      expect(count()).to.equal('Введите слово');
      expect(await axeFaults(chat)).to.deep.equal([]);
    });

    it('C9 without a connection it finds in what is loaded, and says so', async () => {
      found.failure = offline;
      await ask('вариантам');
      expect(count()).to.equal('1 из 1');
      expect(words(bar().shadowRoot)).to.contain('Нет связи: поиск только в загруженных сообщениях.');
    });

    it('C9 what has failed can be tried again', async () => {
      found.failure = new AppError('unknown');
      await ask('задани');
      const again = part(root(bar()).querySelector<HTMLElement>('.problem .button'));
      found.failure = null;
      again.click();
      await until(() => count() === '1 из 3', 'the answer');
    });

    it('C9 the answer to an older question is not shown', async () => {
      let release = () => {};
      found.hold = new Promise((done) => {
        release = done;
      });
      type(field(), 'вариантам');
      press(field(), 'Enter');
      await until(() => found.asked.length === 1, 'the first question');
      found.hold = Promise.resolve();
      await ask('задани');
      release();
      await found.hold;
      await bar().updateComplete;
      expect(count()).to.equal('1 из 3');
    });

    it('C9 Escape empties the field, then gives the head back with the focus, and no mark stays', async () => {
      await ask('задани');
      expect(press(field(), 'Escape').defaultPrevented).to.equal(true);
      await until(() => field().value === '', 'it is empty');
      press(field(), 'Escape');
      await until(() => root(chat).activeElement?.classList.contains('find'), 'the head');
      expect(CSS.highlights.has('sferum-found')).to.equal(false);
    });

    it('C9 Ctrl+F is the search of the chat once, and in its field the browser’s', async () => {
      press(field(), 'Escape');
      await until(() => root(chat).activeElement?.classList.contains('find'), 'the head');
      const first = press(part(root(chat).querySelector('.find')), 'f', { code: 'KeyF', ctrlKey: true });
      expect(first.defaultPrevented).to.equal(true);
      await until(() => root(chat).querySelector('sferum-chat-search')?.shadowRoot?.activeElement, 'the field');
      expect(press(field(), 'f', { code: 'KeyF', ctrlKey: true }).defaultPrevented).to.equal(false);
    });

    for (const [width, theme] of [
      [320, 'light'],
      [380, 'dark'],
    ] as const) {
      it(`C9 nothing is cut off at ${width} px, ${theme}`, async () => {
        place.style.width = `${width}px`;
        chat.theme = theme;
        await ask('задани');
        for (const each of root(bar()).querySelectorAll<HTMLElement>('.bar, .filters-row')) {
          expect(each.scrollWidth).to.be.at.most(each.clientWidth);
        }
        expect(await axeFaults(chat)).to.deep.equal([]);
      });
    }
  });

  describe('over the list of chats', () => {
    let chats: HTMLElementTagNameMap['sferum-chats'];
    const results = () => part(root(chats).querySelector('sferum-chats-search'));
    const hits = () => [...root(results()).querySelectorAll<HTMLElement>('[data-hit]')];
    const input = () => part(root(chats).querySelector<HTMLInputElement>('label.search input'));

    beforeEach(async () => {
      place.style.width = '1000px';
      chats = document.createElement('sferum-chats');
      chats.style.height = '580px';
      place.append(chats);
      await until(() => root(chats).querySelector('.row'), 'the list');
    });

    const ask = async (text: string) => {
      type(input(), text);
      await until(() => found.asked.at(-1)?.query === text, 'the question');
      await until(() => !root(results()).querySelector('.skeleton'), 'the answer');
    };

    it('C9 messages of all chats are found, with their chat, author and words', async () => {
      await ask('задани');
      expect(hits().map((hit) => words(hit.querySelector('.text')))).to.deep.equal([
        'Тимур Гареев: А задание — по вариантам?',
        'Вы: К заданиям хватит двух глав',
        'Тимур Гареев: Методичка по третьему заданию лежит в документах?',
      ]);
      expect([...root(results()).querySelectorAll('.text mark')].map(words)).to.deep.equal([
        'задание',
        'заданиям',
        'заданию',
      ]);
      expect(found.asked.at(-1)?.chat).to.equal('');
      expect(await axeFaults(chats)).to.deep.equal([]);
    });

    it('B9 at 200 % text and at 320 px no word is broken and nothing is cut', async () => {
      await ask('задани');
      expect(await illegible(chats)).to.deep.equal([]);
    });

    it('C9 a hit opens in its context, and the list of hits stays', async () => {
      await ask('третьему');
      part(hits()[0]).click();
      const shown = () => root(chats).querySelector('sferum-chat')?.shadowRoot?.querySelector('sferum-history');
      await until(() => shown()?.shadowRoot?.querySelector('.message[data-seq="1"]'), 'the message');
      expect(chats.chat).to.equal(chatId);
      expect(hits().length).to.equal(1);
      expect(hits()[0]?.getAttribute('aria-current')).to.equal('true');
    });

    it('C9 chats are found by their names in the same place', async () => {
      await ask('базы');
      const row = part(root(results()).querySelector<HTMLElement>('[data-chat]'));
      expect(words(row)).to.contain('ИС-21 · Базы данных');
      row.click();
      await until(() => chats.chat === chatId, 'it opens');
    });

    it('C9 arrows go from the field through the results', async () => {
      await ask('задани');
      press(input(), 'ArrowDown');
      expect(root(results()).activeElement).to.equal(hits()[0]);
      press(part(hits()[0]), 'ArrowDown');
      expect(root(results()).activeElement).to.equal(hits()[1]);
    });

    it('C9 nothing found, no word, a failure and no connection each say so', async () => {
      await ask('велосипед');
      await until(() => words(results().shadowRoot).includes('Ничего не нашлось'), 'nothing');
      await ask('?!');
      await until(() => words(results().shadowRoot).includes('Введите слово'), 'no word');
      found.failure = new AppError('unknown');
      await ask('задание');
      await until(() => root(results()).querySelector('[role="alert"]'), 'the failure');
      found.failure = new AppError('limited', 'SF004');
      await ask('заданий');
      await until(() => words(results().shadowRoot).includes('Подождите минуту и повторите'), 'too fast');
      found.failure = offline;
      await ask('задания');
      await until(() => words(results().shadowRoot).includes('поиск только по названиям'), 'no connection');
    });

    it('C9 an emptied field gives the list back', async () => {
      await ask('задани');
      type(input(), '');
      await until(() => !root(chats).querySelector('sferum-chats-search'), 'the list');
      expect(root(chats).querySelectorAll('.row').length).to.equal(1);
    });
  });
});
