import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { Database, Transaction } from '../database.ts';

/** A value for a json column or argument. Without this mark a list in it would be taken for an array of Postgres. */
export class JsonValue {
  constructor(readonly value: unknown) {}

  toJSON(): unknown {
    return this.value;
  }
}

/** A query builder that runs in this transaction and in no other. */
export function kyselyIn(tx: Transaction): Kysely<unknown> {
  return new Kysely({ dialect: dialect((query) => run(tx, query)) });
}

/** A query builder of the platform itself: each query in a transaction of its own. */
export function kyselyOn(database: Database): Kysely<unknown> {
  return new Kysely({ dialect: dialect((query) => database.transaction((tx) => run(tx, query))) });
}

type Run = (query: CompiledQuery) => Promise<QueryResult<unknown>>;

function dialect(run: Run): Dialect {
  const connection: DatabaseConnection = {
    executeQuery: <Row>(query: CompiledQuery) => run(query) as Promise<QueryResult<Row>>,
    streamQuery: () => refuse('stream rows'),
  };
  return {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createDriver: () => ({
      init: async () => undefined,
      acquireConnection: async () => connection,
      beginTransaction: async () => refuse('open a transaction'),
      commitTransaction: async () => refuse('commit'),
      rollbackTransaction: async () => refuse('roll back'),
      releaseConnection: async () => undefined,
      destroy: async () => undefined,
    }),
  };
}

function refuse(act: string): never {
  throw new Error(`The database, not the query builder, must ${act}.`);
}

/** Postgres itself writes the rows as JSON, so every type comes out as PostgREST gives it. */
async function run(tx: Transaction, query: CompiledQuery): Promise<QueryResult<unknown>> {
  const params = query.parameters.map((value) => (value instanceof JsonValue ? JSON.stringify(value) : value));
  const wrapped = asJson(query);
  if (wrapped === undefined) {
    const { rows, affected } = await tx.query(query.sql, params);
    return { rows, numAffectedRows: BigInt(affected) };
  }
  const { rows } = await tx.query<{ rows: unknown[] }>(wrapped, params);
  const found = rows[0]?.rows ?? [];
  return { rows: found, numAffectedRows: BigInt(found.length) };
}

function asJson({ query, sql }: CompiledQuery): string | undefined {
  if (query.kind === 'SelectQueryNode') {
    return `select coalesce(json_agg(_row), '[]') as rows from (${sql}) _row`;
  }
  if ('returning' in query && query.returning !== undefined) {
    return `with _row as (${sql}) select coalesce(json_agg(_row), '[]') as rows from _row`;
  }
  return undefined;
}
