import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { until } from '../element/testing/until.ts';
import type { ConversationSummary } from './conversation.ts';
import { ConversationStore } from './conversation-store.ts';
import { seen } from './history/rows.ts';
import { type FakeMessage, FakeServer, offline } from './testing/fake-server.ts';
import { turn } from './testing/line.ts';

describe('C11 conversation store', () => {
  let server: FakeServer;
  let store: ConversationStore<FakeMessage, ConversationSummary>;
  let unsubscribes: (() => void)[];

  beforeEach(() => {
    server = new FakeServer();
    store = new ConversationStore(server, server.outbox(), 'fake:1');
    unsubscribes = [];
  });
  afterEach(async () => {
    for (const unsubscribe of unsubscribes) unsubscribe();
    await Promise.resolve();
  });

  const watch = (listener = () => {}) => {
    const unsubscribe = store.subscribe(listener);
    unsubscribes.push(unsubscribe);
    return unsubscribe;
  };
  const shown = () => (store.state.messages.status === 'ready' ? store.state.messages.value : []);
  const seqs = () => shown().map(({ seq }) => seq);
  const bodies = () => shown().map(({ body }) => body);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const opened = async () => {
    watch();
    await until(() => server.handlers.size > 0 && store.state.messages.status === 'ready', 'it is open');
  };
  /** So many messages that are read, and the store open. */
  const openedWith = async (count: number) => {
    server.write(count);
    server.readSeq = count;
    await opened();
  };
  /** A promise for `server.hold` and its release. */
  const gate = () => {
    let open = () => {};
    server.hold = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      server.hold = Promise.resolve();
      open();
    };
  };

  it('C11 a message that comes while the first page is under way neither ends the loading nor gets lost', async () => {
    server.write(3);
    server.readSeq = 3;
    const open = gate();
    watch();
    const first = store.state.messages.status;
    server.post();
    expect([first, store.state.messages.status]).to.deep.equal(['loading', 'loading']);
    open();
    await until(() => server.handlers.size > 0, 'it is subscribed');
    server.join();
    await until(() => seqs().length === 4, 'all four are there');
    expect(seqs()).to.deep.equal([1, 2, 3, 4]);
  });

  it('C11 what was written between the page and the channel is fetched when the channel is up', async () => {
    await openedWith(3);
    server.write(2);
    server.join();
    await until(() => seqs().length === 5, 'the missed ones are there');
    expect(seqs()).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('C11 a missing number is fetched before what follows is shown', async () => {
    await openedWith(3);
    const seen: number[][] = [];
    watch(() => seen.push(seqs()));
    const [, , last] = server.write(3);
    if (last) server.publish(last);
    await until(() => seqs().length === 6, 'the gap is filled');
    for (const moment of seen) expect(moment).to.deep.equal(range(1, moment.length));
    expect(server.pages.at(-1)).to.deep.equal({ after: 3, limit: 2 });
  });

  it('C11 a change that the server does not have is asked for once', async () => {
    await openedWith(3);
    for (const { onWritten } of server.handlers) onWritten(3, 5);
    for (let round = 0; round < 20; round++) await turn();
    expect(server.feeds).to.deep.equal([0]);
    server.change(2);
    await until(() => shown()[1]?.change === 1, 'the next change counts');
  });

  it('C11 after a backup was restored what is held is fetched anew', async () => {
    await openedWith(3);
    for (let i = 0; i < 5; i++) server.change(2);
    await until(() => shown()[1]?.change === 5, 'all five');
    server.lastChange = 1;
    server.messages[1] = { ...(server.messages[1] as FakeMessage), body: 'restored', change: 1 };
    for (const { onWritten } of server.handlers) onWritten(3, 6);
    await until(() => bodies()[1] === 'restored', 'what the server has');
    const asked = server.feeds.length;
    for (let round = 0; round < 20; round++) await turn();
    expect(server.feeds.length).to.equal(asked);
    server.change(2);
    await until(() => shown()[1]?.change === 2, 'the next change counts');
  });

  it('C11 a message that the server does not have is asked for once, and is not newer than the end', async () => {
    await openedWith(3);
    for (const { onWritten } of server.handlers) onWritten(9, 0);
    expect(store.hasNewer).to.equal(true);
    await until(() => !store.hasNewer, 'the end is the end');
    expect([store.state.lastSeq, server.pages.length]).to.deep.equal([3, 2]);
    server.post();
    await until(() => seqs().length === 4, 'the next message counts');
  });

  it('C11 that something was written is enough to fetch it', async () => {
    await openedWith(3);
    server.write(2);
    for (const { onWritten } of server.handlers) onWritten(5, 0);
    await until(() => seqs().length === 5, 'both are there');
  });

  it('C11 what happens while the summary is under way is asked for once more', async () => {
    await openedWith(3);
    const open = gate();
    const stale = () => {
      for (const { onStale } of server.handlers) onStale();
    };
    stale();
    server.write(1);
    stale();
    open();
    await until(() => seqs().length === 4, 'it is there');
  });

  it('C11 a gap that could not be fetched is fetched after all', async () => {
    await openedWith(3);
    server.failure = offline;
    const [, last] = server.write(2);
    if (last) server.publish(last);
    await until(() => server.pages.some(({ after }) => after === 3), 'it was asked for');
    expect(seqs()).to.deep.equal([1, 2, 3]);
    server.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => seqs().length === 5, 'the gap is filled');
  });

  for (const broadcastFirst of [true, false]) {
    const order = broadcastFirst ? 'the broadcast before the answer' : 'the answer before the broadcast';
    it(`C11 one's own message appears once and stays in its place: ${order}`, async () => {
      server.broadcastFirst = broadcastFirst;
      await openedWith(2);
      const seen: string[][] = [];
      watch(() => seen.push([...shown(), ...store.state.ahead, ...store.state.pending].map(({ id }) => id)));
      await store.send('Первое');
      await store.send('Второе');
      await until(() => seqs().length === 4 && store.state.pending.length === 0, 'both have arrived');
      const final = shown().map(({ id }) => id);
      for (const moment of seen) {
        expect(new Set(moment).size, 'nothing twice').to.equal(moment.length);
        expect(final.slice(0, moment.length), 'nothing moves').to.deep.equal(moment);
      }
      const counts = seen.map(({ length }) => length);
      expect(counts, 'nothing vanishes').to.deep.equal([...counts].sort((a, b) => a - b));
    });
  }

  it('C11 what others wrote before a message of one’s own stands before it', async () => {
    await openedWith(1);
    server.broadcastFirst = false;
    server.write(1);
    await store.send('И ещё');
    await until(() => seqs().length === 3, 'both are there');
    expect(bodies()).to.deep.equal(['1', '2', 'И ещё']);
  });

  it('C11 an answer to sending that is lost doubles nothing', async () => {
    await openedWith(1);
    server.broadcastFirst = false;
    const { ask } = server;
    server.ask = async (answer) => {
      const known = answer();
      if (server.sent.length === 1) throw offline;
      return known;
    };
    await store.send('Важно');
    await until(() => store.state.pending[0]?.problem === 'offline', 'the answer is lost');
    server.ask = ask;
    await store.resend(store.state.pending[0]?.id ?? '');
    await until(() => seqs().length === 2 && store.state.pending.length === 0, 'it has arrived');
    expect(new Set(server.sent).size).to.equal(1);
    expect(server.messages.length).to.equal(2);
  });

  it('C11 what was refused waits for the person with its reason; what found no connection goes by itself', async () => {
    await openedWith(1);
    server.failure = new AppError('denied');
    await store.send('первое');
    await until(() => store.state.pending[0]?.status === 'failed', 'it is refused');
    server.failure = offline;
    await store.send('второе');
    await until(() => store.state.pending[1]?.problem === 'offline', 'no connection');
    server.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => bodies().includes('второе'), 'the second goes');
    expect(store.state.pending.map(({ act, problem }) => [act.body, problem])).to.deep.equal([['первое', 'denied']]);
    await store.discard(store.state.pending[0]?.id ?? '');
    expect(store.state.pending).to.deep.equal([]);
  });

  it('C8 an edit shows at once and stays when it has arrived, also when others changed something before it', async () => {
    await openedWith(3);
    server.write(1, true);
    server.join();
    await until(() => seqs().length === 4, 'one’s own is there');
    const id = shown()[3]?.id ?? '';
    const texts: string[] = [];
    watch(() => {
      const [message] = shown().slice(3);
      if (message) texts.push(seen(message, store.state.changes.get(id) ?? null).body);
    });
    // A change that this page does not receive takes the number before.
    server.edit(1);
    server.broadcast = () => {};
    expect(await store.edit(id, 'исправлено')).to.equal(true);
    await until(() => store.state.changes.size === 0 && bodies()[0] === '1, change 1', 'both are there');
    expect(bodies()).to.deep.equal(['1, change 1', '2', '3', 'исправлено']);
    expect(texts.slice(texts.indexOf('исправлено'))).to.satisfy((all: string[]) => new Set(all).size === 1);
  });

  it('C8 an edit of what is further up does not take the reader to the end', async () => {
    await openedWith(120);
    for (let i = 0; i < 2; i++) await store.loadOlder(true);
    server.messages[20] = { ...(server.messages[20] as FakeMessage), own: true };
    const viewer = {};
    store.look(viewer, { from: 20, to: 30 });
    await store.edit(server.messages[20]?.id ?? '', 'исправлено');
    await until(() => bodies()[20] === 'исправлено', 'it is edited');
    expect(seqs()).to.deep.equal(range(1, 120));
    expect(store.state.ahead).to.deep.equal([]);
  });

  it('C8 a deletion shows at once, and what the server refuses is as it was, with the reason', async () => {
    await openedWith(1);
    const [message] = shown();
    if (!message) throw new Error('nothing there');
    const item = () => store.state.changes.get(message.id) ?? null;
    const open = gate();
    await store.delete(message.id);
    expect(seen(message, item()).deletedAt).not.to.equal(null);
    server.failure = new AppError('invalid', '', { reason: 'closed' });
    open();
    await until(() => item()?.status === 'failed', 'it is refused');
    expect(seen(message, item())).to.deep.include({ body: '1', deletedAt: null });
    expect(item()?.reason).to.equal('closed');
  });

  it('C11 after a lost socket the missed messages appear', async () => {
    await openedWith(2);
    server.join();
    server.lose();
    server.write(60);
    server.join();
    await until(() => seqs().length === 62, 'everything is there');
    expect(seqs()).to.deep.equal(range(1, 62));
  });

  it('C11 «нет связи» goes when the connection is back, also when the socket never noticed', async () => {
    await openedWith(1);
    server.join();
    dispatchEvent(new Event('offline'));
    expect(store.state.connected).to.equal(false);
    dispatchEvent(new Event('online'));
    expect(store.state.connected).to.equal(true);
  });

  it('C11 a page that becomes visible again fetches what it slept through', async () => {
    await openedWith(1);
    server.write(1);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => seqs().length === 2, 'it is there');
  });

  it('C11 leaving and returning in one turn subscribes once; leaving for good ends it', async () => {
    server.write(1);
    watch()();
    const again = watch();
    await until(() => server.handlers.size > 0, 'it is subscribed');
    expect(server.handlers.size).to.equal(1);
    again();
    await until(() => server.handlers.size === 0, 'nobody is subscribed');
  });

  it('C11 leaving while it loads opens no channel', async () => {
    server.write(1);
    const open = gate();
    const unsubscribe = watch();
    unsubscribe();
    await Promise.resolve();
    open();
    await new Promise(requestAnimationFrame);
    expect(server.handlers.size).to.equal(0);
  });

  it('C11 what failed to load loads when it is asked again, and by itself when the connection is back', async () => {
    server.write(2);
    for (const again of [() => store.retry(), () => dispatchEvent(new Event('online'))]) {
      server.failure = offline;
      const unsubscribe = watch();
      await until(() => store.state.messages.status === 'failed', 'it fails');
      server.failure = null;
      again();
      await until(() => store.state.messages.status === 'ready' && server.handlers.size === 1, 'it is open');
      unsubscribe();
      await until(() => server.handlers.size === 0, 'nobody watches');
    }
  });

  it('C7 far behind, it opens where reading stopped, and the rest comes downwards without a gap', async () => {
    server.write(300);
    server.readSeq = 120;
    await opened();
    expect(seqs()).to.include(121);
    expect([store.state.firstUnread, store.state.unreadAtOpening, store.hasNewer]).to.deep.equal([121, 180, true]);
    server.post();
    const before = seqs();
    expect(before).to.deep.equal(range(before[0] ?? 0, before.at(-1) ?? 0));
    while (store.hasNewer) await store.loadNewer();
    expect(seqs()).to.deep.equal(range(seqs()[0] ?? 0, 301));
    server.post();
    expect(seqs().at(-1)).to.equal(302);
  });

  it('C7 opened a second time, it shows where reading stopped since', async () => {
    await openedWith(3);
    for (const unsubscribe of unsubscribes.splice(0)) unsubscribe();
    await until(() => server.handlers.size === 0, 'nobody watches');
    server.write(2);
    await opened();
    await until(() => seqs().length === 5, 'the new ones are there');
    expect([store.state.firstUnread, store.state.unreadAtOpening]).to.deep.equal([4, 2]);
  });

  it('C10 what is held stays bounded, however many come while it is open', async () => {
    await openedWith(10);
    server.post(1500);
    expect(store.state.lastSeq).to.equal(1510);
    expect(shown().length).to.equal(600);
    expect(seqs()).to.deep.equal(range(911, 1510));
  });

  it('C10 what somebody looks at stays while more comes than is held, and the newest are one step away', async () => {
    await openedWith(120);
    store.look(store, { from: 95, to: 105 });
    server.post(1000);
    expect(seqs()).to.include.members(range(95, 105));
    expect(shown().length).to.be.within(500, 600);
    expect(store.hasNewer).to.equal(true);
    await store.toEnd();
    expect(seqs().at(-1)).to.equal(1120);
    store.look(store, null);
    server.post();
    expect(seqs().at(-1)).to.equal(1121);
  });

  it('C10 what was held before a jump to the end is not fetched twice', async () => {
    server.write(400);
    server.readSeq = 100;
    await opened();
    await store.toEnd();
    expect(seqs()).to.deep.equal(range(351, 400));
    server.pages.length = 0;
    while (seqs()[0] !== 1) {
      store.look(store, { from: seqs()[0] ?? 1, to: seqs()[0] ?? 1 });
      await store.loadOlder();
    }
    expect(seqs()).to.deep.equal(range(1, 400));
    const fetched = server.pages.reduce((sum, { limit }) => sum + limit, 0);
    expect(fetched).to.equal(400 - 50 - 65);
  });

  it('C10 older messages that could not be fetched are asked for again, without an error on the page', async () => {
    await openedWith(120);
    server.failure = offline;
    await store.loadOlder();
    expect([store.state.fetching, store.state.olderProblem]).to.deep.equal([null, 'offline']);
    server.failure = null;
    await store.loadOlder();
    expect(seqs()[0], 'scrolling does not ask without end').to.equal(71);
    await store.loadOlder(true);
    expect([seqs()[0], store.state.olderProblem]).to.deep.equal([21, null]);
  });

  it('C7 the read position only grows, and is sent again when that failed', async () => {
    server.write(5);
    await opened();
    server.failure = offline;
    store.read(3);
    store.read(2);
    expect(store.state.readSeq).to.equal(3);
    await new Promise(requestAnimationFrame);
    server.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => server.marked.includes(3), 'the position is sent');
    expect(server.marked).to.deep.equal([3]);
  });

  it('C7 what the writer of a message has read is known from the message', async () => {
    server.write(2, true);
    await opened();
    expect(store.state.othersReadSeq).to.equal(0);
    server.post();
    expect(store.state.othersReadSeq).to.equal(3);
    server.post(1, true);
    expect(store.state.readSeq).to.equal(4);
  });

  it('who is removed from the conversation sees that, and receives nothing more of it', async () => {
    server.write(2);
    await opened();
    for (const { onRemoved } of [...server.handlers]) onRemoved();
    expect([store.state.removed, server.handlers.size]).to.deep.equal([true, 0]);
    const before = store.state;
    server.post();
    expect(store.state).to.equal(before);
  });

  it('a conversation that is not mine is missing', async () => {
    server.failure = new AppError('missing');
    watch();
    await until(() => store.state.summary.status === 'failed', 'it fails');
    expect(store.state.summary).to.have.nested.property('error.code', 'missing');
  });

  describe('changes', () => {
    it('the next one is applied at once, without asking', async () => {
      await openedWith(3);
      server.change(2);
      expect(bodies()).to.deep.equal(['1', '2, change 1', '3']);
      expect(server.feeds).to.deep.equal([]);
    });

    it('a missed one is fetched with the next, and those of messages that are not held are passed over', async () => {
      await openedWith(80);
      server.edit(1);
      server.edit(79);
      server.change(80);
      await until(() => bodies().includes('79, change 2'), 'the missed one is there');
      expect(bodies().slice(-2)).to.deep.equal(['79, change 2', '80, change 3']);
      expect(server.feeds).to.deep.equal([0]);
      while (store.hasOlder) await store.loadOlder();
      expect(bodies()[0]).to.equal('1, change 1');
    });

    it('a missed one is noticed by the next message, a word that something changed, and the return of the channel', async () => {
      await openedWith(3);
      const changed = (seq: number) =>
        until(() => shown()[seq - 1]?.change === server.lastChange, `${seq} has changed`);
      server.edit(1);
      server.post();
      await changed(1);
      server.edit(2);
      for (const { onWritten } of server.handlers) onWritten(4, server.lastChange);
      await changed(2);
      server.edit(3);
      server.join();
      await changed(3);
      server.edit(4);
      document.dispatchEvent(new Event('visibilitychange'));
      await changed(4);
    });

    it('one that comes late or twice changes nothing', async () => {
      await openedWith(2);
      const first = server.edit(1);
      const second = server.edit(1);
      for (const message of [second, first, second, first])
        for (const { onChange } of server.handlers) onChange(message);
      await until(() => bodies()[0] === '1, change 2', 'the newest state');
      await until(() => server.feeds.length === 1, 'asked once');
      expect(bodies()).to.deep.equal(['1, change 2', '2']);
    });

    it('a page that is older than what is known does not bring an old state with it', async () => {
      await openedWith(80);
      const open = gate();
      const older = store.loadOlder();
      // The page was taken before the change, whose broadcast comes while the message is not held.
      server.change(5);
      open();
      await older;
      await until(() => bodies()[4] === '5, change 1', 'the present state');
    });

    it('a list of changes that is answered after such a page does not hide that the page has to catch up', async () => {
      await openedWith(80);
      const openPage = gate();
      const older = store.loadOlder();
      server.change(5);
      const openFeed = gate();
      server.edit(70);
      for (const { onWritten } of server.handlers) onWritten(80, 2);
      openPage();
      await older;
      openFeed();
      await until(() => bodies()[4] === '5, change 1' && bodies()[69] === '70, change 2', 'both are current');
    });

    it('the answer to sending that comes after a change of the message does not bring an old state with it', async () => {
      await openedWith(1);
      server.broadcastFirst = false;
      const open = gate();
      await store.send('Было');
      await until(() => server.messages.length === 2, 'it is on the server');
      server.change(2);
      open();
      await until(() => bodies()[1] === '2, change 1', 'the present state');
    });

    it('after too many to list everything is loaded anew around what is looked at', async () => {
      server.write(1000);
      server.readSeq = 1000;
      await opened();
      for (let i = 0; i < 6; i++) await store.loadOlder();
      store.look(store, { from: 705, to: 715 });
      server.mostChanges = 10;
      for (let seq = 701; seq <= 720; seq++) server.edit(seq);
      server.join();
      await until(() => shown().find(({ seq }) => seq === 720)?.change === 20, 'all are current');
      expect(seqs()).to.include.members(range(650, 780));
      expect(shown()).to.deep.equal(server.messages.slice((seqs()[0] ?? 0) - 1, seqs().at(-1)));
      await store.toEnd();
      expect(seqs().at(-1)).to.equal(1000);
    });
  });
});
