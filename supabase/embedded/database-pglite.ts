import { AsyncLocalStorage } from 'node:async_hooks';
import { PGlite } from '@electric-sql/pglite';
import { type Archive, ArchiveFiles, pack } from './archive.ts';
import type { Claims, Database, Settings, Transaction } from './database.ts';
import { extensions } from './pglite-extensions.ts';
import { openingStatement, RoleCheck } from './session.ts';
import { parsers, serializers } from './values.ts';

/** Sends messages of Postgres's protocol and returns the answering ones. */
export type Send = (messages: Uint8Array) => Promise<Uint8Array>;

/** What a client of Postgres's protocol has for its session. */
export interface OwnSession {
  /** Statements that set what it has set («set role», «set search_path»). */
  settings: string;
  /** Messages that prepare again what it has prepared. */
  prepared: readonly Uint8Array[];
}

export interface PgliteDatabase extends Database {
  readonly kind: 'pglite';
  /** The whole data folder, to begin another database from. */
  copy(): Promise<Archive>;
  /** PGlite parses arrays only of types that it knows: call it after types were created. */
  refreshTypes(): Promise<void>;
  /**
   * Lets `work` speak Postgres's own protocol; every other caller waits until it has ended. A transaction that it
   * leaves open is rolled back. Its settings and prepared statements are kept in `session` and restored when the same
   * object is passed again.
   */
  raw<T>(session: OwnSession, work: (send: Send) => Promise<T>): Promise<T>;
}

export interface PgliteOptions {
  /** A folder for the data; in memory when absent. */
  dataDir?: string;
  /** What `copy()` gave, to begin from in memory. */
  from?: Archive;
}

/** Every session begins with these settings; PGlite's only session returns to them after psql. */
const baseline = `set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'`;

/** Sync: ends a batch of messages of the extended protocol. */
const sync = Uint8Array.of(0x53, 0, 0, 0, 4);

/** Statements that restore a session's settings; the role last, because it may be allowed to set less. */
const ownSettings = `
  select concat(
    (
      select string_agg(format('select set_config(%L, %L, false);', name, setting), '' order by name)
      from pg_catalog.pg_settings
      where source = 'session' and context in ('user', 'superuser') and name not like 'transaction\\_%'
    ),
    format('select set_config(%L, %L, false);', 'role', current_setting('role'))
  ) as sql`;

interface PreparedStatement {
  name: string;
  statement: string;
  from_sql: boolean;
  types: number[];
}

const ownStatements = `
  select name, statement, from_sql, parameter_types::oid[]::int8[] as types
  from pg_catalog.pg_prepared_statements order by prepare_time`;

/** Messages that prepare a statement: the one that the client sent, or its `prepare`. */
function prepareAgain({ from_sql, name, statement, types }: PreparedStatement): Uint8Array {
  if (from_sql) return message('Q', Buffer.from(`${statement}\0`));
  const numbers = Buffer.alloc(2 + 4 * types.length);
  numbers.writeUInt16BE(types.length);
  for (const [index, type] of types.entries()) numbers.writeUInt32BE(Number(type), 2 + 4 * index);
  return Buffer.concat([message('P', Buffer.concat([Buffer.from(`${name}\0${statement}\0`), numbers])), sync]);
}

function message(kind: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Postgres inside this process. */
export async function createPgliteDatabase(options: PgliteOptions = {}): Promise<PgliteDatabase> {
  const pglite = await openPglite(options);
  await pglite.exec(baseline);
  return new Pglite(pglite);
}

/** PGlite itself, for tools that need its own interface. */
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
 * A query that fails leaves its frames on PGlite's stack. After some eight thousand errors the stack would overwrite
 * other memory: Postgres would loop for ever or crash.
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
  #open: PGlite | null;
  readonly #roles = new RoleCheck();
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  readonly #listeners = new Map<string, number>();
  /** Settles when everything asked for so far is done. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(pglite: PGlite) {
    this.#open = pglite;
  }

  get #pglite(): PGlite {
    if (!this.#open) throw new Error('The database is closed.');
    return this.#open;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#run('begin', work);
  }

  async as<T>(claims: Claims, work: (tx: Transaction) => Promise<T>, settings: Settings = {}): Promise<T> {
    if (!this.#roles.knows(claims.role)) await this.transaction((tx) => this.#roles.check(tx, claims.role));
    return this.#run(openingStatement(claims, settings), work);
  }

  async listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>> {
    const count = (by: number) => this.#listeners.set(channel, (this.#listeners.get(channel) ?? 0) + by);
    await this.#next(() => this.#pglite.listen(channel, onNotify));
    count(1);
    return async () => {
      count(-1);
      await this.#next(() => this.#pglite.unlisten(channel, onNotify));
    };
  }

  copy(): Promise<Archive> {
    return this.#next(async () => {
      // With an empty write-ahead log, Postgres starts faster from the copy.
      await this.#pglite.exec('checkpoint');
      return pack(this.#pglite.Module.FS);
    });
  }

  refreshTypes(): Promise<void> {
    return this.#next(() => this.#pglite.refreshArrayTypes());
  }

  raw<T>(session: OwnSession, work: (send: Send) => Promise<T>): Promise<T> {
    return this.#next(async () => {
      try {
        if (session.settings) await this.#pglite.exec(session.settings);
        // One that cannot be prepared any more, because its table is gone, answers an error and is left out.
        for (const message of session.prepared) await this.#pglite.execProtocolRaw(message);
        return await work(async (messages) => new Uint8Array(await this.#pglite.execProtocolRaw(messages)));
      } finally {
        // After an error Postgres ignores everything up to a Sync.
        await this.#pglite.execProtocolRaw(sync);
        await this.#pglite.exec('rollback');
        const { rows } = await this.#pglite.query<{ sql: string }>(ownSettings);
        session.settings = rows[0]?.sql ?? '';
        const { rows: statements } = await this.#pglite.query<PreparedStatement>(ownStatements);
        session.prepared = statements.map(prepareAgain);
        if (statements.length > 0) await this.#pglite.exec('deallocate all');
        await this.#pglite.exec(`reset session authorization; reset role; reset all; ${baseline}`);
        // A client's «unlisten *» must not end our own subscriptions.
        for (const [channel, listeners] of this.#listeners) {
          if (listeners > 0) await this.#pglite.exec(`listen ${channel}`);
        }
      }
    });
  }

  close(): Promise<void> {
    return this.#next(async () => {
      const pglite = this.#open;
      // Whoever still holds the database would hold its 300 MB as well.
      this.#open = null;
      if (pglite && !pglite.closed) await pglite.close();
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

  /** PGlite has one session, so everything that uses it queues here. */
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
    // Postgres answers COMMIT of an aborted transaction with a silent ROLLBACK; any other statement raises the error.
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
