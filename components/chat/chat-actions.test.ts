import { expect } from '@esm-bundle/chai';
import type { Backend } from '../core/backend.ts';
import { editedPlace, onDraft, readDraft } from '../core/drafts/drafts.ts';
import { AppError } from '../core/errors.ts';
import { shortName } from '../core/names.ts';
import { axeFaults } from '../element/testing/axe.ts';
import { until } from '../element/testing/until.ts';
import './chat.ts';
import type { MessageProblem } from '../messages/conversation.ts';
import { boxOf } from '../messages/history/bubble.ts';
import { outboxOf } from '../messages/lazy-outbox.ts';
import { drawnIn, isDeleted, statusOf, textOf } from '../messages/testing/drawn.ts';
import { alina, chatId, FakeApi, timur } from './testing/fake-api.ts';
import { stage } from './testing/stage.ts';

interface Look {
  readonly width?: number;
  readonly dark?: boolean;
  readonly lang?: string;
}

/** A chat on the page, open, and what a person sees and does there. */
class Page {
  readonly chat = document.createElement('sferum-chat');
  readonly backend: Backend;
  readonly #place: HTMLElement;

  constructor(place: HTMLElement, backend: Backend, { width = 700, dark = false, lang = 'ru' }: Look) {
    this.#place = place;
    this.backend = backend;
    place.style.cssText = `position:absolute;top:0;left:0;width:${width}px;height:600px`;
    place.lang = lang;
    this.chat.style.height = '580px';
    this.chat.chat = chatId;
    if (dark) this.chat.theme = 'dark';
    place.append(this.chat);
  }

  /** The messages are there, and somebody has pointed at them. */
  async open(): Promise<this> {
    await until(() => this.chat.shadowRoot?.querySelector('sferum-history')?.shadowRoot, 'the history');
    await until(() => this.bubbles.length > 0, 'the messages');
    this.history.dispatchEvent(new PointerEvent('pointerover'));
    await until(() => this.history.menus, 'the menus');
    await this.drawn();
    return this;
  }

  async drawn(): Promise<void> {
    await this.chat.updateComplete;
    await this.history.updateComplete;
  }

  get history() {
    return part(root(this.chat).querySelector('sferum-history'));
  }
  get scroller() {
    return part(root(this.history).querySelector<HTMLElement>('.scroller'));
  }
  get bubbles() {
    return drawnIn(this.history);
  }
  get composer() {
    return part(root(this.chat).querySelector('sferum-composer'));
  }
  get area() {
    return part(root(this.composer).querySelector('textarea'));
  }
  get actions() {
    return part(root(this.chat).querySelector('sferum-message-actions'));
  }
  get menu() {
    return part(root(this.actions).querySelector('sferum-message-menu'));
  }
  get rows() {
    return [...root(this.menu).querySelectorAll<HTMLElement>('[role=menuitem]')];
  }
  get words() {
    return this.rows.map((row) => row.innerText.trim());
  }
  /** The text of the message that is being edited, in the bar above the field. */
  get quoted() {
    return root(this.actions).querySelector('.line .quote span')?.textContent ?? '';
  }
  get dialog() {
    return root(this.actions).querySelector('sferum-dialog');
  }

  bubble(text: string) {
    return part(this.bubbles.find((bubble) => textOf(bubble) === text));
  }

  async menuOf(text: string): Promise<string[]> {
    this.bubble(text).focus();
    press(this.bubble(text), 'Enter');
    // Its code comes with the first deed.
    await until(() => {
      const actions = root(this.chat).querySelector('sferum-message-actions');
      return actions?.shadowRoot?.querySelector('sferum-message-menu')?.shadowRoot?.querySelector('[role=menuitem]');
    }, 'the menu');
    return this.words;
  }

  choose(text: string): void {
    part(this.rows.find((row) => row.innerText.trim() === text)).click();
  }

  async edit(text: string): Promise<void> {
    await this.menuOf(text);
    this.choose('Изменить');
    await until(() => this.composer.saving && this.area.value === text, 'it is edited');
  }

  async type(text: string): Promise<void> {
    this.area.value = text;
    this.area.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await this.composer.updateComplete;
  }

  async save(text: string): Promise<void> {
    await this.type(text);
    press(this.area, 'Enter');
  }

  confirm(verb: string): void {
    const buttons = [...part(this.dialog).querySelectorAll<HTMLElement>('button')];
    part(buttons.find(({ innerText }) => innerText.trim() === verb)).click();
  }

  shows(text: string): Promise<unknown> {
    return until(() => root(this.actions).textContent?.replace(/\s+/g, ' ').includes(text), text);
  }

  /** The page is loaded anew. */
  async reload(): Promise<void> {
    this.chat.remove();
    await Promise.resolve();
    const chat = document.createElement('sferum-chat');
    chat.style.height = '580px';
    chat.chat = chatId;
    Object.assign(this, { chat });
    this.#place.append(chat);
    await this.open();
  }
}

function part<T>(found: T | null | undefined): T {
  if (!found) throw new Error('not there');
  return found;
}

function root(host: Element | null | undefined): ShadowRoot {
  return part(host?.shadowRoot);
}

function press(on: Element, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  return event;
}

function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

const refused = (reason: MessageProblem) => new AppError(reason === 'deleted' ? 'missing' : 'invalid', '', { reason });
const fault = (bubble: Element) => bubble.querySelector('[role=alert]');
const words = (element: Node | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('C8 what one can do with messages', () => {
  let api: FakeApi;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    undo = [];
  });
  afterEach(() => {
    for (const step of undo.splice(0).reverse()) step();
    localStorage.clear();
  });

  function put(look: Look = {}): Promise<Page> {
    const { place, backend, stop } = stage(api);
    undo.push(stop);
    return new Page(place, backend, look).open();
  }

  /** A message of mine, sent `hours` ago. */
  const mine = (text: string, hours = 0) =>
    api.postText(text, alina, undefined, new Date(Date.now() - hours * 3_600_000));

  const some = 'Выбрать несколько';
  const any = ['Ответить', 'Переслать', 'Скопировать текст', 'Скопировать ссылку'];
  const offers: [string, () => unknown, string[]][] = [
    ['one’s own', () => mine('Слова'), [...any, some, 'Кто прочитал', 'Изменить', 'Удалить у всех']],
    ['somebody else’s', () => api.postText('Слова'), [...any, some, 'Об авторе', 'Пожаловаться']],
    [
      'somebody else’s, to a moderator',
      () => {
        api.postText('Слова');
        api.summary = { canModerate: true };
      },
      [...any, 'Закрепить', some, 'Об авторе', 'Пожаловаться', 'Удалить у всех'],
    ],
    [
      'one’s own after the hours for editing',
      () => mine('Слова', 25),
      [...any, some, 'Кто прочитал', 'Удалить у всех'],
    ],
    [
      'one’s own where nothing is edited',
      () => {
        mine('Слова');
        api.summary = { editHours: 0 };
      },
      [...any, some, 'Кто прочитал', 'Удалить у всех'],
    ],
    [
      'one’s own in a chat that is read only',
      () => {
        mine('Слова');
        api.summary = { isOpen: false, writeRefusal: 'closed' };
      },
      ['Переслать', 'Скопировать текст', 'Скопировать ссылку', some, 'Кто прочитал'],
    ],
  ];
  for (const [whose, prepare, wanted] of offers) {
    it(`C8 the menu of a message, ${whose}, offers ${wanted.join(', ')}`, async () => {
      prepare();
      const page = await put();
      expect(await page.menuOf('Слова')).to.deep.equal(wanted);
    });
  }

  it('C8 B9 the menu opens by its button, the other mouse button, a long press and three keys', async () => {
    mine('Слова');
    const page = await put();
    const bubble = page.bubble('Слова');
    const box = boxOf(bubble);
    const at = { clientX: box.left + 5, clientY: box.top + 5, bubbles: true, composed: true, cancelable: true };
    const text = part(bubble.querySelector('.text'));
    const ways: [string, () => unknown][] = [
      ['the button', () => bubble.querySelector<HTMLElement>('.more')?.click()],
      ['the other button', () => text.dispatchEvent(new PointerEvent('contextmenu', at))],
      [
        'a long press',
        () => text.dispatchEvent(new PointerEvent('pointerdown', { ...at, pointerType: 'touch', isPrimary: true })),
      ],
      ['Enter', () => press(bubble, 'Enter')],
      ['the menu key', () => press(bubble, 'ContextMenu')],
      ['Shift+F10', () => press(bubble, 'F10', { shiftKey: true })],
    ];
    for (const [name, open] of ways) {
      open();
      await until(() => page.rows.length > 0, name);
      expect(bubble.hasAttribute('hot'), 'it is ringed').to.equal(true);
      expect(focused() === page.rows[0], 'the first row has the focus').to.equal(true);
      press(part(page.rows[0]), 'Tab');
      await until(() => page.rows.length === 0, 'it is closed');
      expect(focused() === bubble, 'the focus is back').to.equal(true);
      expect(bubble.hasAttribute('hot')).to.equal(false);
    }
  });

  it('C8 the other mouse button on another message while a menu is open opens the menu of that', async () => {
    mine('Первое');
    mine('Второе');
    const page = await put();
    await page.menuOf('Первое');
    const { left, top } = boxOf(page.bubble('Второе'));
    const dialog = part(root(part(root(page.actions).querySelector('sferum-message-menu'))).querySelector('dialog'));
    const at = { bubbles: true, composed: true, cancelable: true, button: 2, clientX: left + 8, clientY: top + 8 };
    dialog.dispatchEvent(new PointerEvent('pointerdown', at));
    dialog.dispatchEvent(new PointerEvent('contextmenu', at));
    await until(() => page.bubble('Второе').hasAttribute('hot'), 'the other has its menu');
    expect(page.bubble('Первое').hasAttribute('hot')).to.equal(false);
    expect(dialog.open).to.equal(true);
    page.rows[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true }));
    await until(() => root(page.history).activeElement === page.bubble('Второе'), 'the focus is on the message');
  });

  it('C2 the author of a message, a reader and the peer of a personal chat are touched: their card opens', async () => {
    api.postText('Слова');
    mine('Мои слова');
    api.summary = { kind: 'group' };
    const page = await put();
    const asked: string[] = [];
    page.chat.addEventListener('sferum-person-open', (event) => {
      event.preventDefault();
      asked.push(`${event.person} ${event.college}`);
    });
    page.bubble('Слова').querySelector<HTMLElement>('.name button')?.click();
    await page.menuOf('Слова');
    page.choose('Об авторе');
    await page.menuOf('Мои слова');
    page.choose('Кто прочитал');
    const reader = await until(
      () =>
        root(page.chat)
          .querySelector('sferum-chat-readers')
          ?.shadowRoot?.querySelector('sferum-people-list')
          ?.shadowRoot?.querySelector<HTMLElement>('li button'),
      'the readers',
    );
    reader.click();
    expect(asked).to.deep.equal(Array(3).fill('person-timur college'));
  });

  it('C8 a link has the menu of the browser from the first moment', async () => {
    api.postText('https://college.test/plan');
    const { place, backend, stop } = stage(api);
    undo.push(stop);
    const { chat } = new Page(place, backend, {});
    // As soon as there is a history: the menus of messages are still to come.
    const [menus, isBrowsers] = await new Promise<[unknown, boolean]>((resolve) => {
      const watch = new MutationObserver(() => {
        const history = root(chat).querySelector('sferum-history');
        if (!history) return;
        watch.disconnect();
        const link = Object.assign(document.createElement('a'), { href: '#link' });
        history.append(link);
        const asked = new PointerEvent('contextmenu', { bubbles: true, composed: true, cancelable: true });
        resolve([history.menus, link.dispatchEvent(asked)]);
      });
      watch.observe(root(chat), { childList: true, subtree: true });
    });
    expect([menus, isBrowsers]).to.deep.equal([null, true]);
  });

  it('C8 a key that asks for the menu of a message before its code is there opens it then', async () => {
    mine('Слова');
    const { place, backend, stop } = stage(api);
    undo.push(stop);
    const page = new Page(place, backend, {});
    await until(() => page.chat.shadowRoot?.querySelector('sferum-history')?.shadowRoot, 'the history');
    await until(() => page.bubbles.length > 0, 'the message');
    expect(page.history.menus, 'the menus are still to come').to.equal(null);
    await page.menuOf('Слова');
  });

  it('C8 links and Shift have the menu of the browser; a finger that moves opens none', async () => {
    mine('https://college.example/');
    const page = await put();
    const bubble = page.bubble('https://college.example/');
    const menu = (on: Element, shiftKey = false) => {
      const event = new PointerEvent('contextmenu', { bubbles: true, composed: true, cancelable: true, shiftKey });
      on.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(menu(part(bubble.querySelector('a')))).to.equal(false);
    expect(menu(part(bubble.querySelector('.bubble')), true)).to.equal(false);
    expect(menu(part(bubble.querySelector('.bubble')))).to.equal(true);
  });

  it('B9 the messages are one stop of Tab; arrows go from one to the next', async () => {
    api.write(3);
    mine('Слова');
    const page = await put();
    const stops = [page.scroller, ...page.bubbles].filter(({ tabIndex }) => tabIndex >= 0);
    expect(stops).to.deep.equal([page.scroller]);
    for (const bubble of page.bubbles) {
      const buttons = [...bubble.querySelectorAll('button')];
      expect(buttons.every(({ tabIndex }) => tabIndex === -1)).to.equal(true);
    }
    page.scroller.focus();
    press(page.scroller, 'ArrowUp');
    expect(focused() === page.bubbles[3], 'the last one').to.equal(true);
    press(page.bubble('Слова'), 'ArrowUp');
    expect(focused() === page.bubbles[2]).to.equal(true);
    press(part(page.bubbles[2]), 'ArrowDown');
    expect(focused() === page.bubbles[3]).to.equal(true);
    expect(page.scroller.getAttribute('aria-description')).to.contain('Enter');
    expect(page.bubbles[3]?.getAttribute('aria-description')).to.equal('Слова');
  });

  it('C8 an edit shows at once with a clock, then «изменено» with the time, and what stood in the field is back', async () => {
    mine('Завтра в 9');
    const page = await put();
    await page.type('Недописанное');
    await page.edit('Завтра в 9');
    expect(focused() === page.area, 'the cursor is in the field').to.equal(true);
    expect(page.area.selectionStart).to.equal('Завтра в 9'.length);
    await page.shows('Изменение сообщения');
    expect(page.quoted).to.equal('Завтра в 9');
    expect(root(page.composer).querySelector<HTMLElement>('button.filled')?.title).to.equal('Сохранить');
    let answer = () => {};
    api.hold = new Promise((resolve) => {
      answer = resolve;
    });
    await page.save('Завтра в 10');
    await until(() => textOf(page.bubbles[0]) === 'Завтра в 10', 'it is shown');
    expect(statusOf(page.bubbles[0])).to.equal('pending');
    await until(() => page.area.value === 'Недописанное', 'the draft is back');
    expect(page.composer.saving).to.equal(false);
    answer();
    await until(() => statusOf(page.bubbles[0]) === 'sent', 'it has arrived');
    await page.drawn();
    const mark = part(page.bubbles[0]?.querySelector('.edited'));
    expect(words(mark.firstElementChild)).to.equal('изменено');
    expect(mark.getAttribute('title')).to.match(/^Изменено \d+ .+ \d{4}, \d\d:\d\d$/);
    expect(api.messages.map(({ body }) => body)).to.deep.equal(['Завтра в 10']);
  });

  it('C8 an arrow up in the empty field edits the last message that can be; Escape gives it up', async () => {
    mine('Старое', 30);
    mine('Моё');
    api.postText('Чужое');
    const page = await put();
    press(page.area, 'ArrowUp');
    await until(() => page.area.value === 'Моё', 'it is edited');
    await page.type('Другое');
    expect(press(page.area, 'Escape').defaultPrevented, 'the page learns nothing of it').to.equal(true);
    await until(() => page.area.value === '' && !page.composer.saving, 'it is given up');
    expect(api.lastChange).to.equal(0);
    press(page.area, 'ArrowUp');
    await until(() => page.area.value === 'Моё', 'what was given up is gone');
  });

  it('C8 the same text ends the editing, no text offers to delete', async () => {
    mine('Слова');
    const page = await put();
    await page.edit('Слова');
    press(page.area, 'Enter');
    await until(() => !page.composer.saving, 'it has ended');
    expect(api.lastChange).to.equal(0);
    await page.edit('Слова');
    await page.save('  ');
    await until(() => page.dialog, 'it asks');
    page.confirm('Отмена');
    await until(() => !page.dialog, 'it does not');
    expect(page.composer.saving, 'the editing goes on').to.equal(true);
    press(page.area, 'Enter');
    await until(() => page.dialog, 'it asks');
    page.confirm('Удалить');
    await until(() => isDeleted(page.bubbles[0]), 'it is deleted');
    expect(page.composer.saving).to.equal(false);
  });

  it('C8 C12 an unfinished edit survives a reload, with the message that it belongs to', async () => {
    mine('Слова');
    const page = await put();
    await page.type('Черновик');
    await page.edit('Слова');
    await page.type('Слова и ещё');
    await page.reload();
    await until(() => page.composer.saving && page.area.value === 'Слова и ещё', 'it goes on');
    await until(() => page.quoted === 'Слова', 'the message');
    press(page.area, 'Enter');
    await until(() => api.messages[0]?.body === 'Слова и ещё', 'it is saved');
    await until(() => page.area.value === 'Черновик', 'the draft is back');
  });

  it('C8 what is edited when somebody deletes it moves to the field, below what stood there', async () => {
    const { id } = mine('Слова');
    const page = await put();
    await page.type('Черновик');
    await page.edit('Слова');
    await page.type('Долго писал');
    await api.delete(id);
    await page.shows('Сообщение удалили, пока вы его меняли. Ваш текст — в поле ввода.');
    await until(() => page.area.value === 'Черновик\nДолго писал', 'the text is there');
    expect(page.composer.saving).to.equal(false);
    expect(await axeFaults(page.chat)).to.deep.equal([]);
    await page.reload();
    await until(() => page.area.value === 'Черновик\nДолго писал', 'it is a draft like any');
  });

  it('C12 whoever finds the text of a lost edit gone, as another tab may, finds that nothing is edited any more', async () => {
    const { id } = mine('Слова');
    const page = await put();
    await page.edit('Слова');
    await page.type('Долго писал');
    const edited = editedPlace(chatId);
    const between: boolean[] = [];
    undo.push(
      onDraft(() => {
        const [text, what] = [readDraft(alina.id, `${edited}:${id}`), readDraft(alina.id, edited)];
        if (!text) between.push(what === '');
      }),
    );
    await api.delete(id);
    await until(() => page.area.value === 'Долго писал', 'the text is there');
    expect(between).to.not.be.empty;
    expect(between).not.to.include(false);
  });

  it('C8 what is edited when it is edited elsewhere stays, with a sentence, and can be saved', async () => {
    const { id } = mine('Слова');
    const page = await put();
    await page.edit('Слова');
    await page.type('Мой текст');
    await api.edit(id, 'С телефона');
    await page.shows('Если сохранить, останется ваш текст.');
    await until(() => page.quoted === 'С телефона', 'the text that is there now');
    expect(page.area.value).to.equal('Мой текст');
    press(page.area, 'Enter');
    await until(() => api.messages[0]?.body === 'Мой текст', 'it is saved');
  });

  it('C8 when the time for editing ends while the menu is open, it says so', async () => {
    mine('Слова');
    const page = await put();
    await page.menuOf('Слова');
    const { now } = Date;
    Date.now = () => now() + 25 * 3_600_000;
    undo.push(() => {
      Date.now = now;
    });
    page.choose('Изменить');
    await page.shows('Изменить сообщение можно только в течение 24 часов после отправки.');
    expect(page.composer.saving).to.equal(false);
  });

  const refusals: [string, AppError, string, string[]][] = [
    ['too late', refused('tooLate'), 'в течение 24 часов', ['Вернуть текст']],
    ['deleted', refused('deleted'), 'Сообщение уже удалили.', ['Вернуть текст']],
    ['closed', refused('closed'), 'Этот чат теперь только для чтения.', ['Повторить', 'Вернуть текст']],
    ['denied', new AppError('denied'), 'У вас нет на это прав.', ['Повторить', 'Вернуть текст']],
    ['invalid', new AppError('invalid'), 'Сервер не принял текст.', ['Вернуть текст']],
  ];
  for (const [name, error, sentence, buttons] of refusals) {
    it(`C8 C11 a refused edit (${name}) says why at the message, and the text can be had back`, async () => {
      mine('Слова');
      const page = await put();
      await page.edit('Слова');
      api.failure = error;
      await page.save('Долго писал');
      const alert = await until(() => fault(part(page.bubbles[0])), 'it is shown');
      expect(words(alert)).to.contain(`Изменение не сохранено.`).and.to.contain(sentence);
      expect(textOf(page.bubbles[0]), 'what the server has').to.equal('Слова');
      const all = [...alert.querySelectorAll('button')];
      expect(all.map(words)).to.deep.equal(buttons);
      api.failure = null;
      await page.type('Черновик');
      all.at(-1)?.click();
      await until(() => page.area.value === 'Черновик\nДолго писал', 'the text is in the field');
      await until(() => !fault(part(page.bubbles[0])), 'the fault is gone');
    });
  }

  it('C8 C11 a refused edit of a message that is not on the screen is explained above the field', async () => {
    api.write(1);
    const page = await put();
    await outboxOf(page.backend).edit(`chat:${chatId}`, crypto.randomUUID(), 'Долго писал');
    await page.shows('Изменение не сохранено. Сообщения больше нет.');
    expect(await axeFaults(page.chat)).to.deep.equal([]);
    part(root(page.actions).querySelector<HTMLElement>('.way')).click();
    await until(() => page.area.value === 'Долго писал', 'the text is in the field');
    await until(() => !root(page.actions).querySelector('.way'), 'it is gone');
  });

  it('C8 a deletion is confirmed, shows its trace at once, and the trace has neither ticks nor a menu', async () => {
    mine('Слова');
    const page = await put();
    await page.menuOf('Слова');
    page.choose('Удалить у всех');
    const dialog = await until(() => page.dialog, 'it asks');
    expect(words(dialog)).to.contain('Оно исчезнет у всех участников. Останется пометка «Сообщение удалено».');
    expect(dialog.heading).to.equal('Удалить сообщение?');
    let answer = () => {};
    api.hold = new Promise((resolve) => {
      answer = resolve;
    });
    page.confirm('Удалить');
    const bubble = part(page.bubbles[0]);
    await until(() => isDeleted(bubble) && statusOf(bubble) === 'pending', 'the trace');
    await until(() => focused() === bubble, 'the focus is back at it');
    answer();
    await until(() => statusOf(bubble) === 'sent', 'it is deleted');
    await page.drawn();
    expect(words(bubble)).to.contain('Сообщение удалено').and.not.to.contain('Отправлено');
    expect(bubble.querySelector('button')).to.equal(null);
    expect(press(bubble, 'Enter').defaultPrevented).to.equal(false);
    expect(api.messages[0]?.body).to.equal('');
  });

  it('C8 a moderator sees whose message they are about to delete, and which', async () => {
    api.postText('Слова');
    api.summary = { canModerate: true };
    const page = await put();
    await page.menuOf('Слова');
    page.choose('Удалить у всех');
    const dialog = await until(() => page.dialog, 'it asks');
    const quote = part(dialog.querySelector<HTMLElement>('.quote'));
    expect([quote.querySelector('b')?.textContent, quote.querySelector('span')?.textContent]).to.deep.equal([
      shortName(timur),
      'Слова',
    ]);
  });

  it('C8 a refused deletion brings the message back with a sentence', async () => {
    mine('Слова');
    const page = await put();
    await page.menuOf('Слова');
    page.choose('Удалить у всех');
    await until(() => page.dialog, 'it asks');
    api.failure = refused('closed');
    page.confirm('Удалить');
    const alert = await until(() => fault(part(page.bubbles[0])), 'it is shown');
    expect(words(alert)).to.contain('Сообщение не удалено. Этот чат теперь только для чтения.');
    expect(textOf(page.bubbles[0])).to.equal('Слова');
    expect(await axeFaults(page.chat)).to.deep.equal([]);
    api.failure = null;
    part([...alert.querySelectorAll('button')].at(-1)).click();
    await until(() => !fault(part(page.bubbles[0])), 'it is understood');
  });

  it('C8 what is not sent yet is edited and deleted without a trace', async () => {
    api.write(1);
    const page = await put();
    api.failure = new AppError('denied');
    await page.save('Не так');
    await until(() => page.bubbles[1] && fault(page.bubbles[1]), 'it is refused');
    expect(await page.menuOf('Не так')).to.deep.equal(['Скопировать текст', 'Изменить', 'Удалить']);
    page.choose('Изменить');
    await until(() => page.composer.saving, 'it is edited');
    api.failure = new AppError('offline');
    await page.save('Так');
    await until(() => textOf(page.bubbles[1]) === 'Так', 'it is kept');
    await page.menuOf('Так');
    page.choose('Удалить');
    await until(() => page.dialog, 'it asks');
    expect(words(page.dialog)).to.contain('Оно ещё не отправлено');
    page.confirm('Удалить');
    await until(() => page.bubbles.length === 1, 'it is gone');
    expect(api.messages.length).to.equal(1);
  });

  for (const way of ['the clipboard', 'a selected field, where the page has no clipboard'] as const) {
    it(`C8 the text is copied by ${way}`, async () => {
      mine('Слова');
      const page = await put();
      let copied = '';
      const writeText = async (text: string) => {
        copied = text;
      };
      const clipboard = way === 'the clipboard' ? { writeText } : undefined;
      Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
      const { execCommand } = document;
      document.execCommand = () => {
        const data = new DataTransfer();
        document.activeElement?.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true }));
        copied = data.getData('text/plain');
        return true;
      };
      undo.push(() => {
        Reflect.deleteProperty(navigator, 'clipboard');
        document.execCommand = execCommand;
      });
      await page.menuOf('Слова');
      page.choose('Скопировать текст');
      await until(() => copied === 'Слова', 'it is copied');
      const toast = part(root(page.actions).querySelector('sferum-toast'));
      await until(() => words(toast.shadowRoot?.firstElementChild).includes('Текст скопирован'), 'it is shown');
      expect(focused() === page.bubbles[0], 'the focus is back').to.equal(true);
    });
  }

  it('B9 C8 the live region announces what arrives, not what becomes of it', async () => {
    const { id } = api.postText('Первое');
    const page = await put();
    api.postText('Второе');
    const region = part(root(page.history).querySelector('[aria-live=polite]'));
    await until(() => region.textContent?.includes('Второе'), 'it is shown');
    await api.edit(id, 'Исправлено');
    await api.delete(api.messages[1]?.id ?? '');
    await until(() => isDeleted(page.bubbles[1]) && textOf(page.bubbles[0]) === 'Исправлено', 'both are shown');
    expect(region.textContent).to.contain('Второе').and.not.to.contain('Исправлено');
  });

  const looks: [string, Look][] = [
    ['wide', {}],
    ['at 320 px', { width: 320 }],
    ['dark', { dark: true }],
    ['in English', { lang: 'en' }],
  ];
  for (const [name, look] of looks) {
    it(`B9 axe finds nothing in the menu, the question, the bar and the traces, ${name}`, async () => {
      const { id } = api.postText('Удалю');
      await api.delete(id);
      await api.edit(mine('Щ'.repeat(3000)).id, 'Исправил');
      mine('Слова');
      api.summary = { canModerate: true };
      const page = await put(look);
      expect(await axeFaults(page.chat)).to.deep.equal([]);
      await page.menuOf('Слова');
      // What is behind the menu is pale, and out of reach.
      expect(await axeFaults(page.actions)).to.deep.equal([]);
      part(page.rows.at(-1)).click();
      await until(() => page.dialog, 'it asks');
      expect(await axeFaults(page.chat)).to.deep.equal([]);
      part(page.dialog).close();
      await until(() => !page.dialog, 'it is closed');
      press(page.area, 'ArrowUp');
      await until(() => page.composer.saving, 'it is edited');
      expect(await axeFaults(page.chat)).to.deep.equal([]);
      expect(page.scroller.scrollWidth).to.equal(page.scroller.clientWidth);
    });
  }
});
