import type { Section } from '../config/section.ts';

/** `[auth]` of `config.toml`; times in seconds. */
export interface AuthConfig {
  readonly enabled: boolean;
  readonly siteUrl: string;
  readonly jwtExpiry: number;
  readonly reuseInterval: number;
  readonly passwordLength: number;
  readonly signUp: boolean;
  readonly emailOtpExpiry: number;
  readonly emailFrequency: number;
  readonly smsFrequency: number;
  readonly smsTemplate: string;
}

/** @throws {ConfigError} for what would protect accounts and is not followed here. */
export function readAuthConfig(auth: Section): AuthConfig {
  refuseProtections(auth);
  const email = auth.section('email');
  const sms = auth.section('sms');
  return {
    enabled: auth.boolean('enabled', true),
    siteUrl: auth.text('site_url', 'http://127.0.0.1:3000'),
    jwtExpiry: auth.integer('jwt_expiry', 3600, 1),
    reuseInterval: auth.integer('refresh_token_reuse_interval', 10),
    passwordLength: auth.integer('minimum_password_length', 6, 1),
    signUp: auth.boolean('enable_signup', true),
    emailOtpExpiry: email.integer('otp_expiry', 3600, 1),
    emailFrequency: email.seconds('max_frequency', 60),
    smsFrequency: sms.seconds('max_frequency', 60),
    smsTemplate: sms.text('template', 'Your code is {{ .Code }}'),
  };
}

function refuseProtections(auth: Section): void {
  const left =
    'accounts would be less protected than the file says. Remove it for this project, or use another Supabase';
  auth.refuse('enable_refresh_token_rotation', false, 'refresh tokens are always replaced');
  auth.section('captcha').refuse('enabled', true, left);
  for (const kind of ['totp', 'phone', 'web_authn'])
    auth.section('mfa').section(kind).refuse('enroll_enabled', true, left);
  for (const key of ['timebox', 'inactivity_timeout']) auth.section('sessions').refuseAny(key, left);
  for (const name of auth.section('hook').names()) auth.section('hook').section(name).refuse('enabled', true, left);
  auth.section('email').refuse('secure_password_change', true, left);
}
