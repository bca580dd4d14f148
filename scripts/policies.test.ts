import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { openPolicyDatabase, type PolicyDatabase } from './policies/database.ts';
import { ofPolicies } from './policies/mutants.ts';
import { type PolicyTest, runPolicyTest, testsFolder } from './policies/run.ts';
import { readTap } from './policies/tap.ts';

let database: PolicyDatabase;
let files: string[];

before(async () => {
  database = await openPolicyDatabase(process.env.DATABASE_URL);
  files = (await readdir(testsFolder)).filter((file) => file.endsWith('.sql') && file !== 'helpers.sql');
});
after(() => database.close());

async function failures(test: Partial<PolicyTest> & { sql: string }): Promise<string[]> {
  const report = await runPolicyTest(database, { name: 'test.sql', files, ...test });
  return report.failures.map(({ name }) => name);
}

async function failuresOf(file: string, before: string): Promise<string[]> {
  return failures({ sql: await readFile(new URL(file, testsFolder), 'utf8'), before });
}

describe('the runner of the policy tests', () => {
  it('counts what holds and reports what does not, with its diagnostics', async () => {
    const sql = `select plan(2); select ok(true, 'first'); select is(1, 2, 'second'); select * from finish();`;
    const report = await runPolicyTest(database, { name: 'test.sql', sql, files });
    assert.equal(report.passed, 1);
    assert.deepEqual(
      report.failures.map(({ name }) => name),
      ['second'],
    );
    assert.match(report.failures[0]?.diagnostics.join('\n') ?? '', /have: 1\s+want: 2/);
  });

  it('fails a file without a plan, without assertions, or with another number of them', async () => {
    assert.deepEqual(await failures({ sql: 'select 1;' }), ['has a plan']);
    assert.deepEqual(await failures({ sql: 'select plan(1);' }), ['has assertions']);
    assert.deepEqual(await failures({ sql: 'select plan(2); select pass();' }), ['runs what it planned']);
    assert.deepEqual(await failures({ sql: 'select plan(1); select pass(); select pass();' }), [
      'runs what it planned',
    ]);
    assert.deepEqual(readTap(['1..0']).failures.length, 1);
  });

  it('fails a file that breaks off, and names the line', async () => {
    const sql = 'select plan(1);\nselect pass();\nselect from nowhere;';
    assert.deepEqual(await failures({ sql }), ['runs to its end (test.sql:3)']);
  });

  it('leaves nothing of a file behind', async () => {
    assert.deepEqual(await failures({ sql: `create table public.left_behind (); select plan(1); select pass();` }), []);
    assert.deepEqual(
      await failures({ sql: `select plan(1); select hasnt_table('public'::name, 'left_behind'::name, 'gone');` }),
      [],
    );
  });
});

describe('migrations and policy tests', () => {
  it('update and delete with a where: a hosted project refuses it without', async () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const folder of [testsFolder, new URL('../supabase/migrations/', import.meta.url)]) {
      for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql'))) {
        const sql = (await readFile(new URL(file, folder), 'utf8')).replace(/--.*$/gm, '');
        for (const { index, 0: begin } of sql.matchAll(
          /\b(delete from|update) (public|private|auth|realtime|storage)\.\w+/g,
        )) {
          // It ends as it began: within quotes, within dollars, or with its semicolon.
          const end = /['"]$/.test(sql.slice(0, index).trimEnd()) ? /(?<!')'(?!')/ : /;|\$\w*\$/;
          const [statement = ''] = sql.slice(index).split(end);
          seen++;
          if (!/\bwhere\b/.test(statement)) wrong.push(`${file}: ${begin}`);
        }
      }
    }
    assert.ok(seen > 100);
    assert.deepEqual(wrong, []);
  });
});

describe('the test of the catalog', () => {
  const mistakes: ReadonlyArray<readonly [mistake: string, sql: string, noticed: readonly string[]]> = [
    [
      'a table that nobody thought about',
      'create table public.bad (id integer)',
      [
        'Every exposed table has row-level security',
        'Every exposed table has policies',
        'Every exposed table has a test file named after it',
      ],
    ],
    [
      'a materialized view',
      'create materialized view public.bad as select 1',
      ['Nothing is exposed that cannot have policies'],
    ],
    [
      'a view with the rights of its owner',
      'create view public.bad as select * from public.messages',
      ['Every exposed view asks the policies of its caller'],
    ],
    ['a table writable by anybody', 'grant insert on public.messages to anon', ['Anonymous people can write no table']],
    [
      'a column writable by anybody',
      'grant update (name) on public.profiles to anon',
      ['Anonymous people can write no table'],
    ],
    [
      'a table that can be emptied',
      'grant truncate on public.messages to authenticated',
      ['What row-level security does not stop is granted to nobody'],
    ],
    [
      'a policy for everybody',
      'create policy bad on public.messages for select using (true)',
      ['No policy names anonymous people'],
    ],
    [
      'a function of the owner that believes the search_path of its caller',
      `create function private.bad() returns integer language sql security definer as 'select 1'; revoke execute on function private.bad() from public`,
      ['Every function with the rights of its owner has a fixed search_path'],
    ],
    [
      'a private function open to those who are signed in',
      `create function private.bad() returns integer language sql as 'select 1'; revoke execute on function private.bad() from public; grant execute on function private.bad() to authenticated`,
      ['Of what is private people can call these functions only'],
    ],
    [
      'a private table open to the secret key',
      'grant select on private.secrets to service_role',
      ['What is private is read and written by functions only'],
    ],
    ['a table that anybody reads', 'grant select on public.colleges to anon', ['Anonymous people read no table']],
    [
      'a function open to anybody',
      `create function public.bad() returns integer language sql as 'select 1'; grant execute on function public.bad() to anon`,
      ['Anonymous people can call these functions only'],
    ],
    [
      'a foreign key without an index',
      'alter table public.messages add bad uuid references public.profiles (id)',
      ['Every foreign key has an index'],
    ],
  ];
  for (const [mistake, sql, noticed] of mistakes) {
    it(`notices ${mistake}`, async () => {
      assert.deepEqual(await failuresOf('catalog.sql', `${sql};`), noticed);
    });
  }
});

/** Tests that tell of the policies of a table beside the one that is named after it. */
const elsewhere: Record<string, readonly string[]> = {
  'public.messages': ['message_editing.sql'],
  'realtime.messages': ['lesson_signals.sql'],
  'storage.objects': ['message_files.sql', 'chat_pictures.sql', 'documents.sql', 'articles.sql'],
};

describe('the tests of the policies', () => {
  it('notice every policy that is gone or lets everything through', async () => {
    const mutants = await ofPolicies(database);
    assert.ok(mutants.length > 40);
    for (const { name, table, sql } of mutants) {
      const own =
        table === 'realtime.messages' ? 'realtime' : table.replace('storage.', 'storage_').replace('public.', '');
      const tests = [`${own}.sql`, ...(elsewhere[table] ?? [])];
      assert.ok(await isNoticed(sql, tests), `no test fails: ${name}`);
    }
  });

  it('notice every right to a whole table that is granted too much', async () => {
    const rights = await database.script(`
      select concat_ws(E'\\t', granted, tablename)
      from pg_tables, unnest(array['insert', 'update', 'delete']) granted
      where schemaname = 'public' and not has_table_privilege('authenticated', 'public.' || tablename, granted)`);
    assert.ok(rights.length > 20);
    for (const right of rights) {
      const [granted = '', table = ''] = right.split('\t');
      const mutant = `grant ${granted} on public.${table} to authenticated;`;
      assert.ok(await isNoticed(mutant, [`${table}.sql`, 'catalog.sql']), `no test fails after: ${mutant}`);
    }
  });

  async function isNoticed(mutant: string, tests: readonly string[]): Promise<boolean> {
    for (const test of tests) if ((await failuresOf(test, mutant)).length > 0) return true;
    return false;
  }
});
