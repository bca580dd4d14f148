import { existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Archive, unpackInto } from './archive.ts';
import { type Bootstrap, type Project, readBootstrap } from './bootstrap.ts';
import type { Database } from './database.ts';
import { createPgliteDatabase, type PgliteDatabase } from './database-pglite.ts';
import { folderError } from './lock.ts';
import { type Migration, migrate, OtherMigrationsError } from './migrate.ts';
import { applySeeds, type Seed } from './seed.ts';
import { Snapshot } from './snapshot.ts';

export interface CopyOptions extends Project {
  migrations?: readonly Migration[];
  /** Scripts that fill a new database. */
  seeds?: readonly Seed[];
  /** Fills a new database after the scripts. */
  seed?: ((database: Database) => Promise<void>) | undefined;
  /** Changes when `seed` does. */
  seedKey?: string | undefined;
  cacheDir?: string | undefined;
  log?: (line: string) => void;
}

export interface OpenOptions extends CopyOptions {
  /** A folder for PGlite's data, which the caller has locked; in memory when absent. */
  dataDir?: string | undefined;
  /** A real Postgres instead of PGlite. */
  databaseUrl?: string | undefined;
}

const silence = () => {};

/** Part of the key of a snapshot: no version of PGlite reads data of another. */
const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.resolve('@electric-sql/pglite')), 'utf8'),
) as { version: string };

/** Opens the database of a project, new or existing, with all migrations and, when new, seeds applied. */
export async function openDatabase(options: OpenOptions): Promise<Database | PgliteDatabase> {
  const bootstrap = await readBootstrap();
  const { databaseUrl, dataDir } = options;
  if (databaseUrl) {
    const { createPostgresDatabase } = await import('./database-postgres.ts');
    return prepared(await createPostgresDatabase(databaseUrl), bootstrap, options);
  }
  const folder = dataDir && join(dataDir, 'postgres');
  try {
    if (!folder) return createPgliteDatabase({ from: await readyCopy(options) });
    if (!existsSync(folder)) {
      // Written under another name, so that a killed process leaves no half database.
      const making = `${folder}.making`;
      await rm(making, { recursive: true, force: true });
      await unpackInto(making, await readyCopy(options));
      await rename(making, folder);
    }
    return await prepared(await createPgliteDatabase({ dataDir: folder }), bootstrap, options);
  } catch (error) {
    if (!dataDir) throw error;
    if (!(error instanceof OtherMigrationsError)) throw folderError(dataDir, error);
    throw new OtherMigrationsError(
      error.difference,
      `Начать заново (begin anew): удалите папку (delete the folder) ${dataDir}`,
    );
  }
}

/** A migrated and seeded database for PGlite to start from: the snapshot of an earlier start, or a new one. */
export async function readyCopy(options: CopyOptions = {}): Promise<Archive> {
  const bootstrap = await readBootstrap();
  const { log = silence, migrations = [], seedKey = '', seeds = [] } = options;
  const scripts = [...migrations, ...seeds].map(({ file, sql }) => file + sql);
  const begin = [bootstrap.hash, String(options.exposeNewTables ?? false)];
  return kept(options, [...begin, seedKey, ...scripts], async () => {
    log('Making the database ready, once…');
    // Kept separately, because it takes longest and is the same for most projects.
    const empty = await kept(options, begin, async () => {
      const database = await createPgliteDatabase();
      await bootstrap.apply(database, options);
      return database;
    });
    return prepared(await createPgliteDatabase({ from: empty }), bootstrap, options);
  });
}

async function kept(
  { cacheDir = resolve('.cache'), log = silence }: CopyOptions,
  parts: readonly string[],
  make: () => Promise<PgliteDatabase>,
): Promise<Archive> {
  const snapshot = new Snapshot(cacheDir, [version, ...parts]);
  const found = await snapshot.read();
  if (found) return found;
  const database = await make();
  try {
    const data = await database.copy();
    await snapshot.write(data, log);
    return data;
  } finally {
    await database.close();
  }
}

async function prepared<Kind extends Database>(
  database: Kind,
  bootstrap: Bootstrap,
  { exposeNewTables, log, migrations = [], seed, seeds = [] }: CopyOptions,
): Promise<Kind> {
  try {
    await bootstrap.apply(database, { exposeNewTables });
    await migrate(database, migrations, log);
    await fill(database, async () => {
      await applySeeds(database, seeds);
      await seed?.(database);
    });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Fills a new database once: the bootstrap leaves the table `supabase_migrations.filling` there, which is dropped here.
 */
async function fill(database: Database, act: () => Promise<void>): Promise<void> {
  const { rows } = await database.transaction(async (tx) => {
    const { rows: found } = await tx.query(`select where to_regclass('supabase_migrations.filling') is not null`);
    return found.length === 0
      ? { rows: [] }
      : tx.query<{ begun: boolean }>('select begun from supabase_migrations.filling');
  });
  const state = rows[0];
  if (!state) return;
  if (state.begun) {
    throw new Error(
      'The database was being filled when the process was stopped, and is half full. Start with an empty one.',
    );
  }
  await database.transaction((tx) => tx.exec('update supabase_migrations.filling set begun = true'));
  await act();
  await database.transaction((tx) => tx.exec('drop table supabase_migrations.filling'));
}
