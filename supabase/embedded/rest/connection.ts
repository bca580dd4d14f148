import type { AsyncLocalStorage } from 'node:async_hooks';
import type { AnyAST, Connection, ConnectionContextOptions, IntrospectResult, VarsContext } from '@supabase/lite';
import { PgliteConnection } from '@supabase/lite/pglite';
import type { Kysely } from 'kysely';
import type { Claims, Database, Settings } from '../database.ts';
import { isPostgresError } from '../session.ts';
import { JsonValue, kyselyIn, kyselyOn } from './dialect.ts';
import { databaseErrorResponse } from './errors.ts';

/** Who asks, and what Postgres shall know of the request. */
export interface Caller {
  claims: Claims;
  settings: Settings;
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
    const { claims, settings } = caller;
    try {
      return await this.driver.as(claims, async (tx) => keep(await work(kyselyIn(tx))), {
        ...settings,
        ...(options?.rpc ? { 'response.status': '', 'response.headers': '' } : {}),
      });
    } catch (error) {
      if (error instanceof Refused) return error.response as T;
      // lite answers 500 to SQLSTATEs that it does not know, our own among them; what `work` gives is a response.
      if (isPostgresError(error) && error.code !== 'PGRST') return databaseErrorResponse(error, claims.role) as T;
      throw error;
    }
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

function wrap(row: object, json: Set<string>): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, json.has(name) && value !== null ? new JsonValue(value) : value]),
  );
}

/** An answer that refuses, e.g. `.single()` that met two rows: what was written on the way must not stay. */
class Refused extends Error {
  constructor(readonly response: Response) {
    super('refused');
  }
}

function keep<T>(result: T): T {
  if (result instanceof Response && result.status >= 400) throw new Refused(result);
  return result;
}
