import { isIP } from 'node:net';
import type { Claims, Database } from '../database.ts';
import type { Tokens } from '../keys.ts';
import type { EmailSender, SmsSender } from '../messages.ts';
import { Body } from './body.ts';
import type { Codes } from './codes.ts';
import type { AuthConfig } from './config.ts';
import { AuthFault } from './errors.ts';
import type { Hooks } from './hooks.ts';
import { allowedRedirect } from './links.ts';
import type { Messenger } from './messenger.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import type { Rate, Throttle } from './throttle.ts';

export interface AuthOptions {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly config: AuthConfig;
  /** A secret of this database, with which codes are hashed. */
  readonly pepper: string;
  readonly url: string;
  /** The port that config.toml has for this Supabase. */
  readonly port: number;
  /** Deliver messages in place of the hooks of config.toml. */
  readonly sms?: SmsSender | undefined;
  readonly email?: EmailSender | undefined;
  readonly now: () => Date;
  /** See {@link Passwords}. */
  readonly passwordCost?: number | undefined;
}

/** What the routes work with. */
export interface Parts extends AuthOptions {
  readonly throttle: Throttle;
  readonly hooks: Hooks;
  readonly codes: Codes;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly messenger: Messenger;
}

/** A request: what was sent, by whom, from where. */
export interface Call {
  readonly body: Body;
  readonly query: URLSearchParams;
  readonly claims: Claims;
  /** Whether it came with a bearer token; else the claims are those of its API key. */
  readonly bearer: boolean;
  /** Network address of the client that is connected to this process; empty when it is not known. */
  readonly ip: string;
  readonly userAgent: string;
  /** Where a link of an e-mail leads in the end; config.toml allows it. */
  readonly redirectTo: string;
}

export async function readCall(request: Request, claims: Claims, config: AuthConfig): Promise<Call> {
  const { headers } = request;
  const query = new URL(request.url).searchParams;
  const body = await Body.of(request);
  // Only the last address is the gateway's; anybody can send the others.
  const ip = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const wanted = [query.get('redirect_to'), headers.get('redirect_to'), headers.get('referer')];
  return {
    body,
    query,
    claims,
    bearer: /^bearer\s+\S/i.test(headers.get('authorization') ?? ''),
    ip: isIP(ip) ? ip : '',
    userAgent: headers.get('user-agent') ?? '',
    redirectTo: wanted.find((url) => url && allowedRedirect(config, url)) ?? config.siteUrl,
  };
}

/** Applies a rate limit to a network address. @throws {AuthFault} beyond it. */
export async function limit({ throttle }: Parts, { ip }: Call, what: string, rate: Rate): Promise<void> {
  if ((await throttle.take(`${what} ${ip}`, rate)) > 0) {
    throw new AuthFault(429, 'over_request_rate_limit', 'Request rate limit reached');
  }
}

/** @throws {AuthFault} for a request without a bearer token, where a person is asked for. */
export function requireBearer({ bearer }: Call): void {
  if (!bearer) throw new AuthFault(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
}

/** A limit within five minutes, as most of config.toml are. */
export const inFiveMinutes = (times: number): Rate => ({ times, seconds: 300 });

/** @throws {AuthFault} for WhatsApp: codes are sent by SMS only. */
export function checkMessageChannel({ body }: Call): void {
  const channel = body.text('channel');
  if (channel && channel !== 'sms') {
    throw new AuthFault(400, 'validation_failed', "Invalid channel, supported values are 'sms'");
  }
}
