import type { Database } from '../database.ts';

/** A rate limit: `times` in `seconds`. */
export interface Rate {
  readonly times: number;
  readonly seconds: number;
}

/** Age of entries that are deleted, and the time between two such sweeps; in milliseconds. */
const expiry = 86_400_000;
const sweepEvery = 3_600_000;

/**
 * Rate limits, kept in the database so that neither a restart nor a second process starts from zero. Each subject is a
 * leaky bucket that drains evenly; when the clock jumps back, it continues from there.
 *
 * @example
 * const wait = await throttle.take(`password ${account}`, { times: 10, seconds: 600 });
 * if (wait > 0) throw new Error(`try again in ${wait} s`);
 */
export class Throttle {
  readonly #database: Database;
  readonly #now: () => Date;
  #swept = Number.NEGATIVE_INFINITY;

  constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** Counts one attempt. @returns 0 when it is within the limit, else the seconds to wait. */
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

  /** Clears the count, as after the right password. */
  async clear(subject: string): Promise<void> {
    await this.#database.transaction((tx) =>
      tx.query('delete from auth_embedded.throttle where subject = $1', [subject]),
    );
  }

  async #sweep(now: Date): Promise<void> {
    if (Math.abs(now.getTime() - this.#swept) < sweepEvery) return;
    this.#swept = now.getTime();
    await this.#database.transaction((tx) =>
      tx.query('delete from auth_embedded.throttle where at < $1', [new Date(now.getTime() - expiry).toISOString()]),
    );
  }
}
