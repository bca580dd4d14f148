import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { readBootstrap } from '../../supabase/embedded/bootstrap.ts';
import type { Database, Transaction } from '../../supabase/embedded/database.ts';
import { openPglite } from '../../supabase/embedded/database-pglite.ts';
import { migrate, readMigrations } from '../../supabase/embedded/migrate.ts';
import { readyCopy } from '../../supabase/embedded/open-database.ts';
import { pgtapScript } from './pgtap.ts';

/** A fresh database with our migrations and pgTAP in it. */
export interface PolicyDatabase {
  readonly name: string;
  /** Its address, when it is on a server. */
  readonly url?: string;
  /**
   * Runs a script as superuser and rolls it back. `preparation` runs before it, only once for consecutive scripts with
   * the same one.
   * @returns all text values from the results of its statements, in order.
   */
  script(sql: string, preparation?: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Default privileges of self-hosted Supabase and of older projects: all roles get all rights in `public`. */
const generousDefaults = ['tables', 'functions', 'sequences']
  .map(
    (kind) =>
      `alter default privileges for role supabase_migrator in schema public grant all on ${kind} to anon, authenticated, service_role;`,
  )
  .join('\n');

const migrationsFolder = new URL('../../supabase/migrations', import.meta.url).pathname;

/** Opens it in memory, or as a new database on the server at `url` (of a superuser), which `close` drops. */
export function openPolicyDatabase(url?: string): Promise<PolicyDatabase> {
  return url ? openOnPostgres(url) : openInMemory();
}

async function prepare(database: Pick<Database, 'transaction'>): Promise<void> {
  await (await readBootstrap()).apply(database);
  await database.transaction((tx) => tx.exec(generousDefaults));
  await migrate(database, await readMigrations(migrationsFolder));
  await database.transaction(async (tx) => {
    const { rows } = await tx.query(`select from pg_catalog.pg_available_extensions where name = 'pgtap'`);
    await tx.exec(
      rows.length > 0
        ? 'create extension pgtap with schema extensions'
        : `set local search_path = extensions; ${await pgtapScript()}`,
    );
  });
}

async function openInMemory(): Promise<PolicyDatabase> {
  const pglite = await openPglite({ from: await readyCopy({ migrations: await readMigrations(migrationsFolder) }) });
  await pglite.exec('create extension pgtap with schema extensions');
  return {
    name: 'PGlite',
    script: scriptsBy(async (sql) => (await pglite.exec(sql)).flatMap(({ rows }) => texts(rows))),
    close: () => pglite.close(),
  };
}

async function openOnPostgres(url: string): Promise<PolicyDatabase> {
  const name = `sferum_policies_${randomBytes(6).toString('hex')}`;
  const server = new Client(url);
  await server.connect();
  await server.query(`create database ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  const client = new Client(address.href);
  const close = async () => {
    await client.end();
    await server.query(`drop database ${name}`);
    await server.end();
  };
  try {
    await client.connect();
    await prepare({ transaction: (work) => inTransaction(client, work) });
    const { rows } = await client.query('show server_version');
    return {
      name: `Postgres ${rows[0].server_version}`,
      url: address.href,
      script: scriptsBy(async (sql) => [await client.query(sql)].flat().flatMap((result) => texts(result.rows))),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** How long a preparation serves, in milliseconds: `now()` stands still in it, and what is timed by the clock moves on. */
const preparationServes = 15_000;

function scriptsBy(exec: (sql: string) => Promise<string[]>): PolicyDatabase['script'] {
  let prepared: string | null = null;
  let preparedAt = 0;
  return async (sql, preparation = '') => {
    if (preparation !== prepared || performance.now() - preparedAt > preparationServes) {
      prepared = null;
      await exec('rollback');
      await exec('begin');
      await exec(`${preparation}; savepoint prepared`);
      prepared = preparation;
      preparedAt = performance.now();
    }
    try {
      return await exec(sql);
    } finally {
      await exec('rollback to savepoint prepared');
    }
  };
}

async function inTransaction<T>(client: Client, work: (tx: Transaction) => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work({
      query: async (sql, params = []) => {
        const { rows, rowCount } = await client.query(sql, [...params]);
        return { rows, affected: rowCount ?? 0 };
      },
      exec: async (sql) => {
        await client.query(sql);
      },
    });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function texts(rows: ReadonlyArray<object>): string[] {
  return rows.flatMap((row) => Object.values(row)).filter((value) => typeof value === 'string');
}
