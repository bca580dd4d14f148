import { expect } from '@esm-bundle/chai';
import type { Backend } from '../../core/backend.ts';
import { ChatSearchApi, type SearchQuery } from './chat-search-api.ts';
import { spanOf } from './chat-search-store.ts';
import { beginningsIn, wordsIn } from './found-words.ts';

const slices = (text: string, ranges: readonly (readonly [number, number])[] | null): string[] | null =>
  ranges?.map(([from, to]) => text.slice(from, to)) ?? null;

describe('words that are found', () => {
  it('are the same in either case and with ё', () => {
    expect(wordsIn('Ещё ИС-21, «Moodle»').map(({ word }) => word)).to.deep.equal(['еще', 'ис', '21', 'moodle']);
  });

  it('begin as those of the query do, which all have to be there', () => {
    const title = 'ИС-21 · Базы данных';
    expect(slices(title, beginningsIn(title, 'дан баз'))).to.deep.equal(['Базы', 'данных']);
    expect(beginningsIn(title, 'базы чужие')).to.equal(null);
    expect(beginningsIn(title, '& | !')).to.equal(null);
    expect(beginningsIn(title, 'ы'.repeat(10_000))).to.equal(null);
  });

  it('C9 stand where they are in a text without its marks, whatever characters are before them', async () => {
    const hit = {
      id: 'm',
      chat_id: 'c',
      seq: 7,
      created_at: '2026-09-01T08:00:00Z',
      text: '😀👍 **Третье задание** тут',
      ranges: [[12, 19]],
      author: null,
      college: 'Речной',
    };
    const call = Object.assign(Promise.resolve({ data: { hits: [hit], next: null, is_unclear: false }, error: null }), {
      abortSignal: () => call,
    });
    const backend = { userId: 'me', client: { rest: { rpc: () => call } } } as unknown as Backend;
    const asked: SearchQuery = {
      query: 'задания',
      chat: '',
      author: '',
      withFiles: false,
      since: null,
      until: null,
      cursor: null,
    };
    const [found] = (await new ChatSearchApi(backend).search(asked, new AbortController().signal)).hits;
    expect(found?.text).to.equal('😀👍 Третье задание тут');
    expect(slices(found?.text ?? '', found?.ranges ?? null)).to.deep.equal(['задание']);
    expect(found?.author.isCollege).to.equal(true);
  });

  it('C9 a period ends with its last day', () => {
    const filters = { author: null, withFiles: false, since: '2026-09-01', until: '2026-09-30' };
    const day = (date: Date | null) => date && [date.getFullYear(), date.getMonth() + 1, date.getDate()].join('-');
    expect(spanOf({ ...filters, period: 'own' }).map(day)).to.deep.equal(['2026-9-1', '2026-10-1']);
    const now = new Date(2026, 8, 15, 12);
    expect(spanOf({ ...filters, period: 'week' }, now).map(day)).to.deep.equal(['2026-9-8', null]);
    expect(spanOf({ ...filters, period: 'year' }, now).map(day)).to.deep.equal(['2025-9-15', null]);
    expect(spanOf({ ...filters, period: 'all' }, now)).to.deep.equal([null, null]);
  });
});
