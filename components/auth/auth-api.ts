import type { AuthError, AuthWeakPasswordError } from '@supabase/auth-js';
import { type Client, unwrap, withReasons } from '../core/backend.ts';
import { AppError, type AppErrorCode, toAppError } from '../core/errors.ts';
import type { Person, PersonName } from '../core/names.ts';
import type { SessionKeeper } from '../core/session.ts';
import type { Reason } from './auth-problem.ts';

/** The text about personal data that a person agrees to, as it was shown. */
export interface Consent {
  readonly version: string;
  readonly text: string;
}

/** Who is signed in. */
export interface Me extends Person {
  /** Digits with the country code; empty when the account has none. */
  readonly phone: string;
}

/** Seconds between two codes to one number; as the server is configured. */
const codeInterval = 60;

const codes: Partial<Record<string, AppErrorCode>> = {
  invalid_credentials: 'invalid',
  otp_expired: 'invalid',
  weak_password: 'invalid',
  same_password: 'invalid',
  validation_failed: 'invalid',
  user_banned: 'denied',
  session_not_found: 'denied',
  session_expired: 'denied',
  over_sms_send_rate_limit: 'limited',
  over_request_rate_limit: 'limited',
};

/** The `reason` of an error, by the code of auth-js. */
const reasons: Partial<Record<string, Reason | 'samePassword'>> = {
  invalid_credentials: 'passwordWrong',
  otp_expired: 'codeWrong',
  weak_password: 'passwordWeak',
  pwned_password: 'passwordKnown',
  same_password: 'samePassword',
  over_sms_send_rate_limit: 'smsLimited',
  sms_send_failed: 'smsFailed',
  captcha_failed: 'captchaFailed',
  hook_timeout: 'smsFailed',
  hook_timeout_after_retry: 'smsFailed',
  user_banned: 'banned',
  session_not_found: 'ended',
  session_expired: 'ended',
};

const sessionEnded = (cause?: AuthError): AppError =>
  new AppError('denied', 'session_not_found', { cause, reason: 'ended' });

/** An error of auth-js as one of ours; a publicly known password gets a code of its own, `pwned_password`. */
function fromAuth(error: AuthError): AppError {
  if (error.name === 'AuthRetryableFetchError') return new AppError('offline', error.message, { cause: error });
  if (error.name === 'AuthSessionMissingError') return sessionEnded(error);
  const weak = error.name === 'AuthWeakPasswordError' ? (error as AuthWeakPasswordError).reasons : [];
  const detail = weak.includes('pwned') ? 'pwned_password' : (error.code ?? error.message);
  const code = codes[error.code ?? ''] ?? (error.status === 429 ? 'limited' : 'unknown');
  return new AppError(code, detail, { cause: error, reason: reasons[detail] });
}

/** Makes a call of auth-js. @throws {AppError} */
async function settle(call: () => Promise<{ error: AuthError | null }>): Promise<void> {
  let error: AuthError | null;
  try {
    ({ error } = await call());
  } catch (thrown) {
    throw toAppError(thrown);
  }
  if (error) throw fromAuth(error);
}

/** Signing in and registering. Telephone numbers are digits with the country code. Throws AppErrors only. */
export class AuthApi {
  readonly #client: Client;
  readonly #session: SessionKeeper;

  constructor(client: Client, session: SessionKeeper) {
    this.#client = client;
    this.#session = session;
  }

  /** Id of who is signed in on this device, or null. */
  get userId(): string | null {
    return this.#session.current?.userId ?? null;
  }

  /** Resolves when the stored session was read. */
  get loaded(): Promise<void> {
    return this.#session.loaded;
  }

  /** Calls `changed` when somebody signs in or out, in another tab too, until the returned function is called. */
  subscribe(changed: () => void): () => void {
    return this.#session.subscribe(changed);
  }

  /** How this number signs in: by its password, or by a code where it is new. The database counts the question first. */
  async method(phone: string): Promise<'password' | 'code'> {
    const reasons = { SF001: 'phoneWrong' satisfies Reason };
    await withReasons(unwrap(this.#client.rest.rpc('announce_number', { phone })), reasons);
    const [method] = await withReasons(unwrap(this.#client.rest.rpc('sign_in_method', { phone })), reasons);
    return method === 'password' ? 'password' : 'code';
  }

  /**
   * Sends a code by SMS. `sent` is false when it is too early for another one; `wait` is in how many seconds another may
   * be requested. `captchaToken` where Auth wants one.
   */
  async sendCode(phone: string, captchaToken?: string): Promise<{ sent: boolean; wait: number }> {
    const requested = unwrap(this.#client.rest.rpc('request_code', { phone }));
    await withReasons(requested, { SF001: 'phoneWrong', SF004: 'smsLimited' } satisfies Record<string, Reason>);
    try {
      const auth = await this.#auth();
      await settle(() => auth.signInWithOtp({ phone: `+${phone}`, ...withCaptcha(captchaToken) }));
      return { sent: true, wait: codeInterval };
    } catch (thrown) {
      const error = toAppError(thrown);
      const seconds = /after (\d+) second/.exec(causeOf(error))?.[1];
      if (seconds === undefined) throw withSmsReason(error);
      return { sent: false, wait: Number(seconds) };
    }
  }

  /** Signs in by the code of an SMS; a new number gets an account. */
  async verify(phone: string, code: string): Promise<void> {
    const announced = unwrap(this.#client.rest.rpc('announce_guess', { phone, code }));
    await withReasons(announced, { SF004: 'codeBurnt' satisfies Reason });
    const [token] = await unwrap(this.#client.rest.rpc('redeem_code', { phone, code }));
    if (!token) throw new AppError('invalid', '', { reason: 'codeWrong' satisfies Reason });
    const auth = await this.#auth();
    await settle(() => auth.verifyOtp({ phone: `+${phone}`, token, type: 'sms' }));
  }

  async signIn(phone: string, password: string, captchaToken?: string): Promise<void> {
    const auth = await this.#auth();
    await settle(() => auth.signInWithPassword({ phone: `+${phone}`, password, ...withCaptcha(captchaToken) }));
  }

  async setPassword(password: string): Promise<void> {
    const auth = await this.#auth();
    await settle(() => auth.updateUser({ password }));
  }

  /** Who is signed in; null as long as they have not given a name. */
  async person(): Promise<Me | null> {
    const id = this.#requireUser();
    const names = await unwrap(
      this.#client.rest.from('profiles').select('surname, name, patronymic').eq('id', id).limit(1),
    );
    // Without a session no row is visible, so an empty answer counts only while there is one.
    this.#requireUser();
    const [known] = names;
    return known ? { ...known, id, phone: this.#session.current?.phone ?? '' } : null;
  }

  /** Whether the person has agreed to this version of the text. */
  async hasConsented(version: string): Promise<boolean> {
    const consents = this.#client.rest.from('consents').select('text_version').eq('person_id', this.#requireUser());
    const given = await unwrap(consents.eq('text_version', version).limit(1));
    this.#requireUser();
    return given.length > 0;
  }

  async giveConsent({ version, text }: Consent): Promise<void> {
    await unwrap(this.#client.rest.rpc('give_consent', { version, shown: text }));
  }

  /** Stores the consent, then the name. Repeating it with the same name does no harm. */
  async saveName(name: PersonName, consent: Consent): Promise<void> {
    await this.giveConsent(consent);
    await withReasons(this.#saveName(name), { '23514': 'nameLong' satisfies Reason });
  }

  async #saveName(name: PersonName): Promise<void> {
    const id = this.#requireUser();
    const profiles = () => this.#client.rest.from('profiles');
    try {
      await unwrap(profiles().insert({ id, ...name }));
    } catch (thrown) {
      // The row exists when the answer to an earlier attempt was lost.
      if (!(thrown instanceof AppError) || thrown.code !== 'conflict') throw thrown;
      const update = profiles().update({ ...name });
      await unwrap(update.eq('id', id).select('id').single());
    }
  }

  /** Ends the session on this device, in all its tabs. */
  async signOut(): Promise<void> {
    await this.#session.signOut();
  }

  #requireUser(): string {
    if (!this.userId) throw sessionEnded();
    return this.userId;
  }

  async #auth() {
    try {
      return await this.#session.auth();
    } catch (thrown) {
      throw toAppError(thrown);
    }
  }
}

const withCaptcha = (captchaToken: string | undefined) => captchaToken && { options: { captchaToken } };

/** What our hook refuses comes from Auth with a status alone. */
function withSmsReason(error: AppError): AppError {
  const reasons: Partial<Record<number, Reason>> = { 422: 'smsFailed', 429: 'smsLimited' };
  const { status, code } = (error.cause ?? {}) as Partial<AuthError>;
  const reason = code && code !== 'unknown' ? undefined : reasons[status ?? 0];
  return reason ? new AppError(error.code, error.detail, { cause: error.cause, reason }) : error;
}

const causeOf = (error: AppError): string => (error.cause instanceof Error ? error.cause.message : '');
