import type { Claims, Database } from '../database.ts';
import type { RestConfig } from './config.ts';

export interface Rest {
  /** Answers a request to `/rest/v1/…` for a caller whose token was verified. */
  fetch(request: Request, claims: Claims): Promise<Response>;
  /** Invalidates the cached schema; call it after tables or functions have changed. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/**
 * PostgREST's protocol. Its libraries take longer to load than everything else, so they are loaded at the first
 * request.
 */
export function createRest(database: Database, config: RestConfig, log: (line: string) => void): Rest {
  let loaded: Promise<Rest> | undefined;
  const load = () => {
    loaded ??= import('./server.ts').then(({ createRestServer }) => createRestServer(database, config, log));
    return loaded;
  };
  return {
    fetch: async (request, claims) => (await load()).fetch(request, claims),
    reload: async () => (await loaded)?.reload(),
    close: async () => (await loaded)?.close(),
  };
}
