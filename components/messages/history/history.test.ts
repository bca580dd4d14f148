import { expect } from '@esm-bundle/chai';
import { render } from 'lit';
import { ready } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { fileOf } from '../../files/file.ts';
import { messages } from '../../locales/ru/messages/messages.ts';
import type { ConversationSummary } from '../conversation.ts';
import { ConversationStore } from '../conversation-store.ts';
import { nobody } from '../talk.ts';
import { type FakeMessage, FakeServer, offline } from '../testing/fake-server.ts';
import { frames, openHistory } from '../testing/opened.ts';
import { bubble } from './bubble.ts';
import { Rows, type Writer } from './rows.ts';

const photo = fileOf({ id: 'photo', kind: 'picture', name: 'доска.jpg' });
const writer: Writer = { id: 't', name: 'Тимур', named: true, tone: 't', initials: 'Т', isCollege: false, logo: '' };

describe('C10 history', () => {
  let server: FakeServer;
  let undo: (() => void)[];

  beforeEach(() => {
    server = new FakeServer();
    undo = [];
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
  });

  const open = (top = 0, box = document.body) => openHistory(server, undo, top, box);

  it('C10 older messages come in above without moving what is read', async () => {
    server.write(300);
    server.readSeq = 300;
    const { history, scroller, store, topOf, scrollTo, reading } = await open();
    const before = store.state.span.from;
    let answer = () => {};
    server.hold = new Promise((resolve) => {
      answer = resolve;
    });
    await scrollTo(scroller.scrollTop - 1900);
    const seq = reading();
    const top = topOf(seq);
    answer();
    await until(() => store.state.span.from < before, 'older ones are there');
    for (let frame = 0; frame < 4; frame++) {
      await frames(1);
      expect(Math.abs(topOf(seq) - top), `frame ${frame}`).to.be.lessThan(1);
    }
    expect(history.querySelectorAll('.message').length).to.be.lessThan(45);
  });

  it('C8 what a message carries is there from the first moment that it is seen', async () => {
    const [first, second] = server.write(2);
    if (!first || !second) throw new Error('no messages');
    server.messages[0] = { ...first, body: '**важно**' };
    const reply = { id: first.id, seq: 1, change: 0, text: 'важно', deleted: false, author: nobody };
    const talk = { reply, forward: null, mentions: [], reactions: [], pinnedAt: null };
    server.messages[1] = {
      ...second,
      talk: { ...talk, reactions: [{ emoji: '🔥', count: 1, people: [], mine: false }] },
    };
    server.readSeq = 2;
    const seen: string[] = [];
    const look = () => {
      const tree = document.querySelector('sferum-history')?.shadowRoot;
      if (!tree?.querySelector('.message')) return;
      const parts = ['.text b', 'button.quote', '.reactions button'].map((part) => tree.querySelector(part) !== null);
      const [quote] = tree.querySelectorAll<HTMLElement>('button.quote');
      seen.push(`${parts} ${quote && getComputedStyle(quote).display}`);
    };
    const observer = new MutationObserver(look);
    const watch = () => {
      const tree = document.querySelector('sferum-history')?.shadowRoot;
      if (tree) observer.observe(tree, { childList: true, subtree: true });
      else requestAnimationFrame(watch);
    };
    watch();
    await open();
    observer.disconnect();
    look();
    expect([...new Set(seen)]).to.deep.equal(['true,true,true grid']);
  });

  it('C8 what is carried is said in words while there is no code for it', () => {
    const rows = new Rows<FakeMessage>(
      {
        ...new ConversationStore<FakeMessage, ConversationSummary>(server, server.outbox(), 'fake:1').state,
        messages: ready(server.write(1).map((message) => ({ ...message, body: '', files: [photo] }))),
      },
      { isOwn: () => false, writer: () => writer, carried: null },
    );
    const box = document.createElement('div');
    const look = {
      status: 'sent',
      fault: null,
      byline: '',
      readers: '',
      menus: null,
      rules: null,
      carried: null,
    } as const;
    const nothing = () => {};
    const beside = { showReaders: nothing, discard: nothing, language: 'ru', strings: messages } as const;
    render(bubble(rows.row(0), { ...look, ...beside }), box);
    expect(box.querySelector('.text')?.textContent).to.equal('Фото');
  });

  it('C10 200 messages that arrive while one reads further up do not move the text', async () => {
    server.write(120);
    server.readSeq = 120;
    const { history, topOf, scrollTo, scroller, reading } = await open();
    await scrollTo(scroller.scrollHeight - 1600);
    await frames(5);
    const seq = reading();
    const top = topOf(seq);
    for (let i = 0; i < 20; i++) {
      server.post(10);
      await frames(1);
      expect(Math.abs(topOf(seq) - top), `after ${(i + 1) * 10}`).to.be.lessThan(1.5);
    }
    const badge = await until(() => history.querySelector<HTMLElement>('.jump .badge'), 'the way to the newest');
    expect(badge.dataset.count).to.equal('99+');
    const says = () => history.querySelector('.jump')?.getAttribute('aria-label');
    await until(() => says() === 'К последним сообщениям, 200 непрочитанных', 'who does not see it hears how many');
  });

  it('C10 with more messages than are held the text still does not move, and the newest are one step away', async () => {
    server.write(120);
    server.readSeq = 120;
    const { history, topOf, scrollTo, scroller, reading, message, toEnd } = await open();
    await scrollTo(scroller.scrollHeight - 1600);
    await frames(5);
    const seq = reading();
    const top = topOf(seq);
    for (let i = 0; i < 10; i++) {
      server.post(100);
      await frames(1);
      expect(Math.abs(topOf(seq) - top)).to.be.lessThan(1.5);
    }
    expect(history.querySelectorAll('.message').length).to.be.lessThan(700);
    const jump = history.querySelector('.jump');
    if (!(jump instanceof HTMLElement)) throw new Error('no way to the newest');
    jump.click();
    await until(() => message(1120), 'the newest is there');
    await frames(3);
    expect(toEnd()).to.be.lessThan(2);
  });

  it('C10 at the end, the newest message stays in view', async () => {
    server.write(60);
    server.readSeq = 60;
    const { toEnd, message } = await open();
    expect(toEnd()).to.be.lessThan(2);
    server.post(3);
    await until(() => message(63), 'they are there');
    await frames(2);
    expect(toEnd()).to.be.lessThan(2);
  });

  it('C10 who scrolls up at the very moment when a message comes is not thrown back', async () => {
    server.write(60);
    server.readSeq = 60;
    const { scroller, store, toEnd } = await open();
    scroller.scrollTop -= 500;
    server.post();
    await until(() => store.state.lastSeq === 61, 'it is there');
    await frames(3);
    expect(toEnd()).to.be.greaterThan(490);
  });

  it('C10 two changes at once do not lose the place', async () => {
    server.write(120);
    server.readSeq = 120;
    const { topOf, scrollTo, scroller, reading, element } = await open();
    await scrollTo(scroller.scrollHeight - 1600);
    await frames(5);
    const seq = reading();
    const top = topOf(seq);
    server.post(5);
    element.requestUpdate();
    await element.updateComplete;
    server.post(5);
    element.style.width = '330px';
    await frames(4);
    expect(Math.abs(topOf(seq) - top)).to.be.lessThan(1.5);
  });

  it('C7 opens at the first unread message, with the line above it in view', async () => {
    server.write(300);
    server.readSeq = 100;
    const { history, scroller } = await open();
    const line = history.querySelector('.new');
    const edge = scroller.getBoundingClientRect();
    const top = line?.getBoundingClientRect().top ?? -1;
    expect(line?.textContent?.trim()).to.equal('200 новых сообщений');
    expect(top).to.be.within(edge.top, edge.bottom);
  });

  it('C7 only what was on the screen is read', async () => {
    server.write(300);
    server.readSeq = 100;
    const { scroller, message, scrollTo } = await open();
    await until(() => server.marked.length > 0, 'something is read');
    await frames(3);
    const read = server.marked.at(-1) ?? 0;
    expect(read).to.be.within(101, 120);
    const edge = scroller.getBoundingClientRect().bottom;
    expect(message(read)?.getBoundingClientRect().bottom ?? 0).to.be.lessThan(edge + 9);
    await scrollTo(scroller.scrollTop + 300);
    await until(() => (server.marked.at(-1) ?? 0) > read, 'more is read');
  });

  it('C7 what lies below the edge of the page is not read', async () => {
    server.write(300);
    server.readSeq = 100;
    const { message } = await open(innerHeight - 220);
    await frames(10);
    for (const seq of server.marked) {
      expect(message(seq)?.getBoundingClientRect().bottom ?? Number.NaN).to.be.lessThan(innerHeight + 9);
    }
    expect(message(server.readSeq + 1)?.getBoundingClientRect().bottom ?? 0).to.be.greaterThan(innerHeight - 9);
  });

  it('C7 what a scrolling box of the page cuts off is not read, until it is scrolled there', async () => {
    server.write(300);
    server.readSeq = 100;
    const box = document.createElement('div');
    box.style.cssText = 'position:absolute;top:0;left:0;width:400px;height:200px;overflow:auto';
    document.body.append(box);
    undo.push(() => box.remove());
    const { message } = await open(0, box);
    await frames(10);
    const before = server.marked.at(-1) ?? server.readSeq;
    for (const seq of server.marked) {
      expect(message(seq)?.getBoundingClientRect().bottom ?? Number.NaN).to.be.lessThan(209);
    }
    box.scrollTop = 500;
    await until(() => (server.marked.at(-1) ?? 0) > before, 'what comes into the box is read');
  });

  for (const [how, hidden, shown] of [
    ['display', 'none', 'block'],
    ['visibility', 'hidden', 'visible'],
    ['opacity', '0', '1'],
  ] as const) {
    it(`C7 what is not shown (${how}: ${hidden}) is not read, and is as soon as it is shown`, async () => {
      const panel = document.createElement('div');
      document.body.append(panel);
      undo.push(() => panel.remove());
      server.write(2);
      server.readSeq = 2;
      const { message } = await open(0, panel);
      panel.style.setProperty(how, hidden);
      await frames(3);
      for (const each of server.write(2)) server.publish(each);
      await until(() => message(4), 'the messages are drawn');
      await frames(10);
      expect(server.marked).to.deep.equal([]);
      panel.style.setProperty(how, shown);
      await until(() => server.marked.includes(4), 'they are read');
    });
  }

  it('C7 a hidden page reads nothing', async () => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    undo.push(() => Reflect.deleteProperty(document, 'visibilityState'));
    server.write(3);
    await open();
    await frames(10);
    expect(server.marked).to.deep.equal([]);
    Reflect.deleteProperty(document, 'visibilityState');
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => server.marked.includes(3), 'now it is read');
  });

  it('C11 without a connection, reaching the top does not ask without end', async () => {
    server.write(300);
    server.readSeq = 300;
    const { message, scroller } = await open();
    server.failure = offline;
    scroller.scrollTop = 0;
    const before = server.pages.length;
    await frames(40);
    expect(server.pages.length - before).to.be.within(1, 3);
    server.failure = null;
    expect(message(1)).to.equal(null);
    server.join();
    await until(() => message(1), 'the connection is back');
  });

  it('C8 without menus messages have neither a button nor the focus, and an edited or deleted one says so', async () => {
    server.write(2, true);
    server.edit(1, 'Исправлено');
    server.remove(2);
    server.readSeq = 2;
    const { message } = await open();
    const text = (seq: number) => message(seq)?.textContent?.replace(/\s+/g, ' ') ?? '';
    expect(text(1)).to.contain('Исправлено').and.to.contain('изменено');
    expect(text(2)).to.contain('Сообщение удалено').and.not.to.contain('Отправлено');
    for (const seq of [1, 2]) {
      expect(message(seq)?.querySelector('.more')).to.equal(null);
      expect(message(seq)?.hasAttribute('tabindex')).to.equal(false);
    }
  });

  it('C8 C10 what is edited further up does not move what is read', async () => {
    server.write(120);
    server.readSeq = 120;
    const { topOf, scrollTo, scroller, reading } = await open();
    await scrollTo(scroller.scrollHeight - 1600);
    await frames(5);
    const seq = reading();
    const top = topOf(seq);
    server.change(seq - 3);
    server.publishChange(server.edit(seq - 2, 'длинно '.repeat(200)));
    server.change(seq - 1, 'remove');
    await frames(5);
    expect(Math.abs(topOf(seq) - top)).to.be.lessThan(1.5);
  });
});
