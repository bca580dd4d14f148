import assert from 'node:assert/strict';
import { ask, column, got, library, refusal } from './library.ts';
import type { Method } from './methods.ts';
import type { Target } from './target.ts';

export function transformTests(method: Method, of: () => Target): void {
  method('.order()', 'works', (it) => {
    it('sorts by several columns, and puts null where it is told to', async () => {
      const db = await library(of());
      const sorted = (...by: Parameters<ReturnType<ReturnType<typeof db.from>['select']>['order']>) =>
        column(
          db
            .from('books')
            .select('id')
            .order(...by)
            .order('id'),
          'id',
        );
      assert.deepEqual(await sorted('pages'), [2, 1, 3, 4]);
      assert.deepEqual(await sorted('pages', { nullsFirst: true }), [4, 2, 1, 3]);
      assert.deepEqual(await sorted('pages', { ascending: false }), [4, 3, 1, 2]);
      assert.deepEqual(await sorted('pages', { ascending: false, nullsFirst: false }), [3, 1, 2, 4]);
      assert.deepEqual(await sorted('author_id', { ascending: false }), [3, 1, 2, 4]);
      assert.deepEqual(await refusal(db.from('books').select('id').order('nothing')), ['42703', 400]);
    });
  });

  method('.limit()', 'works', (it) => {
    it('cuts, also to nothing', async () => {
      const db = await library(of());
      assert.deepEqual(await column(db.from('books').select('id').order('id').limit(2), 'id'), [1, 2]);
      assert.deepEqual(await column(db.from('books').select('id').limit(0), 'id'), []);
      const wrong = await ask(of(), 'books?limit=-1');
      assert.deepEqual([wrong.status, (await wrong.json()).code], [416, 'PGRST103']);
    });
  });

  method('.range()', 'works', (it) => {
    it('gives a part, and names one beyond the end', async () => {
      const db = await library(of());
      assert.deepEqual(await column(db.from('books').select('id').order('id').range(1, 2), 'id'), [2, 3]);
      const beyond = await db.from('books').select('id', { count: 'exact' }).range(10, 12);
      assert.deepEqual([beyond.status, beyond.error?.code], [416, 'PGRST103']);
      assert.deepEqual(await got(db.from('books').select('id').range(10, 12)), []);
    });
  });

  method('.single()', 'works', (it) => {
    it('gives one, and tells when there is none or are more', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('books').select('id').eq('id', 1).single()), { id: 1 });
      const none = await db.from('books').select('id').eq('id', 99).single();
      assert.deepEqual(
        [none.status, none.error?.code, none.error?.details],
        [406, 'PGRST116', 'The result contains 0 rows'],
      );
      const many = await db.from('books').select('id').single();
      assert.deepEqual(
        [many.status, many.error?.code, many.error?.details],
        [406, 'PGRST116', 'The result contains 4 rows'],
      );
      assert.equal(many.error?.message, 'Cannot coerce the result to a single JSON object');
    });

    it('undoes what wrote another number of rows', async () => {
      const db = await library(of());
      assert.deepEqual(await refusal(db.from('counters').update({ value: 9 }).gt('value', 0).select().single()), [
        'PGRST116',
        406,
      ]);
      assert.deepEqual(await column(db.from('counters').select('value').order('key'), 'value'), [1, 2]);
    });
  });

  method('.maybeSingle()', 'works', (it) => {
    it('gives one or null, and tells when there are more', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('books').select('id').eq('id', 1).maybeSingle()), { id: 1 });
      assert.equal(await got(db.from('books').select('id').eq('id', 99).maybeSingle()), null);
      assert.deepEqual((await refusal(db.from('books').select('id').maybeSingle()))[0], 'PGRST116');
      const written = db.from('counters').update({ value: 9 }).eq('key', 'a').select('value').maybeSingle();
      assert.deepEqual(await got(written), { value: 9 });
    });
  });

  method('.csv()', 'works', (it) => {
    it('gives a header and rows, quoted where it is needed', async () => {
      const db = await library(of());
      await got(db.from('authors').insert({ name: 'a "b", c\nd' }));
      assert.equal(
        await got(db.from('authors').select('id, name, born').in('id', [2, 4]).order('id').csv()),
        'id,name,born\n2,Борис,1890-02-10\n4,"a ""b"", c\nd",',
      );
      const place = { street: 'a, "b"', house: 1 };
      await got(db.from('shops').insert({ id: 1, place, notes: [] }));
      assert.equal(
        await got(db.from('shops').select('id, place, notes, branches').csv()),
        'id,place,notes,branches\n1,"(""a, """"b"""""",1)",{},',
      );
      assert.equal(
        await got(db.from('kinds').select('moment, flag, list, big, clock').csv()),
        'moment,flag,list,big,clock\n"2026-01-02 00:04:05.678901+00",t,"{1,2,NULL}",9007199254740993,03:04:05',
      );
    });
  });

  method('.geojson()', { refused: '`PGRST107`: no PostGIS' }, (it) => {
    it('says so', async () => {
      const db = await library(of());
      const [code, status] = await refusal(db.from('books').select().geojson());
      assert.ok(status === 406 || status === 404, `${code} ${status}`);
    });
  });

  method('.explain()', { refused: '`PGRST107`, as where `db-plan-enabled` is off' }, (it) => {
    it('says so', async () => {
      const db = await library(of());
      assert.deepEqual(await refusal(db.from('books').select().explain()), ['PGRST107', 406]);
      assert.deepEqual(await refusal(db.from('books').select().explain({ format: 'json', analyze: true })), [
        'PGRST107',
        406,
      ]);
    });
  });

  method('.stripNulls()', 'works', (it) => {
    it('leaves null out, at any depth', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('authors').select('name, born, details').eq('id', 3).stripNulls()), [
        { name: 'Nobody', details: {} },
      ]);
      assert.deepEqual(await got(db.from('authors').select('name, born').eq('id', 3).single().stripNulls()), {
        name: 'Nobody',
      });
    });
  });

  method('.abortSignal()', 'works', (it) => {
    it('ends what is not wanted any more, and the next request is answered', async () => {
      const db = await library(of());
      const { error } = await db.from('books').select().abortSignal(AbortSignal.abort());
      assert.match(String(error?.message), /abort/i);
      assert.equal((await column(db.from('books').select(), 'id')).length, 4);
    });
  });

  method('.throwOnError()', 'works', (it) => {
    it('throws what would be in the answer', async () => {
      const db = await library(of());
      await assert.rejects(async () => db.from('books').select('nothing').throwOnError(), { code: '42703' });
    });
  });

  method('.setHeader()', 'works', (it) => {
    it('reaches functions in the database', async () => {
      const db = await library(of());
      const { data } = await db.rpc('asked').setHeader('x-own', 'мой'.length.toString());
      assert.deepEqual(data, {
        role: 'service_role',
        method: 'POST',
        path: '/rpc/asked',
        header: '3',
        claim: 'service_role',
      });
    });

    it('chooses the time zone of the answer', async () => {
      const db = await library(of());
      const moment = (preference: string) => db.from('kinds').select('moment').setHeader('prefer', preference);
      const there = '2026-01-01T19:04:05.678901-05:00';
      assert.deepEqual(await got(moment('timezone=America/New_York')), [{ moment: there }]);
      assert.deepEqual(await got(moment('timezone=Nowhere')), [{ moment: '2026-01-02T00:04:05.678901+00:00' }]);
      assert.deepEqual(await refusal(moment('handling=strict, timezone=Nowhere')), ['PGRST122', 400]);
    });
  });

  method('.retry()', 'works', (it) => {
    it('asks once when it is told to', async () => {
      const db = await library(of());
      assert.equal((await db.from('books').select().retry(false)).status, 200);
    });
  });

  method('.returns()', 'works', (it) => {
    it('changes nothing of the answer', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('books').select('id').eq('id', 1).returns<{ id: number }[]>()), [{ id: 1 }]);
    });
  });

  method('.overrideTypes()', 'works', (it) => {
    it('changes nothing of the answer', async () => {
      const db = await library(of());
      assert.deepEqual(await got(db.from('books').select('id').eq('id', 1).overrideTypes<{ id: number }[]>()), [
        { id: 1 },
      ]);
    });
  });
}
