import type { Claims, Transaction } from '../database.ts';
import { type Call, checkMessageChannel, inFiveMinutes, limit, type Parts } from './call.ts';
import { AuthFault } from './errors.ts';
import { challengeOf } from './pkce.ts';
import { userResponse } from './user-response.ts';
import {
  type Channel,
  confirmAddress,
  findUser,
  findUserById,
  merged,
  type UserRow,
  updateUser,
  uuid,
} from './users.ts';

/** With `secure_password_change`, an older session needs a code to change the password; in milliseconds. */
const fresh = 86_400_000;

/** The caller, if their session still exists. @throws {AuthFault} */
export async function currentUser(tx: Transaction, { session_id, sub }: Claims): Promise<UserRow> {
  if (!sub) throw new AuthFault(403, 'bad_jwt', 'invalid claim: missing sub claim');
  if (!uuid.test(sub)) throw new AuthFault(403, 'bad_jwt', 'invalid claim: sub claim must be a UUID');
  const user = await findUserById(tx, sub);
  if (!user || user.deleted_at) throw new AuthFault(403, 'user_not_found', 'User from sub claim in JWT does not exist');
  if (session_id !== undefined && !(await sessionBegan(tx, sub, session_id))) {
    throw new AuthFault(403, 'session_not_found', 'Session from session_id claim in JWT does not exist');
  }
  return user;
}

async function sessionBegan(tx: Transaction, user: string, session: unknown): Promise<string | null> {
  if (typeof session !== 'string' || !uuid.test(session)) return null;
  const { rows } = await tx.query<{ at: string }>(
    'select created_at as at from auth.sessions where id = $1 and user_id = $2',
    [session, user],
  );
  return rows[0]?.at ?? null;
}

export function getUser({ database }: Parts, { claims }: Call): Promise<unknown> {
  return database.transaction(async (tx) => userResponse(tx, await currentUser(tx, claims)));
}

export async function signOut({ database, sessions }: Parts, { claims, query }: Call): Promise<null> {
  await database.transaction(async (tx) => {
    const user = await currentUser(tx, claims);
    const session = typeof claims.session_id === 'string' ? claims.session_id : null;
    await sessions.end(tx, user.id, session, query.get('scope') ?? 'global');
  });
  return null;
}

interface Wanted {
  readonly password: string | null;
  readonly data: Record<string, unknown> | null;
  readonly email: string;
  readonly phone: string;
}

/** Changes password, data, address and number of the caller; an address changes when its code is entered. */
export async function putUser(parts: Parts, call: Call): Promise<unknown> {
  const { config, database, messenger, now, passwords, sessions } = parts;
  await limit(parts, call, 'user', inFiveMinutes(config.limits.signIns));
  const { body, claims } = call;
  const wanted: Wanted = {
    password: body.has('password') ? body.text('password') : null,
    data: body.object('data'),
    email: body.email(),
    phone: body.phone(),
  };
  checkMessageChannel(call);
  const challenge = challengeOf(body);
  const before = await database.transaction((tx) => check(tx, call, wanted));
  const passwordHash = wanted.password === null ? null : await passwords.hash(wanted.password);
  if (wanted.password !== null) {
    await confirmPasswordChange(parts, call, before.id);
    if (await passwords.is(wanted.password, before.encrypted_password)) {
      throw new AuthFault(422, 'same_password', 'New password should be different from the old password.');
    }
  }
  const newEmail = wanted.email && wanted.email !== before.email ? wanted.email : '';
  const newPhone = wanted.phone && wanted.phone !== before.phone ? wanted.phone : '';
  // Only an anonymous user may get an e-mail address without confirming it.
  const emailAtOnce = newEmail !== '' && before.is_anonymous && !config.email.confirm;
  const phoneAtOnce = newPhone !== '' && !config.sms.confirm;
  await database.transaction(async (tx) => {
    let user = await currentUser(tx, claims);
    if (passwordHash) {
      user = await updateUser(tx, user.id, { encrypted_password: passwordHash }, now());
      // Somebody else may have known the old password.
      const session = typeof claims.session_id === 'string' ? claims.session_id : null;
      await sessions.end(tx, user.id, session, 'others');
    }
    if (wanted.data) {
      user = await updateUser(tx, user.id, { raw_user_meta_data: merged(user.raw_user_meta_data, wanted.data) }, now());
    }
    if (emailAtOnce) user = await confirmAddress(tx, user, 'email', newEmail, now());
    if (phoneAtOnce) user = await confirmAddress(tx, user, 'phone', newPhone, now());
  });
  if (newEmail && !emailAtOnce) await messenger.send(call, before.id, 'email_change', 'email', newEmail, challenge);
  if (newPhone && !phoneAtOnce) await messenger.send(call, before.id, 'phone_change', 'phone', newPhone);
  return getUser(parts, call);
}

async function check(tx: Transaction, { body, claims }: Call, wanted: Wanted): Promise<UserRow> {
  const user = await currentUser(tx, claims);
  if (body.has('app_metadata') && claims.role !== 'service_role') {
    throw new AuthFault(403, 'not_admin', 'Updating app_metadata requires admin privileges');
  }
  if (user.is_anonymous && wanted.password && !wanted.email && !wanted.phone) {
    throw new AuthFault(
      422,
      'validation_failed',
      'Updating password of an anonymous user without an email or phone is not allowed',
    );
  }
  await checkFree(tx, user, 'email', wanted.email);
  await checkFree(tx, user, 'phone', wanted.phone);
  return user;
}

/** @throws {AuthFault} when somebody else has this address. */
export async function checkFree(
  tx: Transaction,
  user: UserRow | null,
  channel: Channel,
  address: string,
): Promise<void> {
  if (!address || address === user?.[channel]) return;
  if (!(await findUser(tx, channel, address))) return;
  const what = channel === 'email' ? 'email address' : 'phone number';
  throw new AuthFault(422, `${channel}_exists`, `A user with this ${what} has already been registered`);
}

async function confirmPasswordChange({ codes, config, database, now }: Parts, { body, claims }: Call, id: string) {
  if (!config.email.confirmPassword) return;
  const fault = await database.transaction(async (tx) => {
    const began = await sessionBegan(tx, id, claims.session_id);
    if (began && Math.abs(now().getTime() - new Date(began).getTime()) <= fresh) return null;
    const nonce = body.text('nonce');
    if (!nonce) return new AuthFault(400, 'reauthentication_needed', 'Password update requires reauthentication');
    const user = await findUserById(tx, id);
    const address = (user?.email_confirmed_at ? user.email : user?.phone) ?? '';
    const right = await codes.redeem(tx, id, ['reauthentication_token'], address, nonce);
    if (!(right instanceof AuthFault)) return null;
    return new AuthFault(422, 'reauthentication_not_valid', 'Nonce has expired or is invalid');
  });
  if (fault) throw fault;
}
