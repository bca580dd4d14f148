import type { Transaction } from '../database.ts';
import type { EmailKind, EmailMessage, EmailSender, SmsSender } from '../messages.ts';
import type { Call } from './call.ts';
import type { Codes, IssuedCode, TokenType } from './codes.ts';
import type { AuthConfig } from './config.ts';
import { AuthFault } from './errors.ts';
import type { Hooks } from './hooks.ts';
import { actionLink } from './links.ts';
import { beginFlow, type Challenge, type Method } from './pkce.ts';
import type { Throttle } from './throttle.ts';
import { userResponse } from './user-response.ts';
import { type Change, type Channel, findUserById, type UserRow, updateUser } from './users.ts';

export type MessageKind = Exclude<EmailKind, 'reauthentication'> | 'sms' | 'phone_change' | 'reauthentication';

type SentColumn = 'confirmation' | 'recovery' | 'email_change' | 'phone_change' | 'reauthentication';

interface KindRules {
  readonly token: TokenType;
  /** Column of auth.users with the time of sending; kinds that share it share the time between two messages. */
  readonly sent: SentColumn;
  readonly method: Method;
}

const kinds: Readonly<Record<MessageKind, KindRules>> = {
  signup: { token: 'confirmation_token', sent: 'confirmation', method: 'email/signup' },
  invite: { token: 'confirmation_token', sent: 'confirmation', method: 'invite' },
  magiclink: { token: 'recovery_token', sent: 'recovery', method: 'magiclink' },
  recovery: { token: 'recovery_token', sent: 'recovery', method: 'recovery' },
  email_change: { token: 'email_change_token_new', sent: 'email_change', method: 'email_change' },
  reauthentication: { token: 'reauthentication_token', sent: 'reauthentication', method: 'otp' },
  sms: { token: 'confirmation_token', sent: 'confirmation', method: 'otp' },
  phone_change: { token: 'phone_change_token', sent: 'phone_change', method: 'otp' },
};

const subjects: Readonly<Record<EmailKind, string>> = {
  signup: 'Confirm your signup',
  invite: 'You have been invited',
  magiclink: 'Your sign-in link',
  recovery: 'Reset your password',
  email_change: 'Confirm the change of your address',
  reauthentication: 'Confirm that it is you',
};

interface MessengerOptions {
  readonly database: { transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> };
  readonly config: AuthConfig;
  readonly codes: Codes;
  readonly hooks: Hooks;
  readonly throttle: Throttle;
  readonly sms?: SmsSender | undefined;
  readonly email?: EmailSender | undefined;
  readonly url: string;
  readonly now: () => Date;
}

interface Prepared {
  readonly user: UserRow;
  readonly shown: Record<string, unknown>;
  readonly code: IssuedCode;
  /** For a change of e-mail address: the code for the old one. */
  readonly current: IssuedCode | null;
}

/** Issues codes and has them delivered, within the rate limits and never inside a transaction. */
export class Messenger {
  readonly #options: MessengerOptions;

  constructor(options: MessengerOptions) {
    this.#options = options;
  }

  /**
   * Sends a code to `address`, which the user has or asks to change to.
   * @throws {AuthFault} when it is too early, or when it was not delivered: the code is void then.
   */
  async send(
    call: Call,
    userId: string,
    kind: MessageKind,
    channel: Channel,
    address: string,
    challenge: Challenge | null = null,
  ) {
    const { codes, config, database, throttle } = this.#options;
    const test = channel === 'phone' ? config.sms.testCodes.get(address) : undefined;
    const waited = await this.#wait(kind, channel, address);
    if (test === undefined) await this.#countHour(channel);
    const prepared = await database.transaction((tx) =>
      this.#prepare(tx, userId, kind, channel, address, test, challenge),
    );
    if (test !== undefined) return;
    try {
      if (channel === 'phone') await this.#sendSms(call, prepared, address);
      else await this.#sendEmails(call, prepared, kind as EmailKind, address);
    } catch (error) {
      const { code, current } = prepared;
      await database.transaction((tx) => codes.withdraw(tx, current ? [code.id, current.id] : [code.id]));
      if (waited) await throttle.clear(waited);
      if (error instanceof AuthFault) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (channel === 'phone') {
        throw new AuthFault(422, 'sms_send_failed', `Error sending confirmation OTP to provider: ${reason}`);
      }
      throw new AuthFault(500, 'unexpected_failure', `Error sending ${kind} email: ${reason}`);
    }
  }

  /** Issues the code of a link that the caller delivers. */
  async issue(
    tx: Transaction,
    userId: string,
    kind: MessageKind,
    address: string,
    token: TokenType = kinds[kind].token,
  ) {
    const { codes, config } = this.#options;
    await updateUser(tx, userId, this.#sentNow(kind), this.#options.now());
    return codes.issue(tx, userId, token, address, { length: config.email.codeLength });
  }

  async #prepare(
    tx: Transaction,
    userId: string,
    kind: MessageKind,
    channel: Channel,
    address: string,
    test: string | undefined,
    challenge: Challenge | null,
  ): Promise<Prepared> {
    const { codes, config, now } = this.#options;
    // Locks the user, so that of two messages at the same time the later one holds the valid code.
    const before = await findUserById(tx, userId);
    if (!before) throw new AuthFault(404, 'user_not_found', 'User not found');
    const change: Change = this.#sentNow(kind);
    if (kind === 'email_change') Object.assign(change, { email_change: address, email_change_confirm_status: 0 });
    if (kind === 'phone_change') change.phone_change = address;
    const user = await updateUser(tx, userId, change, now());
    const { codeLength } = channel === 'phone' ? config.sms : config.email;
    const rules = { length: codeLength, code: test, pkce: challenge !== null };
    const code = await codes.issue(tx, userId, kinds[kind].token, address, rules);
    const both = kind === 'email_change' && config.email.confirmBoth && !!user.email;
    const current = both ? await codes.issue(tx, userId, 'email_change_token_current', user.email ?? '', rules) : null;
    if (challenge) await beginFlow(tx, userId, kinds[kind].method, challenge, now());
    return { user, shown: await userResponse(tx, user), code, current };
  }

  async #sendSms(call: Call, { code: { code }, shown }: Prepared, phone: string): Promise<void> {
    const { config, hooks, now, sms } = this.#options;
    if (sms) {
      const text = config.sms.template.replaceAll(/\{\{\s*\.Code\s*\}\}/g, () => code);
      await sms({ phone, text, code, at: now() });
    } else if (hooks.has('send_sms')) {
      await hooks.call('send_sms', call.ip, { user: shown, sms: { otp: code, phone } });
    } else throw new Error('nothing is configured that sends SMS');
  }

  async #sendEmails(call: Call, prepared: Prepared, kind: EmailKind, address: string): Promise<void> {
    const { email, hooks, now, url } = this.#options;
    const { code, current, shown, user } = prepared;
    if (email) {
      const one = (to: string, { code: digits, hash }: IssuedCode): EmailMessage => {
        const link = kind === 'reauthentication' ? '' : actionLink(`${url}/auth/v1`, hash, kind, call.redirectTo);
        const subject = subjects[kind];
        const text = `${subject}\n\n${link ? `Follow this link: ${link}\n\nOr enter the code: ` : 'The code: '}${digits}\n`;
        return { email: to, kind, subject, text, code: digits, link, at: now() };
      };
      await email(one(address, code));
      if (current) await email(one(user.email ?? '', current));
    } else if (hooks.has('send_email')) {
      await hooks.call('send_email', call.ip, {
        user: shown,
        email_data: {
          token: (current ?? code).code,
          token_hash: code.hash,
          redirect_to: call.redirectTo,
          email_action_type: kind,
          site_url: `${url}/auth/v1`,
          token_new: current ? code.code : '',
          // Despite its name, the hash that confirms from the old address.
          token_hash_new: current?.hash ?? '',
        },
      });
    } else throw new Error('nothing is configured that sends e-mails');
  }

  /** @returns the subject of the rate limit that was taken, to clear it when the delivery fails. */
  async #wait(kind: MessageKind, channel: Channel, address: string): Promise<string | null> {
    const { config, throttle } = this.#options;
    const { frequency } = channel === 'phone' ? config.sms : config.email;
    if (frequency === 0 || kind === 'invite') return null;
    const subject = `message ${kinds[kind].sent} ${address}`;
    const rest = await throttle.take(subject, { times: 1, seconds: frequency });
    if (rest === 0) return subject;
    throw new AuthFault(
      429,
      channel === 'phone' ? 'over_sms_send_rate_limit' : 'over_email_send_rate_limit',
      `For security purposes, you can only request this after ${rest} seconds.`,
    );
  }

  async #countHour(channel: Channel): Promise<void> {
    const { config, throttle } = this.#options;
    const times = channel === 'phone' ? config.limits.smsAnHour : config.limits.emailsAnHour;
    if ((await throttle.take(`messages ${channel}`, { times, seconds: 3600 })) === 0) return;
    if (channel === 'phone') throw new AuthFault(429, 'over_sms_send_rate_limit', 'SMS rate limit exceeded');
    throw new AuthFault(429, 'over_email_send_rate_limit', 'email rate limit exceeded');
  }

  #sentNow(kind: MessageKind): Change {
    const at = this.#options.now().toISOString();
    return { [`${kinds[kind].sent}_sent_at`]: at, ...(kind === 'invite' && { invited_at: at }) };
  }
}
