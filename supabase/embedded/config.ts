import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { type AuthConfig, readAuthConfig } from './auth/config.ts';
import { Section } from './config/section.ts';
import { type DatabaseConfig, readDatabaseConfig } from './database-config.ts';
import { type FunctionsConfig, readFunctionsConfig } from './functions/config.ts';
import { type RealtimeSection, readRealtimeSection } from './realtime/config.ts';
import { type RestConfig, readRestConfig } from './rest/config.ts';
import { readStorageConfig, type StorageConfig } from './storage/config.ts';

/** The settings of `config.toml` that are followed, by part; times in seconds. */
export interface Config {
  readonly projectId: string;
  readonly port: number;
  readonly rest: RestConfig;
  readonly database: DatabaseConfig;
  readonly auth: AuthConfig;
  readonly realtime: RealtimeSection;
  readonly storage: StorageConfig;
  readonly functions: FunctionsConfig;
  /** Paths of settings in the file that nothing here follows. */
  readonly ignored: readonly string[];
}

/**
 * Reads `config.toml` of a project, with the defaults of the CLI. `env(NAME)` is looked up in `env`, then in the file
 * `.env` beside it.
 * @throws {ConfigError} with a sentence for people: no TOML, a value of the wrong kind, a protection not followed here.
 */
export async function readConfig(
  project: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Config> {
  const [text, file] = await Promise.all([read(join(project, 'config.toml')), read(join(project, '.env'))]);
  const toml = Section.parse(text, { ...parseEnv(file), ...env });
  const api = toml.section('api');
  toml.missing('studio', 'inbucket', 'local_smtp', 'analytics');
  api.section('tls').refuse('enabled', true, 'it listens on this machine alone, without encryption');
  const config = {
    projectId: toml.text('project_id', basename(dirname(project))),
    port: api.port('port', 54321),
    rest: readRestConfig(api),
    database: readDatabaseConfig(toml.section('db')),
    auth: readAuthConfig(toml.section('auth')),
    realtime: readRealtimeSection(toml.section('realtime')),
    storage: readStorageConfig(toml.section('storage')),
    functions: readFunctionsConfig(toml.section('functions'), toml.section('edge_runtime')),
  };
  return { ...config, ignored: toml.unread() };
}

/** The text of a file, empty when there is none. */
function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
