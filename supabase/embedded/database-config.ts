import type { Section } from './config/section.ts';

/** `[db]` of `config.toml`. */
export interface DatabaseConfig {
  /** For psql. */
  readonly port: number;
}

export function readDatabaseConfig(db: Section): DatabaseConfig {
  db.section('network_restrictions').refuse('enabled', true, 'it listens on this machine alone');
  return { port: db.port('port', 54322) };
}
