import { AsyncLocalStorage } from 'node:async_hooks';
import { PGlite } from '@electric-sql/pglite';
import { type Archive, ArchiveFiles, pack } from './archive.ts';
import type { Claims, Database, Settings, Transaction } from './database.ts';
import { extensions } from './pglite-extensions.ts';
import { openingStatement, RoleCheck } from './session.ts';
import { parsers, serializers } from './values.ts';

/** Sends messages of Postgres's protocol, and gives those that answer them. */
export type Send = (messages: Uint8Array) => Promise<Uint8Array>;

/** What somebody who speaks Postgres's protocol has set for his session («set role», «set search_path»). */
export interface OwnSettings {
  sql: string;
}

export interface PgliteDatabase extends Database {
  readonly kind: 'pglite';
  /** The whole data folder, to begin another database from. */
  copy(): Promise<Archive>;
  /** PGlite parses arrays only of types that it knows: call it after types were created. */
  refreshTypes(): Promise<void>;
  /**
   * Lets `work` speak Postgres's own protocol; everybody else waits until it is through. A transaction that it leaves
   * open is rolled back; its settings hold the next time that the same `settings` are given, and for nobody else.
   */
  raw<T>(settings: OwnSettings, work: (send: Send) => Promise<T>): Promise<T>;
}

export interface PgliteOptions {
  /** A folder for the data; in memory when absent. */
  dataDir?: string;
  /** What `copy()` gave, to begin from in memory. */
  from?: Archive;
}

/** Every session begins so, and the one of PGlite goes back to it after psql. */
const baseline = `set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'`;

/** The message that ends what belongs together. */
const sync = Uint8Array.of(0x53, 0, 0, 0, 4);

/** Statements that set anew what a session has set; the role last, for it may set less. */
const ownSettings = `
  select concat(
    (
      select string_agg(format('select set_config(%L, %L, false);', name, setting), '' order by name)
      from pg_catalog.pg_settings
      where source = 'session' and context in ('user', 'superuser') and name not like 'transaction\\_%'
    ),
    format('select set_config(%L, %L, false);', 'role', current_setting('role'))
  ) as sql`;

/** Postgres inside this process. */
export async function createPgliteDatabase(options: PgliteOptions = {}): Promise<PgliteDatabase> {
  const pglite = await openPglite(options);
  await pglite.exec(baseline);
  return new Pglite(pglite);
}

/** PGlite itself, for who needs its own interface. */
export async function openPglite({ dataDir, from }: PgliteOptions = {}): Promise<PGlite> {
  const pglite = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(from === undefined ? {} : { fs: new ArchiveFiles(from) }),
    extensions,
    parsers,
    serializers,
  });
  keepStack(pglite);
  return pglite;
}

interface Wasm {
  readonly ___stack_pointer: WebAssembly.Global;
  _PostgresMainLoopOnce(): void;
}

/**
 * PGlite leaves on its stack what a query that failed had there. After some eight thousand errors the stack would grow
 * into other memory: Postgres would compute without end, or die.
 */
function keepStack({ Module }: PGlite): void {
  const wasm = Module as unknown as Wasm;
  const [stack, once] = [wasm.___stack_pointer, wasm._PostgresMainLoopOnce];
  wasm._PostgresMainLoopOnce = () => {
    const before = stack.value;
    try {
      once();
    } catch (error) {
      stack.value = before;
      throw error;
    }
  };
}

class Pglite implements PgliteDatabase {
  readonly kind = 'pglite';
  readonly #pglite: PGlite;
  readonly #roles = new RoleCheck();
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  readonly #heard = new Map<string, number>();
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
    const count = (by: number) => this.#heard.set(channel, (this.#heard.get(channel) ?? 0) + by);
    const stop = await this.#next(() => this.#pglite.listen(channel, hear));
    count(1);
    return async () => {
      count(-1);
      await this.#next(() => stop());
    };
  }

  copy(): Promise<Archive> {
    return this.#next(async () => {
      // Without what is still in the log, Postgres is ready faster.
      await this.#pglite.exec('checkpoint');
      return pack(this.#pglite.Module.FS);
    });
  }

  refreshTypes(): Promise<void> {
    return this.#next(() => this.#pglite.refreshArrayTypes());
  }

  raw<T>(settings: OwnSettings, work: (send: Send) => Promise<T>): Promise<T> {
    return this.#next(async () => {
      try {
        if (settings.sql) await this.#pglite.exec(settings.sql);
        return await work(async (messages) => new Uint8Array(await this.#pglite.execProtocolRaw(messages)));
      } finally {
        // Until a Sync, Postgres hears nothing after an error.
        await this.#pglite.execProtocolRaw(sync);
        await this.#pglite.exec('rollback');
        const { rows } = await this.#pglite.query<{ sql: string }>(ownSettings);
        settings.sql = rows[0]?.sql ?? '';
        await this.#pglite.exec(`reset session authorization; reset role; reset all; ${baseline}`);
        // «unlisten *» was not meant for us.
        for (const [channel, listeners] of this.#heard) {
          if (listeners > 0) await this.#pglite.exec(`listen ${channel}`);
        }
      }
    });
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
