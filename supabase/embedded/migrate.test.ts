import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readBootstrap } from './bootstrap.ts';
import type { Database } from './database.ts';
import { createPgliteDatabase } from './database-pglite.ts';
import { createPostgresDatabase } from './database-postgres.ts';
import { type Migration, migrate } from './migrate.ts';
import { readyCopy } from './open-database.ts';
import { freshDatabase } from './testing/fresh-database.ts';

describe('Migrations', () => {
  let database: Database;
  let drop = async () => {};
  before(async () => {
    const server = process.env.DATABASE_URL;
    if (server) {
      const fresh = await freshDatabase(server);
      drop = fresh.drop;
      database = await createPostgresDatabase(fresh.url);
    } else database = await createPgliteDatabase({ from: await readyCopy() });
    await (await readBootstrap()).apply(database);
  });
  after(async () => {
    await database.close();
    await drop();
  });

  const migration = (version: string, name: string, sql: string): Migration => ({
    ...{ version, name, sql },
    file: `${version}_${name}.sql`,
  });
  const apply = (sql: string) => migrate(database, [migration('1', 'it', sql)]);
  const there = async (name: string) => {
    const { rows } = await database.transaction((tx) =>
      tx.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name]),
    );
    return rows[0]?.there;
  };
  const failing: [string, string, RegExp][] = [
    [
      'a mistake of writing',
      'select 1;\n\nselect\n  nonsense;',
      /^1_it\.sql:4: column "nonsense".*\(42703\)\n {2}in: select nonsense$/,
    ],
    ['the first of two on a line', 'select 1; select nothing; select 2', /^1_it\.sql:1: .*\n {2}in: select nothing$/],
    [
      'a constraint',
      'create table a (b int check (b > 0));\ninsert into a values (1);\n-- here\ninsert into a\n  values (0);',
      /^1_it\.sql:4: .*\(23514\).*Failing row contains \(0\).*\n {2}in: insert into a values \(0\)$/s,
    ],
    [
      'an exception',
      "select 1;\ndo $$ begin raise 'no; not so'; end $$;",
      /^1_it\.sql:2: no; not so \(P0001\).*\n {2}in: do/s,
    ],
    [
      'what no transaction may hold',
      'select 1;\nvacuum;',
      /^1_it\.sql:2: VACUUM cannot run .*\(25001\).*psql.*\n {2}in: vacuum$/s,
    ],
    [
      'an index built concurrently',
      'create table a (b int);\ncreate index concurrently on a (b);',
      /^1_it\.sql:2: CREATE INDEX CONCURRENTLY cannot run .*psql/s,
    ],
    [
      'the end of the transaction',
      'create table half (a int);\ncommit;\nselect 1;',
      /^1_it\.sql:2: Each file is a transaction/,
    ],
    ['a start in the middle', 'select 1;\nstart transaction;', /^1_it\.sql:2: Each file is a transaction/],
    ['schemas of the platform', 'create table auth.mine (a int);', /^1_it\.sql:1: permission denied for schema auth/],
  ];
  for (const [name, sql, message] of failing) {
    it(`names file, line and statement of ${name}, and nothing stays`, async () => {
      await assert.rejects(apply(`create table half_made (a int);${sql}`), { name: 'Error', message });
      assert.equal(await there('public.half_made'), false);
    });
  }

  const framed = '-- all at once\nbegin;\ncreate table framed (a int);\ncommit;\n';

  it('takes a frame of begin and commit for what it says', async () => {
    await apply(framed);
    assert.equal(await there('public.framed'), true);
  });

  it('takes what dumps and guides for hosted Supabase say', async () => {
    const sql = `
      create table public.things (id int primary key);
      alter table public.things owner to postgres;
      create function public.three() returns int language sql as $$ select 3 $$;
      ALTER FUNCTION "public"."three"() OWNER TO "postgres";
      ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "public" GRANT ALL ON TABLES TO "anon";
      alter publication supabase_realtime add table public.things;
      insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'seed@college.example');
      insert into auth.identities (user_id, provider_id, provider, identity_data)
        select id, id, 'email', jsonb_build_object('sub', id, 'email', email) from auth.users`;
    await migrate(database, [migration('1', 'it', framed), migration('2', 'dump', sql)]);
    const { rows } = await database.transaction((tx) =>
      tx.query('select tablename, tableowner from pg_tables join pg_publication_tables using (tablename)'),
    );
    assert.deepEqual(rows, [{ tablename: 'things', tableowner: 'supabase_migrator' }]);
  });

  const others: [string, Migration[], string, string][] = [
    [
      'one that is gone',
      [migration('1', 'it', framed), migration('3', 'more', 'create table extra (a int)')],
      '2_dump.sql в проекте больше нет',
      'the project no longer has 2_dump.sql',
    ],
    [
      'one that had another name',
      [migration('1', 'other', framed)],
      '1_it.sql в проекте больше нет',
      'the project no longer has 1_it.sql',
    ],
    [
      'one that has changed',
      [migration('0', 'before', 'create table extra (a int)'), migration('1', 'it', 'create table framed (b int)')],
      '1_it.sql с тех пор изменилась',
      '1_it.sql has changed since',
    ],
  ];
  for (const [name, migrations, russian, english] of others) {
    it(`applies nothing to a database in which there is ${name}`, async () => {
      await assert.rejects(migrate(database, migrations), {
        message: `База сделана другими миграциями: ${russian} (the database was made by other migrations: ${english}). Нужны пустая база или прежние файлы (it takes an empty database or the earlier files).`,
      });
      assert.deepEqual([await there('public.extra'), await there('public.framed')], [false, true]);
    });
  }

  it('does not call a database changed that the CLI of Supabase has migrated', async () => {
    const one = '-- one alone\ncreate table alone (a int);\n';
    const several = 'create table some (a int);\ncreate table others (b int);\n';
    await database.transaction((tx) =>
      tx.exec(`delete from supabase_migrations.schema_migrations where true;
        insert into supabase_migrations.schema_migrations (version, name, statements) values
          ('1', 'one', array['-- one alone\ncreate table alone (a int)']),
          ('2', 'several', array['create table some (a int)', 'create table others (b int)'])`),
    );
    assert.deepEqual(await migrate(database, [migration('1', 'one', one), migration('2', 'several', several)]), []);
    await assert.rejects(migrate(database, [migration('1', 'one', one.replace('int', 'text'))]), /has changed since/);
  });
});
