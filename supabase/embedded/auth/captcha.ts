import type { Call } from './call.ts';
import { AuthFault } from './errors.ts';

/** `[auth.captcha]`, when it is enabled. */
export interface CaptchaConfig {
  readonly provider: 'hcaptcha' | 'turnstile';
  readonly secret: string;
}

const verifiers: Readonly<Record<CaptchaConfig['provider'], string>> = {
  hcaptcha: 'https://hcaptcha.com/siteverify',
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
};

/** Requests that need a token of the captcha. */
const guarded = new Set(['POST /signup', 'POST /otp', 'POST /recover', 'POST /resend', 'POST /token', 'POST /sso']);
/** Of `POST /token`: what was granted by a captcha before. */
const exempt = new Set(['refresh_token', 'pkce', 'id_token']);

/**
 * Asks the provider whether the person of a request has solved the captcha. Requests with the secret key need none.
 * @throws {AuthFault} when they have not, or when the provider is not reached.
 */
export async function checkCaptcha(captcha: CaptchaConfig | null, route: string, call: Call): Promise<void> {
  if (!captcha || !guarded.has(route) || call.claims.role === 'service_role') return;
  if (route === 'POST /token' && exempt.has(call.query.get('grant_type') ?? '')) return;
  const token = String(call.body.object('gotrue_meta_security')?.captcha_token ?? '').trim();
  if (!token) throw refused(['no captcha_token found']);
  const { provider, secret } = captcha;
  let answer: { success?: unknown; 'error-codes'?: unknown };
  try {
    const response = await fetch(verifiers[provider], {
      method: 'POST',
      body: new URLSearchParams({ secret, response: token, ...(call.ip && { remoteip: call.ip }) }),
      signal: AbortSignal.timeout(10_000),
    });
    answer = await response.json();
  } catch (error) {
    console.error(`The captcha was not verified: ${error instanceof Error ? error.message : error}`);
    throw new AuthFault(500, 'unexpected_failure', 'captcha verification process failed');
  }
  if (answer.success !== true) throw refused(Array.isArray(answer['error-codes']) ? answer['error-codes'] : []);
}

const refused = (reasons: readonly unknown[]): AuthFault =>
  new AuthFault(400, 'captcha_failed', `captcha protection: request disallowed (${reasons.join(', ')})`);
