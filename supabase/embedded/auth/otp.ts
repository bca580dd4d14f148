import { type Call, checkMessageChannel, inFiveMinutes, limit, type Parts } from './call.ts';
import { AuthFault } from './errors.ts';
import { challengeOf } from './pkce.ts';
import { addressOf, addUser, checkChannel, isConfirmed, withNewUser } from './sign-up.ts';
import { currentUser } from './user.ts';
import { findUser } from './users.ts';

/** Sends a code, by SMS or by e-mail with a link; registers a new address. */
export async function sendOtp(parts: Parts, call: Call): Promise<unknown> {
  const { config, database, messenger } = parts;
  const { body } = call;
  await limit(parts, call, 'otp', inFiveMinutes(config.limits.signIns));
  const { address, channel } = addressOf(call);
  checkMessageChannel(call);
  const challenge = channel === 'email' ? challengeOf(body) : null;
  const mayCreate = body.flag('create_user', true);
  const data = body.object('data') ?? {};
  const known = await database.transaction((tx) => findUser(tx, channel, address));
  if (!known) {
    if (!mayCreate || !config.signUp) throw new AuthFault(422, 'otp_disabled', 'Signups not allowed for otp');
    checkChannel(parts, channel);
  }
  const user = known ?? (await addUser(parts, call, { [channel]: address, data }));
  const isNew = !isConfirmed(user, channel);
  const kind = channel === 'phone' ? 'sms' : isNew ? 'signup' : 'magiclink';
  const send = () => messenger.send(call, user.id, kind, channel, address, challenge);
  await (known ? send() : withNewUser(parts, user.id, send));
  return channel === 'phone' ? { message_id: null } : {};
}

/** Sends a code for setting a new password. */
export async function recover(parts: Parts, call: Call): Promise<unknown> {
  await limit(parts, call, 'recover', inFiveMinutes(parts.config.limits.signIns));
  const address = call.body.email();
  if (!address) throw new AuthFault(400, 'validation_failed', 'Password recovery requires an email');
  const challenge = challengeOf(call.body);
  const user = await parts.database.transaction((tx) => findUser(tx, 'email', address));
  // The answer is the same for unknown addresses, so that nobody learns who is registered.
  if (user) await parts.messenger.send(call, user.id, 'recovery', 'email', address, challenge);
  return {};
}

/** Sends the message that confirms a registration or a change again. */
export async function resend(parts: Parts, call: Call): Promise<unknown> {
  const { database, messenger } = parts;
  const type = call.body.text('type');
  await limit(parts, call, 'resend', inFiveMinutes(parts.config.limits.signIns));
  if (!['signup', 'email_change', 'sms', 'phone_change'].includes(type)) {
    throw new AuthFault(
      400,
      'validation_failed',
      'Missing one of these types: signup, email_change, sms, phone_change',
    );
  }
  const { address, channel } = addressOf(call);
  if (channel !== (type === 'signup' || type === 'email_change' ? 'email' : 'phone')) {
    const wanted = channel === 'email' ? 'a phone number' : 'an email address';
    throw new AuthFault(400, 'validation_failed', `Type provided requires ${wanted}`);
  }
  const user = await database.transaction((tx) => findUser(tx, channel, address));
  const answer = channel === 'phone' ? { message_id: null } : {};
  if (!user) return answer;
  if (type === 'signup' || type === 'sms') {
    if (!isConfirmed(user, channel)) await messenger.send(call, user.id, type, channel, address);
  } else {
    const wanted = type === 'email_change' ? user.email_change : user.phone_change;
    if (wanted) await messenger.send(call, user.id, type === 'email_change' ? type : 'phone_change', channel, wanted);
  }
  return answer;
}

/** Sends a code with which the person of a session identifies once more. */
export async function reauthenticate(parts: Parts, call: Call): Promise<unknown> {
  await limit(parts, call, 'reauthenticate', inFiveMinutes(parts.config.limits.signIns));
  const user = await parts.database.transaction((tx) => currentUser(tx, call.claims));
  if (user.email && user.email_confirmed_at) {
    await parts.messenger.send(call, user.id, 'reauthentication', 'email', user.email);
  } else if (user.phone && user.phone_confirmed_at) {
    await parts.messenger.send(call, user.id, 'reauthentication', 'phone', user.phone);
    return { message_id: null };
  } else {
    throw new AuthFault(
      400,
      'validation_failed',
      'Reauthentication requires the user to have an email or a phone number',
    );
  }
  return {};
}
