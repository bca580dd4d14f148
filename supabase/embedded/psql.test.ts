import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { createPgliteDatabase, type PgliteDatabase } from './database-pglite.ts';
import { readyCopy } from './open-database.ts';
import { type PsqlServer, servePsql } from './psql.ts';

describe('psql on PGlite', () => {
  let database: PgliteDatabase;
  let server: PsqlServer;
  before(async () => {
    database = await createPgliteDatabase({ from: await readyCopy() });
    server = await servePsql(database, { port: 0, idle: 1000 });
    await database.transaction((tx) => tx.exec('create table things (id int primary key, name text)'));
  });
  after(async () => {
    await server.close();
    await database.close();
  });
  const client = async () => {
    const opened = new pg.Client(server.url);
    opened.on('error', () => {});
    await opened.connect();
    return opened;
  };
  const names = async () => {
    const { rows } = await database.transaction((tx) =>
      tx.query<{ name: string }>('select name from things order by id'),
    );
    return rows.map(({ name }) => name);
  };

  it('answers the program itself, as a superuser, and copies in and out', async () => {
    const script = [
      '-c',
      'select current_user, usesuper from pg_user where usename = current_user',
      '-c',
      '\\copy things from program \'printf "1\\tone\\n2\\ttwo\\n"\'',
      '-c',
      'copy things to stdout',
    ];
    const { stdout } = await promisify(execFile)('psql', ['-X', '-At', '-v', 'ON_ERROR_STOP=1', ...script, server.url]);
    assert.equal(stdout, 'postgres|t\nCOPY 2\n1\tone\n2\ttwo\n');
  });

  it('reports errors and goes on', async () => {
    const one = await client();
    await assert.rejects(one.query('select nothing'), { code: '42703' });
    await assert.rejects(one.query('select $1::int', ['x']), { code: '22P02' });
    assert.deepEqual((await one.query('select $1::int as a', [7])).rows, [{ a: 7 }]);
    await one.end();
  });

  it('lets nobody into an open transaction', async () => {
    const one = await client();
    await one.query('begin');
    await one.query("insert into things values (3, 'three')");
    const seen = names();
    await one.query("update things set name = 'THREE' where id = 3");
    await one.query('rollback');
    assert.deepEqual(await seen, ['one', 'two']);
    await one.end();
  });

  it('rolls back what is left open, by a client that hangs up and by one that stays idle', async () => {
    const gone = await client();
    await gone.query("begin; insert into things values (4, 'gone')");
    const ended = new Promise((resolve) => gone.once('end', resolve));
    await gone.end();
    await ended;
    assert.deepEqual(await names(), ['one', 'two']);
    const idle = await client();
    await idle.query("begin; insert into things values (5, 'left open')");
    const failure = new Promise<{ code?: string }>((resolve) => idle.once('error', resolve));
    assert.deepEqual(await names(), ['one', 'two']);
    assert.equal((await failure).code, '25P03');
  });

  it('keeps what a connection sets for itself, and for nobody else', async () => {
    const [one, two] = [await client(), await client()];
    await one.query(
      `create role guest; grant select on things to guest; set role guest; set search_path = public, "a, b"`,
    );
    const ask = `select current_user, current_setting('search_path') as path`;
    const own = { current_user: 'guest', path: 'public, "a, b"' };
    assert.deepEqual((await one.query(ask)).rows, [own]);
    const others = { current_user: 'postgres', path: 'public' };
    assert.deepEqual((await two.query(ask)).rows, [others]);
    assert.deepEqual(await database.transaction(async (tx) => (await tx.query(ask)).rows), [others]);
    assert.deepEqual((await one.query(ask)).rows, [own]);
    await Promise.all([one.end(), two.end()]);
  });

  it('keeps what a connection prepares for itself, and for nobody else', async () => {
    const [one, two] = [await client(), await client()];
    const ask = async (who: pg.Client, text: string, value: unknown) =>
      (await who.query({ name: 'P0', text, values: [value] })).rows[0];
    assert.deepEqual(await ask(one, 'select $1::int + 1 as a', 1), { a: 2 });
    assert.deepEqual(await ask(two, 'select upper($1) as b', 'x'), { b: 'X' });
    assert.deepEqual(await ask(one, 'select $1::int + 1 as a', 2), { a: 3 });
    await one.query('prepare own(int) as select $1 * 2 as c');
    await two.query('prepare own as select 7 as d');
    assert.deepEqual((await one.query('execute own(4)')).rows, [{ c: 8 }]);
    assert.deepEqual((await two.query('execute own')).rows, [{ d: 7 }]);
    await one.query('deallocate all');
    await assert.rejects(one.query('execute own(4)'), { code: '26000' });
    assert.deepEqual((await two.query('execute own')).rows, [{ d: 7 }]);
    assert.deepEqual(await ask(two, 'select upper($1) as b', 'y'), { b: 'Y' });
    await one.query('create table passing (id int); prepare lost as select id from passing; drop table passing');
    assert.deepEqual((await two.query('select 1 as e')).rows, [{ e: 1 }]);
    await assert.rejects(one.query('execute lost'));
    assert.deepEqual((await one.query('select 1 as e')).rows, [{ e: 1 }]);
    const left = await database.transaction((tx) => tx.query('select from pg_prepared_statements'));
    assert.equal(left.rows.length, 0);
    await Promise.all([one.end(), two.end()]);
  });

  it('neither takes notifications away from the platform nor shows them', async () => {
    const received: string[] = [];
    let wake = () => {};
    const unlisten = await database.listen('things', (payload) => {
      received.push(payload);
      wake();
    });
    const one = await client();
    one.on('notification', () => received.push('shown to psql'));
    await one.query('unlisten *');
    const arrived = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await one.query(`notify things, 'from psql'`);
    await arrived;
    assert.deepEqual(received, ['from psql']);
    await one.end();
    await unlisten();
  });

  it('names a port that is taken', async () => {
    const port = Number(new URL(server.url).port);
    await assert.rejects(servePsql(database, { port }), /Port \d+ for psql is taken.*\[db\] port/);
  });

  it('takes what a connection sets at its start, and no other user or database', async () => {
    const ask = { text: `select current_setting('search_path') as path, current_setting('application_name') as name` };
    const own = new pg.Client({ connectionString: server.url, options: '-c search_path=auth', application_name: 'a' });
    await own.connect();
    assert.deepEqual((await own.query(ask)).rows, [{ path: 'auth', name: 'a' }]);
    await own.end();
    const refused: [string, string][] = [
      ['//anon@', '28000'],
      ['//postgres:x@', '3D000'],
    ];
    for (const [user, expected] of refused) {
      const address = server.url
        .replace(/\/\/.*@/, user)
        .replace(/postgres$/, expected === '3D000' ? 'other' : 'postgres');
      await assert.rejects(new pg.Client(address).connect(), { code: expected });
    }
  });

  it('survives what is no Postgres protocol', async () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    const hello = Buffer.from('\0\0\0\x17\0\x03\0\0user\0postgres\0\0', 'latin1');
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(Array.from({ length: random(60) }, () => random(256)));
      if (random(2) === 0 && bytes.length >= 5) {
        // A message of a kind that exists and of a length that is true.
        bytes[0] = 'QPBEDCSHFXdcfp'.charCodeAt(random(14));
        bytes.writeUInt32BE(bytes.length - 1, 1);
      }
      await new Promise<void>((closed) => {
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
        socket.on('error', () => {});
        socket.on('close', () => closed());
        socket.resume();
        socket.end(random(3) === 0 ? bytes : Buffer.concat([hello, bytes]));
      });
    }
    assert.deepEqual(await names(), ['one', 'two']);
  });
});
