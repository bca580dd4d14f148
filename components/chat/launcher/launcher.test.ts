import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import { frames } from '../../messages/testing/opened.ts';
import { illegible } from '../../ui/testing/legible.ts';
import './launcher.ts';
import { writeNotifyChoice } from '../notify/notify-choice.ts';
import { alina, chatId, FakeApi } from '../testing/fake-api.ts';
import { FakeSettings } from '../testing/fake-settings.ts';
import { stage } from '../testing/stage.ts';
import type { ChatLauncher } from './launcher.ts';

describe('B9 <sferum-chat-launcher>', () => {
  let api: FakeApi;
  let settings: FakeSettings;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    settings = new FakeSettings();
    undo = [];
    api.write(4);
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
    localStorage.clear();
  });

  async function put({ dark = false, lang = 'ru', signedIn = true, chat = '' } = {}): Promise<ChatLauncher> {
    const { place, stop } = stage(api, { settings, signedIn });
    undo.push(stop);
    place.lang = lang;
    const launcher = document.createElement('sferum-chat-launcher');
    launcher.chat = chat;
    if (dark) launcher.theme = 'dark';
    place.append(launcher);
    await launcher.updateComplete;
    return launcher;
  }
  const root = (launcher: ChatLauncher) => {
    if (!launcher.shadowRoot) throw new Error('not drawn');
    return launcher.shadowRoot;
  };
  const button = (launcher: ChatLauncher) => {
    const found = root(launcher).querySelector<HTMLElement>('.launch');
    if (!found) throw new Error('no button');
    return found;
  };
  const badge = (launcher: ChatLauncher) => root(launcher).querySelector('.launch .badge')?.textContent;
  const counted = (launcher: ChatLauncher, text: string) => until(() => badge(launcher) === text, `it counts ${text}`);
  const inCounter = (launcher: ChatLauncher) =>
    root(launcher).querySelector('sferum-launcher-counter')?.shadowRoot ?? null;
  const peek = (launcher: ChatLauncher) => inCounter(launcher)?.querySelector('.peek') ?? null;
  const chats = (launcher: ChatLauncher) => root(launcher).querySelector('sferum-chats');
  const still = (launcher: ChatLauncher) =>
    Promise.all(
      root(launcher)
        .getAnimations()
        .map(({ finished }) => finished),
    );

  it('counts what is unread, and shows no number when nothing is', async () => {
    const launcher = await put();
    await counted(launcher, '4');
    expect(button(launcher).getAttribute('aria-label')).to.equal('Открыть чаты, 4 непрочитанных сообщения');
    expect(await axeFaults(launcher)).to.deep.equal([]);
    settings.set(chatId, { isPaused: true });
    await until(() => badge(launcher) === undefined, 'a paused chat does not count');
    settings.set(chatId, { isPaused: false });
    await counted(launcher, '4');
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, 4);
    await until(() => badge(launcher) === undefined, 'nothing is unread');
  });

  it('opens the chats by a click, and closes by Escape with the focus on the button', async () => {
    const launcher = await put();
    await counted(launcher, '4');
    expect(chats(launcher)).to.equal(null);
    button(launcher).click();
    const list = await until(() => chats(launcher)?.shadowRoot?.querySelector<HTMLElement>('[data-chat]'), 'the list');
    expect(button(launcher).getAttribute('aria-expanded')).to.equal('true');
    await still(launcher);
    expect(await axeFaults(launcher)).to.deep.equal([]);
    list.focus();
    list.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }),
    );
    await launcher.updateComplete;
    expect(root(launcher).querySelector<HTMLElement>('.panel')?.hidden).to.equal(true);
    expect(root(launcher).activeElement).to.equal(button(launcher));
  });

  it('C7 reads nothing of the open chat while the panel is closed, and what was written meanwhile when it opens', async () => {
    const launcher = await put({ chat: chatId });
    await counted(launcher, '4');
    button(launcher).click();
    await until(() => api.marked.includes(4), 'what is on the screen is read');
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, 4);
    await until(() => badge(launcher) === undefined, 'nothing is unread');
    button(launcher).click();
    const [last] = api.post(1);
    await counted(launcher, '1');
    const drawn = () =>
      chats(launcher)
        ?.shadowRoot?.querySelector('sferum-chat')
        ?.shadowRoot?.querySelector('sferum-history')
        ?.shadowRoot?.querySelector(`[data-seq="${last?.seq}"]`);
    await until(drawn, 'the message is drawn in the closed panel');
    await frames(10);
    expect(api.marked).not.to.include(5);
    button(launcher).click();
    await until(() => api.marked.includes(5), 'the panel is open');
  });

  it('tells the page a number once, whoever counts', async () => {
    const told: number[] = [];
    const listener = (event: Event) => void told.push(Reflect.get(event, 'messages'));
    document.addEventListener('sferum-unread', listener);
    undo.push(() => document.removeEventListener('sferum-unread', listener));
    const launcher = await put();
    button(launcher).click();
    await until(() => chats(launcher)?.shadowRoot?.querySelector('[data-chat]'), 'the list');
    await counted(launcher, '4');
    api.post(1);
    await counted(launcher, '5');
    expect(told).to.deep.equal([4, 5]);
  });

  it('shows a new message beside the button, and opens its chat', async () => {
    const launcher = await put();
    await counted(launcher, '4');
    await until(() => api.handlers.size > 0, 'it listens');
    api.postText('Тогда в среду в 214');
    const shown = await until(() => peek(launcher), 'the message');
    expect(shown.textContent?.replace(/\s+/g, ' ')).to.contain('ИС-21 · Базы данных');
    expect(shown.textContent).to.contain('Тимур Гареев: Тогда в среду в 214');
    expect(await axeFaults(launcher)).to.deep.equal([]);
    shown.querySelector<HTMLElement>('.show')?.click();
    await until(() => chats(launcher)?.shadowRoot?.querySelector('sferum-chat')?.chat === chatId, 'its chat');
    expect(peek(launcher)).to.equal(null);
  });

  it('shows none of one’s own, of paused chats, and to who wants nothing personal', async () => {
    const launcher = await put();
    await counted(launcher, '4');
    await until(() => api.handlers.size > 0, 'it listens');
    api.postText('Моё', alina);
    await until(() => badge(launcher) === undefined, 'who writes has read');
    expect(peek(launcher)).to.equal(null);
    settings.set(chatId, { isPaused: true });
    await until(() => settings.handlers.size > 0, 'it is paused');
    writeNotifyChoice(alina.id, 'plain');
    settings.set(chatId, { isPaused: false });
    api.postText('Личное');
    await counted(launcher, '1');
    expect(peek(launcher)).to.equal(null);
    writeNotifyChoice(alina.id, 'full');
    api.postText('Видно');
    const shown = await until(() => peek(launcher), 'the message');
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, api.lastSeq);
    await until(() => !shown.isConnected, 'it was read elsewhere');
  });

  it('B9 at 200 % text and at 320 px no word is broken and nothing is cut: the counter', async () => {
    const launcher = await put();
    await counted(launcher, '4');
    expect(await illegible(launcher)).to.deep.equal([]);
  });

  it('takes no place and no ground of the page', async () => {
    const launcher = await put();
    expect(getComputedStyle(launcher).display).to.equal('contents');
    launcher.hidden = true;
    expect(button(launcher).checkVisibility()).to.equal(false);
  });

  for (const look of [{ dark: true }, { lang: 'en' }, { chat: chatId }]) {
    it(`axe finds nothing in the open panel, ${JSON.stringify(look)}`, async () => {
      const launcher = await put(look);
      launcher.open = true;
      await until(() => chats(launcher)?.shadowRoot?.querySelector('.row'), 'the list');
      await still(launcher);
      expect(await axeFaults(launcher)).to.deep.equal([]);
    });
  }
});
