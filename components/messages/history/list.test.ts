import { expect } from '@esm-bundle/chai';
import { until } from '../../element/testing/until.ts';
import { FakeServer, offline } from '../testing/fake-server.ts';
import { frames, openHistory } from '../testing/opened.ts';
import { Positions } from './positions.ts';

describe('C10 a conversation of any length', () => {
  let server: FakeServer;
  let undo: (() => void)[];

  beforeEach(() => {
    server = new FakeServer();
    undo = [];
  });
  afterEach(() => {
    for (const step of undo.reverse()) step();
  });

  type Opened = Awaited<ReturnType<typeof openHistory>>;

  async function open(count: number, read = count): Promise<Opened> {
    server.write(count);
    server.readSeq = read;
    return openHistory(server, undo);
  }

  /** Somewhere in the middle of what is held, at rest. */
  async function reading({ reading, scroller, scrollTo, topOf }: Opened): Promise<{ seq: number; top: number }> {
    await scrollTo(scroller.scrollHeight - 1600);
    await frames(3);
    const seq = reading();
    return { seq, top: topOf(seq) };
  }

  async function stays({ topOf }: Opened, { seq, top }: { seq: number; top: number }, why: string): Promise<void> {
    for (let frame = 0; frame < 4; frame++) {
      await painted();
      expect(Math.abs(topOf(seq) - top), `${why}, frame ${frame}`).to.be.lessThan(1);
    }
  }

  /** What is measured in a frame is set right before it is painted. */
  async function painted(): Promise<void> {
    await frames(1);
    await new Promise((done) => setTimeout(done));
  }

  const nodes = (root: ParentNode): number => root.querySelectorAll('*').length;
  const isOnScreen = ({ message, scroller }: Opened, seq: number): boolean => {
    const row = message(seq)?.getBoundingClientRect();
    const pane = scroller.getBoundingClientRect();
    return !!row && row.bottom > pane.top && row.top < pane.bottom;
  };

  it('C10 the number of nodes is bounded, however much is held and wherever one is', async () => {
    const opened = await open(100_000);
    expect(nodes(opened.history)).to.be.within(50, 500);
    for (let page = 0; page < 12; page++) {
      await opened.scrollTo(opened.scroller.scrollTop - 1500);
      expect(nodes(opened.history)).to.be.within(20, 500);
    }
    const { messages } = opened.store.state;
    expect(messages.status === 'ready' && messages.value.length).to.be.within(100, 600);
  });

  it('C10 the bar stands for all of it: dragged anywhere it shows outlines, and at rest the messages there', async () => {
    const opened = await open(100_000);
    const { scroller, store } = opened;
    expect(scroller.scrollHeight).to.be.greaterThan(1_000_000);
    const before = server.pages.length;
    for (const share of [0.9, 0.7, 0.42, 0.2]) {
      scroller.scrollTop = scroller.scrollHeight * share;
      await frames(2);
      expect(opened.history.querySelectorAll('.message').length).to.equal(0);
    }
    expect(server.pages.length, 'nothing is fetched meanwhile').to.equal(before);
    await until(() => opened.history.querySelector('.message'), 'what is there');
    await frames(3);
    expect(Math.abs(opened.reading() - 20_000)).to.be.lessThan(50);
    expect(store.state.span.to).to.be.lessThan(20_200);
    await opened.scrollTo(0);
    await until(() => isOnScreen(opened, 1), 'the first one');
    expect(opened.topOf(1)).to.be.greaterThan(0);
  });

  it('C10 rows that get another height above or on the screen do not move what is read', async () => {
    const opened = await open(200);
    const place = await reading(opened);
    const above = opened.message(place.seq - 2);
    const text = above?.querySelector<HTMLElement>('.text');
    if (!text) throw new Error('nothing above');
    // As a picture that comes late.
    text.style.cssText = 'display:block;height:240px';
    await stays(opened, place, 'higher');
    text.style.cssText = '';
    await stays(opened, place, 'as before');
  });

  it('C10 another width and larger letters keep the place', async () => {
    const opened = await open(200);
    for (const message of server.messages)
      server.edit(message.seq, `${message.seq} ${'слово '.repeat(message.seq % 40)}`);
    server.join();
    await frames(3);
    const place = await reading(opened);
    for (const width of ['300px', '700px', '400px']) {
      opened.element.style.width = width;
      await stays(opened, place, width);
    }
    opened.element.style.setProperty('--sferum-size', '22px');
    await stays(opened, place, 'larger letters');
    opened.element.style.height = '300px';
    await stays(opened, place, 'the keyboard is up');
  });

  it('C10 at the end the end stays, whatever gets another height', async () => {
    const opened = await open(100);
    const text = opened.message(99)?.querySelector<HTMLElement>('.text');
    if (!text) throw new Error('nothing there');
    text.style.cssText = 'display:block;height:300px';
    await frames(2);
    expect(opened.toEnd()).to.be.lessThan(2);
    opened.element.style.height = '250px';
    await frames(2);
    expect(opened.toEnd()).to.be.lessThan(2);
    // The event of an earlier scrolling comes when something has grown and has not been followed yet.
    text.style.height = '500px';
    opened.scroller.dispatchEvent(new Event('scroll'));
    await frames(3);
    expect(opened.toEnd()).to.be.lessThan(2);
  });

  it('C10 a message far away is jumped to, the gap is filled while one scrolls, and one gets back', async () => {
    const opened = await open(5000);
    const place = await reading(opened);
    expect(await opened.element.jumpTo(server.messages[999]?.id ?? '')).to.equal(true);
    await frames(3);
    expect(isOnScreen(opened, 1000)).to.equal(true);
    const span = { ...opened.store.state.span };
    expect(span.to).to.be.lessThan(1100);
    const seen = opened.reading();
    const top = opened.topOf(seen);
    void opened.store.loadOlder();
    await until(() => opened.store.state.span.from < span.from, 'what is before');
    await stays(opened, { seq: seen, top }, 'while it is filled');
    for (let page = 0; page < 6; page++) await opened.scrollTo(opened.scroller.scrollTop + 900);
    await until(() => opened.store.state.span.to > span.to + 50, 'what follows');
    const back = opened.history.querySelector<HTMLElement>('.return');
    expect(back?.innerText.trim()).to.equal('Вернуться');
    back?.click();
    await until(() => isOnScreen(opened, place.seq), 'where one was');
    await frames(2);
    expect(Math.abs(opened.topOf(place.seq) - place.top)).to.be.lessThan(2);
    expect(opened.history.querySelector('.return') === null, 'the way back is over').to.equal(true);
  });

  it('C10 a jump goes to a seq and to a date too; what is not there, or not to be had, changes nothing', async () => {
    const opened = await open(2000);
    expect(await opened.element.jumpTo(30)).to.equal(true);
    await frames(2);
    expect(isOnScreen(opened, 30)).to.equal(true);
    expect(await opened.element.jumpTo(server.messages[1499]?.createdAt ?? new Date())).to.equal(true);
    await frames(2);
    expect(isOnScreen(opened, 1500)).to.equal(true);
    const at = opened.reading();
    expect(await opened.element.jumpTo('00000000-0000-4000-8000-000000000000')).to.equal(false);
    server.failure = offline;
    let refused: unknown;
    await opened.element.jumpTo(700).catch((error: unknown) => {
      refused = error;
    });
    expect(refused).to.equal(offline);
    await frames(2);
    expect(opened.reading()).to.equal(at);
  });

  it('C10 what somebody writes after a jump leads to the end', async () => {
    const opened = await open(3000);
    await opened.element.jumpTo(200);
    await opened.store.send('Пишу');
    await opened.element.toEnd();
    await until(() => isOnScreen(opened, 3001), 'it is there');
    expect(opened.toEnd()).to.be.lessThan(2);
  });

  it('C10 the focus goes from message to message beyond what was drawn, and is not lost with a row', async () => {
    const opened = await open(300);
    opened.element.menus = { more: 'Действия', keys: 'Стрелками' };
    await opened.element.updateComplete;
    opened.message(300)?.focus();
    await opened.scrollTo(opened.scroller.scrollTop - 3000);
    await until(() => !opened.message(300), 'it is not drawn');
    expect(opened.history.activeElement === opened.scroller, 'the pane has it').to.equal(true);
  });

  it('C10 text that is selected across messages stays selected while one scrolls on', async () => {
    const opened = await open(300);
    const text = (seq: number) => opened.message(seq)?.querySelector('.text')?.firstChild;
    const [from, to] = [[...(text(297)?.parentNode?.childNodes ?? [])], [...(text(299)?.parentNode?.childNodes ?? [])]];
    const first = from.find((node) => node.textContent === '297');
    const last = to.find((node) => node.textContent === '299');
    if (!first || !last) throw new Error('no text');
    getSelection()?.setBaseAndExtent(first, 0, last, 3);
    undo.push(() => getSelection()?.removeAllRanges());
    await opened.scrollTo(opened.scroller.scrollTop - 1100);
    expect(String(getSelection())).to.contain('298').and.to.contain('299');
    getSelection()?.removeAllRanges();
    await opened.scrollTo(opened.scroller.scrollTop - 500);
    expect(opened.message(298) === null, 'nothing is selected any more').to.equal(true);
  });

  it('C10 all that is held is drawn to be printed or searched', async () => {
    const opened = await open(300);
    const drawn = () => opened.history.querySelectorAll('.message').length;
    const few = drawn();
    dispatchEvent(new Event('beforeprint'));
    await opened.element.updateComplete;
    expect(drawn()).to.equal(opened.store.state.span.to - opened.store.state.span.from + 1);
    dispatchEvent(new Event('afterprint'));
    await opened.element.updateComplete;
    await frames(2);
    expect(drawn()).to.be.lessThan(few + 5);
    expect(opened.toEnd()).to.be.lessThan(2);
  });
});

describe('C10 positions', () => {
  it('count what is not held as estimated, and find the row at a height', () => {
    const positions = new Positions();
    const arrange = (before: number, length: number, after: number) =>
      positions.arrange({ before, length, after, idAt: (index) => `m${before + index}` });
    arrange(10, 3, 5);
    for (const [id, height] of [
      ['m10', 40],
      ['m11', 60],
      ['m12', 20],
    ] as const) {
      expect(positions.measure(id, height)).to.equal(true);
      expect(positions.measure(id, height)).to.equal(false);
    }
    arrange(10, 3, 5);
    expect(positions.estimate).to.equal(40);
    expect([0, 1, 2, 3].map((index) => positions.top(index))).to.deep.equal([400, 440, 500, 520]);
    expect(positions.total).to.equal(720);
    expect([0, 400, 439, 440, 519, 9999].map((y) => positions.at(y))).to.deep.equal([0, 0, 0, 1, 2, 2]);
  });

  it('are never higher than a browser can show', () => {
    const positions = new Positions();
    positions.arrange({ before: 1_000_000, length: 0, after: 0, idAt: () => '' });
    expect(positions.total).to.be.within(1_000_000, 12_000_001);
  });
});
