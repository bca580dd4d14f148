import type { Section } from './config/section.ts';
import type { SeedConfig } from './seed.ts';

/** `[db]` of `config.toml`. */
export interface DatabaseConfig {
  /** For psql. */
  readonly port: number;
  /** Whether `migrations/` are applied. */
  readonly migrations: boolean;
  readonly seed: SeedConfig;
}

export function readDatabaseConfig(db: Section): DatabaseConfig {
  db.section('network_restrictions').refuse('enabled', true, 'it listens on this machine alone');
  db.missing('pooler', 'ssl_enforcement');
  const seed = db.section('seed');
  return {
    port: db.port('port', 54322),
    migrations: db.section('migrations').boolean('enabled', true),
    seed: { enabled: seed.boolean('enabled', true), paths: seed.list('sql_paths', ['./seed.sql']) },
  };
}
