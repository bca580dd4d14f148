import { expect } from '@esm-bundle/chai';
import { AppError } from '../core/errors.ts';
import { until } from '../element/testing/until.ts';
import { Outbox } from '../messages/outbox/outbox.ts';
import { memoryStorage } from '../messages/outbox/outbox-storage.ts';
import type { ChatApi } from './chat-api.ts';
import type { ChatDeedsApi } from './chat-deeds-api.ts';
import { ChatStore } from './chat-store.ts';
import { alina, chatId, FakeApi, offline, timur } from './testing/fake-api.ts';

describe('C11 chat store', () => {
  let api: FakeApi;
  let store: ChatStore;
  let unsubscribes: (() => void)[];

  beforeEach(() => {
    api = new FakeApi();
    const outbox = new Outbox(`chat-store-test:${crypto.randomUUID()}`, Promise.resolve(memoryStorage()));
    store = new ChatStore(
      api as unknown as ChatApi,
      async () => api as unknown as ChatDeedsApi,
      outbox,
      chatId,
      () => Promise.reject(new Error('no files here')),
      () => Promise.reject(new Error('no polls here')),
    );
    unsubscribes = [];
  });
  afterEach(async () => {
    for (const unsubscribe of unsubscribes) unsubscribe();
    await Promise.resolve();
  });

  const watch = () => {
    const unsubscribe = store.subscribe(() => {});
    unsubscribes.push(unsubscribe);
    return unsubscribe;
  };
  const shown = () => {
    const { messages } = store.conversation.state;
    return messages.status === 'ready' ? messages.value : [];
  };
  const opened = async () => {
    watch();
    await until(() => api.handlers.size > 1 && shown().length > 0, 'the chat is open, and all of it follows');
  };

  it('C11 what is written goes out by the outbox and comes back as a message of mine', async () => {
    api.write(1);
    await opened();
    await store.send('Здравствуйте');
    await until(() => shown().length === 2, 'it has arrived');
    expect(shown()[1]?.author).to.deep.equal(alina);
    expect(shown()[1]?.id).to.equal(api.messages[1]?.id);
  });

  it('C11 subscribes when there is something to see, and no more when nobody watches', async () => {
    api.write(1);
    const unsubscribe = watch();
    expect([api.handlers.size, api.myHandlers.size]).to.deep.equal([0, 0]);
    await until(() => api.myHandlers.size > 0, 'the chat is open');
    unsubscribe();
    await until(() => api.handlers.size + api.myHandlers.size === 0, 'nobody is subscribed');
  });

  it('C7 who is in the chat is known when the channel is up', async () => {
    api.write(1);
    await opened();
    api.join();
    await until(() => store.state.members.size === 2, 'both');
    expect([...store.state.members]).to.have.members([alina.id, timur.id]);
  });

  it('C7 typing is broadcast once in a while, and ends when the message comes', async () => {
    api.write(1);
    await opened();
    store.typed();
    store.typed();
    expect(api.publishedTyping).to.equal(1);
    for (const { onTyping } of api.handlers) onTyping?.(alina.id);
    for (const { onTyping } of api.handlers) onTyping?.(timur.id);
    await until(() => store.state.typing.length > 0, 'who types');
    expect(store.state.typing, 'my own typing is no news').to.deep.equal(['Тимур']);
    api.post();
    expect(store.state.typing).to.deep.equal([]);
  });

  it('C7 who types is called as participants and authors are, and strangers are not shown', async () => {
    const person = (id: string, name: string) => ({ id, name, surname: '', patronymic: '' });
    const silent = person('silent', 'а'.repeat(300));
    const administrator = person('administrator', 'Ольга');
    api.others = [
      { person: silent, readSeq: 0 },
      { person: administrator, readSeq: null },
    ];
    api.write(1);
    api.write(1, { ...person('college К', 'К'), isCollege: true });
    api.write(1, person('', ''));
    await opened();
    const type = (...ids: string[]) => {
      for (const id of ids) for (const { onTyping } of api.handlers) onTyping?.(id);
    };
    type('silent', 'stranger', 'college К', '', timur.id);
    await until(() => store.state.typing.length > 0, 'who types');
    expect(store.state.typing).to.deep.equal(['Тимур']);
    api.join();
    await until(() => store.state.members.size === 3, 'the participants are known');
    type('stranger', 'administrator', 'silent');
    await until(() => store.state.typing.length > 1, 'who types as well');
    expect(store.state.typing).to.deep.equal(['Тимур', 'а'.repeat(200)]);
  });

  it('R3 A12 another name stands at once above what was written before, and none when the account is erased', async () => {
    api.write(2);
    api.write(1, alina);
    await opened();
    const authors = () => shown().map(({ author }) => `${author.id} ${author.name}`);
    const rename = () => {
      for (const { onPersonChanged } of api.handlers) onPersonChanged?.(timur.id);
    };
    api.people.set(timur.id, { ...timur, name: 'Тимофей' });
    rename();
    await until(() => authors()[0] === 'person-timur Тимофей', 'the new name');
    expect(authors()).to.deep.equal(['person-timur Тимофей', 'person-timur Тимофей', 'person-alina Алина']);
    api.failure = offline;
    rename();
    await new Promise(requestAnimationFrame);
    expect(authors()[0]).to.equal('person-timur Тимофей');
    api.failure = null;
    api.people.delete(timur.id);
    rename();
    await until(() => authors()[0] === ' ', 'no name');
    expect(authors()).to.deep.equal([' ', ' ', 'person-alina Алина']);
  });

  it('C7 who has read is known by their id, mine moves my position', async () => {
    api.write(3);
    await opened();
    for (const { onRead } of api.handlers) {
      onRead?.(alina.id, 2);
      onRead?.(timur.id, 3);
    }
    expect([store.conversation.state.readSeq, store.conversation.state.othersReadSeq]).to.deep.equal([2, 3]);
    for (const { onRead } of [...api.myHandlers]) {
      onRead?.('another chat', 9);
      onRead?.(chatId, 3);
    }
    expect(store.conversation.state.readSeq).to.equal(3);
  });

  it('a removed participant sees that they were removed, and receives nothing more', async () => {
    api.write(2);
    await opened();
    for (const { onRemoved } of [...api.myHandlers]) onRemoved?.('another chat');
    expect(store.conversation.state.removed).to.equal(false);
    for (const { onRemoved } of [...api.myHandlers]) onRemoved?.(chatId);
    expect([store.conversation.state.removed, api.handlers.size]).to.deep.equal([true, 0]);
  });

  it('who is added again, or came too early, sees the chat without asking for it', async () => {
    api.write(2);
    await opened();
    const handlers = api.handlers.size;
    for (const { onRemoved } of [...api.myHandlers]) onRemoved?.(chatId);
    api.failure = new AppError('missing');
    for (const { onMembership } of [...api.myHandlers]) onMembership?.();
    const waits = () => [...api.myHandlers].some(({ onAdded }) => onAdded);
    expect(waits()).to.equal(false);
    await until(waits, 'it is still not theirs');
    expect(store.conversation.state.removed).to.equal(true);
    api.failure = null;
    for (const { onAdded } of [...api.myHandlers]) onAdded?.('another chat');
    for (const { onAdded } of [...api.myHandlers]) onAdded?.(chatId);
    await until(() => api.handlers.size === handlers, 'the chat is subscribed');
    const { messages, removed, summary } = store.conversation.state;
    expect([removed, summary.status, messages.status]).to.deep.equal([false, 'ready', 'ready']);
  });
});
