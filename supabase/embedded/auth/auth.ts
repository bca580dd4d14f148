import type { Claims } from '../database.ts';
import { administer, checkAdmin } from './admin.ts';
import { generateLink, invite } from './admin-links.ts';
import { type AuthOptions, type Call, type Parts, readCall, requireBearer } from './call.ts';
import { checkCaptcha } from './captcha.ts';
import { Codes } from './codes.ts';
import { AuthFault, faultResponse } from './errors.ts';
import { Hooks } from './hooks.ts';
import { Messenger } from './messenger.ts';
import { reauthenticate, recover, resend, sendOtp } from './otp.ts';
import { Passwords } from './passwords.ts';
import { refuse } from './refused.ts';
import { Sessions } from './sessions.ts';
import { signUp } from './sign-up.ts';
import { Throttle } from './throttle.ts';
import { grant } from './token.ts';
import { getUser, putUser, signOut } from './user.ts';
import { followLink, verify } from './verify.ts';

export type { AuthOptions } from './call.ts';
export { madeSecrets } from './hook-config.ts';

type Route = (parts: Parts, call: Call) => Promise<unknown>;

const routes: Readonly<Record<string, Route>> = {
  'GET /health': async () => ({ name: 'GoTrue', version: 'embedded', description: 'Auth of the embedded Supabase' }),
  'GET /settings': settings,
  'GET /.well-known/jwks.json': publicKeys,
  'POST /signup': signUp,
  'POST /otp': sendOtp,
  'POST /resend': resend,
  'POST /recover': recover,
  'GET /verify': followLink,
  'POST /verify': verify,
  'POST /token': grant,
  'GET /user': getUser,
  'PUT /user': putUser,
  'GET /reauthenticate': reauthenticate,
  'POST /logout': signOut,
};

/** Routes of a person, for whom no API key stands. */
const ofPerson = /^((GET|PUT) \/user|GET \/reauthenticate|POST \/logout)$/;

const adminRoutes: Readonly<Record<string, Route>> = {
  'POST /invite': invite,
  'POST /admin/generate_link': generateLink,
};

/**
 * GoTrue's protocol: sign-in by telephone and e-mail with codes, links and passwords. Each route is a function of
 * {@link Parts} and {@link Call} that returns the JSON of the answer, null for 204, or a whole response; it refuses by
 * throwing an {@link AuthFault}.
 */
export class Auth {
  readonly #parts: Parts;

  constructor(options: AuthOptions) {
    const { config, database, now, pepper, port, url } = options;
    const throttle = new Throttle(database, now);
    const hooks = new Hooks({ database, hooks: config.hooks, url, port, now });
    const codes = new Codes(pepper, config.email.codeExpiry, now);
    this.#parts = {
      ...options,
      throttle,
      hooks,
      codes,
      passwords: new Passwords(config, options.passwordCost),
      sessions: new Sessions({ ...options, hooks }),
      messenger: new Messenger({ ...options, throttle, hooks, codes }),
    };
  }

  /** Answers a request to `/auth/v1/…`; `claims` are those of its bearer token or key. */
  async fetch(request: Request, claims: Claims): Promise<Response> {
    try {
      const path = new URL(request.url).pathname.slice('/auth/v1'.length).replace(/(.)\/$/, '$1');
      const route = `${request.method} ${path}`;
      const call = await readCall(request, claims, this.#parts.config);
      const result = await this.#answer(route, call);
      if (result instanceof Response) return result;
      if (result === null) return new Response(null, { status: 204 });
      return Response.json(result);
    } catch (error) {
      if (error instanceof AuthFault) return faultResponse(error, request);
      throw error;
    }
  }

  async #answer(route: string, call: Call): Promise<unknown> {
    if (ofPerson.test(route)) requireBearer(call);
    await checkCaptcha(this.#parts.config.captcha, route, call);
    const own = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (own) return own(this.#parts, call);
    const admin = Object.hasOwn(adminRoutes, route) ? adminRoutes[route] : undefined;
    if (admin || route.includes(' /admin/')) {
      checkAdmin(call);
      return admin ? admin(this.#parts, call) : administer(this.#parts, route, call);
    }
    await refuse(this.#parts, route, call);
    throw new AuthFault(404, 'not_found', 'No such endpoint in the embedded Supabase');
  }
}

async function settings({ config }: Parts): Promise<unknown> {
  return {
    external: { anonymous_users: config.anonymous, email: config.email.signUp, phone: config.sms.signUp },
    disable_signup: !config.signUp,
    mailer_autoconfirm: !config.email.confirm,
    phone_autoconfirm: !config.sms.confirm,
    sms_provider: 'embedded',
    saml_enabled: false,
  };
}

async function publicKeys({ tokens }: Parts): Promise<Response> {
  return Response.json({ keys: tokens.publicKeys }, { headers: { 'cache-control': 'public, max-age=600' } });
}
