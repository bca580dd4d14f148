import assert from 'node:assert/strict';
import { ask, column, got, library, refusal } from './library.ts';
import type { Method } from './methods.ts';
import type { Target } from './target.ts';

export function readTests(method: Method, of: () => Target): void {
  method('from().select()', 'works', (it) => {
    it('is refused to who may not ask, and says what is missing', async () => {
      await library(of());
      assert.deepEqual(await refusal(of().client().from('notes').select()), ['42501', 401]);
      const { error, status } = await of().client().from('nowhere').select();
      assert.deepEqual([error?.code, status], ['PGRST205', 404]);
      assert.equal(error?.message, "Could not find the table 'public.nowhere' in the schema cache");
      assert.deepEqual(await refusal((await library(of())).from('books').select('nothing')), ['42703', 400]);
    });

    it('gives columns, other names and other types', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('books').select('name:title, pages::text').eq('id', 1)), [
        { name: 'The Dispossessed', pages: '341' },
      ]);
      assert.deepEqual(await got(db.from('kinds').select('odd:"odd name"')), [{ odd: 'и это' }]);
    });

    it('gives every type as Postgres writes it in JSON', async () => {
      await library(of());
      const text = await (await ask(of(), 'kinds?select=*')).text();
      assert.match(text, /"big":\s*9007199254740993,/);
      assert.match(text, /"exact":\s*12345678901234567890\.123456789,/);
      const [{ big, exact, raw, ...row }] = JSON.parse(text);
      assert.deepEqual(row, {
        id: 1,
        moment: '2026-01-02T00:04:05.678901+00:00',
        local: '2026-01-02T03:04:05',
        day: '2026-01-02',
        clock: '03:04:05',
        span: '1 day 02:03:04',
        bytes: '\\xdeadbeef',
        uid: '11111111-1111-4111-8111-111111111111',
        flag: true,
        real: 0.1,
        doc: { a: [1, { b: null }] },
        list: [1, 2, null],
        feeling: 'glad',
        'odd name': 'и это',
      });
      assert.deepEqual(raw, { a: 1 });
    });

    it('reads into JSON', async () => {
      const db = await library(of());
      assert.deepEqual(
        await got(db.from('authors').select('name, details->lives->>in, second:details->prizes->1').eq('id', 1)),
        [{ name: 'Ursula', in: 'Portland', second: 1975 }],
      );
      assert.deepEqual(await column(db.from('authors').select('name').eq('details->lives->>in', 'Portland'), 'name'), [
        'Ursula',
      ]);
    });

    it('counts', async () => {
      const db = await library(of());
      for (const count of ['exact', 'planned', 'estimated'] as const) {
        const { count: found, status } = await db.from('books').select('id', { count }).limit(2);
        assert.equal(status, count === 'planned' ? status : 206);
        if (count === 'planned') assert.equal(typeof found, 'number');
        else assert.equal(found, 4);
      }
      const { count, data } = await db.from('books').select('*', { count: 'exact', head: true });
      assert.deepEqual([count, data], [4, null]);
    });

    it('follows one to many, many to one, many to many and one to one, nested and renamed', async () => {
      const db = await library(of());
      const books = db
        .from('books')
        .select('title, writer:authors!books_author_id_fkey(name, details->lives), genres(name), covers(colour)')
        .in('id', [1, 2])
        .order('id')
        .order('id', { referencedTable: 'genres' });
      assert.deepEqual(await got(books), [
        {
          title: 'The Dispossessed',
          writer: { name: 'Ursula', lives: { in: 'Portland' } },
          genres: [{ name: 'novel' }],
          covers: { colour: 'blue' },
        },
        {
          title: 'A Wizard of Earthsea',
          writer: { name: 'Ursula', lives: { in: 'Portland' } },
          genres: [{ name: 'novel' }, { name: 'fantasy' }],
          covers: null,
        },
      ]);
      const authors = db
        .from('authors')
        .select('name, books!author_id(title, translator:authors!translator_id(name))')
        .eq('id', 1);
      assert.deepEqual(await got(authors.order('id', { referencedTable: 'books' })), [
        {
          name: 'Ursula',
          books: [
            { title: 'The Dispossessed', translator: { name: 'Борис' } },
            { title: 'A Wizard of Earthsea', translator: null },
            { title: 'The Lathe of Heaven', translator: { name: 'Борис' } },
          ],
        },
      ]);
    });

    it('names ways that are ambiguous, and ways that do not exist', async () => {
      const db = await library(of());
      const { error, status } = await db.from('books').select('title, authors(name)');
      assert.deepEqual([error?.code, status], ['PGRST201', 300]);
      assert.match(error?.hint ?? '', /authors!books_author_id_fkey/);
      assert.deepEqual(await refusal(db.from('authors').select('kinds(id)')), ['PGRST200', 400]);
      const alone = await db.from('kinds').select('lines(line)');
      assert.match(alone.error?.details ?? '', /between 'kinds' and 'lines' in the schema 'public'/);
    });

    it('leaves out what has nothing with !inner, and filters what is embedded', async () => {
      const db = await library(of());
      const fantasy = db.from('books').select('id, genres!inner(name)').eq('genres.name', 'fantasy');
      assert.deepEqual(await got(fantasy), [{ id: 2, genres: [{ name: 'fantasy' }] }]);
      const outer = db.from('books').select('id, genres(name)').eq('genres.name', 'fantasy').order('id');
      assert.deepEqual(
        ((await got(outer)) as { genres: unknown[] }[]).map(({ genres }) => genres.length),
        [0, 1, 0, 0],
      );
      assert.deepEqual(await column(db.from('books').select('id, covers()').not('covers', 'is', null), 'id'), [1]);
      assert.deepEqual(await column(db.from('books').select('id, genres()').is('genres', null), 'id'), [4]);
    });

    it('spreads what is embedded', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('books').select('title, ...authors!author_id(writer:name)').eq('id', 3)), [
        { title: 'Доктор Живаго', writer: 'Борис' },
      ]);
      const inner = db.from('books').select('id, ...authors!author_id!inner(writer:name)').eq('authors.name', 'Борис');
      assert.deepEqual(await got(inner), [{ id: 3, writer: 'Борис' }]);
    });

    it('sorts and cuts what is embedded, and sorts by it', async () => {
      const db = await library(of());
      const cut = db
        .from('authors')
        .select('books!author_id(id)')
        .eq('id', 1)
        .order('pages', { referencedTable: 'books', ascending: false, nullsFirst: false })
        .limit(1, { referencedTable: 'books' });
      assert.deepEqual(await got(cut), [{ books: [{ id: 1 }] }]);
      const second = db
        .from('authors')
        .select('books!author_id(id)')
        .eq('id', 1)
        .order('id', { referencedTable: 'books' });
      assert.deepEqual(await got(second.range(1, 1, { referencedTable: 'books' })), [{ books: [{ id: 2 }] }]);
      assert.deepEqual(
        await column(
          db.from('books').select('id, writer:authors!author_id(name)').order('writer(name)').order('id'),
          'id',
        ),
        [1, 2, 4, 3],
      );
    });

    it('embeds in views, and gives computed columns', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('long_books').select('title, authors(name)').order('id')), [
        { title: 'The Dispossessed', authors: { name: 'Ursula' } },
        { title: 'Доктор Живаго', authors: { name: 'Борис' } },
      ]);
      assert.deepEqual(await got(db.from('books').select('id, author_names').eq('id', 3)), [
        { id: 3, author_names: 'Борис' },
      ]);
      const sorted = db
        .from('books')
        .select('id, by:author_names')
        .order('author_names', { ascending: false })
        .order('id');
      assert.deepEqual(await got(sorted.limit(2)), [
        { id: 3, by: 'Борис' },
        { id: 1, by: 'Ursula' },
      ]);
    });

    it('refuses aggregates, which a local Supabase has switched off', async () => {
      const db = await library(of());
      assert.deepEqual(await refusal(db.from('books').select('pages.sum()')), ['PGRST123', 400]);
      assert.deepEqual(await refusal(db.from('books').select('count()')), ['PGRST123', 400]);
    });

    it('tells what it does not understand', async () => {
      const db = await library(of());
      assert.deepEqual(await refusal(db.from('books').select('title,,id(')), ['PGRST100', 400]);
      const other = await ask(of(), 'books?id=nonsense.1');
      assert.deepEqual([other.status, (await other.json()).code], [400, 'PGRST100']);
      for (const beside of ['books/1', 'books/', 'rpc/']) {
        const path = await ask(of(), beside);
        assert.deepEqual([path.status, (await path.json()).code], [404, 'PGRST125']);
      }
      const deep = await ask(of(), `books?or=${'(or'.repeat(500)}(id.eq.1)${')'.repeat(500)}`);
      assert.deepEqual([deep.status, (await deep.json()).code], [400, 'PGRST100']);
      const media = await ask(of(), 'books', { headers: { accept: 'application/x-own' } });
      assert.deepEqual([media.status, (await media.json()).code], [406, 'PGRST107']);
    });

    it('answers ranges by header, 206 for a part and 416 beyond the end', async () => {
      await library(of());
      const range = (value: string, prefer = 'count=exact') =>
        ask(of(), 'books?select=id&order=id', { headers: { range: value, 'range-unit': 'items', prefer } });
      const part = await range('1-2');
      assert.deepEqual([part.status, part.headers.get('content-range')], [206, '1-2/4']);
      assert.deepEqual(await part.json(), [{ id: 2 }, { id: 3 }]);
      const all = await range('0-', '');
      assert.deepEqual([all.status, all.headers.get('content-range')], [200, '0-3/*']);
      const beyond = await range('10-12');
      assert.deepEqual([beyond.status, (await beyond.json()).code], [416, 'PGRST103']);
      const wrong = await range('3-1');
      assert.deepEqual([wrong.status, (await wrong.json()).code], [416, 'PGRST103']);
    });

    it('answers HEAD without a body, and OPTIONS with what may be done', async () => {
      await library(of());
      const head = await ask(of(), 'books', { method: 'HEAD', headers: { prefer: 'count=exact' } });
      assert.deepEqual([head.status, head.headers.get('content-range'), await head.text()], [200, '0-3/4', '']);
      const options = await ask(of(), 'books', { method: 'OPTIONS' });
      assert.ok(options.ok);
    });
  });

  method('schema()', 'works', (it) => {
    it('takes another schema that the API shows', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.schema('other').from('things').select('name')), [{ name: 'elsewhere' }]);
      assert.equal(await got(db.schema('other').rpc('hello')), 'from the other schema');
      const written = db.schema('other').from('things').insert({ id: 2, name: 'new' }).select('name');
      assert.deepEqual(await got(written), [{ name: 'new' }]);
      await got(db.schema('other').from('things').delete().eq('id', 2));
    });

    it('refuses a schema that the API does not show, and what is not in it', async () => {
      const db = await library(of());
      assert.deepEqual(await refusal(db.schema('auth').from('users').select()), ['PGRST106', 406]);
      assert.deepEqual(await refusal(db.schema('auth').rpc('uid')), ['PGRST106', 406]);
      assert.deepEqual(await refusal(db.schema('auth').from('users').insert({})), ['PGRST106', 406]);
      assert.deepEqual(await refusal(db.schema('other').from('books').select()), ['PGRST205', 404]);
      assert.deepEqual(await refusal(db.schema('other').from('things').select().eq('nothing', 1)), ['42703', 400]);
    });
  });

  method('getOpenApiSpec()', { refused: '`PGRST126`, as where `openapi-mode` is `disabled`' }, (it) => {
    it('says that there is none', async () => {
      const { error, status } = await (await library(of())).schema('public').getOpenApiSpec();
      assert.deepEqual([error?.code, status], ['PGRST126', 404]);
    });
  });
}
