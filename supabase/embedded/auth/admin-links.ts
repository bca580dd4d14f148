import { randomBytes } from 'node:crypto';
import type { Call, Parts } from './call.ts';
import type { TokenType } from './codes.ts';
import { AuthFault } from './errors.ts';
import { actionLink } from './links.ts';
import type { MessageKind } from './messenger.ts';
import { addUser, isConfirmed } from './sign-up.ts';
import { checkFree } from './user.ts';
import { userResponse } from './user-response.ts';
import { findUser, findUserById, merged, type UserRow, updateUser } from './users.ts';

/** Invites by e-mail; the link confirms the account. */
export async function invite(parts: Parts, call: Call): Promise<unknown> {
  const email = requiredEmail(call);
  const known = await parts.database.transaction((tx) => findUser(tx, 'email', email));
  if (known && isConfirmed(known, 'email')) throw emailExists();
  const user = known ?? (await addPerson(parts, call, email, ''));
  await parts.messenger.send(call, user.id, 'invite', 'email', email);
  return parts.database.transaction(async (tx) => userResponse(tx, (await findUserById(tx, user.id)) ?? user));
}

interface LinkRules {
  readonly kind: MessageKind;
  readonly token: TokenType;
  /** `type` in the link. */
  readonly type: string;
}

const rules: Readonly<Record<string, LinkRules>> = {
  signup: { kind: 'signup', token: 'confirmation_token', type: 'signup' },
  invite: { kind: 'invite', token: 'confirmation_token', type: 'invite' },
  magiclink: { kind: 'magiclink', token: 'recovery_token', type: 'magiclink' },
  recovery: { kind: 'recovery', token: 'recovery_token', type: 'recovery' },
  email_change_current: { kind: 'email_change', token: 'email_change_token_current', type: 'email_change' },
  email_change_new: { kind: 'email_change', token: 'email_change_token_new', type: 'email_change' },
};

/** Makes a link and a code, which the caller delivers. */
export async function generateLink(parts: Parts, call: Call): Promise<unknown> {
  const { config, database, messenger, now, url } = parts;
  const { body, redirectTo } = call;
  const email = requiredEmail(call);
  let type = body.text('type');
  if (!Object.hasOwn(rules, type)) {
    throw new AuthFault(400, 'validation_failed', `Invalid email action link type requested: ${type.slice(0, 100)}`);
  }
  const data = body.object('data');
  let user = await database.transaction((tx) => findUser(tx, 'email', email));
  if (!user) {
    // As in GoTrue, a sign-in link registers a new address.
    if (type === 'magiclink') type = 'signup';
    if (type !== 'signup' && type !== 'invite') {
      throw new AuthFault(404, 'user_not_found', 'User with this email not found');
    }
    const password = body.text('password');
    user = await addPerson(parts, call, email, type === 'signup' ? password || randomPassword() : '');
  } else if ((type === 'signup' || type === 'invite') && isConfirmed(user, 'email')) {
    throw emailExists();
  }
  const changing = type.startsWith('email_change') ? body.email('new_email') : '';
  if (type === 'email_change_current' && !config.email.confirmBoth) {
    throw new AuthFault(400, 'validation_failed', 'Enable secure email change to generate link for current email');
  }
  if (type.startsWith('email_change') && !changing) {
    throw new AuthFault(400, 'validation_failed', 'An email address is required');
  }
  const { kind, token, type: linkType } = rules[type] as LinkRules;
  const { id } = user;
  return database.transaction(async (tx) => {
    const found = (await findUserById(tx, id)) as UserRow;
    await checkFree(tx, found, 'email', changing);
    if (changing && found.email_change !== changing) {
      await updateUser(tx, id, { email_change: changing, email_change_confirm_status: 0 }, now());
    }
    if (data && kind === 'signup') {
      await updateUser(tx, id, { raw_user_meta_data: merged(found.raw_user_meta_data, data) }, now());
    }
    const address = token === 'email_change_token_new' ? changing : email;
    const { code, hash } = await messenger.issue(tx, id, kind, address, token);
    return {
      ...(await userResponse(tx, (await findUserById(tx, id)) ?? found)),
      action_link: actionLink(`${url}/auth/v1`, hash, linkType, redirectTo),
      email_otp: code,
      hashed_token: hash,
      verification_type: type,
      redirect_to: redirectTo,
    };
  });
}

function requiredEmail({ body }: Call): string {
  const email = body.email();
  if (!email) throw new AuthFault(400, 'validation_failed', 'An email address is required');
  return email;
}

async function addPerson(parts: Parts, call: Call, email: string, password: string): Promise<UserRow> {
  const passwordHash = password ? await parts.passwords.hash(password) : '';
  // The link itself confirms, whatever config.toml says.
  return addUser(parts, call, {
    email,
    passwordHash,
    emailConfirmed: false,
    byAdmin: true,
    data: call.body.object('data') ?? {},
  });
}

const randomPassword = () => `${randomBytes(24).toString('base64')}aA1!`;
const emailExists = () =>
  new AuthFault(422, 'email_exists', 'A user with this email address has already been registered');
