import { type Call, inFiveMinutes, limit, type Parts } from './call.ts';
import { AuthFault, isTaken } from './errors.ts';
import { challengeOf } from './pkce.ts';
import type { Draft } from './sessions.ts';
import { strangerResponse, userResponse } from './user-response.ts';
import { type Channel, createUser, findUser, type NewUser, type UserRow } from './users.ts';

/** The address of a request. @throws {AuthFault} when there is none or two. */
export function addressOf({ body }: Call): { channel: Channel; address: string } {
  const [email, phone] = [body.email(), body.phone()];
  if (email && phone) {
    throw new AuthFault(400, 'validation_failed', 'Only an email address or phone number should be provided');
  }
  if (phone) return { channel: 'phone', address: phone };
  if (email) return { channel: 'email', address: email };
  throw new AuthFault(400, 'validation_failed', 'One of email or phone must be set');
}

/** Registers with a password, or without anything as an anonymous user. */
export async function signUp(parts: Parts, call: Call): Promise<unknown> {
  const { config, database, passwords } = parts;
  const { body } = call;
  if (!body.text('email') && !body.text('phone')) return signUpAnonymously(parts, call);
  await limit(parts, call, 'signup', inFiveMinutes(config.limits.signIns));
  checkOpen(parts);
  const password = body.text('password');
  if (!password) throw new AuthFault(400, 'validation_failed', 'Signup requires a valid password');
  const { address, channel } = addressOf(call);
  checkChannel(parts, channel);
  const challenge = challengeOf(body);
  const data = body.object('data') ?? {};
  const passwordHash = await passwords.hash(password);
  const known = await database.transaction((tx) => findUser(tx, channel, address));
  if (known && isConfirmed(known, channel)) {
    if (!config.email.confirm || !config.sms.confirm) {
      throw new AuthFault(422, 'user_already_exists', 'User already registered');
    }
    // The same answer as for a new user, so that nobody learns who is registered.
    return strangerResponse({ [channel]: address }, data, parts.now());
  }
  // An unconfirmed user stays as it was created: this may be another person.
  const user = known ?? (await addUser(parts, call, { [channel]: address, passwordHash, data }));
  if (isConfirmed(user, channel)) {
    const draft = await database.transaction((tx) => parts.sessions.begin(tx, user, 'password', call));
    return parts.sessions.answer(draft, call);
  }
  const send = () =>
    parts.messenger.send(call, user.id, channel === 'email' ? 'signup' : 'sms', channel, address, challenge);
  await (known ? send() : withNewUser(parts, user.id, send));
  return database.transaction(async (tx) => userResponse(tx, (await findUser(tx, channel, address)) ?? user));
}

/** Sends the first message to a new user, who goes again when it fails: GoTrue does both in one transaction. */
export async function withNewUser(parts: Parts, id: string, send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    await parts.database.transaction((tx) =>
      tx.query('delete from auth.users where id = $1 and confirmed_at is null', [id]),
    );
    throw error;
  }
}

async function signUpAnonymously(parts: Parts, call: Call): Promise<unknown> {
  const { config, database, sessions } = parts;
  if (!config.anonymous) {
    throw new AuthFault(422, 'anonymous_provider_disabled', 'Anonymous sign-ins are disabled');
  }
  await limit(parts, call, 'anonymous', { times: config.limits.anonymousAnHour, seconds: 3600 });
  checkOpen(parts);
  const data = call.body.object('data') ?? {};
  const user = await addUser(parts, call, { anonymous: true, data });
  const draft: Draft = await database.transaction((tx) => sessions.begin(tx, user, 'anonymous', call));
  return sessions.answer(draft, call);
}

function checkOpen({ config }: Parts): void {
  if (!config.signUp) throw new AuthFault(422, 'signup_disabled', 'Signups not allowed for this instance');
}

/** @throws {AuthFault} when registering by this channel is disabled. */
export function checkChannel({ config }: Parts, channel: Channel): void {
  if (channel === 'email' && !config.email.signUp) {
    throw new AuthFault(400, 'email_provider_disabled', 'Email signups are disabled');
  }
  if (channel === 'phone' && !config.sms.signUp) {
    throw new AuthFault(400, 'phone_provider_disabled', 'Phone signups are disabled');
  }
}

export function isConfirmed(user: UserRow, channel: Channel): boolean {
  return (channel === 'email' ? user.email_confirmed_at : user.phone_confirmed_at) !== null;
}

/** Adds a user if the hook agrees; confirmed where config.toml requires no confirmation. */
export async function addUser(parts: Parts, call: Call, user: NewUser): Promise<UserRow> {
  const { config, database, hooks, now } = parts;
  const planned: NewUser = {
    id: crypto.randomUUID(),
    emailConfirmed: !config.email.confirm,
    phoneConfirmed: !config.sms.confirm,
    ...user,
  };
  if (hooks.has('before_user_created')) {
    const shown = {
      ...strangerResponse(planned, planned.data ?? {}, now()),
      id: planned.id,
      is_anonymous: planned.anonymous === true,
    };
    const { decision, message } = await hooks.call('before_user_created', call.ip, { user: shown });
    if (decision === 'reject') throw new AuthFault(403, 'unknown', String(message || 'The user was not created'));
  }
  try {
    return await database.transaction((tx) => createUser(tx, planned, now()));
  } catch (error) {
    if (!isTaken(error)) throw error;
    // The same request twice at once: the other one made the user.
    const { email, phone } = planned;
    const made = await database.transaction((tx) => findUser(tx, phone ? 'phone' : 'email', phone || email || ''));
    if (!made) throw error;
    return made;
  }
}
