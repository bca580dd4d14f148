import type { Transaction } from '../database.ts';
import { type Call, inFiveMinutes, limit, type Parts } from './call.ts';
import { expiredCode, type Redeemed, type TokenType } from './codes.ts';
import { AuthFault, isTaken } from './errors.ts';
import { redirect, redirectFault } from './links.ts';
import { authCode, type Method } from './pkce.ts';
import type { Draft } from './sessions.ts';
import { type Channel, confirmAddress, findUser, findUserById, type UserRow, updateUser } from './users.ts';

const half = 'Confirmation link accepted. Please proceed to confirm link sent to the other email';

/** Which kinds of code each `type` stands for. */
const types: Readonly<Record<string, readonly TokenType[]>> = {
  sms: ['confirmation_token'],
  phone_change: ['phone_change_token'],
  signup: ['confirmation_token'],
  invite: ['confirmation_token'],
  email: ['confirmation_token', 'recovery_token'],
  magiclink: ['recovery_token'],
  recovery: ['recovery_token'],
  email_change: ['email_change_token_new', 'email_change_token_current'],
};

const methods: Readonly<Record<string, Method>> = {
  signup: 'email/signup',
  invite: 'invite',
  magiclink: 'magiclink',
  email: 'magiclink',
  recovery: 'recovery',
  email_change: 'email_change',
};

/** Signs in by a code or by the token of a link. */
export async function verify(parts: Parts, call: Call): Promise<unknown> {
  const { database, sessions } = parts;
  await limitVerify(parts, call);
  const { body } = call;
  const type = body.text('type');
  const [token, hash] = [body.text('token'), body.text('token_hash')];
  const wanted = typesOf(type);
  if (!token && !hash) throw new AuthFault(400, 'validation_failed', 'Verify requires a token or a token hash');
  const [email, phone] = [body.email(), body.phone()];
  const channel: Channel = type === 'sms' || type === 'phone_change' ? 'phone' : 'email';
  const address = channel === 'phone' ? phone : email;
  if (hash) {
    if (email || phone || token || channel === 'phone') {
      throw new AuthFault(400, 'validation_failed', 'Only the token_hash and type should be provided');
    }
  } else if (!address || (email && phone)) {
    throw new AuthFault(400, 'validation_failed', 'Only an email address or phone number should be provided on verify');
  }
  const work = async (tx: Transaction): Promise<Draft | AuthFault | null> => {
    const right = hash
      ? await parts.codes.redeemHash(tx, wanted, hash)
      : await redeemCode(parts, tx, type, channel, address, token);
    if (right instanceof AuthFault) return right;
    const user = await confirm(parts, tx, right, channel);
    return user && sessions.begin(tx, user, 'otp', call);
  };
  const result = await database.transaction(work).catch(rethrowTaken);
  if (result instanceof AuthFault) throw result;
  return result ? sessions.answer(result, call) : { code: '200', msg: half };
}

/**
 * Follows the link of an e-mail: redirects with a session, with a code for one (PKCE), or with the reason for a
 * failure.
 */
export async function followLink(parts: Parts, call: Call): Promise<Response> {
  const { database, now, sessions } = parts;
  await limitVerify(parts, call);
  const { query, redirectTo } = call;
  const hash = query.get('token') ?? '';
  const type = query.get('type') ?? '';
  const pkce = hash.startsWith('pkce_');
  try {
    const wanted = typesOf(type).filter((each) => each !== 'phone_change_token');
    if (!hash) throw new AuthFault(400, 'validation_failed', 'Verify requires a token or a token hash');
    const method = methods[type];
    if (!method) throw new AuthFault(400, 'validation_failed', 'Invalid email verification type');
    const result = await database
      .transaction(async (tx): Promise<Draft | string | null> => {
        const right = await parts.codes.redeemHash(tx, wanted, hash);
        const user = await confirm(parts, tx, right, 'email');
        if (!user) return null;
        return pkce ? authCode(tx, user.id, method, now()) : sessions.begin(tx, user, 'otp', call);
      })
      .catch(rethrowTaken);
    if (result === null)
      return redirect(redirectTo, { fragment: { message: half }, ...(pkce && { query: { message: half } }) });
    if (typeof result === 'string') return redirect(redirectTo, { query: { code: result } });
    const { access_token, expires_at, expires_in, refresh_token, token_type } = await sessions.answer(result, call);
    const fragment = { access_token, expires_at, expires_in, refresh_token, token_type, type };
    return redirect(redirectTo, {
      fragment: Object.fromEntries(Object.entries(fragment).map(([name, value]) => [name, String(value)])),
    });
  } catch (error) {
    if (!(error instanceof AuthFault)) throw error;
    return redirectFault(redirectTo, error, pkce);
  }
}

function typesOf(type: string): readonly TokenType[] {
  const wanted = Object.hasOwn(types, type) ? types[type] : undefined;
  if (!type) throw new AuthFault(400, 'validation_failed', 'Verify requires a verification type');
  if (!wanted) throw new AuthFault(400, 'validation_failed', 'Invalid verification type');
  return wanted;
}

function limitVerify(parts: Parts, call: Call): Promise<void> {
  return limit(parts, call, 'verify', inFiveMinutes(parts.config.limits.verifications));
}

async function redeemCode(
  { codes }: Parts,
  tx: Transaction,
  type: string,
  channel: Channel,
  address: string,
  token: string,
): Promise<Redeemed | AuthFault> {
  if (type === 'email_change') {
    for (const [by, token_type] of [
      ['email_change', 'email_change_token_new'],
      ['email', 'email_change_token_current'],
    ] as const) {
      const user = await findUser(tx, by, address);
      const right = user && (await codes.redeem(tx, user.id, [token_type], address, token));
      if (right && !(right instanceof AuthFault)) return right;
    }
    return expiredCode();
  }
  const user = await findUser(tx, type === 'phone_change' ? 'phone_change' : channel, address);
  return user ? codes.redeem(tx, user.id, types[type] ?? [], address, token) : expiredCode();
}

/** Applies what a valid code confirms. @returns null when the other address has to confirm, too. */
async function confirm(parts: Parts, tx: Transaction, right: Redeemed, channel: Channel): Promise<UserRow | null> {
  const { config, now } = parts;
  const user = await findUserById(tx, right.userId);
  if (!user || user.deleted_at) throw expiredCode();
  if (right.type === 'phone_change_token') {
    const changed = await confirmAddress(tx, user, 'phone', user.phone_change ?? '', now());
    return updateUser(tx, changed.id, { phone_change: '' }, now());
  }
  if (right.type === 'email_change_token_new' || right.type === 'email_change_token_current') {
    if (config.email.confirmBoth && user.email && user.email_change_confirm_status === 0) {
      await updateUser(tx, user.id, { email_change_confirm_status: 1 }, now());
      return null;
    }
    const changed = await confirmAddress(tx, user, 'email', user.email_change ?? '', now());
    await tx.query(
      `delete from auth.one_time_tokens
       where user_id = $1 and token_type in ('email_change_token_new', 'email_change_token_current')`,
      [user.id],
    );
    return updateUser(tx, changed.id, { email_change: '', email_change_confirm_status: 0 }, now());
  }
  const address = user[channel];
  if (!address) throw expiredCode();
  const confirmed = channel === 'email' ? user.email_confirmed_at : user.phone_confirmed_at;
  return confirmed ? user : confirmAddress(tx, user, channel, address, now());
}

function rethrowTaken(error: unknown): never {
  if (isTaken(error)) {
    throw new AuthFault(422, 'conflict', 'Another user has this address or number by now');
  }
  throw error;
}
