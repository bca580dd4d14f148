import type { Transaction } from '../../supabase/embedded/database.ts';

/** A type of Postgres. */
export interface TypeName {
  name: string;
  /** Where `Database` describes it, when it is no type of Postgres itself. */
  listedIn: 'Enums' | 'Tables' | 'Views' | null;
  isArray: boolean;
}

export interface Column {
  name: string;
  type: TypeName;
  nullable: boolean;
  /** May be left out of an insert. */
  optional: boolean;
  /** Is computed, and never written. */
  generated: boolean;
}

export interface Relationship {
  name: string;
  columns: string[];
  unique: boolean;
  relation: string;
  referenced: string[];
}

export interface Relation {
  name: string;
  isView: boolean;
  columns: Column[];
  relationships: Relationship[];
}

export interface Callable {
  name: string;
  args: { name: string; type: TypeName; optional: boolean }[];
  /** The columns when it returns a table. */
  table: { name: string; type: TypeName }[] | null;
  returns: TypeName;
  isSet: boolean;
}

export interface Catalog {
  schema: string;
  relations: Relation[];
  functions: Callable[];
  enums: { name: string; values: string[] }[];
}

const typeName = (oid: string) => `(
  select jsonb_build_object('name', item.typname, 'isArray', whole.typcategory = 'A', 'listedIn', case
    when item.typtype = 'e' then 'Enums'
    when item.typtype = 'c' then (select case relkind when 'v' then 'Views' when 'c' then null else 'Tables' end from pg_class where oid = item.typrelid)
  end)
  from pg_type whole join pg_type item on item.oid = case when whole.typcategory = 'A' then whole.typelem else whole.oid end
  where whole.oid = ${oid}
)`;

const columnNames = (table: string, numbers: string) => `(
  select jsonb_agg(attname order by place)
  from unnest(${numbers}) with ordinality number (attnum, place)
  join pg_attribute using (attnum)
  where attrelid = ${table}
)`;

/** Reads what an exposed schema shows to the API. */
export async function readCatalog(tx: Transaction, schema: string): Promise<Catalog> {
  const relations = await tx.query<Relation>(
    `select c.relname as name, c.relkind = 'v' as "isView",
      (
        select jsonb_agg(jsonb_build_object(
          'name', a.attname, 'type', ${typeName('a.atttypid')}, 'nullable', not a.attnotnull,
          'optional', not a.attnotnull or a.atthasdef or a.attidentity <> '',
          'generated', a.attgenerated <> '' or a.attidentity = 'a'
        ) order by a.attname)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      ) as columns,
      coalesce((
        select jsonb_agg(jsonb_build_object(
          'name', f.conname, 'columns', ${columnNames('f.conrelid', 'f.conkey')},
          'unique', exists (
            select from pg_constraint u
            where u.conrelid = f.conrelid and u.contype in ('p', 'u') and u.conkey @> f.conkey and u.conkey <@ f.conkey
          ),
          'relation', r.relname, 'referenced', ${columnNames('f.confrelid', 'f.confkey')}
        ) order by f.conname)
        from pg_constraint f join pg_class r on r.oid = f.confrelid and r.relnamespace = c.relnamespace
        where f.conrelid = c.oid and f.contype = 'f'
      ), '[]') as relationships
    from pg_class c
    where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v')
    order by c.relname`,
    [schema],
  );
  const functions = await tx.query<Callable>(
    `select p.proname as name, p.proretset as "isSet", ${typeName('p.prorettype')} as returns,
      coalesce((
        select jsonb_agg(jsonb_build_object(
          'name', coalesce(p.proargnames[i], ''), 'type', ${typeName('p.proargtypes[i - 1]')},
          'optional', i > p.pronargs - p.pronargdefaults
        ) order by p.proargnames[i])
        from generate_series(1, p.pronargs) i
      ), '[]') as args,
      (
        select jsonb_agg(jsonb_build_object('name', p.proargnames[i], 'type', ${typeName('p.proallargtypes[i]')}) order by p.proargnames[i])
        from generate_subscripts(p.proargmodes, 1) i
        where p.proargmodes[i] in ('t', 'o')
      ) as table
    from pg_proc p
    where p.pronamespace = $1::regnamespace and p.prokind = 'f' and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    order by p.proname, p.oid::regprocedure::text`,
    [schema],
  );
  const enums = await tx.query<{ name: string; values: string[] }>(
    `select t.typname as name, jsonb_agg(e.enumlabel order by e.enumsortorder) as values
    from pg_type t join pg_enum e on e.enumtypid = t.oid
    where t.typnamespace = $1::regnamespace
    group by t.typname order by t.typname`,
    [schema],
  );
  return { schema, relations: relations.rows, functions: functions.rows, enums: enums.rows };
}
