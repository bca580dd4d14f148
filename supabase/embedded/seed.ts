import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Database } from './database.ts';
import { readScript, runScript } from './migrate.ts';

/** A script that fills a new database. */
export interface Seed {
  file: string;
  sql: string;
}

/** `[db.seed]` of `config.toml`: paths below the project's folder, of which the last part may have `*` and `?`. */
export interface SeedConfig {
  readonly enabled: boolean;
  readonly paths: readonly string[];
}

/** Reads the scripts in the order of the paths, those of one pattern by name. A missing one is logged. */
export async function readSeeds(
  project: string,
  { enabled, paths }: SeedConfig,
  log: (line: string) => void,
): Promise<Seed[]> {
  if (!enabled) return [];
  const found: string[] = [];
  for (const path of paths) {
    const matching = await filesOf(join(project, path));
    // Most projects have no seed.sql.
    if (matching.length === 0 && path !== './seed.sql') log(`[db.seed] sql_paths: there is no ${path}`);
    found.push(...matching.filter((file) => !found.includes(file)));
  }
  return Promise.all(found.map(async (file) => ({ file: relative(project, file), sql: await readScript(file) })));
}

async function filesOf(pattern: string): Promise<string[]> {
  const folder = dirname(pattern);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const wanted = basename(pattern)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return names
    .filter((name) => new RegExp(`^${wanted}$`).test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Runs each script in a transaction of its own. @throws {MigrationError} that names where one failed. */
export async function applySeeds(database: Database, seeds: readonly Seed[]): Promise<void> {
  for (const { file, sql } of seeds) await runScript(database, file, sql, (_, run) => run());
}
