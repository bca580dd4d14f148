import { expect } from '@esm-bundle/chai';
import { AppError, toAppError } from '../core/errors.ts';
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
      const error = await new ChatApi(backend).edit('1', 'Текст').catch(toAppError);
      reasons.push(error instanceof AppError ? error.reason : 'edited');
    }
    stop();
    expect(reasons).to.deep.equal(['tooLate', 'closed', 'deleted', '']);
  });
});
