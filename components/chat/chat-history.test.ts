import { expect } from '@esm-bundle/chai';
import { until } from '../element/testing/until.ts';
import './chat.ts';
import { chatId, FakeApi, offline } from './testing/fake-api.ts';
import { stage } from './testing/stage.ts';

describe('C10 history', () => {
  let api: FakeApi;
  let undo: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    undo = [];
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
  });

  const frames = async (count: number) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  };

  /** A chat of 400 × 500 px at the top of the page (or further down), open and placed. */
  async function open(top = 0) {
    const { place, stop } = stage(api);
    undo.push(stop);
    place.style.cssText = `position:absolute;top:${top}px;left:0;width:400px;height:500px`;
    const chat = document.createElement('sferum-chat');
    chat.style.height = '500px';
    chat.chat = chatId;
    place.append(chat);
    const history = await until(() => chat.shadowRoot?.querySelector('sferum-chat-history')?.shadowRoot, 'the history');
    await until(() => history.querySelector('sferum-chat-message'), 'the messages');
    await until(() => api.events.size > 0, 'the chat listens');
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
      for (const row of history.querySelectorAll('sferum-chat-message')) {
        if (row.getBoundingClientRect().top >= edge) return Number(row.dataset.seq);
      }
      throw new Error('nothing on the screen');
    };
    return { chat, history, scroller, message, topOf, toEnd, scrollTo, reading };
  }

  it('C10 older messages come in above without moving what is read', async () => {
    api.write(300);
    api.readSeq = 300;
    const { history, scroller, topOf, scrollTo, reading } = await open();
    await scrollTo(scroller.scrollHeight / 2);
    const count = () => history.querySelectorAll('sferum-chat-message').length;
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
    api.write(120);
    api.readSeq = 120;
    const { history, topOf, scrollTo, scroller, reading } = await open();
    await scrollTo(scroller.scrollHeight - 1600);
    await frames(5);
    const seq = reading();
    const top = topOf(seq);
    for (let i = 0; i < 20; i++) {
      api.say(10);
      await frames(1);
      expect(Math.abs(topOf(seq) - top), `after ${(i + 1) * 10}`).to.be.lessThan(1.5);
    }
    const jump = await until(() => history.querySelector('.jump .badge'), 'the way to the newest');
    expect(jump.textContent).to.equal('99+');
  });

  it('C10 with more messages than are held the text still does not move, and the newest are one step away', async () => {
    api.write(120);
    api.readSeq = 120;
    const { history, topOf, scrollTo, scroller, reading, message, toEnd } = await open();
    await scrollTo(scroller.scrollHeight - 1600);
    await frames(5);
    const seq = reading();
    const top = topOf(seq);
    for (let i = 0; i < 10; i++) {
      api.say(100);
      await frames(1);
      expect(Math.abs(topOf(seq) - top)).to.be.lessThan(1.5);
    }
    expect(history.querySelectorAll('sferum-chat-message').length).to.be.lessThan(700);
    const jump = history.querySelector('.jump');
    if (!(jump instanceof HTMLElement)) throw new Error('no way to the newest');
    jump.click();
    await until(() => message(1120), 'the newest is there');
    await frames(3);
    expect(toEnd()).to.be.lessThan(2);
  });

  it('C10 at the end, the newest message stays in view', async () => {
    api.write(60);
    api.readSeq = 60;
    const { toEnd, message } = await open();
    expect(toEnd()).to.be.lessThan(2);
    api.say(3);
    await until(() => message(63), 'they are there');
    await frames(2);
    expect(toEnd()).to.be.lessThan(2);
  });

  it('C10 who scrolls up at the very moment when a message comes is not thrown back', async () => {
    api.write(60);
    api.readSeq = 60;
    const { scroller, message, toEnd } = await open();
    scroller.scrollTop -= 500;
    api.say();
    await until(() => message(61), 'it is there');
    await frames(3);
    expect(toEnd()).to.be.greaterThan(490);
  });

  it('C10 two changes at once do not lose the place', async () => {
    api.write(120);
    api.readSeq = 120;
    const { topOf, scrollTo, scroller, reading, chat } = await open();
    await scrollTo(scroller.scrollHeight - 1600);
    await frames(5);
    const seq = reading();
    const top = topOf(seq);
    api.say(5);
    chat.requestUpdate();
    await chat.updateComplete;
    api.say(5);
    chat.style.width = '330px';
    await frames(4);
    expect(Math.abs(topOf(seq) - top)).to.be.lessThan(1.5);
  });

  it('C7 opens at the first unread message, with the line above it in view', async () => {
    api.write(300);
    api.readSeq = 100;
    const { history, scroller } = await open();
    const line = history.querySelector('.new');
    const edge = scroller.getBoundingClientRect();
    const top = line?.getBoundingClientRect().top ?? -1;
    expect(line?.textContent?.trim()).to.equal('200 новых сообщений');
    expect(top).to.be.within(edge.top, edge.bottom);
  });

  it('C7 only what was on the screen is read', async () => {
    api.write(300);
    api.readSeq = 100;
    const { scroller, message, scrollTo } = await open();
    await until(() => api.marked.length > 0, 'something is read');
    await frames(3);
    const read = api.marked.at(-1) ?? 0;
    expect(read).to.be.within(101, 120);
    const edge = scroller.getBoundingClientRect().bottom;
    expect(message(read)?.getBoundingClientRect().bottom ?? 0).to.be.lessThan(edge + 9);
    await scrollTo(scroller.scrollTop + 300);
    await until(() => (api.marked.at(-1) ?? 0) > read, 'more is read');
  });

  it('C7 what lies below the edge of the page is not read', async () => {
    api.write(300);
    api.readSeq = 100;
    const { message } = await open(innerHeight - 220);
    await frames(10);
    for (const seq of api.marked) {
      expect(message(seq)?.getBoundingClientRect().bottom ?? Number.NaN).to.be.lessThan(innerHeight + 9);
    }
    expect(message(api.readSeq + 1)?.getBoundingClientRect().bottom ?? 0).to.be.greaterThan(innerHeight - 9);
  });

  it('C7 a hidden page reads nothing', async () => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    undo.push(() => Reflect.deleteProperty(document, 'visibilityState'));
    api.write(3);
    await open();
    await frames(10);
    expect(api.marked).to.deep.equal([]);
    Reflect.deleteProperty(document, 'visibilityState');
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => api.marked.includes(3), 'now it is read');
  });

  it('C11 without a connection, reaching the top does not ask without end', async () => {
    api.write(300);
    api.readSeq = 300;
    const { history, scroller } = await open();
    api.failure = offline;
    scroller.scrollTop = 0;
    const before = api.pages.length;
    await frames(40);
    expect(api.pages.length - before).to.be.within(1, 3);
    api.failure = null;
    const count = history.querySelectorAll('sferum-chat-message').length;
    api.join();
    await until(() => history.querySelectorAll('sferum-chat-message').length > count, 'the connection is back');
  });
});
