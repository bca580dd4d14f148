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
import { quoteLiteral } from '../session.ts';
import { comparisonIn, hideNumbers, showNumbers, showText } from './exact.ts';
import { comparisonWithPart } from './filters.ts';

/** A value for a json column or argument; unwrapped, a list would be sent as an array of Postgres. */
export class JsonValue {
  constructor(readonly value: unknown) {}

  toJSON(): unknown {
    return this.value;
  }
}

/** A text for a numeric column; unwrapped, lite would make it a JavaScript number. */
export class ExactText {
  constructor(readonly text: string) {}

  toJSON(): string {
    return this.text;
  }
}

export interface Running {
  /** Whether to give values as Postgres prints them. */
  asText?: boolean | undefined;
  /** Changes the SQL before it runs. */
  rewrite?: (sql: string) => string;
}

/** A query builder that runs in this transaction and in no other. */
export function kyselyIn(tx: Transaction, running: Running = {}): Kysely<unknown> {
  return new Kysely({ dialect: dialect((query) => run(tx, query, running)) });
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

/** Kysely's insert of a row without columns, which is no valid SQL. */
const noColumns = /^(insert into (?:"(?:[^"]|"")+"\.)?"(?:[^"]|"")+") \(\) values \(\)/;

/** Postgres counts the parameters of a query in two bytes. */
const mostParameters = 65_535;

/** Runs a query and has Postgres write the rows as JSON, so that every type comes out as PostgREST gives it. */
async function run(
  tx: Transaction,
  { sql, ...rest }: CompiledQuery,
  { asText = false, rewrite = (text) => text }: Running = {},
): Promise<QueryResult<unknown>> {
  let compared = sql;
  const values = rest.parameters.map((value, index) => {
    const comparison = comparisonIn(value);
    const how =
      comparison && comparisonWithPart(comparison.operator, comparison.modifier)?.replace('?', `$${index + 1}`);
    if (!how) return parameter(value);
    compared = compared.replace(new RegExp(`= \\$${index + 1}(?!\\d)`), () => how);
    return comparison.value;
  });
  const tooMany = values.length > mostParameters;
  const params = tooMany ? [] : values;
  // lite does not quote names of functions and arguments, which would lose their capitals.
  const named = compared
    .replace(/(?<=\bfrom )([^\s"(),.]+)\.([^\s"(),.]+)(?=\()/g, '"$1"."$2"')
    .replace(/(?<=[(,] ?)[^\s"(),]+(?= := )/g, '"$&"');
  const complete = rewrite(named.replace(noColumns, '$1 default values'));
  const query = { ...rest, sql: tooMany ? withLiterals(complete, values) : complete };
  const wrapped = asJson(query, asText ? 'json_build_array(to_json(_row), _row::text)' : '_row');
  if (wrapped === undefined) {
    const { rows, affected } = await tx.query(query.sql, params);
    return { rows, numAffectedRows: BigInt(affected) };
  }
  const { rows } = await tx.query<{ rows: string }>(wrapped, params);
  const found = JSON.parse(hideNumbers(rows[0]?.rows ?? '[]')) as unknown[];
  return {
    rows: asText ? found.map((row) => printed(row as [object, string])) : found,
    numAffectedRows: BigInt(found.length),
  };
}

/** Writes the values into the query as literals. */
function withLiterals(sql: string, values: readonly unknown[]): string {
  return sql.replace(/"(?:[^"]|"")*"|\$(\d+)/g, (found, number?: string) =>
    number === undefined ? found : literal(values[Number(number) - 1]),
  );
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  const text = Array.isArray(value) ? arrayText(value) : typeof value === 'object' ? JSON.stringify(value) : `${value}`;
  if (text.includes('\0')) {
    throw Object.assign(new Error('invalid byte sequence for encoding "UTF8": 0x00'), { code: '22021' });
  }
  return quoteLiteral(text);
}

function arrayText(list: readonly unknown[]): string {
  const elements = list.map((each) => {
    if (each === null) return 'null';
    return Array.isArray(each) ? arrayText(each) : `"${String(each).replace(/[\\"]/g, '\\$&')}"`;
  });
  return `{${elements.join()}}`;
}

function parameter(value: unknown): unknown {
  if (value instanceof JsonValue) return showNumbers(JSON.stringify(value));
  if (value instanceof ExactText) return value.text;
  if (Array.isArray(value)) return value.map(parameter);
  return typeof value === 'string' ? showText(showNumbers(value)) : value;
}

/** The columns of a row with what Postgres prints of it: `(1,"a ""b""",)`. */
function printed([row, text]: [object, string]): object {
  const all = text
    .slice(1, -1)
    .concat(',')
    .matchAll(/(?:"((?:[^"\\]|""|\\.)*)"|([^,"]*)),/gs);
  const fields = Array.from(all, ([, quoted, bare]) =>
    quoted === undefined ? bare || null : quoted.replace(/"(")|\\(.)/gs, (_, quote, sign) => quote ?? sign),
  );
  return Object.fromEntries(Object.keys(row).map((name, index) => [name, fields[index]]));
}

function asJson({ query, sql }: CompiledQuery, row: string): string | undefined {
  if (query.kind === 'SelectQueryNode') {
    return `select coalesce(json_agg(${row}), '[]')::text as rows from (${sql}) _row`;
  }
  if ('returning' in query && query.returning !== undefined) {
    return `with _row as (${sql}) select coalesce(json_agg(${row}), '[]')::text as rows from _row`;
  }
  return undefined;
}
