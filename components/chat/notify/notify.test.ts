import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { fileOf } from '../../files/file.ts';
import { common } from '../../locales/ru/common.ts';
import { messages } from '../../locales/ru/messages/messages.ts';
import '../list/chats.ts';
import { chatSettingsStore } from '../list/chat-settings-store.ts';
import type { Chats } from '../list/chats.ts';
import { chatsStore } from '../list/chats-store.ts';
import { alina, chatId, FakeApi, timur } from '../testing/fake-api.ts';
import { FakeSettings } from '../testing/fake-settings.ts';
import { stage } from '../testing/stage.ts';
import { notify } from './notifier.ts';
import { readNotifyChoice, writeNotifyChoice } from './notify-choice.ts';

/** The browser's notifications, as a test sees them. */
class FakeNotification extends EventTarget {
  static permission: NotificationPermission = 'granted';
  static asked = 0;
  static answer: NotificationPermission = 'granted';
  static shown: FakeNotification[] = [];
  static refuses = false;
  isClosed = false;

  constructor(
    readonly title: string,
    readonly options: NotificationOptions = {},
  ) {
    super();
    if (FakeNotification.refuses) throw new TypeError('Illegal constructor');
    FakeNotification.shown.push(this);
  }

  static async requestPermission(): Promise<NotificationPermission> {
    FakeNotification.asked += 1;
    FakeNotification.permission = FakeNotification.answer;
    return FakeNotification.permission;
  }

  close(): void {
    this.isClosed = true;
  }
}

const lock = `sferum.notify:${alina.id}`;
/** One tab leads, and so many others would. */
async function led(others: number): Promise<void> {
  for (;;) {
    const { held = [], pending = [] } = await navigator.locks.query();
    const count = (locks: LockInfo[]) => locks.filter(({ name }) => name === lock).length;
    if (count(held) === 1 && count(pending) === others) return;
    await new Promise(requestAnimationFrame);
  }
}
const shown = () => FakeNotification.shown.map(({ title, options }) => [title, options.body ?? '']);

describe('C12 notifications', () => {
  const { Notification: real } = globalThis;
  let api: FakeApi;
  let settings: FakeSettings;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    settings = new FakeSettings();
    undo = [];
    api.write(3);
    Object.assign(globalThis, { Notification: FakeNotification });
    Object.assign(FakeNotification, { permission: 'granted', answer: 'granted', asked: 0, shown: [], refuses: false });
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
    Object.assign(globalThis, { Notification: real });
    localStorage.clear();
  });

  /** A tab of the person that announces what is new. @returns what ends it, and whom a click opened. */
  async function tab(others = 0): Promise<{ stop: () => void; opened: string[]; paused: (chat: string) => boolean }> {
    const { backend, stop: stopBackend } = stage(api, { settings });
    const [chats, mine] = [chatsStore(backend, ''), chatSettingsStore(backend)];
    const opened: string[] = [];
    const open = (chat: string) => opened.push(chat);
    const stop = notify({
      person: alina.id,
      chats,
      settings: mine,
      plain: 'Новое сообщение',
      strings: { common, messages },
      open,
      wait: 0,
    });
    undo.push(stopBackend, stop);
    await until(() => mine.state.settings.status === 'ready' && api.handlers.size > 0, 'the list');
    await led(others);
    return { stop, opened, paused: (chat) => mine.of(chat).isPaused };
  }
  /** What comes after a message has certainly been looked at. */
  const announced = async () => {
    const count = FakeNotification.shown.length;
    api.postText('Последнее', timur);
    await until(() => FakeNotification.shown.length > count, 'it is announced');
    return FakeNotification.shown.splice(0).map(({ options }) => options.body);
  };

  it('say who wrote what in which chat, once', async () => {
    writeNotifyChoice(alina.id, 'full');
    await tab();
    api.postText('Завтра в 214');
    await until(() => FakeNotification.shown.length > 0, 'it is announced');
    expect(shown()).to.deep.equal([['ИС-21 · Базы данных', 'Тимур Гареев: Завтра в 214']]);
  });

  it('say what it is that has come without a word', async () => {
    writeNotifyChoice(alina.id, 'full');
    await tab();
    const [voice] = api.write(1);
    if (!voice) throw new Error('nothing was written');
    Object.assign(voice, { body: '', files: [fileOf({ id: 'voice', kind: 'voice', name: 'голос.ogg' })] });
    api.publish(voice);
    await until(() => FakeNotification.shown.length > 0, 'it is announced');
    expect(shown()).to.deep.equal([['ИС-21 · Базы данных', 'Тимур Гареев: Голосовое сообщение']]);
  });

  it('announce the first message of a chat that came with it', async () => {
    writeNotifyChoice(alina.id, 'full');
    await tab();
    const lastMessage = { ...api.postText('Первое сообщение'), id: 'first' };
    await until(() => FakeNotification.shown.length > 0, 'that of the chat that was there');
    api.moreChats = [{ id: 'new', title: 'Новый чат', lastSeq: 1, readSeq: 0, lastMessage }];
    for (const { onAdded } of api.myHandlers) onAdded?.('new');
    await until(() => FakeNotification.shown.length > 1, 'that of the new chat');
  });

  it('say nothing personal to who wants that', async () => {
    writeNotifyChoice(alina.id, 'plain');
    await tab();
    api.postText('Завтра в 214');
    await until(() => FakeNotification.shown.length > 0, 'it is announced');
    expect(shown()).to.deep.equal([['Новое сообщение', '']]);
  });

  it('are as they were chosen last where the browser reads its storage and writes nothing into it', () => {
    const { setItem } = Storage.prototype;
    undo.push(() => {
      Storage.prototype.setItem = setItem;
      writeNotifyChoice(alina.id, 'off');
    });
    writeNotifyChoice(alina.id, 'full');
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    writeNotifyChoice(alina.id, 'plain');
    expect(readNotifyChoice(alina.id)).to.equal('plain');
  });

  it('come from one of all tabs, and from the next when that is closed', async () => {
    writeNotifyChoice(alina.id, 'full');
    const first = await tab();
    await tab(1);
    expect(await announced()).to.deep.equal(['Тимур Гареев: Последнее']);
    first.stop();
    await led(0);
    expect(await announced()).to.deep.equal(['Тимур Гареев: Последнее']);
  });

  it('do not come for what was there, is mine, is read meanwhile, is deleted or in a paused chat', async () => {
    writeNotifyChoice(alina.id, 'full');
    const { paused } = await tab();
    api.postText('Моё', alina);
    const read = api.postText('Прочитано');
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, read.seq);
    const deleted = api.postText('Удалено');
    await api.delete(deleted.id);
    expect(await announced()).to.deep.equal(['Тимур Гареев: Последнее']);
    settings.set(chatId, { isPaused: true });
    await until(() => paused(chatId), 'it is paused');
    api.postText('В тишине');
    await new Promise((resolve) => setTimeout(resolve));
    settings.set(chatId, { isPaused: false });
    await until(() => !paused(chatId), 'it is not');
    expect(await announced()).to.deep.equal(['Тимур Гареев: Последнее']);
  });

  it('go when the chat is read, and open it by a click', async () => {
    writeNotifyChoice(alina.id, 'full');
    const { opened } = await tab();
    const { seq } = api.postText('Завтра в 214');
    const notification = await until(() => FakeNotification.shown[0], 'it is announced');
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, seq);
    await until(() => notification.isClosed, 'it is closed');
    api.postText('И ещё');
    const next = await until(() => FakeNotification.shown[1], 'the next');
    next.dispatchEvent(new Event('click'));
    expect(opened).to.deep.equal([chatId]);
    expect(next.isClosed).to.equal(true);
  });

  describe('in the list', () => {
    async function put(dark = false): Promise<Chats> {
      const { place, stop } = stage(api, { settings });
      undo.push(stop);
      place.lang = 'ru';
      const chats = document.createElement('sferum-chats');
      if (dark) chats.theme = 'dark';
      place.append(chats);
      await until(() => chats.shadowRoot?.querySelector('[data-chat]'), 'the list');
      return chats;
    }
    const dialog = (chats: Chats) => chats.shadowRoot?.querySelector('sferum-notify-dialog')?.shadowRoot ?? null;
    const openDialog = async (chats: Chats) => {
      chats.shadowRoot?.querySelector<HTMLElement>('[aria-label="Уведомления"]')?.click();
      await until(() => dialog(chats)?.querySelector('sferum-dialog'), 'the dialog');
    };
    const button = (chats: Chats, text: string) =>
      [...(dialog(chats)?.querySelectorAll('button') ?? [])].find(({ textContent }) => textContent?.trim() === text);

    it('are asked for by a click only, and turned off again', async () => {
      FakeNotification.permission = 'default';
      const chats = await put();
      await openDialog(chats);
      expect(FakeNotification.asked).to.equal(0);
      expect(await axeFaults(chats)).to.deep.equal([]);
      button(chats, 'Включить')?.click();
      await until(() => button(chats, 'Выключить'), 'they are on');
      expect([FakeNotification.asked, readNotifyChoice(alina.id)]).to.deep.equal([1, 'full']);
      expect(await axeFaults(chats)).to.deep.equal([]);
      dialog(chats)?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
      expect(readNotifyChoice(alina.id)).to.equal('plain');
      button(chats, 'Выключить')?.click();
      await until(() => button(chats, 'Включить'), 'they are off');
      expect(readNotifyChoice(alina.id)).to.equal('off');
    });

    it('say why there are none', async () => {
      FakeNotification.permission = 'default';
      FakeNotification.answer = 'denied';
      const chats = await put(true);
      await openDialog(chats);
      button(chats, 'Включить')?.click();
      await until(() => dialog(chats)?.textContent?.includes('Браузер запрещает'), 'they are denied');
      expect(readNotifyChoice(alina.id)).to.equal('off');
      expect(await axeFaults(chats)).to.deep.equal([]);
    });

    it('say so where the browser has them and does not show them', async () => {
      FakeNotification.permission = 'default';
      FakeNotification.refuses = true;
      const chats = await put();
      await openDialog(chats);
      button(chats, 'Включить')?.click();
      await until(() => dialog(chats)?.textContent?.includes('не показывает уведомления'), 'none here');
      expect(readNotifyChoice(alina.id)).to.equal('off');
    });

    it('B9 a page counts in its title when it asks, and gets its own title back', async () => {
      const before = document.title;
      undo.push(() => {
        document.title = before;
      });
      document.title = 'Расписание';
      const chats = await put();
      await chats.updateComplete;
      expect(document.title).to.equal('Расписание');
      chats.counter = 'title';
      await until(() => document.title === '(1) Расписание', 'it counts');
      document.title = 'Новости';
      await until(() => document.title === '(1) Новости', 'the page has another title');
      settings.set(chatId, { isPaused: true });
      await until(() => document.title === 'Новости', 'nothing that counts');
      settings.set(chatId, { isPaused: false });
      await until(() => document.title === '(1) Новости', 'it counts again');
      chats.remove();
      expect(document.title).to.equal('Новости');
    });

    it('B9 a page counts in its icon when it asks, and gets its own icon back', async () => {
      const icons = () => [...document.querySelectorAll<HTMLLinkElement>('link[rel~=icon]')].map(({ href }) => href);
      const before = icons();
      const chats = await put();
      chats.counter = 'icon';
      await until(() => icons().length === before.length + 1, 'the icon');
      expect(icons().at(-1)).to.match(/^data:image\/png/);
      chats.counter = '';
      await until(() => icons().length === before.length, 'its own');
    });
  });
});
