import type { Claims, Database, Transaction } from '../database.ts';
import { isPostgresError, RoleCheck } from '../session.ts';

/** What the policies on `realtime.messages` allow on a topic. */
export interface Rights {
  broadcast: boolean;
  presence: boolean;
}

const EXTENSIONS = ['broadcast', 'presence'] as const;
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Asks the policies on `realtime.messages` as hosted Supabase does: by trying, in a transaction that is rolled back.
 * A policy that fails itself allows nothing.
 */
export class Policies {
  readonly #database: Database;
  readonly #log: (message: string) => void;
  readonly #roles = new RoleCheck();

  constructor(database: Database, log: (message: string) => void) {
    this.#database = database;
    this.#log = log;
  }

  /** What these claims may hear: which of two probing rows the select policies show them. */
  mayHear(topic: string, claims: Claims): Promise<Rights> {
    return this.#rolledBack(async (tx) => {
      await this.#checkRole(tx, claims);
      const probes = await tx.query<{ id: string }>(
        'insert into realtime.messages (topic, extension) values ($1, $2), ($1, $3) returning id',
        [topic, ...EXTENSIONS],
      );
      const ids = probes.rows.map((row) => row.id);
      await become(tx, topic, claims);
      const rights = { broadcast: false, presence: false };
      await this.#attempt(topic, async () => {
        const seen = await tx.query<{ extension: keyof Rights }>(
          'select extension from realtime.messages where topic = $1 and id in ($2, $3)',
          [topic, ...ids],
        );
        for (const { extension } of seen.rows) {
          rights[extension] = true;
        }
      });
      return rights;
    });
  }

  /** What these claims may say: which rows the insert policies let in. */
  maySay(topic: string, claims: Claims): Promise<Rights> {
    return this.#rolledBack(async (tx) => {
      await this.#checkRole(tx, claims);
      await become(tx, topic, claims);
      const rights = { broadcast: false, presence: false };
      for (const extension of EXTENSIONS) {
        await tx.exec('savepoint probe');
        rights[extension] = await this.#attempt(topic, () =>
          tx.query('insert into realtime.messages (topic, extension) values ($1, $2)', [topic, extension]),
        );
        await tx.exec('rollback to savepoint probe');
      }
      return rights;
    });
  }

  async #checkRole(tx: Transaction, { role }: Claims): Promise<void> {
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

async function become(tx: Transaction, topic: string, claims: Claims): Promise<void> {
  await tx.query(
    `select set_config('role', $1, true), set_config('realtime.topic', $2, true),
      set_config('request.jwt.claims', $3, true), set_config('request.headers', '{}', true)`,
    [claims.role, topic, JSON.stringify(claims)],
  );
}
