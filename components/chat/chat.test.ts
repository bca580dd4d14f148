import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { axeFaults } from '../element/testing/axe.ts';
import { FakeClock } from '../element/testing/fake-clock.ts';
import { until } from '../element/testing/until.ts';
import './chat.ts';
import { drawnIn, statusOf, textOf } from '../messages/testing/drawn.ts';
import type { Chat } from './chat.ts';
import { alina, chatId, FakeApi, offline, theCollege, timur } from './testing/fake-api.ts';
import { stage } from './testing/stage.ts';

/** A frame in which axe can measure: as wide as asked, in the colours asked for. */
interface Look {
  width?: number;
  dark?: boolean;
  lang?: string;
  signedIn?: boolean;
  id?: string;
}

/** What the dialog of readers says, with its lists. */
function readersText(chat: HTMLElement): string {
  const dialog = chat.shadowRoot?.querySelector('sferum-chat-readers')?.shadowRoot;
  const lists = [...(dialog?.querySelectorAll('sferum-people-list') ?? [])];
  return [dialog, ...lists.map(({ shadowRoot }) => shadowRoot)].map((each) => each?.textContent ?? '').join(' ');
}

describe('C11 <sferum-chat>', () => {
  let api: FakeApi;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    undo = [];
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
    localStorage.clear();
  });

  function put({ width = 700, dark = false, lang = 'ru', signedIn = true, id = chatId }: Look = {}): Chat {
    const { place, stop } = stage(api, { signedIn });
    undo.push(stop);
    place.style.cssText = `position:absolute;top:0;left:0;width:${width}px;height:600px`;
    place.lang = lang;
    const chat = document.createElement('sferum-chat');
    chat.style.height = '580px';
    chat.chat = id;
    if (dark) chat.theme = 'dark';
    place.append(chat);
    return chat;
  }

  const root = (host: Element | null | undefined): ShadowRoot => {
    if (!host?.shadowRoot) throw new Error('not drawn');
    return host.shadowRoot;
  };
  const composerOf = async (chat: Chat) => {
    const composer = await until(() => chat.shadowRoot?.querySelector('sferum-composer'), 'the composer');
    await composer.updateComplete;
    const area = root(composer).querySelector('textarea');
    const button = root(composer).querySelector<HTMLButtonElement>('button.filled');
    if (!area || !button) throw new Error('no place to write');
    const type = async (text: string) => {
      area.focus();
      area.value = text;
      area.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      await composer.updateComplete;
    };
    const press = async (init: KeyboardEventInit) => {
      area.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, composed: true, cancelable: true, ...init }));
      await composer.updateComplete;
    };
    return { composer, area, button, type, press };
  };
  const messages = (chat: Chat) => drawnIn(chat.shadowRoot?.querySelector('sferum-history'));
  const texts = (chat: Chat) => messages(chat).map(textOf);
  const opened = async (chat: Chat) => {
    await until(() => messages(chat).length > 0 && api.handlers.size > 1, 'the chat is open, and all of it follows');
  };

  it('C11 what is written appears at once with a clock, then with a tick, and the field is free', async () => {
    api.write(2);
    const chat = put();
    await opened(chat);
    let answer = () => {};
    api.hold = new Promise((resolve) => {
      answer = resolve;
    });
    api.broadcastFirst = false;
    const { area, type, press } = await composerOf(chat);
    await type('  Здравствуйте  ');
    await press({ key: 'Enter' });
    expect(area.value).to.equal('');
    await until(() => texts(chat).at(-1) === 'Здравствуйте', 'it is shown');
    expect(statusOf(messages(chat).at(-1))).to.equal('pending');
    const element = messages(chat).at(-1);
    answer();
    await until(() => statusOf(messages(chat).at(-1)) === 'sent', 'it has arrived');
    expect(messages(chat).at(-1) === element, 'the same element: nothing flickers').to.equal(true);
    expect(texts(chat).filter((text) => text === 'Здравствуйте').length).to.equal(1);
  });

  it('A9 what the college wrote has its name and a square picture, and stands apart from who wrote before', async () => {
    api.write(1);
    api.write(2, theCollege);
    const chat = put();
    await opened(chat);
    const [before, first, last] = messages(chat);
    const edge = (of: Element | undefined, name: 'first' | 'last') => of?.classList.contains(name);
    expect([edge(before, 'last'), edge(first, 'first'), edge(first, 'last'), edge(last, 'last')]).to.deep.equal([
      true,
      true,
      false,
      true,
    ]);
    expect(first?.querySelector('.name')?.textContent).to.equal('Речноборский колледж');
    expect(first?.querySelector('.avatar')).to.equal(null);
    expect(last?.querySelector('.avatar.square svg')).not.to.equal(null);
    expect(before?.querySelector('.avatar.square')).to.equal(null);
  });

  it('C11 a message that the server refuses says so and can be given up', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    const { type, press } = await composerOf(chat);
    api.failure = new AppError('denied');
    await type('Нельзя');
    await press({ key: 'Enter' });
    const alert = await until(() => messages(chat).at(-1)?.querySelector('[role=alert]'), 'the fault is shown');
    expect(alert.textContent).to.contain('Не отправлено');
    api.failure = null;
    [...alert.querySelectorAll('button')].at(-1)?.click();
    await until(() => texts(chat).length === 1, 'it is gone');
  });

  it('C10 jumps to a message by its id, also when that is asked before the chat is there, and back', async () => {
    const [wanted] = api.write(1);
    api.write(1000);
    api.readSeq = 1001;
    const chat = put();
    expect(await chat.jumpTo(wanted?.id ?? '')).to.equal(true);
    await until(() => texts(chat)[0] === 'Сообщение 1', 'it is shown');
    const history = root(chat.shadowRoot?.querySelector('sferum-history'));
    history.querySelector<HTMLElement>('.return')?.click();
    await until(() => texts(chat).at(-1) === 'Сообщение 1001', 'the end');
    expect(await chat.jumpTo('aaaaaaaa-0000-4000-8000-00000000ffff')).to.equal(false);
    api.failure = offline;
    expect(await chat.jumpTo(api.messages[500]?.id ?? '')).to.equal(false);
    await until(() => root(chat).querySelector('.strip'), 'it says that there is no connection');
  });

  it('C12 what was begun is there again after a reload, and only in its chat', async () => {
    api.write(1);
    const first = put();
    await opened(first);
    await (await composerOf(first)).type('Недописанное');
    first.remove();
    const again = put();
    await opened(again);
    expect((await composerOf(again)).area.value).to.equal('Недописанное');
    const other = put({ id: 'aaaaaaaa-0000-4000-8000-000000000009' });
    await opened(other);
    expect((await composerOf(other)).area.value).to.equal('');
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['only spaces', '   \n\t\u3000\u200B '],
    ['10,001 characters', 'я'.repeat(10_001)],
  ] as const) {
    it(`${what} cannot be sent, and stays`, async () => {
      api.write(1);
      const chat = put();
      await opened(chat);
      const { area, button, type, press } = await composerOf(chat);
      await type(text);
      expect(button.disabled).to.equal(true);
      await press({ key: 'Enter' });
      expect(area.value).to.equal(text);
      expect(api.messages.length).to.equal(1);
    });
  }

  it('10,000 emoji are 10,000 characters and can be sent; one more says by how much it is too long', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    const { composer, type, press } = await composerOf(chat);
    await type('🙂'.repeat(10_001));
    expect(root(composer).querySelector('[role=alert]')?.textContent).to.contain('на 1 знак');
    await type('🙂'.repeat(10_000));
    await press({ key: 'Enter' });
    await until(() => api.messages.length === 2, 'it is sent');
    expect([...(api.messages.at(-1)?.body ?? '')].length).to.equal(10_000);
  });

  it('Shift+Enter and the Enter that ends a word in an input method do not send', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    const { area, type, press } = await composerOf(chat);
    await type('日本');
    await press({ key: 'Enter', isComposing: true });
    // Safari ends the composition first.
    await press({ key: 'Enter', keyCode: 229 });
    let keys = 0;
    chat.addEventListener('keydown', () => keys++);
    await press({ key: 'Escape', isComposing: true });
    expect(keys, 'nor does the page act on them').to.equal(0);
    await press({ key: 'Enter', shiftKey: true });
    expect(area.value).to.equal('日本');
    expect(api.messages.length).to.equal(1);
    await press({ key: 'Enter', ctrlKey: true });
    await until(() => api.messages.length === 2, 'Ctrl+Enter sends');
  });

  it('the page may keep a message from being sent, and the text stays', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    const { area, type, press } = await composerOf(chat);
    chat.addEventListener('sferum-message-sent', (event) => event.preventDefault());
    await type('Подождите');
    await press({ key: 'Enter' });
    expect(area.value).to.equal('Подождите');
    expect(texts(chat).length).to.equal(1);
  });

  it('markup is text, addresses are links, and no other scheme is', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    api.postText('<img src=x onerror=alert(1)> javascript:alert(1) https://college.example/a?b=1. (http://x.example)');
    await until(() => messages(chat).length === 2, 'it is shown');
    const last = messages(chat).at(-1);
    const links = [...(last?.querySelectorAll('a') ?? [])];
    expect(links.map((link) => link.getAttribute('href'))).to.deep.equal([
      'https://college.example/a?b=1',
      'http://x.example',
    ]);
    for (const link of links) expect([link.target, link.rel]).to.deep.equal(['_blank', 'noopener noreferrer nofollow']);
    expect(last?.querySelector('img')).to.equal(null);
  });

  it('C7 a word of 10,000 letters does not widen the chat', async () => {
    api.write(1);
    const chat = put({ width: 320 });
    await opened(chat);
    api.postText('щ'.repeat(10_000));
    await until(() => texts(chat).at(-1)?.startsWith('щ'), 'it is shown');
    const history = chat.shadowRoot?.querySelector('sferum-history');
    const scroller = root(history).querySelector('.scroller');
    expect(scroller?.scrollWidth).to.equal(scroller?.clientWidth);
  });

  it('B9 the live region announces what arrives, never the history', async () => {
    api.write(3);
    const chat = put();
    await opened(chat);
    const history = root(chat.shadowRoot?.querySelector('sferum-history'));
    const region = history.querySelector('[aria-live=polite]');
    expect(region?.textContent).to.equal('');
    api.postText('Завтра в 9:00');
    await until(() => region?.textContent?.includes('Завтра в 9:00'), 'it is shown');
    expect(region?.textContent).to.contain('Тимур Гареев');
    expect(history.querySelector('[role=log]')).to.have.property('ariaLive', 'off');
  });

  it('C7 who has read, by one click on the ticks', async () => {
    api.write(1, alina);
    api.others = [{ person: timur, readSeq: 1 }];
    const chat = put();
    await opened(chat);
    messages(chat)[0]?.querySelector<HTMLElement>('button.meta')?.click();
    const readers = () => root(chat).querySelector('sferum-chat-readers');
    await until(() => readersText(chat).includes('Тимур Гареев'), 'the reader is named');
    expect(await axeFaults(chat)).to.deep.equal([]);
    readers()?.close();
    await until(() => !readers(), 'it is closed');
  });

  it('C7 of five thousand who have read a hundred are drawn at once', async () => {
    api.write(1, alina);
    api.others = Array.from({ length: 5000 }, (_, nth) => ({ person: { ...timur, id: `reader-${nth}` }, readSeq: 1 }));
    const chat = put();
    await opened(chat);
    messages(chat)[0]?.querySelector<HTMLElement>('button.meta')?.click();
    const list = () => root(chat).querySelector('sferum-chat-readers')?.shadowRoot?.querySelector('sferum-people-list');
    const rows = () => list()?.shadowRoot?.querySelectorAll('li').length ?? 0;
    await until(() => rows() > 0, 'the readers');
    expect(rows()).to.equal(100);
    expect(readersText(chat)).to.contain('5000');
    list()?.shadowRoot?.querySelector<HTMLElement>('.more button')?.click();
    await until(() => rows() === 200, 'a hundred more');
  });

  it('A9 of administrators it does not show who has read', async () => {
    api.write(1, alina);
    const boss = { id: 'boss', surname: 'Орлова', name: 'Марина', patronymic: '' };
    api.others = [
      { person: timur, readSeq: 1 },
      { person: boss, readSeq: null },
    ];
    const chat = put();
    await opened(chat);
    messages(chat)[0]?.querySelector<HTMLElement>('button.meta')?.click();
    await until(() => readersText(chat).includes('Тимур Гареев'), 'the reader is named');
    expect(readersText(chat)).to.contain('Администраторы здесь не показаны');
    expect(readersText(chat)).not.to.contain('Орлова');
  });

  it('C11 who writes faster than is allowed sees that, and the rest is sent by itself', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    const { type, press } = await composerOf(chat);
    api.failure = new AppError('limited', 'SF004');
    await type('Ещё одно');
    await press({ key: 'Enter' });
    const warned = () => root(chat).textContent?.includes('Слишком много сообщений за минуту');
    await until(warned, 'it is shown');
    expect(await axeFaults(chat)).to.deep.equal([]);
    api.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => api.messages.length === 2 && !warned(), 'it is sent');
  });

  const gone = (chat: Chat) => root(chat).querySelector('sferum-chat-gone')?.shadowRoot?.textContent ?? '';

  it('a chat that I was removed from shows that', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    for (const { onRemoved } of [...api.myHandlers]) onRemoved?.(chatId);
    await until(() => gone(chat).includes('Вы больше не в этом чате'), 'it is shown');
    expect(await axeFaults(chat)).to.deep.equal([]);
  });

  it('C1 who was removed from the college is told so, in the chat as in the list', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    api.expelled = true;
    for (const { onRemoved } of [...api.myHandlers]) onRemoved?.(chatId);
    await until(() => gone(chat).includes('Доступ к колледжу закрыт'), 'it is shown');
    expect(gone(chat)).to.contain('Если это ошибка, обратитесь в учебную часть.');
    api.expelled = false;
    for (const { onMembership } of [...api.myHandlers]) onMembership?.();
    await opened(chat);
    for (const { onRemoved } of [...api.myHandlers]) onRemoved?.(chatId);
    await until(() => gone(chat).includes('Вы больше не в этом чате'), 'only the chat is lost');
  });

  it('C11 a lost connection is shown after a while, and the strip goes by itself', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    dispatchEvent(new Event('offline'));
    api.lose();
    const strip = await until(() => root(chat).querySelector('.strip'), 'the strip');
    expect(strip.getAttribute('role')).to.equal('status');
    expect(await axeFaults(chat)).to.deep.equal([]);
    api.join();
    await until(() => !root(chat).querySelector('.strip'), 'it is gone');
  });

  it('signed out, it offers to sign in, in place', async () => {
    const chat = put({ signedIn: false });
    const signedOut = await until(() => chat.shadowRoot?.querySelector('sferum-signed-out'), 'the way to sign in');
    const button = await until(() => signedOut.shadowRoot?.querySelector<HTMLElement>('.button.primary'), 'the button');
    expect(await axeFaults(chat)).to.deep.equal([]);
    chat.addEventListener('sferum-sign-in', (event) => event.preventDefault(), { once: true });
    button.click();
    expect(root(signedOut).querySelector('sferum-auth')).to.equal(null);
    button.click();
    await until(() => root(signedOut).querySelector('sferum-auth'), 'the sign-in');
  });

  it('two tags with one chat share a subscription', async () => {
    api.write(1);
    // Nothing that follows what is unread subscribes meanwhile.
    api.readSeq = 1;
    const chat = put();
    const twin = document.createElement('sferum-chat');
    twin.chat = chatId;
    await opened(chat);
    const subscribed = api.handlers.size;
    chat.after(twin);
    await until(() => messages(twin).length === 1, 'the twin shows it too');
    expect(api.handlers.size).to.equal(subscribed);
  });

  it('enter() puts the cursor where one writes', async () => {
    api.write(1);
    const chat = put();
    await opened(chat);
    const { composer, area } = await composerOf(chat);
    chat.enter();
    await until(() => root(composer).activeElement === area, 'the cursor is there');
  });

  it('C8 focusComposer() puts the cursor where one writes, also before the chat is there', async () => {
    api.write(1);
    const chat = put();
    void chat.focusComposer();
    await opened(chat);
    const { composer, area } = await composerOf(chat);
    await until(() => root(composer).activeElement === area, 'the cursor is there');
    area.blur();
    void chat.focusComposer();
    await until(() => root(composer).activeElement === area, 'and again');
  });

  const looks: [string, Look][] = [
    ['wide', {}],
    ['at 320 px', { width: 320 }],
    ['dark', { dark: true }],
    ['in English', { lang: 'en' }],
  ];
  for (const [name, look] of looks) {
    it(`B9 axe finds nothing, ${name}`, async () => {
      api.write(4);
      api.write(2, alina);
      api.write(3);
      api.readSeq = 6;
      const chat = put(look);
      await opened(chat);
      for (const { onTyping } of api.handlers) onTyping?.(timur.id);
      await until(() => root(chat).querySelector('.typing'), 'typing');
      expect(await axeFaults(chat)).to.deep.equal([]);
    });
  }

  const states: [string, () => void, Look, string][] = [
    ['empty', () => {}, {}, 'Здесь пока тихо'],
    [
      'read only',
      () => {
        api.write(1);
        api.summary = { isOpen: false, writeRefusal: 'closed' };
      },
      {},
      'Этот чат только для чтения',
    ],
    [
      'failed',
      () => {
        api.failure = offline;
      },
      {},
      'Сервер не ответил',
    ],
    [
      'not mine',
      () => {
        api.failure = new AppError('missing');
      },
      {},
      'Чат не найден',
    ],
  ];
  for (const [name, prepare, look, words] of states) {
    it(`B9 axe finds nothing, ${name}`, async () => {
      prepare();
      const chat = put(look);
      await until(() => {
        const shown = [chat, ...root(chat).querySelectorAll('sferum-cannot-write, sferum-chat-gone, sferum-no-chats')];
        return shown.some((part) => part?.shadowRoot?.textContent?.includes(words));
      }, words);
      expect(await axeFaults(chat)).to.deep.equal([]);
    });
  }

  it('B9 axe finds nothing while it loads', async () => {
    api.hold = new Promise(() => {});
    const chat = put();
    await until(() => chat.shadowRoot?.querySelector('[aria-busy=true]'), 'loading');
    expect(await axeFaults(chat)).to.deep.equal([]);
  });

  describe('B9 what a page says of it', () => {
    const put = async (attributes: Record<string, string>): Promise<Chat> => {
      api.write(2);
      const { place, stop } = stage(api);
      undo.push(stop);
      place.lang = 'ru';
      const chat = document.createElement('sferum-chat');
      for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
      place.append(chat);
      return chat;
    };
    const history = (chat: Chat) => until(() => chat.shadowRoot?.querySelector('sferum-history'), 'the messages');

    it('shows the chat of a group, and says so when there is none', async () => {
      const chat = await put({ group: 'group' });
      await history(chat);
      expect(chat.chat).to.equal(chatId);
      chat.group = 'another';
      const gone = () => chat.shadowRoot?.querySelector('sferum-chat-gone')?.shadowRoot?.textContent;
      await until(() => gone()?.includes('Чат не найден'), 'there is none');
      expect(chat.chat).to.equal('');
      chat.group = 'group';
      await history(chat);
    });

    it('R5 looks again by itself for the chat of a group when nobody answered', async () => {
      const at = new Date();
      const clock = new FakeClock(at);
      try {
        api.failure = offline;
        const chat = await put({ group: 'group' });
        await until(() => chat.shadowRoot?.querySelector('.view-state [role=alert], .view-state'), 'it is said');
        api.failure = null;
        clock.to(new Date(at.getTime() + 3000));
        await history(chat);
        expect(chat.chat).to.equal(chatId);
      } finally {
        clock.stop();
      }
    });

    it('with `readonly` one cannot write, with `compact` there is no head', async () => {
      const chat = await put({ chat: chatId, readonly: '', compact: '' });
      await history(chat);
      expect(chat.shadowRoot?.querySelector('sferum-composer')).to.equal(null);
      expect(chat.shadowRoot?.querySelector('header')?.checkVisibility()).to.equal(false);
      chat.readOnly = false;
      chat.compact = false;
      await until(() => chat.shadowRoot?.querySelector('sferum-composer'), 'one can write');
      expect(chat.shadowRoot?.querySelector('header')?.checkVisibility()).to.equal(true);
    });
  });
});
