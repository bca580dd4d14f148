import { AsyncLocalStorage } from 'node:async_hooks';
import { App } from '@supabase/lite';
import type { Database } from '../database.ts';
import type { RestConfig } from './config.ts';
import { type Caller, RestConnection } from './connection.ts';
import { errorResponse } from './errors.ts';
import type { Rest } from './rest.ts';

/** PostgREST's protocol, by `@supabase/lite`. */
export function createRestServer(database: Database, config: RestConfig): Rest {
  const callers = new AsyncLocalStorage<Caller>();
  const connection = new RestConnection(database, callers);
  const app = new App({
    connection,
    auth: { enabled: false },
    storage: { enabled: false },
    api: {
      enabled: true,
      schemas: [...config.schemas],
      extra_search_path: [...config.extraSearchPath],
      max_rows: config.maxRows,
      pg_safe_update: true,
    },
    options: { server: { disableStudio: true, admin: false, apiKeys: false } },
  });
  return {
    async fetch(request, claims) {
      const path = new URL(request.url).pathname.slice('/rest/v1'.length);
      const schema = schemaOf(request, config);
      const [, relation = '', more] = path.split('/').map(decodeURIComponent);
      if (
        relation !== '' &&
        more === undefined &&
        config.schemas.includes(schema) &&
        !(await connection.has(schema, relation))
      ) {
        return errorResponse(404, {
          code: 'PGRST205',
          message: `Could not find the table '${schema}.${relation}' in the schema cache`,
        });
      }
      const settings = {
        'request.method': request.method,
        'request.path': path,
        'request.headers': JSON.stringify(Object.fromEntries(request.headers)),
        transaction_read_only: request.method === 'GET' || request.method === 'HEAD' ? 'on' : 'off',
        search_path: [schema, ...config.extraSearchPath].map(quoteIdentifier).join(', '),
      };
      const bare = new Request(request);
      // The token is verified already; lite shall not read it another way.
      bare.headers.delete('authorization');
      return callers.run({ claims, settings }, () => app.fetch(bare));
    },
    reload: () => connection.clearSchemaCache(),
  };
}

function schemaOf({ method, headers }: Request, { schemas }: RestConfig): string {
  return (
    headers.get(method === 'GET' || method === 'HEAD' ? 'accept-profile' : 'content-profile') ?? schemas[0] ?? 'public'
  );
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
