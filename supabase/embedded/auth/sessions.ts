import { randomBytes } from 'node:crypto';
import type { Transaction } from '../database.ts';
import type { Tokens } from '../keys.ts';
import type { AuthConfig } from './config.ts';
import { AuthFault } from './errors.ts';
import { findUser, type UserRow, updateUser, userResponse } from './users.ts';

interface RefreshRow {
  id: string;
  user_id: string;
  session_id: string;
  revoked: boolean;
  updated_at: string;
}

/** Sessions and their refresh tokens, which are used once and replaced. */
export class Sessions {
  readonly #tokens: Tokens;
  readonly #config: AuthConfig;
  readonly #issuer: string;
  readonly #now: () => Date;

  constructor(tokens: Tokens, config: AuthConfig, issuer: string, now: () => Date) {
    this.#tokens = tokens;
    this.#config = config;
    this.#issuer = issuer;
    this.#now = now;
  }

  /** Signs a user in, by `method` as `amr` has it. */
  async begin(tx: Transaction, user: UserRow, method: 'password' | 'otp'): Promise<Record<string, unknown>> {
    const now = this.#now();
    if (user.banned_until && new Date(user.banned_until) > now) {
      throw new AuthFault(400, 'user_banned', 'User is banned');
    }
    const { rows } = await tx.query<{ id: string }>(
      `insert into auth.sessions (user_id, created_at, updated_at, aal) values ($1, $2, $2, 'aal1') returning id`,
      [user.id, now.toISOString()],
    );
    const session = rows[0]?.id ?? '';
    await tx.query(
      `insert into auth.mfa_amr_claims (session_id, created_at, updated_at, authentication_method) values ($1, $2, $2, $3)`,
      [session, now.toISOString(), method],
    );
    const signedIn = await updateUser(tx, user.id, { last_sign_in_at: now.toISOString() }, now);
    return this.#issue(tx, signedIn, session, null);
  }

  /**
   * Replaces a refresh token. One that was replaced a moment ago (by another tab) is taken once more; an older one is
   * stolen or lost, and its whole session ends: the fault is returned, not thrown, so that this is not rolled back.
   */
  async refresh(tx: Transaction, token: string): Promise<Record<string, unknown> | AuthFault> {
    const { rows } = await tx.query<RefreshRow>(
      `select id, user_id, session_id, revoked, updated_at from auth.refresh_tokens where token = $1 for update`,
      [token],
    );
    const [row] = rows;
    const user = row && (await findUser(tx, 'id', row.user_id));
    if (!row || !user) {
      return new AuthFault(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found');
    }
    const now = this.#now();
    if (user.banned_until && new Date(user.banned_until) > now) {
      return new AuthFault(400, 'user_banned', 'User is banned');
    }
    if (row.revoked) {
      const since = (now.getTime() - new Date(row.updated_at).getTime()) / 1000;
      if (since > this.#config.reuseInterval) {
        await tx.query('delete from auth.sessions where id = $1', [row.session_id]);
        return new AuthFault(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used');
      }
    } else {
      await tx.query('update auth.refresh_tokens set revoked = true, updated_at = $2 where id = $1', [
        row.id,
        now.toISOString(),
      ]);
    }
    await tx.query('update auth.sessions set refreshed_at = $2, updated_at = $2 where id = $1', [
      row.session_id,
      now.toISOString(),
    ]);
    return this.#issue(tx, user, row.session_id, token);
  }

  /** Ends one session, all others of its user, or all. */
  async end(tx: Transaction, user: string, session: string, scope: string): Promise<void> {
    const which = { local: 'and id = $2', others: 'and id <> $2', global: 'and ($2::uuid is null or true)' }[scope];
    if (!which) throw new AuthFault(400, 'validation_failed', 'Unsupported logout scope');
    await tx.query(`delete from auth.sessions where user_id = $1 ${which}`, [user, session]);
  }

  async #issue(tx: Transaction, user: UserRow, session: string, parent: string | null) {
    const now = this.#now();
    const seconds = Math.floor(now.getTime() / 1000);
    const refresh = randomBytes(18).toString('base64url');
    await tx.query(
      `insert into auth.refresh_tokens (token, user_id, session_id, parent, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $5)`,
      [refresh, user.id, session, parent, now.toISOString()],
    );
    const { rows: methods } = await tx.query<{ method: string; at: string }>(
      'select authentication_method as method, created_at as at from auth.mfa_amr_claims where session_id = $1',
      [session],
    );
    const expires = seconds + this.#config.jwtExpiry;
    const token = await this.#tokens.sign({
      iss: this.#issuer,
      sub: user.id,
      aud: user.aud,
      exp: expires,
      iat: seconds,
      email: user.email ?? '',
      phone: user.phone ?? '',
      app_metadata: user.raw_app_meta_data,
      user_metadata: user.raw_user_meta_data,
      role: user.role,
      aal: 'aal1',
      amr: methods.map(({ at, method }) => ({ method, timestamp: Math.floor(new Date(at).getTime() / 1000) })),
      session_id: session,
      is_anonymous: user.is_anonymous,
    });
    return {
      access_token: token,
      token_type: 'bearer',
      expires_in: this.#config.jwtExpiry,
      expires_at: expires,
      refresh_token: refresh,
      user: await userResponse(tx, user),
      weak_password: null,
    };
  }
}
