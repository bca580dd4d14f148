import { expect } from '@esm-bundle/chai';
import { until } from '../../element/testing/until.ts';
import { messages } from '../../locales/ru/messages.ts';
import type { ConversationSummary } from '../conversation.ts';
import { ConversationStore } from '../conversation-store.ts';
import './history.ts';
import { type FakeMessage, FakeServer, offline } from '../testing/fake-server.ts';
import type { Writer } from './rows.ts';

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

  const frames = async (count: number) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  };

  const writer = (message: FakeMessage | null): Writer => {
    const isOwn = message?.own ?? true;
    const name = isOwn ? 'Вы' : 'Тимур Гареев';
    return { id: name, name, named: !isOwn, tone: name, initials: 'ТГ', isCollege: false, logo: '' };
  };

  /** A conversation of 400 × 500 px at the top of the page (or further down), open and placed. */
  async function open(top = 0) {
    const store = new ConversationStore<FakeMessage, ConversationSummary>(server, server.outbox(), 'fake:1');
    const element = document.createElement('sferum-history');
    element.style.cssText = `display:block;position:absolute;top:${top}px;left:0;width:400px;height:500px`;
    const show = () => Object.assign(element, { store, shown: store.state, writer, strings: messages });
    show();
    undo.push(store.subscribe(show), () => element.remove());
    document.body.append(element);
    const history = await until(() => element.shadowRoot, 'the history');
    await until(() => history.querySelector('.message'), 'the messages');
    await until(() => server.handlers.size > 0, 'the store is subscribed');
    const scroller = history.querySelector('.scroller');
    if (!(scroller instanceof HTMLElement)) throw new Error('no scroller');
    await frames(3);
    const message = (seq: number) => history.querySelector(`[data-seq="${seq}"]`);
    const topOf = (seq: number) => message(seq)?.getBoundingClientRect().top ?? Number.NaN;
    const toEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    const scrollTo = async (y: number) => {
      scroller.scrollTop = y;
      await frames(3);
    };
    /** The first message that is wholly on the screen. */
    const reading = () => {
      const edge = scroller.getBoundingClientRect().top;
      for (const row of history.querySelectorAll<HTMLElement>('.message')) {
        if (row.getBoundingClientRect().top >= edge) return Number(row.dataset.seq);
      }
      throw new Error('nothing on the screen');
    };
    return { element, store, history, scroller, message, topOf, toEnd, scrollTo, reading };
  }

  it('C10 older messages come in above without moving what is read', async () => {
    server.write(300);
    server.readSeq = 300;
    const { history, scroller, topOf, scrollTo, reading } = await open();
    await scrollTo(scroller.scrollHeight / 2);
    const count = () => history.querySelectorAll('.message').length;
    const before = count();
    const seq = reading();
    const top = topOf(seq);
    await scrollTo(scroller.scrollTop - 1);
    scroller.scrollTop = Math.min(scroller.scrollTop, 400);
    const at = reading();
    const place = topOf(at);
    await until(() => count() > before, 'older ones are there');
    await frames(3);
    expect(Math.abs(topOf(at) - place)).to.be.lessThan(1.5);
    expect(Number.isNaN(top)).to.equal(false);
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
    const jump = await until(() => history.querySelector('.jump .badge'), 'the way to the newest');
    expect(jump.textContent).to.equal('99+');
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
    const { scroller, message, toEnd } = await open();
    scroller.scrollTop -= 500;
    server.post();
    await until(() => message(61), 'it is there');
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
    const { history, scroller } = await open();
    server.failure = offline;
    scroller.scrollTop = 0;
    const before = server.pages.length;
    await frames(40);
    expect(server.pages.length - before).to.be.within(1, 3);
    server.failure = null;
    const count = history.querySelectorAll('.message').length;
    server.join();
    await until(() => history.querySelectorAll('.message').length > count, 'the connection is back');
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
