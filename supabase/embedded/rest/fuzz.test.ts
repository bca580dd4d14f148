import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Supabase, startSupabase } from '../index.ts';
import { fuzz, type Random } from '../testing/random.ts';

const project = join(import.meta.dirname, '..', 'conformance', 'supabase');

const methods = ['GET', 'GET', 'GET', 'POST', 'POST', 'PATCH', 'DELETE', 'PUT', 'HEAD', 'OPTIONS'];
const paths = [
  ...[
    'authors',
    'books',
    'genres',
    'book_genres',
    'covers',
    'counters',
    'kinds',
    'notes',
    'things',
    'nobody',
    'rpc',
    '',
  ],
  ...['rpc/add', 'rpc/sum_of', 'rpc/books_of', 'rpc/first_author', 'rpc/pairs', 'rpc/words', 'rpc/nothing', 'rpc/echo'],
  ...[
    'rpc/kept',
    'rpc/either',
    'rpc/asked',
    'rpc/answer',
    'rpc/nobody',
    'books/1',
    'pg_class',
    'authors;',
    '"authors"',
  ],
];
const columns = [
  'id',
  'name',
  'title',
  'author_id',
  'a',
  'b',
  'numbers',
  'writer',
  'big',
  'doc',
  'doc->a',
  'doc->>a',
  'odd name',
];
const parameters = [
  ...[
    'select',
    'order',
    'limit',
    'offset',
    'and',
    'or',
    'not.and',
    'columns',
    'on_conflict',
    'authors.order',
    'books.limit',
  ],
  ...columns,
];
const questions = [
  ...[
    '*',
    'id,title',
    'id,authors(name)',
    'authors!inner(*)',
    'n:id::text',
    'count()',
    'id.sum()',
    'doc->a->>b',
    '...authors(name)',
  ],
  ...[
    'eq.1',
    'neq.x',
    'gt.1',
    'gte.',
    'lt.null',
    'is.null',
    'is.true',
    'is.x',
    'in.(1,2)',
    'in.("a,b",c)',
    'in.()',
    'not.eq.1',
  ],
  ...[
    'like.*a*',
    'ilike.%',
    'match.^a',
    'match.(',
    'fts.a',
    'fts(russian).a',
    'cs.{1,2}',
    'cd.[1,2)',
    'ov.{x',
    'sl.(1,2)',
    'eq(any).{1,2}',
  ],
  ...[
    'id.asc',
    'id.desc.nullslast,name',
    'id.up',
    '1',
    '0',
    '-1',
    '99999999999999999999',
    '1e9',
    'NaN',
    '(id.eq.1,or(id.eq.2,name.is.null))',
  ],
  ...[
    '(((((((((',
    ')',
    '(id.eq.1',
    'id.eq',
    '.',
    ',',
    "'; drop table books; --",
    '$1',
    '\0',
    '\ud800',
    '"',
    '\\',
    '%',
    '::int',
    'é',
    'x'.repeat(3000),
  ],
];
const values: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    '',
    'x',
    '1',
    '\0',
    '\ud800',
    "'",
    '{}',
    '{1,2}',
    '[1,2)',
    '2026-01-01',
    'infinity',
    'NaN',
  ],
  ...[[], [1, 2], [[1], [2]], [null], {}, { a: { b: [null] } }, 'x'.repeat(5000)],
];
const headers: readonly [string, readonly string[]][] = [
  [
    'prefer',
    ['return=representation', 'return=headers-only', 'count=exact', 'count=planned', 'resolution=merge-duplicates'],
  ],
  [
    'prefer',
    [
      'tx=rollback',
      'missing=default',
      'handling=strict, x=y',
      'max-affected=1, handling=strict',
      'params=single-object',
      ',,=',
    ],
  ],
  [
    'accept',
    [
      'application/vnd.pgrst.object+json',
      'text/csv',
      'application/geo+json',
      'text/xml',
      'application/vnd.pgrst.plan+json',
      '*/*',
      'x',
    ],
  ],
  ['range', ['0-1', '5-2', '-', '0-', '9999999999999999999-', 'bytes=0-1']],
  ['range-unit', ['items', 'x']],
  [
    'content-type',
    [
      'application/json',
      'text/csv',
      'text/plain',
      'application/octet-stream',
      'application/x-www-form-urlencoded',
      'x',
    ],
  ],
  ['accept-profile', ['public', 'other', 'auth', '"', '']],
  ['content-profile', ['public', 'other', 'pg_catalog', "'"]],
];

describe('Hostile requests to REST', () => {
  let supabase: Supabase;
  before(async () => {
    supabase = await startSupabase({ project, port: 0 });
  });
  after(() => supabase.stop());

  const one = (random: Random) =>
    Object.fromEntries(
      Array.from({ length: random.below(5) }, () => [random.pick(columns), random.pick(values)] as const),
    );
  const bodyOf = (random: Random): Buffer => {
    const rows = random.chance(0.3) ? Array.from({ length: random.below(4) }, () => one(random)) : one(random);
    const text = random.chance(0.1)
      ? 'id,name\n1,x\n2'
      : JSON.stringify(random.chance(0.1) ? random.pick(values) : rows);
    return random.chance(0.15) ? random.damage(Buffer.from(text)) : Buffer.from(text);
  };
  const queryOf = (random: Random): string =>
    Array.from({ length: random.below(4) }, () => {
      const question = random.chance(0.3) ? random.bend(random.pick(questions)) : random.pick(questions);
      const name = random.chance(0.1) ? random.bend(random.pick(parameters)) : random.pick(parameters);
      return `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(question.toWellFormed())}`;
    }).join('&');

  it('answers each with something below 500, and a refusal in words', async () => {
    const seen = new Set<number>();
    await fuzz(600, async (random) => {
      const method = random.pick(methods);
      const path = random.chance(0.05)
        ? encodeURIComponent(random.bend(random.pick(paths)).toWellFormed())
        : random.pick(paths);
      const query = queryOf(random);
      const body = ['GET', 'HEAD'].includes(method) ? null : bodyOf(random);
      const sent: Record<string, string> = {
        apikey: random.chance(0.7) ? supabase.secretKey : supabase.publishableKey,
      };
      for (const [name, some] of headers) if (random.chance(0.15)) sent[name] = random.pick(some);
      const shown = `${method} ${path}?${query.slice(0, 500)} ${JSON.stringify(sent)} ${body?.toString().slice(0, 300) ?? ''}`;
      const answer = await fetch(`${supabase.url}/rest/v1/${path}?${query}`, {
        method,
        headers: sent,
        ...(body && { body: new Uint8Array(body) }),
      });
      const text = await answer.text();
      seen.add(answer.status);
      assert.ok(answer.status < 500, `${answer.status} ${text.slice(0, 500)} to ${shown}`);
      if (answer.status < 400 || method === 'HEAD') return;
      const { message } = JSON.parse(text) as { message: unknown };
      assert.equal(typeof message, 'string', `${text.slice(0, 500)} to ${shown}`);
    });
    for (const status of [200, 400, 404]) assert.ok(seen.has(status), `no request was answered with ${status}`);
  });

  it('names a quote that is not closed as a mistake of who asks', async () => {
    for (const path of ['rpc/words', 'authors']) {
      const headers = { apikey: supabase.publishableKey };
      const answer = await fetch(`${supabase.url}/rest/v1/${path}?select=id,"na`, { headers });
      assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [400, 'PGRST100']);
    }
  });

  it('works on as before', async () => {
    const headers = { apikey: supabase.secretKey, 'content-type': 'application/json' };
    await fetch(`${supabase.url}/rest/v1/rpc/reset_library`, { method: 'POST', headers });
    const books = await fetch(`${supabase.url}/rest/v1/books?select=id,authors!author_id(name)`, { headers });
    assert.equal(books.status, 200);
    assert.ok(((await books.json()) as unknown[]).length > 0);
  });
});
