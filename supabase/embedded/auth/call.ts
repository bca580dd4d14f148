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
  /** A secret of this database that hashes of codes are made with. */
  readonly pepper: string;
  readonly url: string;
  /** The port that config.toml has for this Supabase. */
  readonly port: number;
  /** Deliver messages; where there is none, the hook of config.toml does. */
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
  /** Address in the network of who is connected to this process; empty when it is none. */
  readonly ip: string;
  readonly userAgent: string;
  /** Where a link of an e-mail leads in the end: only where config.toml allows it. */
  readonly redirectTo: string;
}

export async function readCall(request: Request, claims: Claims, config: AuthConfig): Promise<Call> {
  const { headers } = request;
  const query = new URL(request.url).searchParams;
  const body = await Body.of(request);
  // The gateway adds the last of them; whatever stands before it anybody can write.
  const ip = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const wanted = [query.get('redirect_to'), headers.get('redirect_to'), headers.get('referer')];
  return {
    body,
    query,
    claims,
    ip: isIP(ip) ? ip : '',
    userAgent: headers.get('user-agent') ?? '',
    redirectTo: wanted.find((url) => url && allowedRedirect(config, url)) ?? config.siteUrl,
  };
}

/** Refuses who asks too often from one address of the network. @throws {AuthFault} */
export async function limit({ throttle }: Parts, { ip }: Call, what: string, rate: Rate): Promise<void> {
  if ((await throttle.take(`${what} ${ip}`, rate)) > 0) {
    throw new AuthFault(429, 'over_request_rate_limit', 'Request rate limit reached');
  }
}

/** In five minutes, as most limits of config.toml count. */
export const inFiveMinutes = (times: number): Rate => ({ times, seconds: 300 });

/** Codes go by SMS alone. @throws {AuthFault} for WhatsApp. */
export function checkMessageChannel({ body }: Call): void {
  const channel = body.text('channel');
  if (channel && channel !== 'sms') {
    throw new AuthFault(400, 'validation_failed', "Invalid channel, supported values are 'sms'");
  }
}
