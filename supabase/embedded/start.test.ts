import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import WebSocket from 'ws';
import { type StartOptions, type Supabase, startSupabase } from './index.ts';
import { localSecret, Tokens } from './keys.ts';
import { freshDatabase } from './testing/fresh-database.ts';

const notes = `
  create table public.notes (id bigint generated always as identity primary key, owner uuid default auth.uid(), body text);
  alter table public.notes enable row level security;
  grant select, insert on public.notes to authenticated;
  create policy "own" on public.notes for all to authenticated using (owner = (select auth.uid()));
  create table public.hidden (id int primary key);
  alter table public.hidden enable row level security;
  revoke all on public.hidden from anon, authenticated;
  create function public.whoami() returns jsonb language sql as $$
    select jsonb_build_object('role', current_user, 'sub', auth.uid()) $$;
`;

describe('Starting the embedded Supabase', () => {
  let folder: string;
  let running: Supabase[] = [];
  let drops: (() => Promise<void>)[] = [];
  const start = async (options: StartOptions = {}) => {
    const started = await startSupabase({ project: folder, port: 0, ...options });
    running.push(started);
    return started;
  };
  /** On the server at DATABASE_URL, where there is one, else in memory. */
  const startAnywhere = async () => start(await anywhere({}));
  const anywhere = async (options: StartOptions): Promise<StartOptions> => {
    const server = process.env.DATABASE_URL;
    if (!server) return options;
    const { url, drop } = await freshDatabase(server);
    drops.push(drop);
    return { databaseUrl: url };
  };
  const as = async ({ url, publishableKey }: Supabase, sub: string) => {
    const tokens = await Tokens.create(localSecret, () => new Date());
    const exp = Math.floor(Date.now() / 1000) + 600;
    const token = await tokens.sign({ role: 'authenticated', sub, exp });
    return createClient(url, publishableKey, {
      accessToken: async () => token,
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-start-'));
    await mkdir(join(folder, 'migrations'));
    await writeFile(join(folder, 'migrations', '1_notes.sql'), notes);
  });
  afterEach(async () => {
    for (const supabase of running) await supabase.stop();
    running = [];
    for (const drop of drops) await drop();
    drops = [];
    await rm(folder, { recursive: true });
  });

  it('listens at once, and says 503 until it is ready', async () => {
    const told: unknown[] = [];
    const seed = async () => {
      const { status, headers } = await fetch(`http://127.0.0.1:${port}/rest/v1/notes`);
      told.push(status, headers.get('retry-after'));
    };
    const { url } = await start();
    const port = Number(new URL(url).port);
    await running.pop()?.stop();
    await start({ port, seed, seedKey: folder });
    assert.deepEqual(told, [503, '2']);
    assert.equal((await fetch(url)).status, 200);
  });

  it('two people who ask at once never see with each other’s role', async () => {
    const supabase = await startAnywhere();
    const [one, two] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    const [first, second] = [await as(supabase, one ?? ''), await as(supabase, two ?? '')];
    await first.from('notes').insert({ body: 'of the first' });
    await second.from('notes').insert({ body: 'of the second' });
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const mine = index % 2 === 0 ? first : second;
        const [{ data: rows }, { data: me }] = await Promise.all([
          mine.from('notes').select('body'),
          mine.rpc('whoami'),
        ]);
        return { index, rows, me };
      }),
    );
    for (const { index, me, rows } of answers) {
      assert.deepEqual(rows, [{ body: index % 2 === 0 ? 'of the first' : 'of the second' }]);
      assert.deepEqual(me, { role: 'authenticated', sub: index % 2 === 0 ? one : two });
    }
  });

  it('a revoked grant stays revoked, also after requests', async () => {
    const supabase = await startAnywhere();
    const person = await as(supabase, '11111111-1111-4111-8111-111111111111');
    await person.from('notes').select();
    assert.equal((await person.from('hidden').select()).error?.code, '42501');
    assert.equal((await person.from('notes').delete().eq('id', 1)).error?.code, '42501');
  });

  it('follows what authenticator is set to, names what it does not follow, and reads it anew', async () => {
    await writeFile(
      join(folder, 'migrations', '2_settings.sql'),
      `alter role authenticator set pgrst.db_aggregates_enabled = 'true';
       ALTER ROLE "authenticator" SET pgrst.db_max_rows TO '2';
       alter role authenticator set pgrst.db_tx_end = 'rollback';
       create table public.sold (id int primary key, shop text, price int);
       insert into public.sold values (1, 'a', 10), (2, 'a', 20), (3, 'b', 5);
       grant select on public.sold to service_role;
       notify pgrst, 'reload config';`,
    );
    const lines: string[] = [];
    const supabase = await start({ ...(await anywhere({})), log: (line) => lines.push(line) });
    const api = createClient(supabase.url, supabase.secretKey, {
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
    const sums = await api.from('sold').select('shop, total:price.sum()').order('shop');
    assert.deepEqual(sums.data, [
      { shop: 'a', total: 30 },
      { shop: 'b', total: 5 },
    ]);
    assert.deepEqual((await api.from('sold').select('count()')).data, [{ count: 3 }]);
    assert.equal((await api.from('sold').select('id')).data?.length, 2);
    assert.deepEqual(
      lines.filter((line) => line.includes('pgrst')),
      ["alter role authenticator set pgrst.db_tx_end = 'rollback' is not followed here."],
    );
    await supabase.database.transaction((tx) =>
      tx.exec(`
        do $$ begin
          execute format('alter role authenticator in database %I reset all', current_database());
        end $$;
        notify pgrst, 'reload config'`),
    );
    // The notification comes on its own.
    while ((await api.from('sold').select('count()')).error?.code !== 'PGRST123');
    assert.equal((await api.from('sold').select('id')).data?.length, 3);
  });

  it('auto_expose_new_tables grants what is new in public, by migrations and by psql, and nothing where it is absent', async () => {
    await writeFile(
      join(folder, 'migrations', '2_bare.sql'),
      `create table public.bare (id int generated by default as identity primary key);
       create table public.own (id int primary key);
       alter default privileges in schema public revoke all on tables from anon;
       create table public.later (id int primary key);`,
    );
    for (const [text, open] of [
      ['', false],
      ['[api]\nauto_expose_new_tables = false', false],
      ['[api]\nauto_expose_new_tables = true', true],
    ] as const) {
      await writeFile(join(folder, 'config.toml'), text);
      const options = await anywhere({});
      const supabase = await start(options.databaseUrl ? options : { psql: 0 });
      const client = new pg.Client(supabase.databaseUrl ?? '');
      await client.connect();
      await client.query('create table public.by_psql (id int primary key)');
      await client.end();
      await supabase.reload();
      const codes = async (key: string) => {
        const api = createClient(supabase.url, key, {
          realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
        });
        const answers = [api.from('bare').select(), api.from('by_psql').insert({ id: 1 }), api.from('later').select()];
        return (await Promise.all(answers)).map(({ error }) => error?.code ?? 'open');
      };
      const [all, some] = [Array(3).fill('open'), ['open', 'open', '42501']];
      const none = Array(3).fill('42501');
      assert.deepEqual(await codes(supabase.publishableKey), open ? some : none, text);
      await supabase.database.transaction((tx) => tx.exec('delete from public.by_psql'));
      assert.deepEqual(await codes(supabase.secretKey), open ? all : none, text);
    }
  });

  it('without a config.toml signs up by e-mail at once, and by no phone, as the CLI does', async () => {
    const { url, publishableKey } = await startAnywhere();
    const { auth } = createClient(url, publishableKey, {
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
    const byPhone = await auth.signUp({ phone: '79000000001', password: 'pear-42-tree' });
    assert.equal(byPhone.error?.code, 'phone_provider_disabled');
    const byEmail = await auth.signUp({ email: 'first@example.com', password: 'pear-42-tree' });
    assert.equal(byEmail.error, null);
    assert.ok(byEmail.data.session);
  });

  it('a password is hashed at the cost of the platform where nobody asks for another', async () => {
    const { database, secretKey, url } = await startAnywhere();
    const { error } = await createClient(url, secretKey, {
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    }).auth.admin.createUser({ email: 'somebody@college.example', password: 'a long password' });
    assert.equal(error, null);
    const { rows } = await database.transaction((tx) =>
      tx.query<{ encrypted_password: string }>('select encrypted_password from auth.users'),
    );
    assert.match(rows[0]?.encrypted_password ?? '', /^\$2[ab]\$10\$/);
  });

  it('data survives a restart, and the folder has one owner at a time', async () => {
    const dataDir = join(folder, 'data');
    const supabase = await start({ dataDir });
    await (await as(supabase, '11111111-1111-4111-8111-111111111111')).from('notes').insert({ body: 'kept' });
    await assert.rejects(start({ dataDir }), /in use/);
    await supabase.stop();
    const again = await start({ dataDir });
    const { data } = await (await as(again, '11111111-1111-4111-8111-111111111111')).from('notes').select('body');
    assert.deepEqual(data, [{ body: 'kept' }]);
  });

  it('says of data that other migrations made how to begin anew, and keeps it', async () => {
    const dataDir = join(folder, 'data');
    const supabase = await start({ dataDir });
    await (await as(supabase, '11111111-1111-4111-8111-111111111111')).from('notes').insert({ body: 'kept' });
    await supabase.stop();
    await rename(join(folder, 'migrations', '1_notes.sql'), join(folder, 'migrations', '1_pages.sql'));
    const message = `База сделана другими миграциями: 1_notes.sql в проекте больше нет (the database was made by other migrations: the project no longer has 1_notes.sql). Начать заново (begin anew): удалите папку (delete the folder) ${dataDir}`;
    await assert.rejects(start({ dataDir }), { message });
    await rename(join(folder, 'migrations', '1_pages.sql'), join(folder, 'migrations', '1_notes.sql'));
    const again = await start({ dataDir });
    const { data } = await (await as(again, '11111111-1111-4111-8111-111111111111')).from('notes').select('body');
    assert.deepEqual(data, [{ body: 'kept' }]);
  });

  it('a migration that fails leaves nothing of itself and is named', async () => {
    await writeFile(join(folder, 'migrations', '2_broken.sql'), 'create table public.half (id int);\nselect nonsense;');
    await assert.rejects(start(), /2_broken\.sql/);
  });

  it('has the extensions that hosted Supabase begins with, and lets migrations take others', async () => {
    const more = `
      create extension vector with schema extensions;
      create extension if not exists "uuid-ossp";
      create table public.texts (id uuid primary key default uuid_generate_v4(), secret text default crypt('a', gen_salt('bf', 4)),
        meaning vector(3));
      create function public.nearest(to_this vector(3)) returns setof public.texts language sql stable as
        'select * from public.texts order by meaning <-> to_this limit 1';
      grant all on public.texts to service_role`;
    await writeFile(join(folder, 'migrations', '2_texts.sql'), more);
    const supabase = await start();
    const client = createClient(supabase.url, supabase.secretKey, {
      realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
    });
    const rows = [{ meaning: [1, 2, 3] }, { meaning: '[9,9,9]' }];
    const { data } = await client.from('texts').insert(rows).select('id, secret, meaning');
    assert.deepEqual(
      data?.map(({ meaning }) => meaning),
      ['[1,2,3]', '[9,9,9]'],
    );
    const found = await client.rpc('nearest', { to_this: [8, 8, 8.5] }).single<{ id: string }>();
    assert.equal(found.data?.id, data?.[1]?.id);
  });

  it('applies no migrations where config.toml switches them off', async () => {
    await writeFile(join(folder, 'config.toml'), '[db.migrations]\nenabled = false');
    const { database } = await startAnywhere();
    const { rows } = await database.transaction((tx) => tx.query(`select to_regclass('public.notes') as notes`));
    assert.deepEqual(rows, [{ notes: null }]);
  });

  it('fills a new database once from the scripts of [db.seed], in their order', async () => {
    await mkdir(join(folder, 'seeds'));
    await writeFile(join(folder, 'config.toml'), '[db.seed]\nsql_paths = ["./first.sql", "./seeds/*.sql"]');
    await writeFile(join(folder, 'first.sql'), "insert into public.notes (body) values ('first');");
    await writeFile(join(folder, 'seeds', 'b.sql'), "insert into public.notes (body) values ('b');");
    await writeFile(join(folder, 'seeds', 'a.sql'), "insert into public.notes (body) values ('a');");
    const options = await anywhere({ dataDir: join(folder, 'data') });
    await (await start(options)).stop();
    const { database } = await start(options);
    const { rows } = await database.transaction((tx) => tx.query('select body from public.notes order by id'));
    assert.deepEqual(rows, [{ body: 'first' }, { body: 'a' }, { body: 'b' }]);
  });

  it('names the statement of a seed that fails, and does not take the database for filled', async () => {
    await writeFile(join(folder, 'seed.sql'), "insert into public.notes (body) values ('a');\nselect 1 / 0;");
    const options = await anywhere({});
    await assert.rejects(start(options), /^Error: seed\.sql:2: division by zero \(22012\)\n {2}in: select 1 \/ 0$/);
    if (options.databaseUrl) await assert.rejects(start(options), /half full/);
  });

  it('psql reaches the database when it is asked for', async () => {
    const supabase = await start({ ...(await anywhere({})), psql: 0 });
    const { stdout } = await promisify(execFile)('psql', [
      '-Atc',
      'select count(*) from notes',
      supabase.databaseUrl ?? '',
    ]);
    assert.equal(stdout, '0\n');
    if (!process.env.DATABASE_URL) assert.equal((await start()).databaseUrl, null);
    const person = await as(supabase, '11111111-1111-4111-8111-111111111111');
    assert.equal((await person.from('later').select()).status, 404);
    const made = 'create table later (id int); grant select on later to authenticated';
    await promisify(execFile)('psql', ['-c', made, supabase.databaseUrl ?? '']);
    // A notification of a real Postgres comes when it comes.
    while ((await person.from('later').select()).status === 404) await setImmediate();
    assert.deepEqual((await person.from('later').select()).data, []);
  });

  it('names a port that is taken, and how to take another', async () => {
    const { url } = await start();
    await assert.rejects(start({ port: Number(new URL(url).port) }), /SUPABASE_PORT/);
  });

  it('names a folder that cannot be written to', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    await chmod(file, 0o400);
    await assert.rejects(start({ dataDir: join(file, 'data') }), /cannot be written to/);
  });
});
