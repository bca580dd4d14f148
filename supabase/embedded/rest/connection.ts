import { AsyncLocalStorage } from 'node:async_hooks';
import type { AnyAST, Connection, ConnectionContextOptions, IntrospectResult, VarsContext } from '@supabase/lite';
import { PgliteConnection } from '@supabase/lite/pglite';
import type { Kysely } from 'kysely';
import type { Claims, Database, Settings, Transaction } from '../database.ts';
import { isPostgresError } from '../session.ts';
import { Aliases } from './aliases.ts';
import { withColumns } from './columns.ts';
import type { RestConfig } from './config.ts';
import { kyselyIn, kyselyOn } from './dialect.ts';
import { Embedding } from './embedding.ts';
import { databaseErrorResponse, errorResponse, Refused } from './errors.ts';
import { answerOf, callOf, withoutCount } from './functions.ts';
import { type Catalog, readCatalog } from './relationships.ts';

/** The caller of a request, and its settings in Postgres. */
export interface Caller {
  claims: Claims;
  settings: Settings;
  /** The schema that the request names. */
  schema: string;
  /** Whether to roll back after the answer. */
  undo: boolean;
  /** Whether values are wanted as Postgres prints them, for CSV. */
  asText?: boolean;
  /** The relation, when the request names no columns of another one. */
  relation?: string;
  /** An open transaction to run in. */
  tx?: Transaction;
  embedding: Embedding;
}

/** A caller while lite answers one of its requests. */
interface Asking extends Caller {
  /** What lite may know of the schema. */
  tables?: IntrospectResult;
  /** The call of a function. */
  call?: AnyAST;
  /** The answer to a request that is refused before it reaches the database. */
  refused?: Response;
}

/**
 * The base of lite's two Postgres connections. Neither of them fits: one starts a PGlite of its own, the other needs
 * another driver. The package does not export their base, so it is taken from the prototype of the first.
 */
type Base = new (
  config: object,
) => Connection & {
  introspect(options?: { useCache?: boolean }): Promise<IntrospectResult>;
  clearSchemaCache(): Promise<void>;
};
const PostgresBase = Object.getPrototypeOf(PgliteConnection) as Base;

/** Connects lite to our `Database`: every request runs in one transaction, with the verified role. */
export class RestConnection extends PostgresBase {
  override readonly dialect = 'postgres';
  override readonly driver: Database;
  /** lite grants everything to everybody while this is `unknown`; `active` means that the database is set up. */
  rlsState = 'active';
  readonly #asking = new AsyncLocalStorage<Asking>();
  readonly #config: Pick<RestConfig, 'schemas' | 'extraSearchPath'>;
  #catalog: Promise<Catalog> | undefined;

  constructor(database: Database, config: Pick<RestConfig, 'schemas' | 'extraSearchPath'>) {
    super({});
    this.driver = database;
    this.#config = config;
    this.kysely = kyselyOn(database);
  }

  /** Has lite answer a request for this caller. */
  ask(caller: Caller, answer: () => Promise<Response> | Response): Promise<Response> {
    return this.#asking.run({ ...caller }, async () => answer());
  }

  async embedding(schema: string, aliases = new Aliases()): Promise<Embedding> {
    this.#catalog ??= this.driver.transaction((tx) => readCatalog(tx, this.#config));
    return new Embedding(await this.#catalog, schema, aliases);
  }

  override async clearSchemaCache(): Promise<void> {
    this.#catalog = undefined;
    await super.clearSchemaCache();
  }

  /** Within a request the relations of its schema alone: lite finds them by their bare names. */
  override async introspect(options?: { useCache?: boolean }): Promise<IntrospectResult> {
    const asking = this.#asking.getStore();
    if (asking?.tables) return asking.tables;
    const all = await super.introspect(options);
    if (asking === undefined) return all;
    asking.tables = ofSchema(all, asking.schema);
    return asking.tables;
  }

  override async withContext<T>(
    _vars: VarsContext | undefined,
    work: (db: Kysely<unknown>) => Promise<T>,
    options?: ConnectionContextOptions,
  ): Promise<T> {
    const caller = this.#asking.getStore();
    if (caller === undefined) throw new Error('A query outside of a request');
    if (caller.refused) return caller.refused as T;
    const { asText, call, embedding } = caller;
    const on = async (tx: Transaction) => {
      const answer = await work(kyselyIn(tx, { asText, rewrite: (sql) => embedding.sql(sql) }));
      return call && answer instanceof Response ? ((await answerOf(call, answer)) as T) : answer;
    };
    return caller.tx !== undefined ? on(caller.tx) : this.#run(caller, on, options?.rpc ? emptyResponse : {});
  }

  /** Several requests in one transaction, which is committed only if the response is a success. */
  inTransaction(caller: Caller, work: (caller: Caller) => Promise<Response>): Promise<Response> {
    return this.#run(caller, (tx) => work({ ...caller, tx }), {});
  }

  async #run<T>(
    { claims, relation, settings, undo }: Caller,
    work: (tx: Transaction) => Promise<T>,
    more: Settings,
  ): Promise<T> {
    try {
      return await this.driver.as(claims, async (tx) => keep(await work(tx), undo), { ...settings, ...more });
    } catch (error) {
      if (error instanceof Undone) return error.response as T;
      // lite answers 500 to SQLSTATEs that it does not know, our own among them; what `work` gives is a response.
      if (isPostgresError(error) && error.code !== 'PGRST')
        return databaseErrorResponse(error, claims.role, relation) as T;
      throw error;
    }
  }

  async knowsTimeZone(name: string): Promise<boolean> {
    const { timezones } = await this.introspect({ useCache: true });
    return timezones?.includes(name) ?? false;
  }

  /** Columns that identify a row within the same transaction; none for a view. */
  async rowKey(schema: string, relation: string): Promise<readonly string[]> {
    const { primary_keys: keys, views } = await this.introspect({ useCache: true });
    const primary = keys.find((key) => key.schema === schema && key.table === relation)?.columns;
    if (primary) return primary;
    return views.some((view) => view.schema === schema && view.name === relation) ? [] : ['tableoid', 'ctid'];
  }

  async has(schema: string, relation: string): Promise<boolean> {
    const { tables, views } = await this.introspect({ useCache: true });
    return [...tables, ...views].some((one) => one.name === relation && one.schema === schema);
  }

  /** The database is closed by its owner. */
  override async close(): Promise<void> {}

  override async onPostgrestAST(ast: AnyAST): Promise<AnyAST> {
    const asking = this.#asking.getStore();
    if (asking === undefined) throw new Error('A question outside of a request');
    const tables = await this.introspect({ useCache: true });
    try {
      const read = withColumns(ast, tables);
      if (ast.type !== 'rpc') return asking.embedding.rewrite(withoutCount(read), tables);
      asking.call = callOf(read, tables, asking.schema);
      return asking.embedding.rewrite(asking.call, tables);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // lite would take it for a fault and write it to the console.
      asking.refused = errorResponse(error.status, error.body);
      return ast;
    }
  }
}

function ofSchema(all: IntrospectResult, schema: string): IntrospectResult {
  const own = <T extends { schema: string }>(list: readonly T[]) => list.filter((one) => one.schema === schema);
  return {
    ...all,
    tables: own(all.tables),
    columns: own(all.columns),
    indexes: own(all.indexes),
    // Those that the request asks for are added.
    foreign_keys: [],
    primary_keys: own(all.primary_keys),
    views: own(all.views),
    check_constraints: own(all.check_constraints),
    unique_constraints: own(all.unique_constraints),
    comments: own(all.comments),
    triggers: own(all.triggers),
    functions: [...(all.functions ?? [])],
  };
}

const emptyResponse = { 'response.status': '', 'response.headers': '' };

/** Rolls back and answers: a refusal (as of `.single()` with two rows), or because the request wants it. */
class Undone extends Error {
  constructor(readonly response: Response) {
    super('undone');
  }
}

function keep<T>(result: T, undo: boolean): T {
  if (result instanceof Response && (undo || result.status >= 400)) throw new Undone(result);
  return result;
}
