import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { Transaction } from '../database.ts';
import { AuthFault } from './errors.ts';

/** After so many wrong guesses a code is void. */
const guesses = 5;

export type TokenType = 'confirmation_token' | 'recovery_token' | 'email_change_token_new' | 'phone_change_token';

interface CodeRow {
  id: string;
  token_hash: string;
  relates_to: string;
  created_at: string;
}

/** One-time codes: six digits, kept as a hash, good once, for a while, and for a few guesses. */
export class Codes {
  readonly #secret: string;
  readonly #lifetime: number;
  readonly #now: () => Date;
  /** Wrong guesses by id of the code. */
  readonly #wrong = new Map<string, number>();

  /** `lifetime` in seconds. */
  constructor(secret: string, lifetime: number, now: () => Date) {
    this.#secret = secret;
    this.#lifetime = lifetime;
    this.#now = now;
  }

  /** Makes a code for `address` (a number or an e-mail address); an older one of the same kind is void from now on. */
  async issue(tx: Transaction, user: string, type: TokenType, address: string): Promise<string> {
    const code = randomInt(1_000_000).toString().padStart(6, '0');
    const old = await tx.query<{ id: string }>(
      'delete from auth.one_time_tokens where user_id = $1 and token_type = $2::auth.one_time_token_type returning id',
      [user, type],
    );
    for (const { id } of old.rows) this.#wrong.delete(id);
    await tx.query(
      `insert into auth.one_time_tokens (user_id, token_type, token_hash, relates_to, created_at, updated_at)
       values ($1, $2::auth.one_time_token_type, $3, $4, $5, $5)`,
      [user, type, this.#hash(user, type, code), address, this.#now().toISOString()],
    );
    return code;
  }

  /**
   * Uses a code up.
   * @returns null when it was right, else what to answer; the caller must not roll back, for the guess counts.
   */
  async redeem(
    tx: Transaction,
    user: string,
    type: TokenType,
    address: string,
    code: string,
  ): Promise<AuthFault | null> {
    const refused = new AuthFault(403, 'otp_expired', 'Token has expired or is invalid');
    const { rows } = await tx.query<CodeRow>(
      `select id, token_hash, relates_to, created_at from auth.one_time_tokens
       where user_id = $1 and token_type = $2::auth.one_time_token_type for update`,
      [user, type],
    );
    const [row] = rows;
    if (!row || row.relates_to !== address) return refused;
    const age = (this.#now().getTime() - new Date(row.created_at).getTime()) / 1000;
    const right = timingSafeEqual(Buffer.from(this.#hash(user, type, code)), Buffer.from(row.token_hash));
    const wrong = (this.#wrong.get(row.id) ?? 0) + (right ? 0 : 1);
    this.#wrong.set(row.id, wrong);
    const over = age > this.#lifetime || wrong >= guesses;
    if (right || over) {
      await tx.query('delete from auth.one_time_tokens where id = $1', [row.id]);
      this.#wrong.delete(row.id);
    }
    return right && !over ? null : refused;
  }

  #hash(user: string, type: string, code: string): string {
    return createHmac('sha256', this.#secret).update(`${user}:${type}:${code}`).digest('hex');
  }
}
