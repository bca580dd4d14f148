// What both kinds of database need: errors of Postgres, literals, and the opening of a transaction for a caller.
//
//     await check.check(tx, claims.role);                       // once for each role
//     await client.query(openingStatement(claims, settings));   // role and claims hold until the transaction ends

import type { Claims, Settings, Transaction } from './database.ts';

/** An error raised by Postgres, as both PGlite and `pg` throw it. */
export interface PostgresError extends Error {
  /** SQLSTATE. */
  code: string;
  detail?: string;
  hint?: string;
  /** The call stack inside Postgres: which line of which function. */
  where?: string;
  /** Position in the statement, in characters from 1. */
  position?: string;
}

export function isPostgresError(error: unknown): error is PostgresError {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)
  );
}

export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Opens a transaction for these claims in one round trip. The role must have passed a {@link RoleCheck}. */
export function openingStatement(claims: Claims, settings: Settings): string {
  const all = { ...settings, 'request.jwt.claims': JSON.stringify(claims), role: claims.role };
  const calls = Object.entries(all).map(
    ([name, value]) => `set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`,
  );
  return `begin; select ${calls.join(', ')}`;
}

/** Checks that a token names only roles which PostgREST's login role may take; remembers those that passed. */
export class RoleCheck {
  readonly #known = new Set<string>();

  /** Whether this role has passed before, so that no query is needed. */
  knows(role: string): boolean {
    return this.#known.has(role);
  }

  /** @throws when the role does not exist or `authenticator` may not become it. */
  async check(tx: Transaction, role: string): Promise<void> {
    const { rows } = await tx.query(
      `select from pg_catalog.pg_roles where rolname = $1 and rolname <> 'authenticator'
        and not rolsuper and pg_has_role('authenticator', oid, 'member')`,
      [role],
    );
    if (rows.length === 0) {
      throw Object.assign(new Error(`role "${role}" does not exist`), { code: '22023' });
    }
    this.#known.add(role);
  }
}
