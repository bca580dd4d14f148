import assert from 'node:assert/strict';
import { ask, column, got, library, refusal } from './library.ts';
import type { Method } from './methods.ts';
import type { Target } from './target.ts';

export function functionTests(method: Method, of: () => Target): void {
  method('rpc()', 'works', (it) => {
    it('gives a value, a row, rows, nothing', async () => {
      const db = await library(of());
      assert.equal(await got(db.rpc('add', { a: 1, b: 2 })), 3);
      assert.equal(await got(db.rpc('add', { a: 1 })), 11);
      assert.equal(((await got(db.rpc('first_author'))) as { name: string }).name, 'Ursula');
      assert.deepEqual(await got(db.rpc('pairs')), [
        { one: 1, two: 'a' },
        { one: 2, two: 'b' },
      ]);
      assert.deepEqual(await got(db.rpc('words')), ['a', 'b']);
      const nothing = await db.rpc('nothing');
      assert.deepEqual([nothing.data, nothing.error, nothing.status], [null, null, 204]);
    });

    it('goes by GET as well, where the function may be asked so', async () => {
      const db = await library(of());
      assert.equal(await got(db.rpc('add', { a: 5 }, { get: true })), 15);
      const changing = await ask(of(), 'rpc/count_up?counter=a');
      assert.deepEqual([changing.status, (await changing.json()).code], [405, '25006']);
      assert.equal(await got(db.rpc('count_up', { counter: 'a' })), 2);
      for (const message of ['+7', 'null', '"x"', ' ', '1.50', '{1}']) {
        const { error } = await db.rpc('fail', { sqlstate_given: 'PT418', message }, { get: true });
        assert.equal(error?.message, message);
      }
      const head = await db.rpc('books_of', { writer: 'Ursula' }, { head: true, count: 'exact' });
      assert.deepEqual([head.count, head.data], [3, null]);
      const put = await ask(of(), 'rpc/add', { method: 'PUT', body: '{}' });
      assert.deepEqual([put.status, (await put.json()).code], [405, 'PGRST101']);
    });

    it('filters, sorts, cuts and embeds rows as of a table', async () => {
      const db = await library(of());
      const books = db.rpc('books_of', { writer: 'Ursula' });
      assert.deepEqual(await got(books.select('title, authors!author_id(name)').gt('pages', 200)), [
        { title: 'The Dispossessed', authors: { name: 'Ursula' } },
      ]);
      const last = db
        .rpc('books_of', { writer: 'Ursula' }, { count: 'exact' })
        .order('id', { ascending: false })
        .limit(1);
      const { count, data } = await last.select('id');
      assert.deepEqual([count, data], [3, [{ id: 4 }]]);
      assert.deepEqual(await got(db.rpc('books_of', { writer: 'Борис' }).select('id').single()), { id: 3 });
      assert.deepEqual(await column(db.rpc('books_of', { writer: 'Ursula' }, { get: true }).eq('id', 2), 'id'), [2]);
    });

    it('takes JSON, lists and Unicode as they are', async () => {
      const db = await library(of());
      const document = [1, { а: ['б', null] }];
      assert.deepEqual(await got(db.rpc('kept', { document, list: [1, null] })), { document, list: [1, null] });
      assert.deepEqual(await got(db.rpc('kept', { document: 'text', list: [] })), { document: 'text', list: [] });
      assert.deepEqual(await got(db.rpc('kept', { document: null, list: null })), { document: null, list: null });
      assert.equal(await got(db.rpc('house_of', { place: { street: 'a', house: 7 } })), 7);
    });

    it('takes names with capitals', async () => {
      const db = await library(of());
      for (const get of [false, true]) {
        assert.equal(
          await got(db.rpc('joinedText', { firstName: 'A', b: 'b, "firstName" => $1' }, { get })),
          'Ab, "firstName" => $1',
        );
      }
    });

    it('takes a whole body for one parameter without a name', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.rpc('echo', { a: [1, 'два'] })), { a: [1, 'два'] });
    });

    it('takes {"": …} for one parameter without a name, of the types that have one', async () => {
      const db = await library(of());
      assert.equal(await got(db.rpc('length_of', { '': 'test' })), '{"":"test"}'.length);
      assert.equal(await got(db.rpc('keys_of', { '': { a: 1 } })), '');
      assert.deepEqual(await refusal(db.rpc('doubled', { '': 1 })), ['PGRST202', 404]);
      assert.equal(await got(db.rpc('alone_or_not')), 'alone');
      assert.equal(await got(db.rpc('alone_or_not', { '': true })), 'not {"":true}');
      assert.deepEqual(await refusal(db.rpc('unclear', { '': 'x' })), ['PGRST203', 300]);
    });

    it('gives computed columns of rows, and filters by them', async () => {
      const db = await library(of());
      const all = () => db.rpc('all_collections');
      assert.deepEqual(await got(all().select('id, shout').eq('id', 2)), [{ id: 2, shout: 'POEMS' }]);
      assert.deepEqual(await column(all().select('id').eq('shout', 'ODES'), 'id'), [4]);
      assert.deepEqual(await got(all().select('loud:shout, up:parent_id(shout)').eq('id', 4)), [
        { loud: 'ODES', up: { shout: 'POEMS' } },
      ]);
      assert.deepEqual(await column(all().select('id').order('shout'), 'id'), [1, 3, 4, 2]);
    });

    it('gives null for one row that filters leave out, and keeps what it has changed', async () => {
      const db = await library(of());
      const first = () => db.rpc('first_author').eq('id', 2);
      const { data, error, status } = await first();
      assert.deepEqual([data, error, status], [null, null, 200]);
      assert.deepEqual(await got(db.rpc('first_author').select('name').eq('id', 1)), { name: 'Ursula' });
      assert.deepEqual(await refusal(first().single()), ['PGRST116', 406]);
      assert.equal(await got(db.rpc('rename_first', { prefix: 'dark ' }).eq('id', 2)), null);
      assert.deepEqual(await got(db.from('tags').select('name').eq('id', 1)), [{ name: 'dark red' }]);
      assert.deepEqual(await got(db.from('tags').update({ name: 'red' }).eq('id', 1).select('name')), [
        { name: 'red' },
      ]);
    });

    it('takes any number of arguments for one that is variadic', async () => {
      const db = await library(of());
      assert.equal(await got(db.rpc('sum_of', { numbers: [1, 2, 3] })), 6);
      assert.equal(await (await ask(of(), 'rpc/sum_of?numbers=1&numbers=2')).json(), 3);
    });

    it('names what does not exist, and what it cannot choose from', async () => {
      const db = await library(of());
      const { error, status } = await db.rpc('add', { a: 1, c: 2 });
      assert.deepEqual([error?.code, status], ['PGRST202', 404]);
      assert.equal(error?.message, 'Could not find the function public.add(a, c) in the schema cache');
      assert.deepEqual(await refusal(db.rpc('nowhere')), ['PGRST202', 404]);
      assert.deepEqual(await refusal(db.rpc('either', { a: '1' })), ['PGRST203', 300]);
    });

    it('passes on what is raised', async () => {
      const db = await library(of());
      const raise = async (code: string, message = 'the message') => {
        const { error, status } = await db.rpc('fail', { sqlstate_given: code, message });
        return [status, error?.code, error?.message, error?.details, error?.hint];
      };
      const rest = ['the message', 'the details', 'the hint'];
      assert.deepEqual(await raise('P0001'), [400, 'P0001', ...rest]);
      assert.deepEqual(await raise('PT402'), [402, 'PT402', ...rest]);
      assert.deepEqual(await raise('42501'), [403, '42501', ...rest]);
      assert.deepEqual(await raise('28000'), [403, '28000', ...rest]);
      assert.deepEqual(await raise('23505'), [409, '23505', ...rest]);
      assert.deepEqual(await raise('40001'), [500, '40001', ...rest]);
      assert.deepEqual(await raise('XX000'), [500, 'XX000', ...rest]);
      assert.deepEqual(await raise('ZZ999'), [400, 'ZZ999', ...rest]);
    });

    it('lets a function choose the status and headers of the answer', async () => {
      const answer = await ask(of(), 'rpc/answer', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"status": "418"}',
      });
      assert.deepEqual([answer.status, answer.headers.get('x-made-by'), await answer.json()], [418, 'us', { a: 1 }]);
    });

    it('runs as who asks', async () => {
      const role = async (key?: string) =>
        (
          (await got(
            of()
              .client(key === undefined ? {} : { key })
              .rpc('asked'),
          )) as { role: string }
        ).role;
      assert.deepEqual([await role(), await role(of().secretKey)], ['anon', 'service_role']);
      assert.deepEqual(await refusal(of().client().schema('other').rpc('hello')), ['42501', 401]);
    });
  });
}
