import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { type AnyAST, App } from '@supabase/lite';
import { PgliteConnection } from '@supabase/lite/pglite';
import { createPgliteDatabase, type PgliteDatabase } from '../database-pglite.ts';
import { readyCopy } from '../open-database.ts';
import { type Caller, RestConnection } from './connection.ts';
import { createRestServer } from './server.ts';

// What we take of @supabase/lite that its documentation does not promise. Another version must pass here first.
describe('What we rely on in @supabase/lite', () => {
  let database: PgliteDatabase;
  const shown = { schemas: ['public'], extraSearchPath: [] };
  const config = { enabled: true, ...shown, maxRows: 10, exposeNewTables: false };
  const callerOn = async (connection: RestConnection): Promise<Caller> => ({
    claims: { role: 'service_role' },
    settings: {},
    undo: false,
    schema: 'public',
    embedding: await connection.embedding('public'),
  });
  before(async () => {
    database = await createPgliteDatabase({ from: await readyCopy() });
    await database.transaction((tx) =>
      tx.exec(`
        create table things (id int primary key, doc jsonb, big bigint);
        insert into things values (1, '[1]', 9007199254740993);
        create table hidden (id int);
        alter table hidden enable row level security;
        create function one(doc jsonb) returns int language sql immutable as 'select 1';
        grant select on things to service_role`),
    );
  });
  after(() => database.close());

  it('its version is the one that these tests were written for', async () => {
    const read = async (path: string) => JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
    assert.equal((await read('../../../package.json')).devDependencies['@supabase/lite'], '0.10.0');
    assert.equal((await read('../../../node_modules/@supabase/lite/package.json')).version, '0.10.0');
  });

  it('behind PgliteConnection stands the one base of both Postgres connections', () => {
    const base = Object.getPrototypeOf(PgliteConnection);
    assert.equal(typeof base, 'function');
    for (const name of ['introspect', 'withContext', 'onPostgrestAST', 'ensureRlsContext', 'viewOptionsMetadata']) {
      assert.ok(Object.hasOwn(base.prototype, name), name);
    }
    assert.equal(typeof base.prototype.clearSchemaCache, 'function');
    assert.ok(new RestConnection(database, shown) instanceof base);
  });

  it('an active `rlsState` keeps it from granting anything', async () => {
    const grants = async () =>
      (
        await database.transaction((tx) =>
          tx.query(`select * from information_schema.table_privileges where table_name in ('things', 'hidden')`),
        )
      ).rows;
    const connection = new RestConnection(database, shown);
    const before = await grants();
    await connection.introspect();
    await Reflect.get(connection, 'ensureRlsContext').call(connection);
    assert.deepEqual(await grants(), before);
    assert.equal(Reflect.get(connection, 'rlsState'), 'active');
  });

  it('`introspect` names relations, columns, keys and functions as we read them, and `clearSchemaCache` clears them', async () => {
    const connection = new RestConnection(database, shown);
    const { columns, functions = [], primary_keys: keys, tables } = await connection.introspect({ useCache: true });
    assert.ok(tables.some(({ name, schema }) => name === 'things' && schema === 'public'));
    assert.equal(columns.find(({ name, table }) => table === 'things' && name === 'doc')?.type, 'jsonb');
    assert.deepEqual(keys.find(({ table }) => table === 'things')?.columns, ['id']);
    const one = functions.find(({ name }) => name === 'one');
    assert.deepEqual([one?.arg_names, one?.arg_types], [['doc'], ['jsonb']]);
    await database.transaction((tx) => tx.exec('create table later (id int)'));
    assert.equal(await connection.has('public', 'later'), false);
    connection.clearSchemaCache();
    assert.equal(await connection.has('public', 'later'), true);
  });

  it('each request goes through `onPostgrestAST` once, then through `withContext` once, with what we read of it', async () => {
    const seen: unknown[] = [];
    class Watched extends RestConnection {
      override async onPostgrestAST(ast: AnyAST) {
        seen.push([ast.type, ast.from, ast.values]);
        return super.onPostgrestAST(ast);
      }
      override async withContext(...args: Parameters<RestConnection['withContext']>): Promise<never> {
        seen.push('context');
        return super.withContext(...args) as Promise<never>;
      }
    }
    const connection = new Watched(database, shown);
    const app = new App({
      connection,
      auth: { enabled: false },
      storage: { enabled: false },
      api: { enabled: true, schemas: ['public'] },
      options: { server: { disableStudio: true, admin: false, apiKeys: false } },
    });
    const caller = await callerOn(connection);
    const ask = (init?: RequestInit) =>
      connection.ask(caller, () => app.fetch(new Request('http://localhost/rest/v1/things', init)));
    assert.equal((await ask()).status, 200);
    assert.deepEqual(seen, [['query', 'things', undefined], 'context']);
    seen.length = 0;
    const headers = { 'content-type': 'application/json' };
    assert.equal((await ask({ method: 'POST', headers, body: '{"id": 2, "doc": [1]}' })).status, 403);
    assert.deepEqual(seen[0], ['insert', 'things', { id: 2, doc: [1] }]);
  });

  it('still loses numbers that JavaScript cannot hold, which we repair', async () => {
    const connection = new RestConnection(database, shown);
    const raw = new App({
      connection,
      auth: { enabled: false },
      storage: { enabled: false },
      api: { enabled: true, schemas: ['public'] },
      options: { server: { disableStudio: true, admin: false, apiKeys: false } },
    });
    const caller = await callerOn(connection);
    const bare = await connection.ask(caller, () =>
      raw.fetch(new Request('http://localhost/rest/v1/things?select=big')),
    );
    assert.doesNotMatch(await bare.text(), /"big":\s*9007199254740993/);
    const rest = await createRestServer(database, config, () => {});
    const repaired = await rest.fetch(new Request('http://localhost/rest/v1/things?select=big'), caller.claims);
    assert.match(await repaired.text(), /"big":\s*9007199254740993/);
    await rest.close();
  });

  it('finds relations by bare names and takes aliases for hints, which is why each request has a schema of its own', async () => {
    const connection = new RestConnection(database, shown);
    const caller = await callerOn(connection);
    const seen: string[][] = [];
    class Watched extends RestConnection {
      override async introspect(options?: { useCache?: boolean }) {
        const found = await super.introspect(options);
        seen.push([...new Set(found.tables.map(({ schema }) => schema))]);
        return found;
      }
    }
    const watched = new Watched(database, shown);
    const app = new App({
      connection: watched,
      auth: { enabled: false },
      storage: { enabled: false },
      api: { enabled: true, schemas: ['public'] },
      options: { server: { disableStudio: true, admin: false, apiKeys: false } },
    });
    await watched.ask(caller, () => app.fetch(new Request('http://localhost/rest/v1/things')));
    assert.ok(seen.length > 0);
    for (const schemas of seen) assert.deepEqual(schemas, ['public']);
    assert.ok((await connection.introspect()).tables.some(({ schema }) => schema === 'auth'));
  });

  it('still forgets the filter of a spread row and what is embedded in it, which we refuse', async () => {
    await database.transaction((tx) =>
      tx.exec(`
        create table people (id int primary key, name text);
        create table pets (id int primary key, owner_id int references people);
        grant select on people, pets to service_role`),
    );
    const rest = await createRestServer(database, config, () => {});
    const ask = async (question: string) => {
      const url = new URL(`http://localhost/rest/v1/pets?${question}`);
      return (await rest.fetch(new Request(url), { role: 'service_role' })).status;
    };
    assert.equal(await ask('select=id,...people(name)'), 200);
    assert.equal(await ask('select=id,...people!inner(name)&people.name=eq.x'), 200);
    assert.equal(await ask('select=id,...people(name)&people.name=eq.x'), 400);
    assert.equal(await ask('select=id,...people(name,pets(id))'), 400);
    await rest.close();
  });

  it('tables and functions are read anew when the schema changes, and at NOTIFY pgrst', async () => {
    const rest = await createRestServer(database, config, () => {});
    const status = async (name: string) =>
      (await rest.fetch(new Request(`http://localhost/rest/v1/${name}`), { role: 'service_role' })).status;
    const run = (sql: string) => database.transaction((tx) => tx.exec(sql));
    assert.equal(await status('newer'), 404);
    await run('create table newer (id int); grant select on newer to service_role');
    assert.equal(await status('newer'), 200);
    await run('alter event trigger pgrst_ddl_watch disable; create table newest (id int)');
    assert.equal(await status('newest'), 404);
    await run(`grant select on newest to service_role; notify pgrst, 'reload schema'`);
    assert.equal(await status('newest'), 200);
    await rest.close();
  });
});
