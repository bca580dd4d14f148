import type { Claims, Database } from '../database.ts';
import type { RestConfig } from './config.ts';

export interface Rest {
  /** Answers a request to `/rest/v1/…` for a caller whose token was verified. */
  fetch(request: Request, claims: Claims): Promise<Response>;
  /** Forgets tables and functions; call it after the schema has changed. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** PostgREST's protocol. What it is made of loads longer than all the rest, so it does at the first request. */
export function createRest(database: Database, config: RestConfig): Rest {
  let loaded: Promise<Rest> | undefined;
  const load = () => {
    loaded ??= import('./server.ts').then(({ createRestServer }) => createRestServer(database, config));
    return loaded;
  };
  return {
    fetch: async (request, claims) => (await load()).fetch(request, claims),
    reload: async () => (await loaded)?.reload(),
    close: async () => (await loaded)?.close(),
  };
}
