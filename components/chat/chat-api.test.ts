import { expect } from '@esm-bundle/chai';
import { provideBackend } from '../element/context.ts';
import { ChatApi } from './chat-api.ts';
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
});
