import { randomBytes } from 'node:crypto';
import type { Claims, Database, Transaction } from '../database.ts';
import type { Tokens } from '../keys.ts';
import type { Call } from './call.ts';
import type { AuthConfig } from './config.ts';
import { AuthFault } from './errors.ts';
import type { Hooks } from './hooks.ts';
import type { Method } from './pkce.ts';
import { userResponse } from './user-response.ts';
import { findUserById, type UserRow, updateUser } from './users.ts';

interface RefreshRow {
  id: string;
  user_id: string;
  session_id: string;
  revoked: boolean;
  updated_at: string;
}

/** A session before its tokens are made: the claims may still pass through the hook. */
export interface Draft {
  readonly userId: string;
  readonly sessionId: string;
  readonly refreshToken: string;
  readonly claims: Claims;
  readonly user: Record<string, unknown>;
  readonly method: Method | 'token_refresh';
}

interface SessionOptions {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly config: AuthConfig;
  readonly hooks: Hooks;
  readonly url: string;
  readonly now: () => Date;
}

/** Claims that a hook may change but not remove. */
const required: Readonly<Record<string, string>> = {
  sub: 'string',
  exp: 'number',
  iat: 'number',
  email: 'string',
  phone: 'string',
  role: 'string',
  aal: 'string',
  session_id: 'string',
  is_anonymous: 'boolean',
};

/**
 * Sessions and their refresh tokens, each of which is used once and replaced.
 *
 * A sign-in has two steps, because the hook for access tokens must not be called inside a transaction:
 * @example
 * const draft = await database.transaction((tx) => sessions.begin(tx, user, 'password', call));
 * return sessions.answer(draft, call);
 */
export class Sessions {
  readonly #options: SessionOptions;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Signs a user in, by `method` as `amr` has it; {@link answer} makes the tokens after the transaction. */
  async begin(tx: Transaction, user: UserRow, method: Method, call: Call): Promise<Draft> {
    this.#checkBan(user);
    const now = this.#options.now();
    const at = now.toISOString();
    const { rows } = await tx.query<{ id: string }>(
      `insert into auth.sessions (user_id, created_at, updated_at, aal, user_agent, ip)
       values ($1, $2, $2, 'aal1', $3, $4::inet) returning id`,
      [user.id, at, call.userAgent, call.ip || null],
    );
    const session = rows[0]?.id ?? '';
    await tx.query(
      `insert into auth.mfa_amr_claims (session_id, created_at, updated_at, authentication_method) values ($1, $2, $2, $3)`,
      [session, at, method],
    );
    const signedIn = await updateUser(tx, user.id, { last_sign_in_at: at }, now);
    const refreshToken = await this.#writeToken(tx, user.id, session, null);
    return this.#draft(tx, signedIn, session, refreshToken, method);
  }

  /** The tokens of a session. Asks the hook, so no transaction may be open. @throws {AuthFault} when the hook does. */
  async answer(draft: Draft, call: Call): Promise<Record<string, unknown>> {
    let claims: Claims;
    try {
      claims = await this.#customize(draft, call);
    } catch (error) {
      // Its tokens were given to nobody.
      await this.#options.database.transaction((tx) =>
        tx.query('delete from auth.sessions where id = $1', [draft.sessionId]),
      );
      throw error;
    }
    return this.#tokensOf(draft, claims);
  }

  /**
   * Replaces a refresh token. A second use (another tab, or a lost answer) gets the token that replaced it; a token
   * from before that counts as stolen and ends the whole session.
   */
  async refresh(token: string, call: Call): Promise<Record<string, unknown>> {
    const { database } = this.#options;
    // The hook is called before anything is written: when it fails, the token stays valid.
    const draft = await database.transaction((tx) => this.#readToken(tx, token, false));
    if (draft instanceof AuthFault) throw draft;
    const claims = await this.#customize(draft, call);
    const replaced = await database.transaction((tx) => this.#readToken(tx, token, true));
    if (replaced instanceof AuthFault) throw replaced;
    return this.#tokensOf(replaced, claims);
  }

  /** Ends one session, all others of its user, or all. */
  async end(tx: Transaction, user: string, session: string | null, scope: string): Promise<void> {
    const which = {
      local: 'and id = $2',
      others: 'and id is distinct from $2',
      global: 'and ($2::uuid is null or true)',
    };
    const condition = Object.hasOwn(which, scope) ? which[scope as keyof typeof which] : null;
    if (!condition) throw new AuthFault(400, 'validation_failed', `Unsupported logout scope "${scope}"`);
    await tx.query(`delete from auth.sessions where user_id = $1 ${condition}`, [user, session]);
  }

  #checkBan(user: UserRow): void {
    if (user.banned_until && new Date(user.banned_until) > this.#options.now()) {
      throw new AuthFault(400, 'user_banned', 'User is banned');
    }
  }

  /** A fault is returned, not thrown, so that the end of a session is committed. */
  async #readToken(tx: Transaction, token: string, write: boolean): Promise<Draft | AuthFault> {
    const { config, now } = this.#options;
    const { rows } = await tx.query<RefreshRow>(
      `select id, user_id, session_id, revoked, updated_at from auth.refresh_tokens where token = $1 for update`,
      [token],
    );
    const [row] = rows;
    const user = row && (await findUserById(tx, row.user_id));
    if (!row || !user) {
      return new AuthFault(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found');
    }
    this.#checkBan(user);
    let next = token;
    if (row.revoked) {
      const { rows: children } = await tx.query<{ token: string }>(
        'select token from auth.refresh_tokens where session_id = $1 and parent = $2 and not revoked order by id desc limit 1',
        [row.session_id, token],
      );
      const age = Math.abs(now().getTime() - new Date(row.updated_at).getTime()) / 1000;
      if (children[0]) next = children[0].token;
      else if (age > config.reuseInterval) {
        await tx.query('delete from auth.sessions where id = $1', [row.session_id]);
        return new AuthFault(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used');
      } else if (write) next = await this.#writeToken(tx, user.id, row.session_id, token);
    } else if (write) {
      await tx.query('update auth.refresh_tokens set revoked = true, updated_at = $2 where id = $1', [
        row.id,
        now().toISOString(),
      ]);
      next = await this.#writeToken(tx, user.id, row.session_id, token);
    }
    if (write) {
      await tx.query('update auth.sessions set refreshed_at = $2, updated_at = $2 where id = $1', [
        row.session_id,
        now().toISOString(),
      ]);
    }
    return this.#draft(tx, user, row.session_id, next, 'token_refresh');
  }

  async #writeToken(tx: Transaction, user: string, session: string, parent: string | null): Promise<string> {
    const token = randomBytes(18).toString('base64url');
    await tx.query(
      `insert into auth.refresh_tokens (token, user_id, session_id, parent, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $5)`,
      [token, user, session, parent, this.#options.now().toISOString()],
    );
    return token;
  }

  async #draft(tx: Transaction, user: UserRow, session: string, refreshToken: string, method: Draft['method']) {
    const { config, now, url } = this.#options;
    const { rows: methods } = await tx.query<{ method: string; at: string }>(
      'select authentication_method as method, created_at as at from auth.mfa_amr_claims where session_id = $1',
      [session],
    );
    const seconds = Math.floor(now().getTime() / 1000);
    const claims: Claims = {
      iss: `${url}/auth/v1`,
      sub: user.id,
      aud: user.aud,
      exp: seconds + config.jwtExpiry,
      iat: seconds,
      email: user.email ?? '',
      phone: user.phone ?? '',
      app_metadata: user.raw_app_meta_data ?? {},
      user_metadata: user.raw_user_meta_data ?? {},
      role: user.role,
      aal: 'aal1',
      amr: methods.map(({ at, method: name }) => ({
        method: name,
        timestamp: Math.floor(new Date(at).getTime() / 1000),
      })),
      session_id: session,
      is_anonymous: user.is_anonymous,
    };
    return { userId: user.id, sessionId: session, refreshToken, claims, user: await userResponse(tx, user), method };
  }

  async #customize({ claims, method, userId }: Draft, call: Call): Promise<Claims> {
    const { hooks } = this.#options;
    if (!hooks.has('custom_access_token')) return claims;
    const input = { user_id: userId, claims, authentication_method: method };
    const { claims: answered } = await hooks.call('custom_access_token', call.ip, input);
    if (typeof answered !== 'object' || answered === null) {
      throw new AuthFault(500, 'unexpected_failure', 'output claims field is missing');
    }
    const given = answered as Record<string, unknown>;
    const wrong = Object.keys(required).filter((name) => typeof given[name] !== required[name]);
    if (typeof given.aud !== 'string' && !Array.isArray(given.aud)) wrong.push('aud');
    if (wrong.length > 0) {
      const message = `output claims do not conform to the expected schema: ${wrong.join(', ')}`;
      throw new AuthFault(500, 'unexpected_failure', message);
    }
    return given as Claims;
  }

  async #tokensOf({ refreshToken, user }: Draft, claims: Claims): Promise<Record<string, unknown>> {
    return {
      access_token: await this.#options.tokens.sign(claims),
      token_type: 'bearer',
      expires_in: this.#options.config.jwtExpiry,
      expires_at: claims.exp,
      refresh_token: refreshToken,
      user,
    };
  }
}
