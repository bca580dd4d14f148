import { AsyncLocalStorage } from 'node:async_hooks';
import { PGlite } from '@electric-sql/pglite';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { pgtap } from '@electric-sql/pglite/pgtap';
import type { Claims, Database, Settings, Transaction } from './database.ts';
import { openingStatement, RoleCheck } from './session.ts';
import { parsers } from './values.ts';

export interface PgliteDatabase extends Database {
  readonly kind: 'pglite';
  /** The whole data folder as an archive, for `loadDataDir`. */
  dump(): Promise<Blob>;
  /** PGlite parses arrays only of types that it knows: call it after types were created. */
  refreshTypes(): Promise<void>;
}

export interface PgliteOptions {
  /** A folder for the data; in memory when absent. */
  dataDir?: string;
  /** What `dump()` gave; only for a new folder or in memory. */
  loadDataDir?: Blob;
}

/** Postgres inside this process. */
export async function createPgliteDatabase({ dataDir, loadDataDir }: PgliteOptions = {}): Promise<PgliteDatabase> {
  const pglite = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(loadDataDir === undefined ? {} : { loadDataDir }),
    extensions: { citext, pg_trgm, pgcrypto, unaccent, pgtap },
    parsers,
  });
  await pglite.exec(`set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'`);
  return new Pglite(pglite);
}

class Pglite implements PgliteDatabase {
  readonly kind = 'pglite';
  readonly #pglite: PGlite;
  readonly #roles = new RoleCheck();
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  /** Settles when everything asked for so far is done. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#run('begin', work);
  }

  async as<T>(claims: Claims, work: (tx: Transaction) => Promise<T>, settings: Settings = {}): Promise<T> {
    if (!this.#roles.knows(claims.role)) await this.transaction((tx) => this.#roles.check(tx, claims.role));
    return this.#run(openingStatement(claims, settings), work);
  }

  async listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
    const stop = await this.#next(() => this.#pglite.listen(channel, hear));
    return () => this.#next(() => stop());
  }

  dump(): Promise<Blob> {
    return this.#next(() => this.#pglite.dumpDataDir('none'));
  }

  refreshTypes(): Promise<void> {
    return this.#next(() => this.#pglite.refreshArrayTypes());
  }

  close(): Promise<void> {
    return this.#next(async () => {
      if (!this.#pglite.closed) await this.#pglite.close();
    });
  }

  #run<T>(opening: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#next(async () => {
      const tx = new PgliteTransaction(this.#pglite);
      const state = { open: true };
      try {
        await this.#pglite.exec(opening);
        const result = await this.#inside.run(state, () => work(tx));
        await tx.commit();
        return result;
      } catch (error) {
        await tx.rollback();
        throw error;
      } finally {
        state.open = false;
      }
    });
  }

  /** PGlite has one session: whatever touches it waits until the one before is through. */
  #next<T>(act: () => Promise<T>): Promise<T> {
    if (this.#inside.getStore()?.open) {
      return Promise.reject(new Error('A transaction is open here already; use it instead of opening another one.'));
    }
    const done = this.#queue.then(act);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

class PgliteTransaction implements Transaction {
  readonly #pglite: PGlite;
  #failed = false;
  #closed = false;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  async query<Row>(sql: string, params: readonly unknown[] = []) {
    const { rows, affectedRows } = await this.#try(() => this.#pglite.query<Row>(sql, [...params]));
    return { rows, affected: affectedRows ?? 0 };
  }

  async exec(sql: string): Promise<void> {
    await this.#try(() => this.#pglite.exec(sql));
  }

  async commit(): Promise<void> {
    // Postgres answers COMMIT of an aborted transaction with a silent ROLLBACK; any other statement tells the truth.
    if (this.#failed) await this.#pglite.exec('select');
    this.#closed = true;
    await this.#pglite.exec('commit');
  }

  async rollback(): Promise<void> {
    this.#closed = true;
    await this.#pglite.exec('rollback');
  }

  async #try<T>(act: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('This transaction is over.');
    try {
      return await act();
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }
}
