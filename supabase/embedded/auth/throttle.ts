import type { Database } from '../database.ts';

/** So much of something in so many seconds. */
export interface Rate {
  readonly times: number;
  readonly seconds: number;
}

/** What nobody did for this long is forgotten, and at most this often; in milliseconds. */
const forgotten = 86_400_000;
const sweeps = 3_600_000;

/**
 * Counts what may be done so often, in the database, so that neither a restart nor a second process begins anew. A
 * bucket drains evenly: after a clock that jumped back it goes on from there.
 */
export class Throttle {
  readonly #database: Database;
  readonly #now: () => Date;
  #swept = Number.NEGATIVE_INFINITY;

  constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** Does `subject` once more. @returns 0 when it may, else after how many seconds it may again. */
  async take(subject: string, { seconds, times }: Rate): Promise<number> {
    const now = this.#now();
    await this.#sweep(now);
    const { rows } = await this.#database.transaction((tx) =>
      tx.query<{ level: number; taken: boolean }>(
        `insert into auth_embedded.throttle as bucket (subject, level, taken, at) values ($1, 1, true, $2)
         on conflict (subject) do update set (level, taken, at) = (
           select case when drained.level + 1 <= $3 then drained.level + 1 else drained.level end,
             drained.level + 1 <= $3, excluded.at
           from (select greatest(0, bucket.level -
             greatest(0, extract(epoch from excluded.at - bucket.at)::float8) * $3::float8 / $4::float8) as level
           ) as drained
         )
         returning level, taken`,
        [subject, now.toISOString(), times, seconds],
      ),
    );
    const [row] = rows;
    if (!row || row.taken) return 0;
    return Math.max(1, Math.ceil(((row.level + 1 - times) * seconds) / times));
  }

  /** Forgets what was counted, as a right password does. */
  async clear(subject: string): Promise<void> {
    await this.#database.transaction((tx) =>
      tx.query('delete from auth_embedded.throttle where subject = $1', [subject]),
    );
  }

  async #sweep(now: Date): Promise<void> {
    if (Math.abs(now.getTime() - this.#swept) < sweeps) return;
    this.#swept = now.getTime();
    await this.#database.transaction((tx) =>
      tx.query('delete from auth_embedded.throttle where at < $1', [new Date(now.getTime() - forgotten).toISOString()]),
    );
  }
}
