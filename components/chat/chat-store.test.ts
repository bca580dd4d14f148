import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { until } from '../element/testing/until.ts';
import { Outbox } from '../messages/outbox.ts';
import type { ChatApi } from './chat-api.ts';
import { ChatStore } from './chat-store.ts';
import { alina, chatId, FakeApi, offline, timur } from './testing/fake-api.ts';

describe('C11 chat store', () => {
  let api: FakeApi;
  let store: ChatStore;
  let leaves: (() => void)[];
  let name: string;

  beforeEach(() => {
    api = new FakeApi();
    name = `chat-store-test:${crypto.randomUUID()}`;
    const chat = api as unknown as ChatApi;
    store = new ChatStore(chat, new Outbox(api, name), chatId);
    leaves = [];
  });
  afterEach(async () => {
    for (const leave of leaves) leave();
    await Promise.resolve();
    indexedDB.deleteDatabase(name);
  });

  const watch = (listener = () => {}) => {
    const leave = store.subscribe(listener);
    leaves.push(leave);
    return leave;
  };
  const shown = () => (store.state.messages.status === 'ready' ? store.state.messages.value : []);
  const seqs = () => shown().map(({ seq }) => seq);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const opened = async () => {
    watch();
    await until(() => api.events.size > 0 && store.state.messages.status === 'ready', 'the chat is open');
  };
  /** A promise for `api.hold` and its release. */
  const gate = () => {
    let open = () => {};
    api.hold = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      api.hold = Promise.resolve();
      open();
    };
  };

  it('C11 a message heard while the first page is on its way neither ends the loading nor gets lost', async () => {
    api.write(3);
    api.readSeq = 3;
    const open = gate();
    watch();
    const first = store.state.messages.status;
    api.say();
    expect([first, store.state.messages.status]).to.deep.equal(['loading', 'loading']);
    open();
    await until(() => api.events.size > 0, 'the chat listens');
    api.join();
    await until(() => seqs().length === 4, 'all four are there');
    expect(seqs()).to.deep.equal([1, 2, 3, 4]);
  });

  it('C11 what was said between the page and the channel is fetched when the channel is up', async () => {
    api.write(3);
    api.readSeq = 3;
    await opened();
    api.write(2);
    api.join();
    await until(() => seqs().length === 5, 'the missed ones are there');
    expect(seqs()).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('C11 a missing number is fetched before what follows is shown', async () => {
    api.write(3);
    api.readSeq = 3;
    await opened();
    const seen: number[][] = [];
    watch(() => seen.push(seqs()));
    const [, , last] = api.write(3);
    if (last) api.tell(last);
    await until(() => seqs().length === 6, 'the gap is filled');
    for (const moment of seen) expect(moment).to.deep.equal(range(1, moment.length));
    expect(api.pages.at(-1)?.after).to.equal(3);
  });

  it('C11 a gap that could not be fetched is fetched after all', async () => {
    api.write(3);
    api.readSeq = 3;
    await opened();
    api.failure = offline;
    const [, last] = api.write(2);
    if (last) api.tell(last);
    await until(() => api.pages.some(({ after }) => after === 3), 'it was asked for');
    expect(seqs()).to.deep.equal([1, 2, 3]);
    api.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => seqs().length === 5, 'the gap is filled');
  });

  for (const broadcastFirst of [true, false]) {
    const order = broadcastFirst ? 'the broadcast before the answer' : 'the answer before the broadcast';
    it(`C11 one's own message appears once and stays in its place: ${order}`, async () => {
      api.write(2);
      api.readSeq = 2;
      api.broadcastFirst = broadcastFirst;
      await opened();
      const seen: string[][] = [];
      watch(() => seen.push([...shown(), ...store.state.outgoing].map(({ id }) => id)));
      await store.send('Первое');
      await store.send('Второе');
      await until(() => seqs().length === 4 && store.state.outgoing.length === 0, 'both have arrived');
      const final = shown().map(({ id }) => id);
      for (const moment of seen) {
        expect(new Set(moment).size, 'nothing twice').to.equal(moment.length);
        expect(final.slice(0, moment.length), 'nothing moves').to.deep.equal(moment);
      }
      const counts = seen.map(({ length }) => length);
      expect(counts, 'nothing vanishes').to.deep.equal([...counts].sort((a, b) => a - b));
    });
  }

  it('C11 after a lost socket the missed messages appear', async () => {
    api.write(2);
    api.readSeq = 2;
    await opened();
    api.join();
    api.lose();
    api.write(60);
    api.join();
    await until(() => seqs().length === 62, 'everything is there');
    expect(seqs()).to.deep.equal(range(1, 62));
  });

  it('C11 «нет связи» goes when the connection is back, also when the socket never noticed', async () => {
    api.write(1);
    await opened();
    api.join();
    dispatchEvent(new Event('offline'));
    expect(store.state.connected).to.equal(false);
    dispatchEvent(new Event('online'));
    expect(store.state.connected).to.equal(true);
  });

  it('C11 a page that becomes visible again fetches what it slept through', async () => {
    api.write(1);
    api.readSeq = 1;
    await opened();
    api.write(1);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => seqs().length === 2, 'it is there');
  });

  it('C11 leaving and returning in one turn listens once; leaving for good listens no more', async () => {
    api.write(1);
    const leave = watch();
    leave();
    const again = watch();
    await until(() => api.events.size > 0, 'the chat listens');
    expect([api.events.size, api.personEvents.size]).to.deep.equal([1, 1]);
    again();
    await until(() => api.events.size === 0, 'nobody listens');
    expect(api.personEvents.size).to.equal(0);
  });

  it('C11 leaving while it loads opens no channel', async () => {
    api.write(1);
    const open = gate();
    const leave = watch();
    leave();
    await Promise.resolve();
    open();
    await new Promise(requestAnimationFrame);
    expect(api.events.size).to.equal(0);
  });

  it('C11 a chat that failed to load loads and listens when asked again', async () => {
    api.write(2);
    api.failure = offline;
    watch();
    await until(() => store.state.messages.status === 'failed', 'it fails');
    api.failure = null;
    store.retry();
    await until(() => store.state.messages.status === 'ready' && api.events.size === 1, 'it is open');
  });

  it('C7 far behind, it opens where reading stopped, and the rest comes downwards without a gap', async () => {
    api.write(300);
    api.readSeq = 120;
    await opened();
    expect(seqs()).to.include(121);
    expect(store.state.firstUnread).to.equal(121);
    expect(store.state.unreadAtOpening).to.equal(180);
    expect(store.hasNewer).to.equal(true);
    api.say();
    const before = seqs();
    expect(before).to.deep.equal(range(before[0] ?? 0, before.at(-1) ?? 0));
    while (store.hasNewer) await store.loadNewer();
    expect(seqs().at(-1)).to.equal(301);
    expect(seqs()).to.deep.equal(range(seqs()[0] ?? 0, 301));
  });

  it('C7 opened a second time, it shows where reading stopped since', async () => {
    api.write(3);
    api.readSeq = 3;
    await opened();
    for (const leave of leaves.splice(0)) leave();
    await until(() => api.events.size === 0, 'nobody watches');
    api.write(2);
    await opened();
    await until(() => seqs().length === 5, 'the new ones are there');
    expect(store.state.firstUnread).to.equal(4);
    expect(store.state.unreadAtOpening).to.equal(2);
  });

  it('C10 what is held stays bounded, however many come while it is open', async () => {
    api.write(10);
    api.readSeq = 10;
    await opened();
    api.say(1500);
    await until(() => store.state.lastSeq === 1510, 'all are known');
    expect(shown().length).to.be.lessThan(1000);
    expect(seqs()).to.deep.equal(range(seqs()[0] ?? 0, seqs().at(-1) ?? 0));
  });

  it('C10 older messages that could not be fetched are asked for again, without an error on the page', async () => {
    api.write(120);
    api.readSeq = 120;
    await opened();
    api.failure = offline;
    await store.loadOlder();
    expect(store.state.fetching).to.equal(null);
    api.failure = null;
    api.join();
    await until(() => seqs()[0] === 21 || void store.loadOlder(), 'they are there once the connection is back');
    expect(seqs()).to.deep.equal(range(21, 120));
  });

  it('C7 the read position only grows, and is told again when the telling failed', async () => {
    api.write(5);
    await opened();
    api.failure = offline;
    store.read(3);
    store.read(2);
    expect(store.state.readSeq).to.equal(3);
    await new Promise(requestAnimationFrame);
    api.failure = null;
    dispatchEvent(new Event('online'));
    await until(() => api.marked.includes(3), 'the position is told');
    expect(api.marked).to.deep.equal([3]);
  });

  it('C7 typing is said once in a while, and ends when the message comes', async () => {
    api.write(1);
    await opened();
    store.typed();
    store.typed();
    expect(api.saidTyping.length).to.equal(1);
    for (const { typing } of api.events) typing?.(timur.id, timur.name);
    expect(store.state.typing).to.deep.equal(['Тимур']);
    for (const { typing } of api.events) typing?.(alina.id, alina.name);
    expect(store.state.typing, 'my own typing is no news').to.deep.equal(['Тимур']);
    api.say();
    expect(store.state.typing).to.deep.equal([]);
  });

  it('R3 A12 another name stands at once above what was written before, and none when the account is erased', async () => {
    api.write(2);
    api.write(1, alina);
    await opened();
    const authors = () => shown().map(({ author }) => `${author.id} ${author.name}`);
    const tell = () => {
      for (const { person } of api.events) person?.(timur.id);
    };
    api.people.set(timur.id, { ...timur, name: 'Тимофей' });
    tell();
    await until(() => authors()[0] === 'person-timur Тимофей', 'the new name');
    expect(authors()).to.deep.equal(['person-timur Тимофей', 'person-timur Тимофей', 'person-alina Алина']);
    api.failure = offline;
    tell();
    await new Promise(requestAnimationFrame);
    expect(authors()[0]).to.equal('person-timur Тимофей');
    api.failure = null;
    api.people.delete(timur.id);
    tell();
    await until(() => authors()[0] === ' ', 'no name');
    expect(authors()).to.deep.equal([' ', ' ', 'person-alina Алина']);
  });

  it('C7 what the writer of a message has read is known from the message', async () => {
    api.write(2, alina);
    await opened();
    expect(store.state.othersReadSeq).to.equal(0);
    api.say();
    expect(store.state.othersReadSeq).to.equal(3);
  });

  it('who is taken out of a chat is told so and hears nothing more of it', async () => {
    api.write(2);
    await opened();
    for (const { removed } of [...api.personEvents]) removed(chatId);
    expect(store.state.removed).to.equal(true);
    expect(api.events.size).to.equal(0);
    const before = store.state;
    api.say();
    expect(store.state).to.equal(before);
  });

  it('a chat that is not mine is missing', async () => {
    api.failure = new AppError('missing');
    watch();
    await until(() => store.state.summary.status === 'failed', 'it fails');
    expect(store.state.summary).to.have.nested.property('error.code', 'missing');
  });
});
