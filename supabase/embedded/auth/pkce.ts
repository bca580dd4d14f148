import { createHash, timingSafeEqual } from 'node:crypto';
import type { Transaction } from '../database.ts';
import type { Body } from './body.ts';
import { AuthFault } from './errors.ts';

/** How long a flow lives from its request, and its code from the click on the link; in seconds. */
const lifetime = { asked: 86_400, pressed: 300 };

/** How a session began, as `amr` and `auth.flow_state` name it. */
export type Method =
  | 'password'
  | 'otp'
  | 'anonymous'
  | 'magiclink'
  | 'recovery'
  | 'email/signup'
  | 'email_change'
  | 'invite';

interface FlowRow {
  id: string;
  user_id: string;
  code_challenge: string;
  code_challenge_method: 's256' | 'plain';
  authentication_method: Method;
  auth_code_issued_at: string | null;
}

export interface Challenge {
  readonly challenge: string;
  readonly method: 's256' | 'plain';
}

/** The PKCE challenge of a request; null when there is none. @throws {AuthFault} */
export function challengeOf(body: Body): Challenge | null {
  const challenge = body.text('code_challenge');
  const method = body.text('code_challenge_method').toLowerCase();
  if (!challenge && !method) return null;
  if (!challenge || !method) {
    throw new AuthFault(400, 'validation_failed', 'PKCE flow requires code_challenge_method and code_challenge');
  }
  if (!/^[\w.~-]{43,128}$/.test(challenge)) {
    throw new AuthFault(400, 'validation_failed', 'code challenge has to be between 43 and 128 characters');
  }
  if (method !== 's256' && method !== 'plain') {
    throw new AuthFault(400, 'validation_failed', 'invalid code_challenge_method');
  }
  return { challenge, method };
}

/** Stores the challenge until the link of the message is followed. */
export async function beginFlow(
  tx: Transaction,
  user: string,
  method: Method,
  { challenge, method: challengeMethod }: Challenge,
  now: Date,
): Promise<void> {
  await tx.query('delete from auth.flow_state where user_id = $1 and (authentication_method = $2 or created_at < $3)', [
    user,
    method,
    new Date(now.getTime() - lifetime.asked * 1000).toISOString(),
  ]);
  await tx.query(
    `insert into auth.flow_state
       (id, user_id, code_challenge_method, code_challenge, provider_type, created_at, updated_at, authentication_method)
     values ($1, $2, $3::auth.code_challenge_method, $4, $5, $6, $6, $7)`,
    [crypto.randomUUID(), user, challengeMethod, challenge, 'email', now.toISOString(), method],
  );
}

/** Issues the code with which the link leads back to the app. @throws {AuthFault} */
export async function authCode(tx: Transaction, user: string, method: Method, now: Date): Promise<string> {
  const code = crypto.randomUUID();
  const { affected } = await tx.query(
    `update auth.flow_state set auth_code = $3, auth_code_issued_at = $4, updated_at = $4
     where user_id = $1 and authentication_method = $2`,
    [user, method, code, now.toISOString()],
  );
  if (affected === 0) throw missingFlow();
  return code;
}

/**
 * Exchanges a code, once. @returns who signs in and how, or a fault, after which the caller must not roll back: the
 * code is used up.
 */
export async function exchange(
  tx: Transaction,
  code: string,
  verifier: string,
  now: Date,
): Promise<{ userId: string; method: Method } | AuthFault> {
  const { rows } = await tx.query<FlowRow>('delete from auth.flow_state where auth_code = $1 returning *', [code]);
  const [row] = rows;
  if (!row) return missingFlow();
  const age = Math.abs(now.getTime() - new Date(row.auth_code_issued_at ?? 0).getTime()) / 1000;
  if (age > lifetime.pressed) {
    return new AuthFault(403, 'flow_state_expired', 'invalid flow state, flow state has expired');
  }
  const shown =
    row.code_challenge_method === 's256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  const [one, two] = [Buffer.from(shown), Buffer.from(row.code_challenge)];
  if (one.length !== two.length || !timingSafeEqual(one, two)) {
    return new AuthFault(400, 'bad_code_verifier', 'code challenge does not match previously saved code verifier');
  }
  return { userId: row.user_id, method: row.authentication_method };
}

function missingFlow(): AuthFault {
  return new AuthFault(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found');
}
