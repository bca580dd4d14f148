import type { AsyncLocalStorage } from 'node:async_hooks';
import type { AnyAST, Connection, ConnectionContextOptions, IntrospectResult, VarsContext } from '@supabase/lite';
import { PgliteConnection } from '@supabase/lite/pglite';
import type { Kysely } from 'kysely';
import type { Claims, Database, Settings, Transaction } from '../database.ts';
import { isPostgresError } from '../session.ts';
import { JsonValue, kyselyIn, kyselyOn } from './dialect.ts';
import { databaseErrorResponse } from './errors.ts';

/** Who asks, and what Postgres shall know of the request. */
export interface Caller {
  claims: Claims;
  settings: Settings;
  /** Everything is undone after it was answered. */
  undo: boolean;
  /** The transaction that this is a part of. */
  tx?: Transaction;
}

/**
 * The class under lite's two Postgres connections. Neither of them fits: one starts a PGlite of its own, the other
 * needs another driver. The package does not export their base, so it is taken from behind the first.
 */
type Base = new (
  config: object,
) => Connection & {
  introspect(options?: { useCache?: boolean }): Promise<IntrospectResult>;
};
const PostgresBase = Object.getPrototypeOf(PgliteConnection) as Base;

/** lite's way to Postgres: every request in one transaction of our `Database`, with the role that we verified. */
export class RestConnection extends PostgresBase {
  override readonly dialect = 'postgres';
  override readonly driver: Database;
  /** lite grants everything to everybody while this is `unknown`; `active` says that the database is set up. */
  rlsState = 'active';
  readonly #caller: AsyncLocalStorage<Caller>;

  constructor(database: Database, caller: AsyncLocalStorage<Caller>) {
    super({});
    this.driver = database;
    this.#caller = caller;
    this.kysely = kyselyOn(database);
  }

  override async withContext<T>(
    _vars: VarsContext | undefined,
    work: (db: Kysely<unknown>) => Promise<T>,
    options?: ConnectionContextOptions,
  ): Promise<T> {
    const caller = this.#caller.getStore();
    if (caller === undefined) throw new Error('A query outside of a request');
    if (caller.tx !== undefined) return work(kyselyIn(caller.tx));
    return this.#run(caller, (tx) => work(kyselyIn(tx)), options?.rpc ? emptyResponse : {});
  }

  /** Several questions in one transaction, which stays only if the response is a good one. */
  inTransaction(caller: Caller, work: (caller: Caller) => Promise<Response>): Promise<Response> {
    return this.#run(caller, (tx) => work({ ...caller, tx }), {});
  }

  async #run<T>({ claims, settings, undo }: Caller, work: (tx: Transaction) => Promise<T>, more: Settings): Promise<T> {
    try {
      return await this.driver.as(claims, async (tx) => keep(await work(tx), undo), { ...settings, ...more });
    } catch (error) {
      if (error instanceof Undone) return error.response as T;
      // lite answers 500 to SQLSTATEs that it does not know, our own among them; what `work` gives is a response.
      if (isPostgresError(error) && error.code !== 'PGRST') return databaseErrorResponse(error, claims.role) as T;
      throw error;
    }
  }

  /** Columns of the primary key, none for a view. */
  async primaryKey(schema: string, relation: string): Promise<readonly string[]> {
    const { primary_keys: keys } = await this.introspect({ useCache: true });
    return keys.find((key) => key.schema === schema && key.table === relation)?.columns ?? [];
  }

  async has(schema: string, relation: string): Promise<boolean> {
    const { tables, views } = await this.introspect({ useCache: true });
    return [...tables, ...views].some((one) => one.name === relation && one.schema === schema);
  }

  /** The database belongs to whoever made it. */
  override async close(): Promise<void> {}

  override async onPostgrestAST(ast: AnyAST): Promise<AnyAST> {
    const schema = await this.introspect({ useCache: true });
    const values = ast.values && jsonColumns(schema, ast);
    const args = ast.httpMethod === 'POST' && isRecord(ast.args) && jsonArguments(schema, ast);
    return {
      ...ast,
      ...(values
        ? {
            values: Array.isArray(ast.values)
              ? ast.values.map((row) => wrap(row, values))
              : wrap(ast.values ?? {}, values),
          }
        : {}),
      ...(args ? { args: wrap(ast.args ?? {}, args) } : {}),
    };
  }
}

function jsonColumns({ columns }: IntrospectResult, { schema = 'public', from }: AnyAST): Set<string> {
  const json = columns.filter((column) => column.schema === schema && column.table === from && isJson(column.type));
  return new Set(json.map((column) => column.name));
}

function jsonArguments({ functions = [] }: IntrospectResult, ast: AnyAST): Set<string> {
  const named = functions.filter((one) => one.schema === (ast.schema ?? 'public') && one.name === ast.function);
  return new Set(named.flatMap((one) => one.arg_names.filter((_, index) => isJson(one.arg_types[index] ?? ''))));
}

function isJson(type: string): boolean {
  return type === 'json' || type === 'jsonb';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrap<Row>(row: Row, json: Set<string>): Row | object {
  if (!isRecord(row)) return row;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, json.has(name) && value !== null ? new JsonValue(value) : value]),
  );
}

const emptyResponse = { 'response.status': '', 'response.headers': '' };

/** An answer after which nothing stays: it refuses (as `.single()` that met two rows), or it was asked for so. */
class Undone extends Error {
  constructor(readonly response: Response) {
    super('undone');
  }
}

function keep<T>(result: T, undo: boolean): T {
  if (result instanceof Response && (undo || result.status >= 400)) throw new Undone(result);
  return result;
}
