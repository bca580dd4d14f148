import { randomUUID } from 'node:crypto';
import type { Claims, Database, Transaction } from '../database.ts';
import { isPostgresError, quoteLiteral, RoleCheck } from '../session.ts';

/** Who sends or reads, as policies see them. */
export interface Caller {
  claims: Claims;
  /** Of the request that opened the socket (those that begin with `x-`), or of the broadcast by HTTP. */
  headers: Readonly<Record<string, string>>;
}

/** What the policies on `realtime.messages` let a caller receive on a topic. */
export interface ReadRights {
  broadcast: boolean;
  presence: boolean;
}

/** What they let a caller send there; `persistence` is whether it may be kept for replays. */
export interface WriteRights extends ReadRights {
  persistence: boolean;
}

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Evaluates the policies on `realtime.messages` as hosted Supabase does: by trying, in a transaction that is rolled
 * back. A policy that raises an error allows nothing.
 */
export class Policies {
  readonly #database: Database;
  readonly #log: (message: string) => void;
  readonly #roles = new RoleCheck();

  constructor(database: Database, log: (message: string) => void) {
    this.#database = database;
    this.#log = log;
  }

  /** Inserts a row of each kind and looks which of them the select policies show. */
  readRights(topic: string, caller: Caller): Promise<ReadRights> {
    return this.#rolledBack(async (tx) => {
      await this.#checkRole(tx, caller);
      const [broadcast, presence] = [randomUUID(), randomUUID()];
      const name = quoteLiteral(topic);
      await tx.exec(`
        insert into realtime.messages (id, topic, extension)
          values ('${broadcast}', ${name}, 'broadcast'), ('${presence}', ${name}, 'presence');
        ${becoming(topic, caller)}`);
      const rights = { broadcast: false, presence: false };
      await this.#attempt(topic, async () => {
        const { rows } = await tx.query<{ extension: keyof ReadRights }>(
          'select extension from realtime.messages where topic = $1 and id in ($2, $3)',
          [topic, broadcast, presence],
        );
        for (const { extension } of rows) {
          rights[extension] = true;
        }
      });
      return rights;
    });
  }

  /** Tries which rows the insert policies let in. */
  writeRights(topic: string, caller: Caller): Promise<WriteRights> {
    return this.#rolledBack(async (tx) => {
      await this.#checkRole(tx, caller);
      await tx.exec(becoming(topic, caller));
      const attempt = async (extension: keyof WriteRights) => {
        await tx.exec('savepoint probe');
        const allowed = await this.#attempt(topic, () =>
          tx.query('insert into realtime.messages (topic, extension) values ($1, $2)', [topic, extension]),
        );
        await tx.exec('rollback to savepoint probe');
        return allowed;
      };
      return {
        broadcast: await attempt('broadcast'),
        presence: await attempt('presence'),
        persistence: await attempt('persistence'),
      };
    });
  }

  async #checkRole(tx: Transaction, { claims: { role } }: Caller): Promise<void> {
    if (!this.#roles.knows(role)) {
      await this.#roles.check(tx, role);
    }
  }

  async #attempt(topic: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (!isPostgresError(error)) {
        throw error;
      }
      if (error.code !== INSUFFICIENT_PRIVILEGE) {
        this.#log(`RlsPolicyError: the policies on topic ${topic} failed: ${error.message}`);
      }
      return false;
    }
  }

  async #rolledBack<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let found: { value: T } | undefined;
    const rollback = new Error('rolled back on purpose');
    try {
      await this.#database.transaction(async (tx) => {
        found = { value: await work(tx) };
        throw rollback;
      });
    } catch (error) {
      if (error !== rollback) {
        throw error;
      }
    }
    if (!found) {
      throw new Error('the policies gave no answer');
    }
    return found.value;
  }
}

/** The statement that makes the rest of the transaction run as this caller. */
function becoming(topic: string, { claims, headers }: Caller): string {
  const settings = {
    role: claims.role,
    'realtime.topic': topic,
    'request.jwt.claims': JSON.stringify(claims),
    'request.headers': JSON.stringify(headers),
  };
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${quoteLiteral(value)}, true)`);
  return `select ${calls.join(', ')};`;
}
