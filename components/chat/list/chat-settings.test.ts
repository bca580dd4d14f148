import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import './chats.ts';
import { alina, chatId, FakeApi, offline } from '../testing/fake-api.ts';
import { FakeSettings } from '../testing/fake-settings.ts';
import { stage } from '../testing/stage.ts';
import { chatSettingsStore } from './chat-settings-store.ts';
import type { Chats } from './chats.ts';
import { UnreadEvent } from './unread-event.ts';

const college = 'aaaaaaaa-0000-4000-8000-000000000002';
const other = 'aaaaaaaa-0000-4000-8000-000000000003';

describe('C12 what one sets for a chat of the list', () => {
  let api: FakeApi;
  let settings: FakeSettings;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    settings = new FakeSettings();
    undo = [];
    api.write(3);
    const old = { lastMessage: null, lastSeq: 2, readSeq: 2, groupNumber: '' };
    api.moreChats = [
      { ...old, id: college, kind: 'college', title: 'Объявления', createdAt: new Date('2025-03-01') },
      { ...old, id: other, kind: 'other', title: 'Волонтёры', createdAt: new Date('2025-02-01') },
    ];
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
    localStorage.clear();
  });

  async function put({ width = 1000, dark = false, lang = 'ru' } = {}): Promise<Chats> {
    const { place, stop } = stage(api, { settings });
    undo.push(stop);
    place.style.cssText = `position:absolute;top:0;left:0;width:${width}px;height:600px`;
    place.lang = lang;
    const chats = document.createElement('sferum-chats');
    chats.style.height = '580px';
    if (dark) chats.theme = 'dark';
    place.append(chats);
    await until(() => ids(chats).length === 3 && settings.handlers.size > 0, 'the list is there');
    return chats;
  }

  const rows = (chats: Chats) => [...(chats.shadowRoot?.querySelectorAll<HTMLElement>('[data-chat]') ?? [])];
  const ids = (chats: Chats) => rows(chats).map(({ dataset }) => dataset.chat ?? '');
  const row = (chats: Chats, id: string) => {
    const found = rows(chats).find(({ dataset }) => dataset.chat === id);
    if (!found) throw new Error(`no row ${id}`);
    return found;
  };
  const menu = (chats: Chats) => chats.shadowRoot?.querySelector('sferum-chat-row-menu') ?? null;
  const items = (chats: Chats) => [
    ...(menu(chats)?.shadowRoot?.querySelectorAll<HTMLElement>(':popover-open [role=menuitem]') ?? []),
  ];
  const openMenu = async (chats: Chats, id: string) => {
    row(chats, id).dispatchEvent(new PointerEvent('contextmenu', { bubbles: true, cancelable: true, button: 2 }));
    await until(() => items(chats).length > 0, 'the menu is open');
  };
  const choose = async (chats: Chats, id: string, text: string) => {
    await openMenu(chats, id);
    const item = items(chats).find(({ innerText }) => innerText.trim() === text);
    if (!item) throw new Error(`no «${text}» among ${items(chats).map(({ innerText }) => innerText)}`);
    item.click();
    await chats.updateComplete;
  };

  it('pinned chats stand above the others in their own order, which one changes', async () => {
    const chats = await put();
    expect(ids(chats)).to.deep.equal([chatId, college, other]);
    await choose(chats, other, 'Закрепить');
    await until(() => ids(chats)[0] === other, 'it is first');
    expect(row(chats, other).textContent).to.contain('Закреплён');
    await choose(chats, college, 'Закрепить');
    await until(() => ids(chats).join() === [other, college, chatId].join(), 'the second stands below');
    await choose(chats, college, 'Переместить выше');
    await until(() => ids(chats).join() === [college, other, chatId].join(), 'it moved');
    await choose(chats, college, 'Переместить ниже');
    await until(() => ids(chats).join() === [other, college, chatId].join(), 'it moved back');
    await choose(chats, other, 'Открепить');
    await until(() => ids(chats).join() === [college, chatId, other].join(), 'it stands by its time');
  });

  it('a pause makes the counter quiet and says so, until it is ended', async () => {
    const chats = await put();
    await choose(chats, chatId, 'Отключить уведомления до утра');
    await until(() => row(chats, chatId).querySelector('.badge.quiet'), 'the counter is quiet');
    expect(row(chats, chatId).textContent).to.contain('Уведомления отключены');
    expect(await axeFaults(chats)).to.deep.equal([]);
    await choose(chats, chatId, 'Включить уведомления');
    await until(() => row(chats, chatId).querySelector('.badge:not(.quiet)'), 'it counts again');
  });

  it('C7 a chat that is marked as unread keeps the mark until it is opened, also on other devices', async () => {
    const chats = await put();
    await choose(chats, chatId, 'Отметить прочитанным');
    await until(() => !row(chats, chatId).querySelector('.badge'), 'nothing is unread');
    expect(api.marked).to.deep.equal([3]);
    await choose(chats, college, 'Отметить непрочитанным');
    await until(() => row(chats, college).querySelector('.badge.dot'), 'the mark');
    expect(settings.settings.get(college)?.isMarkedUnread).to.equal(true);
    row(chats, college).click();
    await until(() => !row(chats, college).querySelector('.badge.dot'), 'no mark');
    expect(settings.settings.get(college)?.isMarkedUnread).to.equal(false);
    settings.set(other, { isMarkedUnread: true });
    await until(() => row(chats, other).querySelector('.badge.dot'), 'a mark of another device');
  });

  it('what was set elsewhere shows at once', async () => {
    const chats = await put();
    settings.set(other, { pinRank: 1 });
    await until(() => ids(chats)[0] === other, 'it is pinned');
  });

  it('what could not be done says so, and the list shows what is', async () => {
    const chats = await put();
    settings.failure = offline;
    await choose(chats, other, 'Закрепить');
    await until(() => chats.shadowRoot?.querySelector('.problem[role=alert]'), 'why it failed');
    settings.failure = null;
    await until(() => ids(chats)[0] === chatId, 'it is not pinned');
    expect(await axeFaults(chats)).to.deep.equal([]);
    await openMenu(chats, other);
    expect(chats.shadowRoot?.querySelector('.problem')).to.equal(null);
  });

  it('without the settings the list is there', async () => {
    settings.failure = offline;
    const { place, stop } = stage(api, { settings });
    undo.push(stop);
    const chats = document.createElement('sferum-chats');
    place.append(chats);
    await until(() => ids(chats).length === 3, 'the list');
  });

  it('a pause that is over is asked about', async () => {
    const { backend, stop } = stage(api, { settings });
    undo.push(stop);
    settings.settings.set(other, { isPaused: true, pausedSeconds: 0, pinRank: null, isMarkedUnread: false });
    const store = chatSettingsStore(backend);
    undo.push(store.subscribe(() => {}));
    await until(() => store.of(other).isPaused, 'it is paused');
    settings.settings.clear();
    await until(() => !store.of(other).isPaused, 'the pause is over');
  });

  it('the page learns of every new number that is unread, of paused chats nothing', async () => {
    const told: [number, number][] = [];
    const listener = (event: Event) => {
      if (event instanceof UnreadEvent) told.push([event.messages, event.chats]);
    };
    document.addEventListener('sferum-unread', listener);
    undo.push(() => document.removeEventListener('sferum-unread', listener));
    await put();
    api.post(1);
    await until(() => told.length === 2, 'another message');
    settings.set(other, { isMarkedUnread: true });
    await until(() => told.length === 3, 'a mark');
    settings.set(chatId, { isPaused: true });
    await until(() => told.length === 4, 'a pause');
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, 4);
    settings.set(chatId, { isPaused: false });
    settings.set(other, { isMarkedUnread: false });
    await until(() => told.length === 5, 'nothing is unread');
    expect(told).to.deep.equal([
      [3, 1],
      [4, 1],
      [4, 2],
      [0, 1],
      [0, 0],
    ]);
  });

  it('B9 by keyboard: the menu key opens, arrows move, Escape returns to the row', async () => {
    const chats = await put();
    const at = row(chats, other);
    at.focus();
    at.dispatchEvent(new PointerEvent('contextmenu', { bubbles: true, cancelable: true }));
    await until(() => items(chats).length > 0, 'the menu is open');
    const inMenu = () => menu(chats)?.shadowRoot?.activeElement;
    expect(inMenu()).to.equal(items(chats)[0]);
    const press = (key: string) =>
      inMenu()?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
    press('ArrowDown');
    expect(inMenu()).to.equal(items(chats)[1]);
    expect(await axeFaults(chats)).to.deep.equal([]);
    press('Escape');
    await until(() => items(chats).length === 0, 'the menu is closed');
    expect(chats.shadowRoot?.activeElement).to.equal(at);
    expect(chats.chat).to.equal('');
  });

  it('a finger that rests opens the menu and no chat, one that moves nothing', async () => {
    const chats = await put({ width: 380 });
    const touch = { bubbles: true, pointerType: 'touch', isPrimary: true };
    row(chats, other).dispatchEvent(new PointerEvent('pointerdown', touch));
    await until(() => items(chats).length > 0, 'the menu is open');
    row(chats, other).click();
    await chats.updateComplete;
    expect(chats.chat).to.equal('');
    row(chats, college).dispatchEvent(new PointerEvent('pointerdown', touch));
    row(chats, college).dispatchEvent(new PointerEvent('pointermove', touch));
    row(chats, college).click();
    await until(() => chats.chat === college, 'it opens the chat');
  });

  for (const look of [{}, { dark: true }, { width: 320 }, { lang: 'en' }]) {
    it(`B9 axe finds nothing, ${JSON.stringify(look)}`, async () => {
      settings.set(chatId, { isPaused: true, pinRank: 1 });
      settings.set(college, { isMarkedUnread: true });
      settings.set(other, { pinRank: 2, isPaused: true });
      const chats = await put(look);
      expect(await axeFaults(chats)).to.deep.equal([]);
    });
  }
});
