import type { Section } from '../config/section.ts';
import type { CaptchaConfig } from './captcha.ts';
import { type HookConfig, readHooks } from './hook-config.ts';

/** `[auth]` of `config.toml`; times in seconds. */
export interface AuthConfig {
  readonly enabled: boolean;
  readonly siteUrl: string;
  /** Where a link of an e-mail may lead besides the site; `*` and `**` stand for parts, as in GoTrue. */
  readonly redirectUrls: readonly string[];
  readonly jwtExpiry: number;
  readonly reuseInterval: number;
  readonly passwordLength: number;
  /** A password must contain a character of each of these sets. */
  readonly passwordSets: readonly string[];
  readonly signUp: boolean;
  readonly anonymous: boolean;
  readonly email: ChannelConfig & {
    /** Whether the old address has to confirm a change, too. */
    readonly confirmBoth: boolean;
    /** Whether a session older than a day needs a code to change the password. */
    readonly confirmPassword: boolean;
  };
  readonly sms: ChannelConfig & {
    readonly template: string;
    /** Fixed codes of test numbers, to which nothing is sent. */
    readonly testCodes: ReadonlyMap<string, string>;
  };
  readonly limits: Limits;
  readonly captcha: CaptchaConfig | null;
  readonly hooks: HookConfig;
}

export interface ChannelConfig {
  readonly signUp: boolean;
  /** Whether an address must be confirmed before it signs in. */
  readonly confirm: boolean;
  /** Number of digits of a code. */
  readonly codeLength: number;
  /** How long a code is valid. */
  readonly codeExpiry: number;
  /** Between two messages of one kind to one address. */
  readonly frequency: number;
}

/** Rate limits: messages for the whole project, the others for each network address. */
export interface Limits {
  readonly emailsAnHour: number;
  readonly smsAnHour: number;
  readonly anonymousAnHour: number;
  /** In five minutes, as the two below. */
  readonly refreshes: number;
  readonly signIns: number;
  readonly verifications: number;
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const symbols = '!@#$%^&*()_+-=[]{};\'\\:"|<>?,./`~';
const requirements = {
  '': [],
  letters_digits: [lower + upper, digits],
  lower_upper_letters_digits: [lower, upper, digits],
  lower_upper_letters_digits_symbols: [lower, upper, digits, symbols],
} as const;

/** @throws {ConfigError} for what would protect accounts and is not followed here. */
export function readAuthConfig(auth: Section): AuthConfig {
  refuseProtections(auth);
  skipMissing(auth);
  const email = auth.section('email');
  const sms = auth.section('sms');
  const testCodes = sms.section('test_otp');
  const required = auth.oneOf('password_requirements', Object.keys(requirements) as (keyof typeof requirements)[], '');
  const hooks = readHooks(auth.section('hook'));
  const code = {
    codeLength: email.integer('otp_length', 6, 6),
    codeExpiry: email.integer('otp_expiry', 3600, 1),
  };
  return {
    enabled: auth.boolean('enabled', true),
    siteUrl: auth.text('site_url', 'http://127.0.0.1:3000'),
    redirectUrls: auth.list('additional_redirect_urls', ['https://127.0.0.1:3000']),
    jwtExpiry: auth.integer('jwt_expiry', 3600, 1),
    reuseInterval: auth.integer('refresh_token_reuse_interval', 10),
    passwordLength: auth.integer('minimum_password_length', 6, 1),
    passwordSets: requirements[required],
    signUp: auth.boolean('enable_signup', true),
    anonymous: auth.boolean('enable_anonymous_sign_ins', false),
    email: {
      ...code,
      signUp: signUpOf(email, true),
      confirm: email.boolean('enable_confirmations', false),
      frequency: email.seconds('max_frequency', 1),
      confirmBoth: email.boolean('double_confirm_changes', true),
      confirmPassword: email.boolean('secure_password_change', false),
    },
    sms: {
      ...code,
      // The CLI sends codes of six digits, whatever those of e-mails are. A hook that gives out codes of its own wants long
      // ones from Auth (SMS_OTP_LENGTH), for which the file has no key.
      codeLength: hooks.send_sms ? 10 : 6,
      signUp: signUpOf(sms, false),
      confirm: sms.boolean('enable_confirmations', false),
      frequency: sms.seconds('max_frequency', 5),
      template: sms.text('template', 'Your code is {{ .Code }}'),
      testCodes: new Map(testCodes.keys().map((phone) => [phone.replace(/^\+/, ''), testCodes.text(phone, '')])),
    },
    limits: readLimits(auth.section('rate_limit'), email.section('smtp').boolean('enabled', email.has('smtp'))),
    captcha: readCaptcha(auth.section('captcha')),
    hooks,
  };
}

/** Version 4 of the CLI calls `enable_signup` of a channel `enabled`. */
function signUpOf(channel: Section, fallback: boolean): boolean {
  return channel.boolean('enabled', channel.boolean('enable_signup', fallback));
}

function readCaptcha(captcha: Section): CaptchaConfig | null {
  if (!captcha.boolean('enabled', false)) {
    return null;
  }
  const secret = captcha.text('secret', '');
  if (!secret) throw captcha.error('secret', 'must be the secret key of the site, from the provider');
  return { provider: captcha.oneOf('provider', ['hcaptcha', 'turnstile'], 'hcaptcha'), secret };
}

function readLimits(limits: Section, smtp: boolean): Limits {
  const emails = limits.integer('email_sent', 2, 1);
  return {
    // The CLI counts e-mails only where a real server sends them.
    emailsAnHour: smtp ? emails : 360_000,
    smsAnHour: limits.integer('sms_sent', 30, 1),
    anonymousAnHour: limits.integer('anonymous_users', 30, 1),
    refreshes: limits.integer('token_refresh', 150, 1),
    signIns: limits.integer('sign_in_sign_ups', 30, 1),
    verifications: limits.integer('token_verifications', 30, 1),
  };
}

/** Providers that do not exist here. While they are switched off, the file is followed. */
function skipMissing(auth: Section): void {
  auth.missing('oauth_server', 'passkey', 'webauthn');
  for (const kind of ['external', 'web3', 'third_party']) auth.section(kind).missing(...auth.section(kind).names());
  auth.section('sms').missing('twilio', 'twilio_verify', 'messagebird', 'textlocal', 'vonage');
  const notices = auth.section('email').section('notification');
  notices.missing(...notices.names());
  auth.only('enable_manual_linking', false);
}

function refuseProtections(auth: Section): void {
  const left =
    'accounts would be less protected than the file says. Remove it for this project, or use another Supabase';
  auth.refuse('enable_refresh_token_rotation', false, 'refresh tokens are always replaced');
  for (const kind of ['totp', 'phone', 'web_authn']) {
    const factor = auth.section('mfa').section(kind);
    factor.refuse('enroll_enabled', true, left);
    factor.only('verify_enabled', false);
  }
  for (const key of ['timebox', 'inactivity_timeout']) auth.section('sessions').refuseAny(key, left);
}
