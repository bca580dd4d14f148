import { expect } from '@esm-bundle/chai';
import { axeFaults } from '../../element/testing/axe.ts';
import { until } from '../../element/testing/until.ts';
import type { Talk } from '../../messages/talk.ts';
import '../chat.ts';
import '../list/chats.ts';
import { alina, chatId, FakeApi, quiet, quoteOf, timur } from '../testing/fake-api.ts';
import { FakeMentions } from '../testing/fake-mentions.ts';
import { stage } from '../testing/stage.ts';

describe('C7 unread mentions and answers', () => {
  let api: FakeApi;
  let mentions: FakeMentions;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    mentions = new FakeMentions();
    undo = [];
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
    localStorage.clear();
  });

  function put<T extends 'sferum-chat' | 'sferum-chats'>(tag: T): HTMLElementTagNameMap[T] {
    const { place, stop } = stage(api, { mentions });
    undo.push(stop);
    place.lang = 'ru';
    place.style.cssText = 'position:absolute;top:0;left:0;width:500px;height:600px';
    const element = document.createElement(tag);
    element.style.height = '580px';
    element.chat = tag === 'sferum-chat' ? chatId : '';
    place.append(element);
    return element;
  }
  const button = (chat: HTMLElement) =>
    chat.shadowRoot?.querySelector('sferum-chat-mentions')?.shadowRoot?.querySelector('button') ?? null;
  const count = (chat: HTMLElement) => button(chat)?.querySelector('.badge')?.textContent;
  const sign = (chats: HTMLElement) =>
    chats.shadowRoot?.querySelector('.row .badge.at + .visually-hidden')?.textContent;
  const scroller = (chat: HTMLElement) =>
    chat.shadowRoot?.querySelector('sferum-history')?.shadowRoot?.querySelector<HTMLElement>('.scroller');
  const onScreen = (chat: HTMLElement, seq: number) => {
    const box = scroller(chat)?.getBoundingClientRect();
    const at = scroller(chat)?.querySelector(`[data-seq="${seq}"]`)?.getBoundingClientRect();
    return box !== undefined && at !== undefined && at.bottom > box.top && at.top < box.bottom;
  };
  const publish = (talk: Partial<Talk>, author = timur) => {
    const [message] = api.write(1, author);
    if (!message) throw new Error('nothing was written');
    const called = { ...message, talk: { ...quiet, ...talk } };
    api.messages[api.messages.length - 1] = called;
    api.publish(called);
    return called;
  };

  it('in a chat one click leads to each of them in turn, and what was seen counts no longer', async () => {
    api.write(200);
    mentions.seqs = new Map([[chatId, [60, 120, 180]]]);
    const chat = put('sferum-chat');
    await until(() => count(chat) === '3', 'the count');
    expect(button(chat)?.ariaLabel).to.equal('К упоминанию или ответу, 3 непрочитанных');
    expect(await axeFaults(chat)).to.deep.equal([]);
    for (const [seq, left] of [
      [60, '2'],
      [120, '1'],
      [180, undefined],
    ] as const) {
      button(chat)?.click();
      await until(() => onScreen(chat, seq), `message ${seq} is on the screen`);
      await until(() => count(chat) === left, `${left ?? 'none'} are left`);
    }
  });

  it('what comes is counted: a mention, everybody, an answer to mine; nothing that is mine or names others', async () => {
    api.write(100);
    const chat = put('sferum-chat');
    await until(() => chat.shadowRoot?.querySelector('sferum-chat-mentions'), 'the code is there');
    const [mine] = api.post(1, alina);
    if (!mine) throw new Error('nothing was written');
    api.post(60);
    await until(() => scroller(chat), 'the messages');
    const element = scroller(chat);
    if (element) element.scrollTop = 0;
    publish({ mentions: [timur] });
    publish({ mentions: [alina] }, alina);
    const named = publish({ mentions: [alina] });
    await until(() => count(chat) === '1', 'a mention');
    publish({ mentions: [{ id: 'all', surname: '', name: '', patronymic: '' }] });
    await until(() => count(chat) === '2', 'everybody');
    publish({ reply: quoteOf(mine) });
    await until(() => count(chat) === '3', 'an answer');
    await api.talk(named.id, { mentions: [] });
    await until(() => count(chat) === '2', 'an edit that names me no longer');
    await api.delete(api.messages.at(-1)?.id ?? '');
    await until(() => count(chat) === '1', 'a deletion');
  });

  it('in the list a sign stands before the count, and goes when another device has read', async () => {
    api.write(5);
    mentions.seqs = new Map([[chatId, [4]]]);
    const chats = put('sferum-chats');
    await until(() => sign(chats) === 'Упоминания и ответы: 1', 'the sign');
    publish({ mentions: [alina] });
    await until(() => sign(chats) === 'Упоминания и ответы: 2', 'both');
    expect(await axeFaults(chats)).to.deep.equal([]);
    for (const { onRead } of [...api.handlers]) onRead?.(alina.id, 6);
    await until(() => sign(chats) === undefined, 'no sign');
  });
});
