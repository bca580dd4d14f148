import type { Database } from '../database.ts';
import type { RestConfig } from './config.ts';

/** Settings of the API, as `config.toml` and the database give them. */
export interface RestSettings extends RestConfig {
  /** Whether `select` may say `pages.sum()`. */
  readonly aggregates: boolean;
}

const list = (value: string): string[] => value.split(',').map((name) => name.trim());

/** What a setting changes; false when its value cannot be read. */
const followed: Readonly<Record<string, (value: string) => Partial<RestSettings> | false>> = {
  db_aggregates_enabled: (value) => /^(true|false)$/i.test(value) && { aggregates: /^true$/i.test(value) },
  db_max_rows: (value) => /^[1-9]\d*$/.test(value) && { maxRows: Number(value) },
  db_schemas: (value) => ({ schemas: list(value) }),
  db_extra_search_path: (value) => ({ extraSearchPath: list(value) }),
};

/**
 * Reads `alter role authenticator set pgrst.…`, which PostgREST puts above its configuration. What is not followed here
 * gets a line in `log`.
 */
export async function readRoleSettings(
  database: Pick<Database, 'transaction'>,
  config: RestConfig,
  log: (line: string) => void,
): Promise<RestSettings> {
  const { rows } = await database.transaction((tx) =>
    tx.query<{ name: string; value: string }>(
      `select split_part(setting, '=', 1) as name, substr(setting, strpos(setting, '=') + 1) as value
      from pg_catalog.pg_db_role_setting, unnest(setconfig) setting
      where setrole = 'authenticator'::regrole and setting like 'pgrst.%'
        and setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
      order by setdatabase`,
    ),
  );
  const changes = rows.map(({ name, value }) => {
    const change = followed[name.slice('pgrst.'.length)]?.(value);
    if (!change) log(`alter role authenticator set ${name} = '${value}' is not followed here.`);
    return change || {};
  });
  return Object.assign({ ...config, aggregates: false }, ...changes);
}
