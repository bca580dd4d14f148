import assert from 'node:assert/strict';
import type { SupabaseClient } from '@supabase/supabase-js';
import { ask, column, got, library, refusal } from './library.ts';
import type { Method } from './methods.ts';
import type { Target } from './target.ts';

interface Rows {
  Row: Record<string, unknown>;
  Insert: Record<string, unknown>;
  Update: Record<string, unknown>;
  Relationships: [];
}
interface Called {
  Args: Record<string, unknown>;
  Returns: Record<string, unknown>[];
}
/** The types of supabase-js let some methods through only for a newer PostgREST. */
interface Newer {
  __InternalSupabase: { PostgrestVersion: '14' };
  public: { Tables: Record<string, Rows>; Views: Record<string, Rows>; Functions: Record<string, Called> };
}

export function writeTests(method: Method, of: () => Target): void {
  const json = { 'content-type': 'application/json' };

  method('from().insert()', 'works', (it) => {
    it('gives nothing unless it is asked for', async () => {
      const db = await library(of());
      const { data, error, status } = await db.from('authors').insert({ name: 'New' });
      assert.deepEqual([data, error, status], [null, null, 201]);
      const asked = await db.from('authors').insert({ name: 'Newer' }).select('id, name, born');
      assert.deepEqual([asked.status, asked.data], [201, [{ id: 5, name: 'Newer', born: null }]]);
    });

    it('takes many rows, with the columns of all of them', async () => {
      const db = await library(of());
      const rows = [
        { key: 'c', value: 3 },
        { key: 'd', note: 'd' },
      ];
      const missing = await db.from('counters').insert(rows);
      assert.equal(missing.error?.code, '23502');
      await got(db.from('counters').insert(rows, { defaultToNull: false }));
      assert.deepEqual(await got(db.from('counters').select('key, value, note').in('key', ['c', 'd']).order('key')), [
        { key: 'c', value: 3, note: 'none' },
        { key: 'd', value: 7, note: 'd' },
      ]);
      const inserted = db.from('counters').insert([{ key: 'g' }, { key: 'h', note: 'h' }], { defaultToNull: false });
      assert.deepEqual(await got(inserted.select('key, value, note')), [
        { key: 'g', value: 7, note: 'none' },
        { key: 'h', value: 7, note: 'h' },
      ]);
      const counted = await db.from('counters').insert([{ key: 'e' }, { key: 'f' }], { count: 'exact' });
      assert.equal(counted.count, 2);
      await got(db.from('counters').insert([]));
    });

    it('takes as many rows as a body holds', async () => {
      const db = await library(of());
      const rows = Array.from({ length: 23_000 }, (_, n) => ({ key: `k${n}`, value: n, note: "'\\" }));
      // supabase-js itself takes many seconds over so many rows.
      const answer = await ask(of(), 'counters', {
        method: 'POST',
        headers: { ...json, prefer: 'count=exact' },
        body: JSON.stringify(rows),
      });
      assert.deepEqual([answer.status, answer.headers.get('content-range')], [201, '*/23000']);
      assert.deepEqual(await got(db.from('counters').select('value, note').eq('key', 'k22999').single()), {
        value: 22_999,
        note: "'\\",
      });
    });

    it('keeps values as they are: JSON, arrays, Unicode, dates, exact numbers', async () => {
      const db = await library(of());
      const row = {
        id: 2,
        doc: [1, 'два', { 'ключ "с" \\ кавычками': null }],
        raw: ['a', 1],
        list: [3, null],
        moment: '2026-05-06T07:08:09+05:00',
        bytes: '\\x00ff',
        feeling: 'sad',
        'odd name': '👩‍🎓 ’ “ \u0001',
      };
      assert.deepEqual(
        await got(
          db
            .from('kinds')
            .insert(row)
            .select(
              Object.keys(row)
                .map((name) => `"${name}"`)
                .join(),
            ),
        ),
        [{ ...row, moment: '2026-05-06T02:08:09+00:00' }],
      );
      await got(
        db.from('kinds').insert([
          { id: 3, doc: 'text' },
          { id: 4, doc: null },
          { id: 5, doc: 5 },
        ]),
      );
      assert.deepEqual(await column(db.from('kinds').select('doc').gte('id', 3).order('id'), 'doc'), ['text', null, 5]);
      const exact = await ask(of(), 'kinds?select=big,exact', {
        method: 'POST',
        headers: { ...json, prefer: 'return=representation' },
        body: '{"id": 6, "big": 9007199254740993, "exact": 0.1234567890123456789012345}',
      });
      assert.match(await exact.text(), /"big":\s*9007199254740993,\s*"exact":\s*0\.1234567890123456789012345/);
    });

    it('takes exact numbers as text, composite types as objects, lists of documents', async () => {
      const db = await library(of());
      const big = '9007199254740993';
      await got(db.from('kinds').insert({ id: 7, big, exact: '1234567890.12345678901234567890' }));
      const kept = db.from('kinds').select('big::text, exact::text').eq('id', 7).single();
      assert.deepEqual(await got(kept), { big, exact: '1234567890.12345678901234567890' });
      const row = {
        id: 1,
        place: { street: 'Ленина, "1"', house: 5 },
        branches: [{ street: 'a', house: null }],
        notes: [{ a: 1 }, 'x', [null], 2],
      };
      assert.deepEqual(await got(db.from('shops').insert(row).select().single()), row);
      const moved = { place: { street: null, house: 6 }, notes: [] };
      assert.deepEqual(await got(db.from('shops').update(moved).eq('id', 1).select().single()), { ...row, ...moved });
      assert.deepEqual(await refusal(db.from('shops').insert({ id: 2, place: { house: 'x' } })), ['22P02', 400]);
    });

    it('passes on what the database refuses, with its details', async () => {
      const db = await library(of());
      const twice = await db.from('authors').insert({ name: 'Ursula' });
      assert.deepEqual([twice.status, twice.error?.code], [409, '23505']);
      assert.equal(twice.error?.details, 'Key (name)=(Ursula) already exists.');
      assert.deepEqual(await refusal(db.from('books').insert({ title: 'x', author_id: 99 })), ['23503', 409]);
      assert.deepEqual(await refusal(db.from('books').insert({ title: 'x', author_id: 1, pages: 0 })), ['23514', 400]);
      assert.deepEqual(await refusal(db.from('authors').insert({})), ['23502', 400]);
      assert.deepEqual(await refusal(db.from('authors').insert({ name: 'x', born: 'never' })), ['22007', 400]);
      assert.deepEqual(await refusal(db.from('books').insert({ title: 'x', author_id: 'one' })), ['22P02', 400]);
      assert.deepEqual(await refusal(db.from('authors').insert({ nothing: 1 })), ['PGRST204', 400]);
      assert.deepEqual(await refusal(db.from('long_books').insert({ title: 'x' })), ['42501', 403]);
      assert.deepEqual(await refusal(of().client().from('genres').insert({ id: 9, name: 'x' })), ['42501', 401]);
    });

    it('refuses a body that is none', async () => {
      await library(of());
      for (const body of ['{', '', '[1]', '{"name": "x", }', 'name=x']) {
        const answer = await ask(of(), 'authors', { method: 'POST', headers: json, body });
        assert.deepEqual([body, answer.status, (await answer.json()).code], [body, 400, 'PGRST102']);
      }
      const others = [
        Buffer.from([...Buffer.from('{"name": "'), 0xff, ...Buffer.from('"}')]),
        '{"name": "\\ud800"}',
        // A local Supabase leaves that to Postgres, whose stack is not deep enough.
        ...(of().name === 'a local Supabase' ? [] : [`{"name": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`]),
      ];
      for (const body of others) {
        const answer = await ask(of(), 'authors', { method: 'POST', headers: json, body });
        assert.equal(answer.status, 400);
        assert.ok((await answer.json()).code);
      }
      const uneven = await ask(of(), 'counters', {
        method: 'POST',
        headers: json,
        body: '[{"key": "c"}, {"value": 1}]',
      });
      assert.deepEqual([uneven.status, (await uneven.json()).code], [400, 'PGRST102']);
    });

    it('takes CSV, and forms', async () => {
      const db = await library(of());
      const csv = await ask(of(), 'authors', {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: 'name,born\nA,NULL\n"B, b",2000-01-01',
      });
      assert.equal(csv.status, 201);
      const form = await ask(of(), 'authors', { method: 'POST', body: new URLSearchParams({ name: 'C & c' }) });
      assert.equal(form.status, 201);
      assert.deepEqual(await got(db.from('authors').select('name, born').gt('id', 3).order('id')), [
        { name: 'A', born: null },
        { name: 'B, b', born: '2000-01-01' },
        { name: 'C & c', born: null },
      ]);
    });

    it('says where the new row is when only headers are asked for', async () => {
      await library(of());
      const answer = await ask(of(), 'authors', {
        method: 'POST',
        headers: { ...json, prefer: 'return=headers-only' },
        body: '{"name": "Here"}',
      });
      assert.deepEqual(
        [answer.status, answer.headers.get('location'), await answer.text()],
        [201, '/authors?id=eq.4', ''],
      );
    });
  });

  method('from().upsert()', 'works', (it) => {
    it('replaces by the primary key, or by what is named', async () => {
      const db = await library(of());
      const rows = [
        { key: 'a', value: 10 },
        { key: 'z', value: 26 },
      ];
      const { data, status } = await db.from('counters').upsert(rows).select('key, value').order('key');
      assert.deepEqual([status, data], [201, rows]);
      const one = db
        .from('counters')
        .upsert({ key: 'n', code: 'x', value: 5 }, { onConflict: 'code' })
        .select('key, value');
      assert.deepEqual(await got(one), [{ key: 'n', value: 5 }]);
      assert.deepEqual(await refusal(db.from('counters').upsert({ key: 'n' }, { onConflict: 'value' })), [
        '42P10',
        400,
      ]);
    });

    it('leaves alone what is there when it is told to', async () => {
      const db = await library(of());
      const rows = [
        { key: 'a', value: 10 },
        { key: 'y', value: 25 },
      ];
      const { data } = await db.from('counters').upsert(rows, { ignoreDuplicates: true }).select('key');
      assert.deepEqual(data, [{ key: 'y' }]);
      assert.deepEqual(await column(db.from('counters').select('value').eq('key', 'a'), 'value'), [1]);
    });

    it('takes defaults for what is missing when it is told to', async () => {
      const db = await library(of());
      const rows = [
        { key: 'w', value: 1 },
        { key: 'v', note: 'v' },
      ];
      assert.deepEqual(await got(db.from('counters').upsert(rows, { defaultToNull: false }).select('value, note')), [
        { value: 1, note: 'none' },
        { value: 7, note: 'v' },
      ]);
      assert.deepEqual(
        await column(db.from('counters').select('value').in('key', ['v', 'w']).order('key'), 'value'),
        [7, 1],
      );
    });
  });

  method('from().update()', 'works', (it) => {
    it('changes what the filters name', async () => {
      const db = await library(of());
      const { data, error, status } = await db.from('counters').update({ value: 5 }).eq('key', 'a');
      assert.deepEqual([data, error, status], [null, null, 204]);
      const asked = await db
        .from('counters')
        .update({ value: 6 }, { count: 'exact' })
        .gte('value', 2)
        .select('key')
        .order('key');
      assert.deepEqual([asked.status, asked.count, asked.data], [200, 2, [{ key: 'a' }, { key: 'b' }]]);
      const none = await db.from('counters').update({ value: 6 }).eq('key', 'nobody').select();
      assert.deepEqual([none.status, none.data], [200, []]);
    });

    it('refuses to change everything at once', async () => {
      const db = await library(of());
      assert.deepEqual(await refusal(db.from('counters').update({ value: 0 })), ['21000', 400]);
    });

    it('gives other names and types, also of a table without a key', async () => {
      const db = await library(of());
      const rows = ['a', 'b', 'b'].map((line, level) => ({ line, level }));
      assert.deepEqual(await got(db.from('lines').insert(rows).select('text:line').order('text')), [
        { text: 'a' },
        { text: 'b' },
        { text: 'b' },
      ]);
      const changed = (await got(
        db.from('lines').update({ line: 'c' }).eq('line', 'b').select('text:line, level::text'),
      )) as { level: string }[];
      const byLevel = changed.toSorted((one, other) => Number(one.level) - Number(other.level));
      assert.deepEqual(byLevel, [
        { text: 'c', level: '1' },
        { text: 'c', level: '2' },
      ]);
      assert.deepEqual(await got(db.from('lines').delete().eq('level', 1).select('text:line')), [{ text: 'c' }]);
      assert.equal((await db.from('lines').select('*', { count: 'exact', head: true })).count, 2);
    });

    it('refuses what is not there, and gives what is embedded', async () => {
      const db = await library(of());
      assert.deepEqual(await refusal(db.from('counters').update({ nothing: 0 }).eq('key', 'a')), ['PGRST204', 400]);
      const changed = db.from('books').update({ pages: 700 }).eq('id', 3).select('pages, authors!author_id(name)');
      assert.deepEqual(await got(changed), [{ pages: 700, authors: { name: 'Борис' } }]);
      const fantasy = db.from('books').update({ pages: 200 }).gt('pages', 300).lt('pages', 400);
      assert.deepEqual(await got(fantasy.select('id, genres(name)').eq('genres.name', 'fantasy')), [
        { id: 1, genres: [] },
      ]);
      const neither = await ask(of(), 'books?not.or=(pages.gt.200,pages.lt.200)&select=n:id&order=id', {
        method: 'PATCH',
        headers: { ...json, prefer: 'return=representation' },
        body: '{"pages": 201}',
      });
      assert.deepEqual(await neither.json(), [{ n: 1 }]);
      const moved = db.from('counters').update({ value: 5 }).eq('value', 1).select('count:value').single();
      assert.deepEqual(await got(moved), { count: 5 });
      assert.deepEqual(
        await refusal(db.from('counters').update({ value: 6 }).gt('value', 0).select('v:value').single()),
        ['PGRST116', 406],
      );
      assert.deepEqual(await column(db.from('counters').select('value').order('key'), 'value'), [5, 2]);
    });
  });

  method('from().delete()', 'works', (it) => {
    it('removes what the filters name', async () => {
      const db = await library(of());
      const { data, status } = await db.from('counters').delete().eq('key', 'a');
      assert.deepEqual([data, status], [null, 204]);
      const asked = await db.from('counters').delete({ count: 'exact' }).eq('key', 'b').select('key, value');
      assert.deepEqual([asked.status, asked.count, asked.data], [200, 1, [{ key: 'b', value: 2 }]]);
      const book = db.from('books').delete().eq('id', 1).select('name:title, genres(name)').single();
      assert.deepEqual(await got(book), { name: 'The Dispossessed', genres: [{ name: 'novel' }] });
      assert.deepEqual(await column(db.from('books').select('id').order('id'), 'id'), [2, 3, 4]);
    });

    it('refuses to remove everything at once, and what others need', async () => {
      const db = await library(of());
      assert.deepEqual(await refusal(db.from('counters').delete()), ['21000', 400]);
      assert.deepEqual(await refusal(db.from('authors').delete().eq('id', 1)), ['23503', 409]);
    });
  });

  method(
    '.select()',
    { differs: 'of a view that is written to its columns alone, without other names or types' },
    (it) => {
      it('gives what was written, as far as the columns are asked for', async () => {
        const db = await library(of());
        assert.deepEqual(await got(db.from('authors').update({ born: '1900-01-01' }).eq('id', 3).select('name')), [
          { name: 'Nobody' },
        ]);
        assert.deepEqual(await got(db.from('authors').insert({ name: 'N' }).select('name, books!author_id(id)')), [
          { name: 'N', books: [] },
        ]);
      });
    },
  );

  const always = 'always; a local Supabase follows it only with `db-tx-end = "commit-allow-override"`';
  method('.rollback()', { differs: always }, (it) => {
    it('answers as if it had been done, and undoes it', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('authors').insert({ name: 'For a moment' }).select('name').rollback()), [
        { name: 'For a moment' },
      ]);
      const left = (await got(db.from('authors').select().eq('name', 'For a moment'))) as unknown[];
      assert.equal(left.length, of().name === 'a local Supabase' ? left.length : 0);
    });
  });

  method('.maxAffected()', 'works', (it) => {
    it('undoes what changes more rows than that', async () => {
      const db = (await library(of())) as unknown as SupabaseClient<Newer>;
      assert.deepEqual(await refusal(db.from('counters').delete().gt('value', 0).maxAffected(1)), ['PGRST124', 400]);
      assert.equal((await db.from('counters').select('*', { count: 'exact', head: true })).count, 2);
      await got(db.from('counters').delete().eq('key', 'a').maxAffected(1));
    });

    it('undoes a function that gives more rows than that, and refuses one that gives no rows', async () => {
      const db = (await library(of())) as unknown as SupabaseClient<Newer>;
      const names = async () => await got(db.from('tags').select('name').order('id'));
      const before = await names();
      assert.deepEqual(await refusal(db.rpc('rename_tags', { prefix: 'very ' }).maxAffected(1)), ['PGRST124', 400]);
      assert.deepEqual(await names(), before);
      const { error } = await db.rpc('rename_tags', { prefix: 'very ' }).maxAffected(1);
      assert.deepEqual(
        [error?.message, error?.details],
        ['Query result exceeds max-affected preference constraint', 'The query affects 2 rows'],
      );
      assert.deepEqual(await got(db.rpc('rename_tags', { prefix: '' }).maxAffected(2)), [
        { id: 1, name: 'red' },
        { id: 2, name: 'blue' },
      ]);
      await got(db.rpc('rename_tags', { prefix: '' }).eq('id', 1).maxAffected(1));
      for (const single of [db.rpc('rename_first', { prefix: 'x' }), db.rpc('add', { a: 1 }), db.rpc('nothing', {})])
        assert.deepEqual(await refusal(single.maxAffected(5)), ['PGRST128', 400]);
      assert.deepEqual(await refusal(db.rpc('nowhere', {}).maxAffected(5)), ['PGRST202', 404]);
      assert.deepEqual(await names(), before);
    });

    it('counts no rows that are inserted', async () => {
      await library(of());
      const added = await ask(of(), 'counters', {
        method: 'POST',
        headers: { ...json, prefer: 'handling=strict,max-affected=1' },
        body: JSON.stringify([{ key: 'x' }, { key: 'y' }]),
      });
      assert.equal(added.status, 201);
    });
  });
}
