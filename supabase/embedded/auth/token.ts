import { type Call, inFiveMinutes, limit, type Parts } from './call.ts';
import { AuthFault } from './errors.ts';
import { exchange } from './pkce.ts';
import { addressOf, isConfirmed } from './sign-up.ts';
import { type Channel, findUser, findUserById, type UserRow } from './users.ts';

/** Issues tokens for a password, a refresh token, or the code of a link. */
export async function grant(parts: Parts, call: Call): Promise<unknown> {
  const type = call.query.get('grant_type');
  // One limit for all kinds, as in GoTrue.
  await limit(parts, call, 'token', inFiveMinutes(parts.config.limits.refreshes));
  if (type === 'password') return byPassword(parts, call);
  if (type === 'refresh_token') return byRefreshToken(parts, call);
  if (type === 'pkce') return byAuthCode(parts, call);
  if (type === 'id_token') {
    const provider = call.body.text('provider') || call.body.text('issuer');
    throw new AuthFault(400, 'provider_disabled', `Provider "${provider.slice(0, 100)}" is not enabled`);
  }
  if (type === 'web3') throw new AuthFault(422, 'web3_provider_disabled', 'Web3 provider is disabled');
  throw new AuthFault(400, 'validation_failed', 'unsupported_grant_type');
}

async function byPassword(parts: Parts, call: Call): Promise<unknown> {
  const { database, passwords, sessions } = parts;
  const { address, channel } = addressOf(call);
  const password = call.body.text('password');
  const user = await database.transaction((tx) => findUser(tx, channel, address));
  // Outside of a transaction: bcrypt takes long.
  const right = await passwords.is(password, user?.encrypted_password ?? null);
  if (user) await askVerification(parts, call, user, right);
  if (!right || !user) throw new AuthFault(400, 'invalid_credentials', 'Invalid login credentials');
  checkConfirmed(user, channel);
  const draft = await database.transaction(async (tx) => {
    const now = await findUserById(tx, user.id);
    // Changed during the comparison: the old password was compared.
    if (!now || now.encrypted_password !== user.encrypted_password) {
      throw new AuthFault(400, 'invalid_credentials', 'Invalid login credentials');
    }
    return sessions.begin(tx, now, 'password', call);
  });
  return { ...(await sessions.answer(draft, call)), weak_password: null };
}

function checkConfirmed(user: UserRow, channel: Channel): void {
  if (isConfirmed(user, channel)) return;
  if (channel === 'phone') throw new AuthFault(400, 'phone_not_confirmed', 'Phone not confirmed');
  throw new AuthFault(400, 'email_not_confirmed', 'Email not confirmed');
}

/** The hook may refuse an attempt, even with the right password. */
async function askVerification({ database, hooks }: Parts, call: Call, user: UserRow, valid: boolean): Promise<void> {
  if (!hooks.has('password_verification_attempt')) return;
  const input = { user_id: user.id, valid };
  const answer = await hooks.call('password_verification_attempt', call.ip, input);
  if (answer.decision !== 'reject') return;
  if (answer.should_logout_user === true) {
    await database.transaction((tx) => tx.query('delete from auth.sessions where user_id = $1', [user.id]));
  }
  const message = String(answer.message || 'Further password verification attempts will be rejected.');
  throw new AuthFault(400, 'invalid_credentials', message);
}

async function byRefreshToken(parts: Parts, call: Call): Promise<unknown> {
  const token = call.body.text('refresh_token');
  if (!token) throw new AuthFault(400, 'validation_failed', 'refresh_token required');
  return parts.sessions.refresh(token, call);
}

async function byAuthCode(parts: Parts, call: Call): Promise<unknown> {
  const { database, now, sessions } = parts;
  const [code, verifier] = [call.body.text('auth_code'), call.body.text('code_verifier')];
  if (!code || !verifier) {
    throw new AuthFault(
      400,
      'validation_failed',
      'invalid request: both auth code and code verifier should be non-empty',
    );
  }
  const draft = await database.transaction(async (tx) => {
    const flow = await exchange(tx, code, verifier, now());
    if (flow instanceof AuthFault) return flow;
    const user = await findUserById(tx, flow.userId);
    if (!user) return new AuthFault(404, 'user_not_found', 'User not found');
    return sessions.begin(tx, user, flow.method, call);
  });
  if (draft instanceof AuthFault) throw draft;
  return sessions.answer(draft, call);
}
