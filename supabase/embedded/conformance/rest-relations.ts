import assert from 'node:assert/strict';
import { got, refusal } from './library.ts';
import type { Method } from './methods.ts';
import type { Target } from './target.ts';

export function relationTests(method: Method, of: () => Target): void {
  const client = () => of().client({ key: of().secretKey });

  method('.select() of related rows', 'works', (it) => {
    it('knows the schemas that the API shows, and none beside', async () => {
      const db = client();
      assert.deepEqual(await refusal(db.from('messages').select('*, users(*)')), ['PGRST200', 400]);
      assert.deepEqual(await refusal(db.from('messages').select('*, account_id(*)')), ['PGRST200', 400]);
      assert.deepEqual(await got(db.from('users').select('*').eq('id', 1)), [{ id: 1, name: 'Anna' }]);
      assert.deepEqual(await refusal(db.from('users').select('email')), ['42703', 400]);
      assert.deepEqual(await refusal(db.from('users').update({ email: 'a@b.c' }).eq('id', 1).select()), [
        'PGRST204',
        400,
      ]);
    });

    it('keeps tables of one name in two schemas apart', async () => {
      const db = client();
      assert.deepEqual(await got(db.schema('other').from('tags').select('*, things(name)')), [
        { id: 1, label: 'elsewhere', thing_id: 1, things: { name: 'elsewhere' } },
      ]);
      assert.deepEqual(await refusal(db.from('tags').select('*, things(name)')), ['PGRST200', 400]);
      assert.deepEqual(await refusal(db.schema('other').from('things_beside').select('tags(*)')), ['PGRST200', 400]);
      assert.deepEqual(await refusal(db.from('tags').select('label')), ['42703', 400]);
    });

    it('goes from a table to itself as its name says, whatever it is called', async () => {
      const db = client();
      const two = (select: string) => got(db.from('collections').select(select).eq('id', 2).single());
      const [parent, children] = [{ name: 'all' }, [{ name: 'odes' }]];
      assert.deepEqual(await two('collections!parent_id(name)'), { collections: children });
      assert.deepEqual(await two('collections(name)'), { collections: children });
      assert.deepEqual(await two('parent_id(name)'), { parent_id: parent });
      assert.deepEqual(await two('parent:parent_id(name), children:collections!parent_id(name)'), { parent, children });
      assert.deepEqual(await two('parent_id:collections!parent_id(name)'), { parent_id: children });
      assert.deepEqual(await two('collections:parent_id(name)'), { collections: parent });
      assert.deepEqual(await two('up:parent_id(name), parent_id:collections(name)'), {
        up: parent,
        parent_id: children,
      });
      assert.deepEqual(await two('name, up:parent_id(name, down:collections(name, up:parent_id(name)))'), {
        name: 'poems',
        up: {
          name: 'all',
          down: [
            { name: 'poems', up: parent },
            { name: 'novels', up: parent },
          ],
        },
      });
      assert.deepEqual(await refusal(db.from('collections').select('collections_parent_id_fkey(*)')), [
        'PGRST200',
        400,
      ]);
      for (const hint of ['collections_parent_id_fkey', 'id', 'name'])
        assert.deepEqual(await refusal(db.from('collections').select(`collections!${hint}(*)`)), ['PGRST200', 400]);
    });

    it('filters and sorts by rows of the same table', async () => {
      const db = client();
      const ids = async (select: string, filter: (from: ReturnType<typeof query>) => PromiseLike<unknown>) => {
        const { data } = (await filter(query(select))) as { data: { id: number }[] };
        return data.map(({ id }) => id);
      };
      const query = (select: string) => db.from('collections').select(select).order('id');
      assert.deepEqual(await ids('id, parent_id!inner(name)', (from) => from.eq('parent_id.name', 'all')), [2, 3]);
      assert.deepEqual(await ids('id, collections!inner(name)', (from) => from.eq('collections.name', 'odes')), [2]);
      assert.deepEqual(await ids('id, up:parent_id()', (from) => from.not('up', 'is', null)), [2, 3, 4]);
      assert.deepEqual(await ids('id, down:collections()', (from) => from.is('down', null)), [3, 4]);
      const sorted = db.from('collections').select('id, up:parent_id(name)').order('up(name)', { ascending: false });
      assert.deepEqual(
        ((await got(sorted.order('id'))) as { id: number }[]).map(({ id }) => id),
        [1, 4, 2, 3],
      );
    });

    it('filters, sorts and cuts at the depth that is named, by its path alone', async () => {
      const db = client();
      const down = () =>
        db.from('collections').select('name, collections(name, collections(name, up:parent_id(name)))').eq('id', 1);
      const tree = (under: unknown[]) => [{ name: 'all', collections: under }];
      const [poems, novels] = [
        { name: 'poems', collections: [] as unknown[] },
        { name: 'novels', collections: [] },
      ];
      const odes = { name: 'odes', up: { name: 'poems' } };
      assert.deepEqual(await got(down().eq('collections.name', 'poems')), tree([{ ...poems, collections: [odes] }]));
      assert.deepEqual(
        await got(down().eq('collections.collections.name', 'nothing').order('id', { referencedTable: 'collections' })),
        tree([poems, novels]),
      );
      const one = down().limit(1, { referencedTable: 'collections' });
      assert.deepEqual(
        await got(one.order('name', { referencedTable: 'collections', ascending: false })),
        tree([{ ...poems, collections: [odes] }]),
      );
      const deep = down().eq('collections.collections.up.name', 'nobody').eq('collections.id', 2);
      assert.deepEqual(await got(deep), tree([{ ...poems, collections: [{ name: 'odes', up: null }] }]));
      const either = down().or('name.eq.poems,name.eq.x', { referencedTable: 'collections' });
      assert.deepEqual(await got(either), tree([{ ...poems, collections: [odes] }]));
    });

    it('keeps strange names of what is embedded', async () => {
      const db = client();
      const select: string = '"Имя: x":parent_id(name), "a b":collections(n:name)';
      assert.deepEqual(await got(db.from('collections').select(select).eq('id', 2)), [
        { 'Имя: x': { name: 'all' }, 'a b': [{ n: 'odes' }] },
      ]);
      const csv = await db.from('collections').select('id, up:parent_id(name)').eq('id', 2).csv();
      assert.match(csv.data ?? '', /^id,up\n2,/);
    });

    it('refuses an order by rows of which there may be many, at every depth', async () => {
      const db = client();
      const near = db.from('collections').select('collections(name)').order('collections(name)');
      assert.deepEqual(await refusal(near), ['PGRST118', 400]);
      const far = db.from('collections').select('up:parent_id(name, down:collections(name))');
      assert.deepEqual(await refusal(far.order('down(name)', { referencedTable: 'up' })), ['PGRST118', 400]);
    });

    it('refuses what has more than one meaning, and names all', async () => {
      const db = client();
      const { error, status } = await db.from('books').select('writer:authors(name)');
      assert.deepEqual([error?.code, status], ['PGRST201', 300]);
      assert.equal(
        error?.message,
        "Could not embed because more than one relationship was found for 'books' and 'authors'",
      );
      assert.deepEqual(error?.details as unknown, [
        {
          cardinality: 'many-to-one',
          embedding: 'books with authors',
          relationship: 'books_author_id_fkey using books(author_id) and authors(id)',
        },
        {
          cardinality: 'many-to-one',
          embedding: 'books with authors',
          relationship: 'books_translator_id_fkey using books(translator_id) and authors(id)',
        },
      ]);
      assert.equal(
        error?.hint,
        "Try changing 'authors' to one of the following: 'authors!books_author_id_fkey', 'authors!books_translator_id_fkey'. Find the desired relationship in the 'details' key.",
      );
      assert.deepEqual(await refusal(db.from('books').select('author_id:authors(name)')), ['PGRST201', 300]);
      assert.deepEqual(await refusal(db.from('authors').select('books(title)')), ['PGRST201', 300]);
      assert.deepEqual(await refusal(db.from('books').select('authors!id(name)')), ['PGRST201', 300]);
    });

    it('refuses one name for two embedded tables', async () => {
      const db = client();
      const twice = await db.from('books').select('authors!author_id(name), authors!translator_id(name)');
      assert.deepEqual([twice.error?.code, twice.status], ['42712', 400]);
      assert.equal(twice.error?.message, 'table name "books_authors_1" specified more than once');
      assert.deepEqual(await refusal(db.from('books').select('a:authors!author_id(name), a:genres(name)')), [
        '42712',
        400,
      ]);
    });

    it('follows names of foreign keys and columns from where they are, and to where they lead', async () => {
      const db = client();
      const key = 'books_author_id_fkey';
      assert.deepEqual(await got(db.from('books').select(`${key}(name)`).eq('id', 3)), [{ [key]: { name: 'Борис' } }]);
      assert.deepEqual(await got(db.from('authors').select(`${key}(title)`).eq('id', 2)), [
        { [key]: [{ title: 'Доктор Живаго' }] },
      ]);
      for (const [table, select] of [
        ['authors', 'author_id(title)'],
        ['books', 'genres!book_genres_book_id_fkey(name)'],
        ['authors', 'genres!books_author_id_fkey(name)'],
        ['genres', 'books!books_author_id_fkey(title)'],
        ['covers', 'authors!books_author_id_fkey(name)'],
        ['long_books', 'covers!nothing(colour)'],
        ['authors', 'books!translator(title)'],
      ] as const)
        assert.deepEqual(await refusal(db.from(table).select(select)), ['PGRST200', 400], `${table}: ${select}`);
    });

    it('gives one row where a constraint says so, and a list elsewhere', async () => {
      const db = client();
      assert.deepEqual(await got(db.from('users').select('profiles(name)').order('id')), [
        { profiles: [{ name: 'a' }] },
        { profiles: [] },
      ]);
      assert.deepEqual(await got(db.from('books').select('covers(colour)').eq('id', 1)), [
        { covers: { colour: 'blue' } },
      ]);
      assert.deepEqual(await refusal(db.from('users').select('tags!loose(name)')), ['PGRST200', 400]);
    });

    it('tells columns of a junction, of what is embedded and of what it is embedded in apart', async () => {
      const db = client();
      const tags = db.from('users').select('name, tags(name)').eq('tags.id', 2).order('id');
      assert.deepEqual(await got(tags), [
        { name: 'Anna', tags: [{ name: 'blue' }] },
        { name: 'Boris', tags: [] },
      ]);
      for (const select of ['id, covers(title)', 'id, genres(pages)', 'id, covers(no:title)'])
        assert.deepEqual(await refusal(db.from('books').select(select)), ['42703', 400], select);
      const filtered = await db.from('books').select('id, covers(colour)').eq('covers.title', 'x');
      assert.deepEqual(
        [filtered.error?.code, filtered.error?.message],
        ['42703', 'column covers_1.title does not exist'],
      );
      const sorted = db.from('books').select('id, covers(colour)').order('title', { referencedTable: 'covers' });
      assert.deepEqual(await refusal(sorted), ['42703', 400]);
    });

    it('follows keys of several columns, and views with their joins', async () => {
      const db = client();
      assert.deepEqual(await got(db.from('rooms').select('name, beds(id)').order('number')), [
        { name: 'small', beds: [{ id: 1 }] },
        { name: 'large', beds: [{ id: 2 }, { id: 3 }] },
      ]);
      assert.deepEqual(await got(db.from('beds').select('id, house:rooms(name)').eq('id', 3)), [
        { id: 3, house: { name: 'large' } },
      ]);
      const beds = db
        .from('beds')
        .select('id, ...rooms(room:name), rooms:rooms(number)')
        .order('rooms(number)')
        .order('id');
      assert.deepEqual(await refusal(beds), ['42712', 400]);
      assert.deepEqual(await got(db.from('beds').select('id, ...rooms(room:name)').order('id').limit(1)), [
        { id: 1, room: 'small' },
      ]);
      const sorted = db.from('beds').select('id, house:rooms(number)').order('house(number)', { ascending: false });
      assert.deepEqual(await got(sorted.order('id').limit(1)), [{ id: 2, house: { number: 2 } }]);
      assert.deepEqual(await got(db.from('rooms').select('name, beds!inner()').eq('beds.id', 3)), [{ name: 'large' }]);
      assert.deepEqual(await got(db.from('user_profiles').select('name, named_users(called), users(name)')), [
        { name: 'a', named_users: { called: 'Anna' }, users: { name: 'Anna' } },
      ]);
      assert.deepEqual(await got(db.from('named_users').select('called, profiles(name)').eq('user_id', 1)), [
        { called: 'Anna', profiles: [{ name: 'a' }] },
      ]);
    });

    it('follows functions of a row, also through them', async () => {
      const db = client();
      const two = db
        .from('collections')
        .select('name, shout, siblings(name, shout, root(name)), root(name)')
        .eq('id', 2);
      assert.deepEqual(await got(two), [
        {
          name: 'poems',
          shout: 'POEMS',
          siblings: [{ name: 'novels', shout: 'NOVELS', root: { name: 'all' } }],
          root: { name: 'all' },
        },
      ]);
      const inner = db.from('collections').select('id, siblings!inner(name)').eq('siblings.name', 'poems');
      assert.deepEqual(await got(inner), [{ id: 3, siblings: [{ name: 'poems' }] }]);
    });
  });
}
