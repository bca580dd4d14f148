/** What a request may know of the caller: the claims of a verified access token, or `{ role: 'anon' }`. */
export type Claims = { role: string; sub?: string } & Record<string, unknown>;

/** Settings that last as long as the transaction, e.g. `request.headers`. */
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
 * The one door to Postgres for every part of the embedded Supabase. Two transactions never share a session:
 * PGlite has a single one, so there they queue; on a real Postgres each takes a connection of a pool.
 * A transaction opened from inside another one would wait for itself, and is refused.
 */
export interface Database {
  readonly kind: 'pglite' | 'postgres';
  /** Runs `work` in a transaction as the platform itself (superuser); rolls back when it throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` as PostgREST would for these claims: role, `request.jwt.claims`, all local to the transaction. */
  as<T>(claims: Claims, work: (tx: Transaction) => Promise<T>, settings?: Settings): Promise<T>;
  /** Hears NOTIFY on `channel` until the returned function is called. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
