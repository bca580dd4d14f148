import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { Transaction } from '../database.ts';
import { AuthFault } from './errors.ts';

export type TokenType =
  | 'confirmation_token'
  | 'recovery_token'
  | 'email_change_token_new'
  | 'email_change_token_current'
  | 'phone_change_token'
  | 'reauthentication_token';

interface CodeRow {
  id: string;
  user_id: string;
  token_type: TokenType;
  token_hash: string;
  relates_to: string;
  created_at: string;
}

export interface IssuedCode {
  readonly id: string;
  readonly code: string;
  /** The token of a link, which stands for the code; begins with `pkce_` when the app asked for PKCE. */
  readonly hash: string;
}

/** What a valid code or link was issued for. */
export interface Redeemed {
  readonly userId: string;
  readonly type: TokenType;
}

export const expiredCode = () => new AuthFault(403, 'otp_expired', 'Token has expired or is invalid');
const expiredLink = () => new AuthFault(403, 'otp_expired', 'Email link is invalid or has expired');

/**
 * One-time codes: digits, stored as a hash, valid once and for a limited time. As in GoTrue wrong guesses do not count:
 * a project that wants them counted gives out codes of its own by the hook `send_sms`.
 */
export class Codes {
  readonly #pepper: string;
  readonly #lifetime: number;
  readonly #now: () => Date;

  /** `lifetime` in seconds; `pepper` is a secret that hashes are made with. */
  constructor(pepper: string, lifetime: number, now: () => Date) {
    this.#pepper = pepper;
    this.#lifetime = lifetime;
    this.#now = now;
  }

  /** Issues a code for `address` (a number or an e-mail address); an older one of the same kind becomes void. */
  async issue(
    tx: Transaction,
    user: string,
    type: TokenType,
    address: string,
    { code: given, length, pkce = false }: { length: number; code?: string | undefined; pkce?: boolean },
  ): Promise<IssuedCode> {
    const code = given ?? randomCode(length);
    const hash = `${pkce ? 'pkce_' : ''}${this.#hash(user, type, address, code)}`;
    await tx.query(
      'delete from auth.one_time_tokens where user_id = $1 and token_type = $2::auth.one_time_token_type',
      [user, type],
    );
    const { rows } = await tx.query<{ id: string }>(
      `insert into auth.one_time_tokens (user_id, token_type, token_hash, relates_to, created_at, updated_at)
       values ($1, $2::auth.one_time_token_type, $3, $4, $5, $5) returning id`,
      [user, type, hash, address, this.#now().toISOString()],
    );
    return { id: rows[0]?.id ?? '', code, hash };
  }

  /** Deletes codes, used up or not delivered. */
  async withdraw(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.query('delete from auth.one_time_tokens where id = any ($1::uuid[])', [ids]);
  }

  /** Uses up a code that a user has for this address, of the first of these types that it matches; a fault when it is wrong. */
  async redeem(
    tx: Transaction,
    user: string,
    types: readonly TokenType[],
    address: string,
    code: string,
  ): Promise<Redeemed | AuthFault> {
    const { rows } = await tx.query<CodeRow>(
      `select * from auth.one_time_tokens
       where user_id = $1 and token_type = any ($2::auth.one_time_token_type[]) and relates_to = $3
       order by id for update`,
      [user, types, address],
    );
    for (const row of rows) {
      const hash = this.#hash(user, row.token_type, row.relates_to, code);
      const right = timingSafeEqual(Buffer.from(hash), Buffer.from(row.token_hash.replace(/^pkce_/, '')));
      if (!right || this.#isOld(row)) continue;
      await this.withdraw(tx, [row.id]);
      return { userId: user, type: row.token_type };
    }
    return expiredCode();
  }

  /** Uses up the token of a link. @throws {AuthFault} when it is unknown, used or expired. */
  async redeemHash(tx: Transaction, types: readonly TokenType[], hash: string): Promise<Redeemed> {
    const { rows } = await tx.query<CodeRow>(
      `delete from auth.one_time_tokens
       where token_hash = $1 and token_type = any ($2::auth.one_time_token_type[]) returning *`,
      [hash, types],
    );
    const [row] = rows;
    if (!row || this.#isOld(row)) throw expiredLink();
    return { userId: row.user_id, type: row.token_type };
  }

  /** The distance counts in both directions: a code from the future was made before the clock was set back. */
  #isOld({ created_at }: CodeRow): boolean {
    return Math.abs(this.#now().getTime() - new Date(created_at).getTime()) > this.#lifetime * 1000;
  }

  #hash(user: string, type: string, address: string, code: string): string {
    return createHmac('sha224', this.#pepper)
      .update(JSON.stringify([user, type, address, code]))
      .digest('hex');
  }
}

function randomCode(length: number): string {
  return Array.from({ length }, () => randomInt(10)).join('');
}
