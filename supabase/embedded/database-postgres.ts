import pg from 'pg';
import type { Claims, Database, Settings, Transaction } from './database.ts';
import { openingStatement, quoteLiteral, RoleCheck } from './session.ts';
import { parsers } from './values.ts';

/** How many transactions run at once. */
const connections = 10;

const textArray: number = 1009;
/** Arrays of names, of single characters and of oids, which `pg` leaves as text. */
const nameArrays = new Set([1002, 1003]);
const oidArray = 1028;

const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: string) {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    if (nameArrays.has(oid)) return pg.types.getTypeParser(textArray);
    if (oid === oidArray) return (text: string) => (pg.types.getTypeParser(textArray)(text) as string[]).map(Number);
    return parsers[oid] ?? pg.types.getTypeParser(oid);
  },
};

class PostgresTransaction implements Transaction {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async query<Row>(sql: string, params: readonly unknown[] = []) {
    const { rowCount, rows } = await this.#client.query(sql, [...params]);
    return { rows: rows as Row[], affected: rowCount ?? 0 };
  }

  async exec(sql: string): Promise<void> {
    await this.#client.query(sql);
  }
}

/**
 * A real Postgres, 15 or later. The role of `url` must be a superuser, because it creates the platform's roles and
 * schemas; the migrations run as another role that is none.
 * @throws {Error} with a sentence for people when the server cannot be reached.
 */
export async function createPostgresDatabase(url: string): Promise<Database> {
  const settings = {
    connectionString: url,
    types,
    options: '-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres',
  };
  const pool = new pg.Pool({ ...settings, max: connections });
  // The pool replaces a broken idle connection at the next use.
  pool.on('error', () => {});
  const roles = new RoleCheck();
  let listener: Promise<pg.Client> | null = null;
  const handlers = new Map<string, Set<(payload: string) => void>>();

  async function run<T>(opening: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(opening);
      const result = await work(new PostgresTransaction(client));
      const { command } = await client.query('commit');
      // An aborted transaction answers COMMIT with ROLLBACK, which must not pass for success.
      if (command === 'ROLLBACK') throw new Error('The transaction was aborted by an error that was swallowed.');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async function startListening(): Promise<pg.Client> {
    const client = new pg.Client(settings);
    client.on('notification', ({ channel, payload }) => {
      for (const onNotify of handlers.get(channel) ?? []) onNotify(payload ?? '');
    });
    await client.connect();
    return client;
  }

  const database: Database = {
    kind: 'postgres',
    transaction: (work) => run('begin', work),
    async as<T>(claims: Claims, work: (tx: Transaction) => Promise<T>, given: Settings = {}): Promise<T> {
      if (!roles.knows(claims.role)) await run('begin', (tx) => roles.check(tx, claims.role));
      return run(openingStatement(claims, given), work);
    },
    async listen(channel, onNotify) {
      listener ??= startListening();
      const client = await listener;
      const own = handlers.get(channel) ?? new Set();
      handlers.set(channel, own);
      own.add(onNotify);
      const name = `"${channel.replaceAll('"', '""')}"`;
      if (own.size === 1) await client.query(`listen ${name}`);
      return async () => {
        own.delete(onNotify);
        if (own.size === 0) await client.query(`unlisten ${name}`);
      };
    },
    async close() {
      if (listener) await (await listener).end();
      await pool.end();
    },
  };
  try {
    await database.transaction((tx) => tx.exec(`select ${quoteLiteral('reached')}`));
  } catch (error) {
    await pool.end();
    throw new Error(`Postgres at DATABASE_URL was not reached: ${(error as Error).message}`, { cause: error });
  }
  return database;
}
