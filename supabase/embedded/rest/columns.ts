import type { AnyAST, IntrospectResult } from '@supabase/lite';
import { sql } from 'kysely';
import { ExactText, JsonValue } from './dialect.ts';

type Convert = (value: unknown) => unknown;

/** The same request with its values in a form that Postgres reads; lite knows only the simplest types. */
export function withColumns(ast: AnyAST, schema: IntrospectResult): AnyAST {
  const values = ast.values && convertRows(ast, columnsOf(schema, ast));
  const args = ast.httpMethod === 'POST' && isRecord(ast.args) && convert(ast.args, argumentsOf(schema, ast));
  return { ...ast, ...(values ? { values } : {}), ...(args ? { args } : {}) };
}

function convertRows({ $meta: meta, values }: AnyAST, columns: Map<string, Convert>): AnyAST['values'] {
  // Missing keys take their default, which the answer has to contain; lite leaves out keys that it does not see.
  const names: string[] = meta?.missing === 'default' ? (meta.columns ?? []) : [];
  const missing = Object.fromEntries(names.map((name) => [name, undefined]));
  const row = <Row>(each: Row) => (isRecord(each) ? convert({ ...missing, ...each }, columns) : each);
  return Array.isArray(values) ? values.map(row) : row(values);
}

function columnsOf({ columns }: IntrospectResult, { schema = 'public', from }: AnyAST): Map<string, Convert> {
  const own = columns.filter((column) => column.schema === schema && column.table === from);
  return new Map(
    own.map((column) => {
      const { pg_type: type, udt_schema: of } = column as typeof column & { udt_schema?: string };
      return [
        column.name,
        convertTo(type ?? column.type, `${quoted(of ?? 'pg_catalog')}.${quoted(type ?? column.type)}`),
      ];
    }),
  );
}

function argumentsOf({ functions = [] }: IntrospectResult, ast: AnyAST): Map<string, Convert> {
  const named = functions.filter((one) => one.schema === (ast.schema ?? 'public') && one.name === ast.function);
  const each = named.flatMap(({ arg_names: names, arg_types: types }) =>
    names.map((name, index) => [name, types[index] ?? 'text'] as const),
  );
  return new Map(each.map(([name, type]) => [name, convertTo(type, type)]));
}

/** @param name of the type in SQL. */
function convertTo(type: string, name: string): Convert {
  if (type === 'json' || type === 'jsonb') return (value) => (value === null ? null : new JsonValue(value));
  const isVector = /\b(vector|halfvec)\b/.test(type);
  const ofJson = /^_jsonb?$|^jsonb?\[\]$/.test(type);
  return (value) => {
    if (typeof value === 'string') return isOtherNumber(value) ? new ExactText(value) : value;
    if (Array.isArray(value) && isVector) return new ExactText(JSON.stringify(value));
    if (!isRecord(value) && !(Array.isArray(value) && (ofJson || value.flat(Infinity).some(isRecord)))) return value;
    // Composite types and lists of them: Postgres itself knows what they are made of.
    const document = new JsonValue({ value });
    return sql`(select _.value from jsonb_to_record(${document}::jsonb) as _(value ${sql.raw(name)}))`;
  };
}

/** Whether lite would turn this text into a number that is written differently. */
function isOtherNumber(text: string): boolean {
  const number = Number(text);
  return Number.isFinite(number) && String(number) !== text;
}

function convert(row: Record<string, unknown>, columns: Map<string, Convert>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value === undefined ? value : (columns.get(name)?.(value) ?? value),
    ]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
