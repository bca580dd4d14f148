// Embedded relations for lite, which knows tables by their bare names, takes aliases for hints, and mixes up the two
// sides of a relation of a table with itself. It is given a schema of its own for each request: every embedded
// relation is a table with a name that exists once, with one foreign key to its parent, and SQL gets the real one back.
//
//     const embedding = new Embedding(catalog, 'public');
//     const rewritten = embedding.rewrite(ast, tables);      // `tables` gets the tables with such names
//     embedding.sql(compiled);                               // from "public"."authors" as "embed…"

import { randomBytes } from 'node:crypto';
import type { AnyAST, IntrospectResult } from '@supabase/lite';
import type { Aliases } from './aliases.ts';
import { type ErrorBody, notImplementedError, Refused } from './errors.ts';
import { type Catalog, isToOne, type Relation, type Relationship, relationship } from './relationships.ts';

type Select = NonNullable<AnyAST['select']>;
type Join = NonNullable<AnyAST['join']>;
type Order = NonNullable<AnyAST['order']>;
type Where = NonNullable<AnyAST['where']>;
/** What is asked of a relation, of the request's own or of an embedded one. */
type Node = Pick<AnyAST, 'select' | 'join' | 'where' | 'order'>;
type Embedded = Node & { spread?: boolean };

const mark = `embed${randomBytes(6).toString('hex')}x`;
const marked = new RegExp(`${mark}\\d+`, 'g');

export class Embedding {
  readonly #catalog: Catalog;
  readonly #schema: string;
  readonly #aliases: Aliases;
  /** What stands for a marked name in `from`, and how Postgres calls it in PostgREST's queries. */
  readonly #names = new Map<string, { from: string; called: string }>();
  /** Several columns that stand in a key for one: lite follows the first alone. */
  readonly #lists = new Map<string, readonly string[]>();

  constructor(catalog: Catalog, schema: string, aliases: Aliases) {
    this.#catalog = catalog;
    this.#schema = schema;
    this.#aliases = aliases;
  }

  /**
   * The request with marked names, whose tables are added to `tables`.
   * @throws Refused when something embedded is no relation, ambiguous, twice there, or lacks a column.
   */
  rewrite(ast: AnyAST, tables: IntrospectResult): AnyAST {
    const root = ast.from ?? this.#returnedBy(ast, tables);
    // lite knows the columns of what a function returns only where something is joined to it.
    const isTable = ast.from === undefined && has(tables, root);
    const node = this.#rewrite(ast, { name: root, marked: root, depth: 0 }, tables);
    return { ...ast, ...node, ...(isTable && { join: { ...node.join, [mark]: {} } }) };
  }

  /** A query with the real relations in it. */
  sql(text: string): string {
    if (!text.includes(mark)) return text;
    const own = quoted(this.#schema);
    return text
      .replace(new RegExp(`\\b(from|join) (?:${own}\\.)?"(${marked.source})"( as)?`, 'g'), (_, verb, name, as) => {
        const from = this.#names.get(name)?.from ?? name;
        return as ? `${verb} ${from} as` : `${verb} ${from} as "${name}"`;
      })
      .replace(new RegExp(`${own}\\.(?="${marked.source}")`, 'g'), '')
      .replace(new RegExp(`((?:"(?:[^"]|"")+"\\.)+)"(${mark}list\\d+)"`, 'g'), (_, table, name) => {
        const columns = this.#lists.get(name) ?? [];
        return `(${columns.map((column) => table + quoted(column)).join(', ')})`;
      });
  }

  /** A message with the names that Postgres would give. */
  message(text: string): string {
    return text.replace(marked, (name) => this.#names.get(name)?.called ?? name);
  }

  #returnedBy({ function: name = '', args }: AnyAST, tables: IntrospectResult): string {
    const count = Array.isArray(args) ? args.length : Object.keys(args ?? {}).length;
    const named = this.#catalog.returned.filter(
      (one) => one.function.schema === this.#schema && one.function.name === name,
    );
    const best = named.find((one) => one.arguments === count) ?? named[0];
    return best && has(tables, best.relation.name) ? best.relation.name : name;
  }

  #rewrite(node: Node, at: { name: string; marked: string; depth: number }, tables: IntrospectResult): Node {
    const joins: Join = { ...node.join };
    const depth = at.depth + 1;
    const seen = new Set<string>();
    // lite knows a computed column where it stands by itself; Postgres knows it where its table is named.
    const computed = this.#computedColumns(at.name, tables);
    const named = (column: string) => (computed.has(column) ? `${at.marked}.${column}` : column);
    const order = node.order?.map((one) => (one.embed === undefined ? { ...one, column: named(one.column) } : one));
    const { inner, where } = filtersOf(node);
    const select = node.select?.map((entry): Select[number] => {
      const [alias, found] = embeddedIn(entry) ?? [];
      if (alias === undefined || found === undefined) return withColumn(entry, named);
      const embedded = withFilters(found, inner.get(alias));
      const shown = this.#aliases.nameOf(alias);
      if (seen.has(shown)) {
        const called = `${at.name}_${shown}_${depth}`;
        throw new Refused(400, { code: '42712', message: `table name "${called}" specified more than once` });
      }
      seen.add(shown);
      const { hint, from: target = alias, type } = node.join?.[alias] ?? {};
      const way = relationship(this.#catalog, this.#schema, at.name, target, hint);
      if ('status' in way) throw new Refused(way.status, way.error);
      const sorts = node.order?.some((one) => one.embed === alias);
      if (sorts && !isToOne(way)) throw new Refused(400, notOne(at.name, shown));
      if (way.kind === 'computed' && (embedded.spread || sorts))
        throw new Refused(400, notImplementedError('Spread rows of a function, and an order by them'));
      if (
        embedded.spread &&
        isToOne(way) &&
        ((embedded.where && type !== 'inner') || embedded.select?.some(embeddedIn))
      )
        throw new Refused(400, notImplementedError('Filters of a spread row, and rows embedded in it'));
      const { name, hint: key } = this.#add(way, at, depth, tables);
      joins[alias] = {
        from: name,
        hint: key,
        ...(type && { type }),
        ...(way.kind === 'computed' && { on: { $always: true } }),
      };
      this.#check(embedded, name, way.to, tables);
      const inside = this.#rewrite(embedded, { name: way.to.name, marked: name, depth }, tables);
      return { [alias]: { ...embedded, ...inside } };
    });
    return {
      ...node,
      ...(node.where && { where }),
      ...(select && { select }),
      ...(order && { order }),
      ...(node.join && { join: joins }),
    };
  }

  #computedColumns(name: string, { columns, functions = [] }: IntrospectResult): Set<string> {
    const relation = { schema: this.#schema, name };
    const computed = new Set(functions.filter((one) => takesRowOf(one, relation)).map((one) => one.name));
    for (const column of columns) if (column.table === name) computed.delete(column.name);
    return computed;
  }

  #mark(from: string, called: string): string {
    const name = `${mark}${this.#names.size}`;
    this.#names.set(name, { from, called });
    return name;
  }

  /** @returns the name of a table that is related to its parent alone, and what lite finds the way to it by. */
  #add(
    way: Relationship,
    parent: { marked: string },
    depth: number,
    tables: IntrospectResult,
  ): { name: string; hint: string } {
    const relation = `${quoted(way.to.schema)}.${quoted(way.to.name)}`;
    const from =
      way.kind === 'computed'
        ? `${quoted(way.function.schema)}.${quoted(way.function.name)}(${quoted(parent.marked)})`
        : relation;
    const name = this.#mark(from, way.kind === 'many-to-many' ? way.to.name : `${way.to.name}_${depth}`);
    const isOf = (one: { table: string }) => one.table === way.to.name;
    const view = tables.views.find((one) => one.name === way.to.name);
    const table = tables.tables.find((one) => one.name === way.to.name);
    if (view) tables.views.push({ ...view, name });
    if (table) tables.tables.push({ ...table, name });
    tables.columns.push(...tables.columns.filter(isOf).map((column) => ({ ...column, table: name })));
    const computed = tables.functions?.filter((one) => takesRowOf(one, way.to)) ?? [];
    tables.functions?.push(...computed.map((one) => ({ ...one, arg_types: [name] })));

    // Always with a hint: without one, lite takes the alias for it where a column is called so.
    const key = (table: string, to: string, columns: readonly (readonly [string, string])[]) => {
      const foreign_key_name = `${mark}key${tables.foreign_keys.length}`;
      const [own, others] = [columns.map(([one]) => one), columns.map(([, other]) => other)];
      tables.foreign_keys.push({
        ...{ table, column: this.#asOne(own), ref_table: to, ref_column: this.#asOne(others), foreign_key_name },
        ...{ schema: this.#schema, ref_schema: this.#schema, on_update: '', on_delete: '', fk_def: '' },
      });
      return { name, hint: foreign_key_name };
    };
    const toParent = (columns: readonly (readonly [string, string])[]) =>
      isToOne(way)
        ? key(parent.marked, name, columns)
        : key(
            name,
            parent.marked,
            columns.map(([one, other]) => [other, one]),
          );
    if (way.kind === 'computed') return toParent([['', '']]);
    if (way.kind !== 'many-to-many') return toParent(way.columns);
    // Other names for its columns: lite names those of what is embedded without their table.
    const one = way.fromColumns.map(([column, own], index) => ({ column, own, as: `${mark}from${index}` }));
    const other = way.toColumns.map(([column, own], index) => ({ column, own, as: `${mark}to${index}` }));
    const columns = [...one, ...other].map(({ own, as }) => `${quoted(own)} as "${as}"`).join(', ');
    const { schema, name: junctionName } = way.junction;
    const junction = this.#mark(`(select ${columns} from ${quoted(schema)}.${quoted(junctionName)})`, junctionName);
    key(
      junction,
      parent.marked,
      one.map(({ column, as }) => [as, column]),
    );
    key(
      junction,
      name,
      other.map(({ column, as }) => [as, column]),
    );
    return { name, hint: junction };
  }

  /** @returns the name of the only column, or one that stands for all. */
  #asOne(columns: readonly string[]): string {
    const [only = '', ...more] = columns;
    if (more.length === 0) return only;
    const name = `${mark}list${this.#lists.size}`;
    this.#lists.set(name, columns);
    return name;
  }

  /** Refuses columns that the embedded relation lacks: lite would take those of the outer one. */
  #check(node: Node, name: string, relation: Relation, tables: IntrospectResult): void {
    const { order = [], select = [] } = node;
    const { where } = filtersOf(node);
    const known = new Set([
      ...tables.columns.filter((column) => column.table === name).map((column) => column.name),
      ...(tables.functions ?? []).filter((one) => takesRowOf(one, relation)).map((one) => one.name),
      ...select.flatMap((entry) => embeddedIn(entry)?.[0] ?? []),
    ]);
    const asked = [...select.flatMap(columnsIn), ...columnsOfWhere(where), ...columnsOfOrder(order)];
    const missing = asked.map((one) => one.split('->')[0] ?? '').find((one) => one !== '*' && !known.has(one));
    if (missing === undefined) return;
    throw new Refused(400, {
      code: '42703',
      message: `column ${this.#names.get(name)?.called}.${missing} does not exist`,
    });
  }
}

function notOne(from: string, target: string): ErrorBody {
  return {
    code: 'PGRST118',
    message: `A related order on '${target}' is not possible`,
    details: `'${from}' and '${target}' do not form a many-to-one or one-to-one relationship`,
  };
}

/** The filters of a node without those of what is embedded in it, which lite leaves here beyond the second depth. */
function filtersOf({ select = [], where = {} }: Node): { where: Where; inner: Map<string, Where[]> } {
  const aliases = new Set(select.flatMap((entry) => embeddedIn(entry)?.[0] ?? []));
  const inner = new Map<string, Where[]>();
  const own = Object.entries(where).filter(([name, value]) => {
    const [alias = '', ...rest] = name.split('.');
    if (rest.length === 0 || !aliases.has(alias)) return true;
    inner.set(alias, [...(inner.get(alias) ?? []), { [rest.join('.')]: value }]);
    return false;
  });
  return { where: Object.fromEntries(own), inner };
}

function withFilters(embedded: Embedded, more: readonly Where[] = []): Embedded {
  const all = [...(embedded.where ? [embedded.where] : []), ...more];
  if (all.length < 2) return { ...embedded, ...(all[0] && { where: all[0] }) };
  const names = all.flatMap((where) => Object.keys(where));
  const isClear = new Set(names).size === names.length;
  return { ...embedded, where: isClear ? Object.assign({}, ...all) : { $and: all } };
}

function has({ tables, views }: IntrospectResult, name: string): boolean {
  return [...tables, ...views].some((one) => one.name === name);
}

/** Whether this is a computed column of the relation. */
function takesRowOf(
  { arg_types: types, schema }: NonNullable<IntrospectResult['functions']>[number],
  relation: Relation,
): boolean {
  const [type = '', ...more] = types;
  const names = [relation.name, quoted(relation.name)];
  const full = names.flatMap((name) => [`${relation.schema}.${name}`, `${quoted(relation.schema)}.${name}`]);
  return more.length === 0 && schema === relation.schema && [...names, ...full].includes(type);
}

function embeddedIn(entry: Select[number]): [string, Embedded] | undefined {
  if (typeof entry === 'string') return undefined;
  const [[alias, what] = []] = Object.entries(entry);
  return alias !== undefined && what && ('select' in what || 'spread' in what || 'join' in what)
    ? [alias, what as Embedded]
    : undefined;
}

/** A selected column under another name or as another type, with its own name as `named` gives it. */
function withColumn(entry: Select[number], named: (column: string) => string): Select[number] {
  if (typeof entry === 'string') return entry;
  return Object.fromEntries(
    Object.entries(entry).map(([alias, what]) => {
      const column = (what as { column?: string }).column ?? alias;
      return [alias, named(column) === column ? what : { ...what, column: named(column) }];
    }),
  );
}

function columnsIn(entry: Select[number]): string[] {
  if (typeof entry === 'string') return /^-?\d+(\.\d+)?$/.test(entry) ? [] : [entry];
  if (embeddedIn(entry)) return [];
  return Object.entries(entry).flatMap(([alias, what]) => {
    const { column, aggregate } = what as { column?: string; aggregate?: string };
    return column === undefined && aggregate === 'count' ? [] : [column ?? alias];
  });
}

function columnsOfWhere(where: AnyAST['where'] = {}): string[] {
  return Object.entries(where).flatMap(([name, value]) => {
    if (name === '$and' || name === '$or') return (value as NonNullable<AnyAST['where']>[]).flatMap(columnsOfWhere);
    if (name === '$not') return columnsOfWhere(value as AnyAST['where']);
    return name.startsWith('$') ? [] : [name];
  });
}

function columnsOfOrder(order: Order): string[] {
  return order.flatMap(({ column, embed }) => (embed === undefined ? [column] : []));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
