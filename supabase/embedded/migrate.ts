import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, Transaction } from './database.ts';
import { isPostgresError } from './session.ts';

export interface Migration {
  /** Digits before the first underscore: the order. */
  version: string;
  name: string;
  file: string;
  sql: string;
}

/** A migration that cannot be applied; the message names the file, the line when it is known, and the reason. */
export class MigrationError extends Error {}

/** Reads `<version>_<name>.sql` in order of version; a folder that does not exist has none. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found = names.flatMap((file) => {
    const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file) ?? [];
    return version === undefined || name === undefined ? [] : [{ file, version, name }];
  });
  found.sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0));
  for (const [index, { file, version }] of found.entries()) {
    const next = found[index + 1];
    if (next?.version === version) throw new MigrationError(`${file} and ${next.file} have the same version.`);
  }
  return Promise.all(
    found.map(async (entry) => ({
      ...entry,
      sql: (await readFile(join(folder, entry.file), 'utf8')).replaceAll('\r\n', '\n'),
    })),
  );
}

/**
 * Applies what is missing, each file in a transaction of its own as a role that is no superuser, like hosted Supabase.
 * @returns the files applied now.
 * @throws MigrationError when one fails (nothing of it stays) or an applied one has changed since.
 */
export async function migrate(
  database: Pick<Database, 'transaction'>,
  migrations: readonly Migration[],
): Promise<string[]> {
  const applied = await database.transaction(async (tx) => {
    const { rows } = await tx.query<{ version: string; statements: string[] | null }>(
      'select version, statements from supabase_migrations.schema_migrations',
    );
    return new Map(rows.map((row) => [row.version, row.statements]));
  });
  const done: string[] = [];
  for (const migration of migrations) {
    const statements = applied.get(migration.version);
    if (statements === undefined) {
      await apply(database, migration);
      done.push(migration.file);
    } else if (statements?.length === 1 && statements[0] !== migration.sql) {
      throw new MigrationError(
        `${migration.file} was changed after it had been applied. Restore it and write a new migration, or start with an empty database.`,
      );
    }
  }
  return done;
}

async function apply(database: Pick<Database, 'transaction'>, migration: Migration): Promise<void> {
  try {
    await database.transaction(async (tx) => {
      const before = await platformShape(tx);
      await tx.exec(`set local role supabase_migrator; set local search_path = "$user", public, extensions`);
      await tx.exec(migration.sql);
      await tx.exec('reset role; reset search_path');
      if ((await platformShape(tx)) !== before) {
        throw new Error(
          'It changes the schemas auth, storage or realtime. Hosted Supabase allows policies there and triggers on auth.users only.',
        );
      }
      await tx.query(
        'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)',
        [migration.version, migration.name, [migration.sql]],
      );
    });
  } catch (error) {
    throw new MigrationError(`${migration.file}${place(migration.sql, error)}: ${reason(error)}`, { cause: error });
  }
}

/** Our migrating role must own some tables of the platform to make policies; what it may not touch is compared instead. */
async function platformShape(tx: Transaction): Promise<string | undefined> {
  const { rows } = await tx.query<{ shape: string }>(`
    select md5(string_agg(part, ',' order by part)) as shape
    from (
      select concat_ws(' ', c.oid, c.relname, c.relowner, c.relrowsecurity, c.relforcerowsecurity, a.attname, a.atttypid, a.attnotnull) as part
      from pg_catalog.pg_class c
      left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where c.relnamespace in (select oid from pg_catalog.pg_namespace where nspname in ('auth', 'storage', 'realtime'))
      union all
      select concat_ws(' ', p.oid, p.proowner, md5(p.prosrc))
      from pg_catalog.pg_proc p
      where p.pronamespace in (select oid from pg_catalog.pg_namespace where nspname in ('auth', 'storage', 'realtime'))
    ) parts`);
  return rows[0]?.shape;
}

function place(sql: string, error: unknown): string {
  if (!isPostgresError(error) || error.position === undefined) return '';
  return `:${
    Array.from(sql)
      .slice(0, Number(error.position) - 1)
      .filter((char) => char === '\n').length + 1
  }`;
}

function reason(error: unknown): string {
  if (!isPostgresError(error)) return error instanceof Error ? error.message : String(error);
  return [`${error.message} (${error.code})`, error.detail, error.hint].filter(Boolean).join(' — ');
}
