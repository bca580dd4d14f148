// How tables and views are related, as PostgREST sees it: by foreign keys, through views and junctions, and by
// functions that take a row.
//
//     const catalog = await readCatalog(tx, { schemas: ['public'], extraSearchPath: ['extensions'] });
//     const found = relationship(catalog, 'public', 'books', 'authors', 'author_id');

import type { Transaction } from '../database.ts';
import type { RestConfig } from './config.ts';
import type { ErrorBody } from './errors.ts';

export interface Relation {
  readonly schema: string;
  readonly name: string;
}

/** A way from a row to rows of another relation. */
export type Relationship = {
  readonly from: Relation;
  readonly to: Relation;
} & (ByKey | ByJunction | ByFunction);

interface ByKey {
  readonly kind: 'one-to-many' | 'many-to-one' | 'one-to-one';
  readonly constraint: string;
  /** Pairs of a column of `from` and one of `to`. */
  readonly columns: readonly Pair[];
  readonly toIsView: boolean;
}

interface ByJunction {
  readonly kind: 'many-to-many';
  readonly junction: Relation;
  /** The foreign keys of the junction, to `from` and to `to`. */
  readonly constraints: readonly [string, string];
  /** Pairs of a column of `from` and one of the junction. */
  readonly fromColumns: readonly Pair[];
  /** Pairs of a column of `to` and one of the junction. */
  readonly toColumns: readonly Pair[];
}

interface ByFunction {
  readonly kind: 'computed';
  readonly function: Relation;
  readonly toOne: boolean;
}

type Pair = readonly [string, string];

export interface Catalog {
  readonly relationships: readonly Relationship[];
  /** Relations that functions return rows of. */
  readonly returned: readonly {
    readonly function: Relation;
    readonly arguments: number;
    readonly relation: Relation;
  }[];
}

export const isToOne = (found: Relationship): boolean =>
  found.kind === 'computed' ? found.toOne : found.kind === 'many-to-one' || found.kind === 'one-to-one';

/** The only way from a relation of this schema to what is called `target`, else why there is none or more than one. */
export function relationship(
  { relationships }: Catalog,
  schema: string,
  from: string,
  target: string,
  hint: string | undefined,
): Relationship | { status: 300 | 400; error: ErrorBody } {
  const ways = relationships.filter((way) => way.from.schema === schema && way.from.name === from);
  const found = ways.filter((way) => leadsTo(way, schema, target, hint));
  const [only, ...more] = found;
  if (only === undefined) return { status: 400, error: notRelated(ways, schema, from, target, hint) };
  return more.length === 0 ? only : { status: 300, error: ambiguous(from, target, found) };
}

/** Whether a request that says `target!hint` means this way. */
function leadsTo(way: Relationship, schema: string, target: string, hint: string | undefined): boolean {
  if (way.kind === 'computed') return way.function.schema === schema && way.function.name === target;
  if (way.to.schema !== schema) return false;
  const named = way.to.name === target;
  const [own, others] = way.kind === 'many-to-many' || way.columns.length > 1 ? [] : (way.columns[0] ?? []);
  if (way.from.name === way.to.name) {
    // The name of the table leads to the rows that refer to this one, the column of the key to the row referred to.
    if (hint !== undefined) return named && way.kind === 'one-to-many' && others === hint;
    return (named && way.kind === 'one-to-many') || (own === target && way.kind === 'many-to-one');
  }
  if (way.kind === 'many-to-many') return named && (hint === undefined || hint === way.junction.name);
  if (hint !== undefined) return named && [way.constraint, own, others].includes(hint);
  return named || (!way.toIsView && (way.constraint === target || own === target));
}

function notRelated(
  ways: readonly Relationship[],
  schema: string,
  from: string,
  target: string,
  hint: string | undefined,
): ErrorBody {
  const using = hint === undefined ? '' : ` using the hint '${hint}'`;
  const near = ways.map(({ to }) => to.name).find((name) => name !== target && isNear(name, target));
  return {
    code: 'PGRST200',
    message: `Could not find a relationship between '${from}' and '${target}' in the schema cache`,
    details: `Searched for a foreign key relationship between '${from}' and '${target}'${using} in the schema '${schema}', but no matches were found.`,
    hint: near === undefined ? null : `Perhaps you meant '${near}' instead of '${target}'.`,
  };
}

/** Whether one name is the other with a letter more. */
function isNear(one: string, other: string): boolean {
  const [short = '', long = ''] = [one, other].sort((a, b) => a.length - b.length);
  return long.length === short.length + 1 && long.startsWith(short);
}

const order = ['one-to-many', 'many-to-one', 'one-to-one', 'many-to-many', 'computed'];

function ambiguous(from: string, target: string, found: readonly Relationship[]): ErrorBody {
  const name = (way: Relationship) =>
    way.kind === 'many-to-many' ? way.junction.name : way.kind === 'computed' ? way.function.name : way.constraint;
  const sorted = [...found].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || name(a).localeCompare(name(b)),
  );
  const list = (columns: readonly string[]) => `(${columns.join(', ')})`;
  const described = sorted.map((way) => {
    if (way.kind === 'computed') return {};
    const [one, other] = way.kind === 'many-to-many' ? way.constraints : [];
    return {
      cardinality: way.kind,
      embedding: `${way.from.name} with ${way.to.name}`,
      relationship:
        way.kind === 'many-to-many'
          ? `${way.junction.name} using ${one}${list(way.fromColumns.map(([, junction]) => junction))} and ${other}${list(way.toColumns.map(([, junction]) => junction))}`
          : `${way.constraint} using ${way.from.name}${list(way.columns.map(([own]) => own))} and ${way.to.name}${list(way.columns.map(([, others]) => others))}`,
    };
  });
  const choices = sorted.map((way) => `'${way.to.name}!${name(way)}'`).join(', ');
  return {
    code: 'PGRST201',
    message: `Could not embed because more than one relationship was found for '${from}' and '${target}'`,
    details: described,
    hint: `Try changing '${target}' to one of the following: ${choices}. Find the desired relationship in the 'details' key.`,
  };
}

interface RelationRow {
  id: number;
  schema: string;
  name: string;
  is_view: boolean;
  /** Names by number. */
  columns: Record<string, string>;
  primary_key: number[];
  /** The tree of the query, of a view that the API shows. */
  definition: string | null;
}

interface KeyRow {
  name: string;
  from: number;
  to: number;
  columns: number[];
  to_columns: number[];
  is_unique: boolean;
}

/** Reads the ways between all relations of the schemas that the API shows. */
export async function readCatalog(
  tx: Transaction,
  { schemas, extraSearchPath }: Pick<RestConfig, 'schemas' | 'extraSearchPath'>,
): Promise<Catalog> {
  const { rows: relations } = await tx.query<RelationRow>(
    `select c.oid::int8 as id, n.nspname as schema, c.relname as name, c.relkind in ('v', 'm') as is_view,
      coalesce((select jsonb_object_agg(attnum, attname) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped), '{}') as columns,
      coalesce((select to_jsonb(conkey) from pg_constraint where conrelid = c.oid and contype = 'p'), '[]') as primary_key,
      (select ev_action::text from pg_rewrite where ev_class = c.oid and ev_type = '1' and c.relkind in ('v', 'm')
        and n.nspname = any($1)) as definition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
    [[...schemas, ...extraSearchPath]],
  );
  const { rows: keys } = await tx.query<KeyRow>(
    `select conname as name, conrelid::int8 as "from", confrelid::int8 as "to",
      to_jsonb(conkey) as columns, to_jsonb(confkey) as to_columns,
      exists (select from pg_constraint u where u.conrelid = f.conrelid and u.contype in ('p', 'u')
        and u.conkey <@ f.conkey and f.conkey <@ u.conkey) as is_unique
    from pg_constraint f where contype = 'f' and conparentid = 0`,
  );
  const { rows: functions } = await tx.query<{
    schema: string;
    name: string;
    takes: number | null;
    gives: number;
    arguments: number;
    to_one: boolean;
  }>(
    `select n.nspname as schema, p.proname as name, a.typrelid::int8 as takes, r.typrelid::int8 as gives,
      p.pronargs::int as arguments, not p.proretset or p.prorows = 1 as to_one
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      join pg_type r on r.oid = p.prorettype and r.typrelid <> 0
      left join pg_type a on a.oid = p.proargtypes[0] and p.pronargs = 1 and a.typrelid <> 0
    where p.prokind = 'f' and n.nspname = any($1)`,
    [[...schemas]],
  );
  const byId = new Map(relations.map((row) => [Number(row.id), row]));
  const relationOf = (id: number | null): Relation | undefined => {
    const row = id === null ? undefined : byId.get(Number(id));
    return row && { schema: row.schema, name: row.name };
  };
  const returned = functions.flatMap(({ schema, name, arguments: count, gives }) => {
    const relation = relationOf(gives);
    return relation ? [{ function: { schema, name }, arguments: count, relation }] : [];
  });
  const computed = functions.flatMap(({ schema, name, takes, gives, to_one }): Relationship[] => {
    const [from, to] = [relationOf(takes), relationOf(gives)];
    return from && to ? [{ kind: 'computed', from, to, function: { schema, name }, toOne: to_one }] : [];
  });
  const shown = ({ schema }: Relation) => schemas.includes(schema);
  const isShown = (way: Relationship) =>
    shown(way.from) && shown(way.to) && (way.kind !== 'many-to-many' || shown(way.junction));
  // A function takes the place of the ways to the relation that has its name.
  const isReplaced = ({ from, to }: Relationship) =>
    computed.some((way) => isSame(way.from, from) && way.kind === 'computed' && isSame(way.function, to));
  const byKeys = waysByKeys(byId, keys).filter((way) => !isReplaced(way));
  return { relationships: [...byKeys, ...computed].filter(isShown), returned };
}

const isSame = (one: Relation, other: Relation) => one.schema === other.schema && one.name === other.name;

/** A relation that shows columns of a table: the table itself, or a view, once for each column that it shows twice. */
interface Face {
  readonly relation: RelationRow;
  /** Names by the number of the table's column. */
  readonly names: ReadonlyMap<number, string>;
}

/** One foreign key as it shows between two relations. */
interface Key extends Omit<ByKey, 'kind'> {
  readonly from: RelationRow;
  readonly to: RelationRow;
  readonly isUnique: boolean;
}

function waysByKeys(byId: ReadonlyMap<number, RelationRow>, rows: readonly KeyRow[]): Relationship[] {
  const views = [...byId.values()]
    .filter(({ is_view }) => is_view)
    .map((view) => ({ view, origins: originsOf(view, byId) }));
  const facesOf = (table: number, columns: readonly number[]): Face[] => {
    const own = byId.get(Number(table));
    if (own === undefined) return [];
    const ofViews = views.flatMap(({ view, origins }) => {
      const names = columns.map((column) =>
        origins.filter((one) => one.table === Number(table) && one.column === column),
      );
      return combinations(names).map((each) => ({
        relation: view,
        names: new Map(each.map(({ column, name }) => [column, name])),
      }));
    });
    const names = new Map(columns.map((column) => [column, own.columns[column] ?? '']));
    return [{ relation: own, names }, ...ofViews];
  };
  const keys = rows.flatMap((row): Key[] =>
    facesOf(row.from, row.columns).flatMap((from) =>
      facesOf(row.to, row.to_columns).map((to) => ({
        from: from.relation,
        to: to.relation,
        constraint: row.name,
        columns: row.columns.map((column, index) => [
          from.names.get(column) ?? '',
          to.names.get(row.to_columns[index] ?? 0) ?? '',
        ]),
        toIsView: to.relation.is_view,
        isUnique: row.is_unique,
      })),
    ),
  );
  const direct = keys.flatMap(({ isUnique, ...key }): Relationship[] => [
    { ...key, kind: isUnique ? 'one-to-one' : 'many-to-one' },
    {
      kind: isUnique ? 'one-to-one' : 'one-to-many',
      from: key.to,
      to: key.from,
      constraint: key.constraint,
      columns: key.columns.map(swapped),
      toIsView: key.from.is_view,
    },
  ]);
  const many = keys.filter(({ isUnique }) => !isUnique);
  /** Whether these columns of a junction belong to its primary key. */
  const isPartOfKey = (junction: RelationRow, columns: readonly Pair[]): boolean => {
    const own = views.find(({ view }) => view === junction)?.origins;
    const shows = (table: number) =>
      byId.get(table)?.primary_key.every((column) => own?.some((one) => one.table === table && one.column === column));
    const key = own
      ? own.filter(({ isKey, table }) => isKey && shows(table)).map(({ name }) => name)
      : junction.primary_key.map((number) => junction.columns[number]);
    return columns.every(([column]) => key.includes(column));
  };
  const across = many.flatMap((one) =>
    many
      .filter((other) => one.from === other.from && one.constraint !== other.constraint)
      .filter((other) => isPartOfKey(one.from, [...one.columns, ...other.columns]))
      .map(
        (other): Relationship => ({
          kind: 'many-to-many',
          from: one.to,
          to: other.to,
          junction: one.from,
          constraints: [one.constraint, other.constraint],
          fromColumns: one.columns.map(swapped),
          toColumns: other.columns.map(swapped),
        }),
      ),
  );
  return [...direct, ...across];
}

const swapped = ([one, other]: Pair): Pair => [other, one];

function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap((each) => list.map((one) => [...each, one])), [[]]);
}

interface Origin {
  /** Of the view. */
  readonly name: string;
  readonly table: number;
  readonly column: number;
  /** Whether the column belongs to the table's primary key. */
  readonly isKey: boolean;
}

/** Which columns of tables a view shows, also through other views. */
function originsOf(view: RelationRow, byId: ReadonlyMap<number, RelationRow>): Origin[] {
  return targets(view.definition ?? '').flatMap(({ number, table, column }): Origin[] => {
    const [name, of] = [view.columns[number], byId.get(table)];
    if (name === undefined || of === undefined) return [];
    if (!of.is_view) return [{ name, table, column, isKey: of.primary_key.includes(column) }];
    return originsOf(of, byId)
      .filter((origin) => origin.name === of.columns[column])
      .map((origin) => ({ ...origin, name }));
  });
}

/** The columns of a query in Postgres's own notation of it, of the outermost query alone. */
function targets(definition: string): { number: number; table: number; column: number }[] {
  const found: { number: number; table: number; column: number }[] = [];
  let depth = 0;
  let entry = '';
  for (let at = 0; at < definition.length; at++) {
    const sign = definition[at];
    if (sign === '\\') at++;
    else if (sign === '{') depth++;
    else if (sign === '}') {
      if (depth === 2) {
        const [, number, table, column] =
          /^TARGETENTRY .*:resno (\d+) .*:resorigtbl (\d+) :resorigcol (\d+) /s.exec(entry) ?? [];
        if (number !== undefined) found.push({ number: Number(number), table: Number(table), column: Number(column) });
        entry = '';
      }
      depth--;
    } else if (depth === 2) entry += sign;
  }
  return found;
}
