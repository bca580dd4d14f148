import { expect } from '@esm-bundle/chai';
import type { Backend } from '../core/backend.ts';
import type { TopicEvents } from '../core/channels.ts';
import { AppError, toAppError } from '../core/errors.ts';
import { provideBackend } from '../element/host/provider.ts';
import { until } from '../element/testing/until.ts';
import { ChatApi, chatSource } from './chat-api.ts';
import { ChatDeedsApi } from './chat-deeds-api.ts';
import { chatId } from './testing/fake-api.ts';

describe('the api of chats', () => {
  const { fetch } = globalThis;
  afterEach(() => {
    globalThis.fetch = fetch;
  });

  it('A9 makes the college the author of what it wrote, and nobody of what was written by an erased account', async () => {
    const json = { chat_id: chatId, change: 0, body: 'Текст', created_at: '2026-09-01T08:00:00Z', author: null };
    const author = { id: 'p', surname: 'Гареев', name: 'Тимур', patronymic: '' };
    const messages = [
      { ...json, id: '1', seq: 1, author, college: null },
      { ...json, id: '2', seq: 2, college: 'Речноборский колледж' },
      { ...json, id: '3', seq: 3, college: null },
    ];
    globalThis.fetch = async () => Response.json({ messages, last_seq: 3, last_change: 0 });
    const { backend, stop } = provideBackend(document.body, { url: 'http://chat-api.test', key: 'key', college: '' });
    const [person, college, erased] = (
      await new ChatApi(backend).page(chatId, { limit: 50 }, new AbortController().signal)
    ).messages.map(({ author }) => author);
    stop();
    expect(person).to.deep.equal({ id: 'p', surname: 'Гареев', name: 'Тимур', patronymic: '' });
    expect(college).to.deep.include({ name: 'Речноборский колледж', surname: '', isCollege: true });
    expect(erased).to.deep.equal({ id: '', surname: '', name: '', patronymic: '' });
  });

  it('C8 says in one word why a message is not edited', async () => {
    const { backend, stop } = provideBackend(document.body, { url: 'http://chat-api.test', key: 'key', college: '' });
    const refusals = [
      { code: 'SF001', details: 'too_late' },
      { code: 'SF006', details: 'closed' },
      { code: 'SF003', details: 'deleted' },
      { code: '42501', details: null },
    ];
    const reasons: string[] = [];
    for (const refusal of refusals) {
      globalThis.fetch = async () => Response.json({ message: 'refused', hint: null, ...refusal }, { status: 400 });
      const error = await new ChatDeedsApi(backend).edit('1', 'Текст').catch(toAppError);
      reasons.push(error instanceof AppError ? error.reason : 'edited');
    }
    stop();
    expect(reasons).to.deep.equal(['tooLate', 'closed', 'deleted', '']);
  });

  it('C11 takes what is broadcast only when it is whole, and else lets the chat be fetched', async () => {
    const events = new Map<string, TopicEvents>();
    const channels = {
      subscribe: (topic: string, on: { events: () => Promise<TopicEvents> }) => {
        void on.events().then((known) => events.set(topic, known));
        return () => {};
      },
    };
    const api = new ChatApi({ channels, userId: 'me' } as unknown as Backend);
    const told: string[] = [];
    const ignore = () => {};
    chatSource(api, chatId).subscribe({
      onMessage: ({ seq }, lastChange) => told.push(`message ${seq} ${lastChange}`),
      onChange: ({ change }) => told.push(`change ${change}`),
      onWritten: (seq, lastChange) => told.push(`written ${seq} ${lastChange}`),
      onRead: (own, seq) => told.push(`read ${own} ${seq}`),
      onStale: () => told.push('stale'),
      onJoined: ignore,
      onLost: ignore,
      onRemoved: ignore,
    });
    await until(() => events.size === 2, 'both topics are known');
    const publish = (event: string, payload: Record<string, unknown>, topic = `chat:${chatId}`) =>
      events.get(topic)?.[event]?.(payload);
    const author = { id: 'p', surname: 'Гареев', name: 'Тимур', patronymic: '' };
    const dates = { created_at: '2026-09-01T08:00:00Z', edited_at: null, deleted_at: null };
    const whole = { id: '1', chat_id: chatId, seq: 1, change: 0, body: 'Текст', author, college: null, ...dates };
    publish('message', { message: whole, last_change: 0 });
    publish('change', { message: { ...whole, change: 1, author: null } });
    publish('written', { seq: 2, last_change: 1 });
    publish('read', { person_id: 'p', seq: 0 });
    publish('read', { chat_id: chatId, seq: 2 }, 'user:me');
    expect(told).to.deep.equal(['message 1 0', 'change 1', 'written 2 1', 'read false 0', 'read true 2']);

    const faults: Record<string, unknown>[] = [
      { id: '' },
      { seq: 0 },
      { seq: '1' },
      { seq: 1.5 },
      { seq: 2 ** 53 },
      { change: -1 },
      { change: Number.NaN },
      { body: null },
      { created_at: 'yesterday' },
      { author: { id: 'p' } },
      { author: 'p' },
      { chat_id: undefined },
      { college: {} },
    ];
    const broken = [...faults.map((fault) => ({ ...whole, ...fault })), null, undefined, 'text'];
    told.length = 0;
    for (const message of broken) {
      publish('message', { message, last_change: 0 });
      publish('change', { message });
    }
    publish('message', { message: whole });
    publish('written', { seq: 0, last_change: 0 });
    publish('written', { seq: 1 });
    publish('read', { person_id: 'p' });
    publish('read', { chat_id: chatId, seq: -1 }, 'user:me');
    expect(told).to.deep.equal(Array(broken.length * 2 + 5).fill('stale'));
  });
});
