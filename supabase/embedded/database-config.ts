import type { Section } from './config/section.ts';
import type { SeedConfig } from './seed.ts';

/** `[db]` of `config.toml`. */
export interface DatabaseConfig {
  /** For psql. */
  readonly port: number;
  readonly seed: SeedConfig;
}

export function readDatabaseConfig(db: Section): DatabaseConfig {
  db.section('network_restrictions').refuse('enabled', true, 'it listens on this machine alone');
  const seed = db.section('seed');
  return {
    port: db.port('port', 54322),
    seed: { enabled: seed.boolean('enabled', true), paths: seed.list('sql_paths', ['./seed.sql']) },
  };
}
