import type { Section } from '../config/section.ts';

/** `[api]` of `config.toml`. */
export interface RestConfig {
  readonly enabled: boolean;
  /** Schemas that the API shows. */
  readonly schemas: readonly string[];
  readonly extraSearchPath: readonly string[];
  /** Most rows that one answer holds. */
  readonly maxRows: number;
  /** Whether what is created in `public` is open to the roles of the API without a grant. */
  readonly exposeNewTables: boolean;
}

export const readRestConfig = (api: Section): RestConfig => ({
  enabled: api.boolean('enabled', true),
  schemas: api.list('schemas', ['public', 'graphql_public']),
  extraSearchPath: api.list('extra_search_path', ['public', 'extensions']),
  maxRows: api.integer('max_rows', 1000, 1),
  exposeNewTables: api.boolean('auto_expose_new_tables', false),
});
