// Access to Postgres, the same for PGlite (`database-pglite.ts`) and a real server (`database-postgres.ts`).
//
//     const { rows } = await database.as(claims, (tx) => tx.query('select id from notes where owner = $1', [id]));

/** The caller of a request: the claims of a verified access token, or `{ role: 'anon' }`. */
export type Claims = { role: string; sub?: string } & Record<string, unknown>;

/** Settings for the transaction, for example `request.headers`. */
export type Settings = Record<string, string>;

export interface QueryResult<Row> {
  rows: Row[];
  /** Rows inserted, updated or deleted. */
  affected: number;
}

/**
 * An open transaction.
 *
 * Values come as PostgREST would write them in JSON: a timestamptz as `2026-01-02T03:04:05.678901+00:00`, int8 and
 * numeric as numbers, json as what it holds, bytea as bytes. Pass JSON parameters as text (`JSON.stringify`),
 * arrays of Postgres as arrays, bytea as `Uint8Array`.
 */
export interface Transaction {
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<QueryResult<Row>>;
  /** Several statements separated by semicolons, without parameters. */
  exec(sql: string): Promise<void>;
}

/**
 * The only access to Postgres for every part of the embedded Supabase. Two transactions never share a session: PGlite
 * has a single one, so transactions queue; on a real Postgres each takes a connection of a pool. Errors of Postgres are
 * thrown as `PostgresError` (`session.ts`). On PGlite, opening a transaction inside another one is an error, because it
 * would wait for itself.
 */
export interface Database {
  readonly kind: 'pglite' | 'postgres';
  /** Runs `work` in a transaction as the platform itself (superuser); rolls back when it throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` as PostgREST would for these claims: role, `request.jwt.claims`, all local to the transaction. */
  as<T>(claims: Claims, work: (tx: Transaction) => Promise<T>, settings?: Settings): Promise<T>;
  /** Calls `onNotify` for each NOTIFY on `channel`. @returns what unsubscribes. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
