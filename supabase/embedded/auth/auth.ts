import type { Claims, Database, Transaction } from '../database.ts';
import type { Tokens } from '../keys.ts';
import type { EmailSender, SmsSender } from '../messages.ts';
import { AdminUsers } from './admin.ts';
import { Codes, type TokenType } from './codes.ts';
import type { AuthConfig } from './config.ts';
import { AuthFault, faultResponse } from './errors.ts';
import { Passwords } from './passwords.ts';
import { Sessions } from './sessions.ts';
import { type Channel, createUser, findUser, type UserRow, updateUser, userResponse } from './users.ts';

export interface AuthOptions {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly config: AuthConfig;
  readonly secret: string;
  readonly url: string;
  readonly sms: SmsSender;
  readonly email: EmailSender;
  readonly now: () => Date;
}

type Body = Record<string, unknown>;

/** Which kind of code each `type` of GoTrue's verify stands for. */
const kinds: Readonly<Record<string, TokenType>> = {
  sms: 'confirmation_token',
  email: 'confirmation_token',
  signup: 'confirmation_token',
  magiclink: 'confirmation_token',
  recovery: 'recovery_token',
  email_change: 'email_change_token_new',
  phone_change: 'phone_change_token',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Digits with the country code, without a plus. @throws {AuthFault} */
function phoneOf(value: string): string {
  const digits = value.replace(/^\+/, '').replaceAll(' ', '');
  if (!/^[1-9]\d{6,14}$/.test(digits)) {
    throw new AuthFault(400, 'validation_failed', 'Invalid phone number format (E.164 required)');
  }
  return digits;
}

function emailOf(value: string): string {
  const address = value.trim().toLowerCase();
  if (address.length > 255 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) {
    throw new AuthFault(400, 'validation_failed', 'Unable to validate email address: invalid format');
  }
  return address;
}

/** GoTrue's protocol: sign-in by telephone and e-mail with codes and passwords. */
export class Auth {
  readonly #options: AuthOptions;
  readonly #codes: Codes;
  readonly #passwords: Passwords;
  readonly #sessions: Sessions;
  readonly #admin: AdminUsers;

  constructor(options: AuthOptions) {
    const { config, now, secret, tokens, url } = options;
    this.#options = options;
    this.#codes = new Codes(secret, config.emailOtpExpiry, now);
    this.#passwords = new Passwords(config, now);
    this.#sessions = new Sessions(tokens, config, `${url}/auth/v1`, now);
    this.#admin = new AdminUsers(this.#passwords, now);
  }

  /** Answers a request to `/auth/v1/…`; `claims` are those of its bearer token or key. */
  async fetch(request: Request, claims: Claims): Promise<Response> {
    try {
      const url = new URL(request.url);
      const path = url.pathname.slice('/auth/v1'.length);
      const body = await readBody(request);
      const result = await this.#route(`${request.method} ${path}`, url.searchParams, body, claims);
      if (result instanceof AuthFault) throw result;
      if (result === null) return new Response(null, { status: 204 });
      return Response.json(result);
    } catch (error) {
      if (error instanceof AuthFault) return faultResponse(error, request);
      throw error;
    }
  }

  async #route(route: string, query: URLSearchParams, body: Body, claims: Claims): Promise<unknown> {
    const { database } = this.#options;
    switch (route) {
      case 'GET /health':
        return { name: 'GoTrue', version: 'embedded', description: 'Auth of the embedded Supabase' };
      case 'GET /settings':
        return {
          external: { email: true, phone: true },
          disable_signup: !this.#options.config.signUp,
          mailer_autoconfirm: false,
          phone_autoconfirm: false,
          sms_provider: 'embedded',
        };
      case 'GET /.well-known/jwks.json':
        return { keys: [] };
      case 'POST /signup':
        return this.#signUp(body);
      case 'POST /otp':
        return this.#otp(body);
      case 'POST /resend':
        return this.#resend(body);
      case 'POST /recover':
        return this.#recover(body);
      case 'POST /verify':
        return this.#verify(body);
      case 'POST /token':
        return query.get('grant_type') === 'password' ? this.#password(body) : this.#refresh(query, body);
      case 'GET /user':
        return database.transaction(async (tx) => userResponse(tx, await this.#me(tx, claims)));
      case 'PUT /user':
        return this.#update(body, claims);
      case 'POST /logout':
        await database.transaction((tx) =>
          this.#sessions.end(tx, claims.sub ?? '', text(claims.session_id), query.get('scope') ?? 'global'),
        );
        return null;
      default:
        if (route.includes(' /admin/'))
          return database.transaction((tx) => this.#admin.answer(tx, route, query, body, claims));
        throw new AuthFault(404, 'not_found', 'No such endpoint in the embedded Supabase');
    }
  }

  /** Who calls, if his session still stands. */
  async #me(tx: Transaction, { session_id, sub }: Claims): Promise<UserRow> {
    if (!sub) throw new AuthFault(403, 'bad_jwt', 'invalid claim: missing sub claim');
    const { rows } = await tx.query('select from auth.sessions where id = $1 and user_id = $2', [session_id, sub]);
    if (rows.length === 0) {
      throw new AuthFault(403, 'session_not_found', 'Session from session_id claim in JWT does not exist');
    }
    const user = await findUser(tx, 'id', sub);
    if (!user) throw new AuthFault(403, 'user_not_found', 'User from sub claim in JWT does not exist');
    return user;
  }

  async #signUp(body: Body): Promise<unknown> {
    const { config, database, now } = this.#options;
    if (!config.signUp) throw new AuthFault(422, 'signup_disabled', 'Signups not allowed for this instance');
    const [channel, address] = addressOf(body);
    const passwordHash = await this.#passwords.hash(text(body.password));
    return database.transaction(async (tx) => {
      if (await findUser(tx, channel, address)) {
        throw new AuthFault(422, 'user_already_exists', 'User already registered');
      }
      const data = (body.data as Record<string, unknown> | undefined) ?? {};
      const user = await createUser(tx, { [channel]: address, passwordHash, data }, now());
      await this.#deliver(tx, user, channel, address, 'confirmation_token');
      return userResponse(tx, user);
    });
  }

  async #otp(body: Body): Promise<unknown> {
    const { config, database, now } = this.#options;
    const [channel, address] = addressOf(body);
    return database.transaction(async (tx) => {
      let user = await findUser(tx, channel, address);
      if (!user) {
        if (body.create_user === false || !config.signUp) {
          throw new AuthFault(422, 'otp_disabled', 'Signups not allowed for otp');
        }
        const data = (body.data as Record<string, unknown> | undefined) ?? {};
        user = await createUser(tx, { [channel]: address, data }, now());
      }
      await this.#deliver(tx, user, channel, address, 'confirmation_token');
      return channel === 'phone' ? { message_id: null } : {};
    });
  }

  async #resend(body: Body): Promise<unknown> {
    const type = kinds[text(body.type)];
    if (!type)
      throw new AuthFault(
        400,
        'validation_failed',
        'Missing one of these types: signup, email_change, sms, phone_change',
      );
    const [channel, address] = addressOf(body);
    return this.#options.database.transaction(async (tx) => {
      const by =
        type === 'phone_change_token' ? 'phone_change' : type === 'email_change_token_new' ? 'email_change' : channel;
      const user = await findUser(tx, by, address);
      // The answer is the same, so that nobody learns who is registered.
      if (user) await this.#deliver(tx, user, channel, address, type);
      return channel === 'phone' ? { message_id: null } : {};
    });
  }

  async #recover(body: Body): Promise<unknown> {
    const address = emailOf(text(body.email));
    return this.#options.database.transaction(async (tx) => {
      const user = await findUser(tx, 'email', address);
      if (user) await this.#deliver(tx, user, 'email', address, 'recovery_token');
      return {};
    });
  }

  async #verify(body: Body): Promise<unknown> {
    const { database, now } = this.#options;
    const type = kinds[text(body.type)];
    if (!type) throw new AuthFault(400, 'validation_failed', 'Verify requires a verification type');
    const [channel, address] = addressOf(body);
    const changing = type === 'phone_change_token' || type === 'email_change_token_new';
    return database.transaction(async (tx) => {
      const by = changing ? (channel === 'phone' ? 'phone_change' : 'email_change') : channel;
      const user = await findUser(tx, by, address);
      if (!user) return new AuthFault(403, 'otp_expired', 'Token has expired or is invalid');
      const fault = await this.#codes.redeem(tx, user.id, type, address, text(body.token));
      if (fault) return fault;
      const at = now().toISOString();
      const change =
        channel === 'phone' ? { phone: address, phone_confirmed_at: at } : { email: address, email_confirmed_at: at };
      const cleared = changing ? (channel === 'phone' ? { phone_change: '' } : { email_change: '' }) : {};
      return this.#sessions.begin(tx, await updateUser(tx, user.id, { ...change, ...cleared }, now()), 'otp');
    });
  }

  async #password(body: Body): Promise<unknown> {
    const { database } = this.#options;
    const [channel, address] = addressOf(body);
    const user = await database.transaction((tx) => findUser(tx, channel, address));
    // bcrypt takes long; the database is not held meanwhile.
    if (!(await this.#passwords.matches(address, text(body.password), user?.encrypted_password ?? null)) || !user) {
      throw new AuthFault(400, 'invalid_credentials', 'Invalid login credentials');
    }
    if (channel === 'phone' && !user.phone_confirmed_at) {
      throw new AuthFault(400, 'phone_not_confirmed', 'Phone not confirmed');
    }
    if (channel === 'email' && !user.email_confirmed_at) {
      throw new AuthFault(400, 'email_not_confirmed', 'Email not confirmed');
    }
    return database.transaction((tx) => this.#sessions.begin(tx, user, 'password'));
  }

  async #refresh(query: URLSearchParams, body: Body): Promise<unknown> {
    if (query.get('grant_type') !== 'refresh_token') {
      throw new AuthFault(400, 'validation_failed', 'unsupported_grant_type');
    }
    const token = text(body.refresh_token);
    if (!token) throw new AuthFault(400, 'validation_failed', 'refresh_token required');
    return this.#options.database.transaction((tx) => this.#sessions.refresh(tx, token));
  }

  async #update(body: Body, claims: Claims): Promise<unknown> {
    const { database, now } = this.#options;
    const password = body.password === undefined ? null : await this.#passwords.hash(text(body.password));
    return database.transaction(async (tx) => {
      let user = await this.#me(tx, claims);
      if (password) {
        user = await updateUser(tx, user.id, { encrypted_password: password }, now());
        // Whoever knew the old password is signed out elsewhere.
        await this.#sessions.end(tx, user.id, text(claims.session_id), 'others');
      }
      if (body.data) {
        const data = JSON.stringify({ ...user.raw_user_meta_data, ...(body.data as object) });
        user = await updateUser(tx, user.id, { raw_user_meta_data: data }, now());
      }
      for (const channel of ['phone', 'email'] as const) {
        if (!body[channel]) continue;
        const [, address] = addressOf({ [channel]: body[channel] });
        if (address === user[channel]) continue;
        if (await findUser(tx, channel, address)) {
          throw new AuthFault(422, `${channel}_exists`, `A user with this ${channel} has already been registered`);
        }
        const type = channel === 'phone' ? 'phone_change_token' : 'email_change_token_new';
        user = await updateUser(tx, user.id, { [`${channel}_change`]: address }, now());
        await this.#deliver(tx, user, channel, address, type);
      }
      return userResponse(tx, user);
    });
  }

  /** Makes a code and hands it to the sender; not more often than allowed. */
  async #deliver(tx: Transaction, user: UserRow, channel: Channel, address: string, type: TokenType): Promise<void> {
    const { config, email, now, sms } = this.#options;
    const frequency = channel === 'phone' ? config.smsFrequency : config.emailFrequency;
    const at = now();
    const { rows } = await tx.query<{ at: string | null }>(
      'select confirmation_sent_at as at from auth.users where id = $1 for update',
      [user.id],
    );
    const rest = rows[0]?.at ? frequency - (at.getTime() - new Date(rows[0].at).getTime()) / 1000 : 0;
    if (rest > 0) {
      throw new AuthFault(
        429,
        channel === 'phone' ? 'over_sms_send_rate_limit' : 'over_email_send_rate_limit',
        `For security purposes, you can only request this after ${Math.ceil(rest)} seconds.`,
      );
    }
    const code = await this.#codes.issue(tx, user.id, type, address);
    await tx.query('update auth.users set confirmation_sent_at = $2 where id = $1', [user.id, at.toISOString()]);
    const said = config.smsTemplate.replaceAll(/\{\{\s*\.Code\s*\}\}/g, code);
    if (channel === 'phone') await sms({ phone: address, text: said, code, at });
    else await email({ email: address, text: said, code, at });
  }
}

function addressOf(body: Body): [Channel, string] {
  if (text(body.phone)) return ['phone', phoneOf(text(body.phone))];
  if (text(body.email)) return ['email', emailOf(text(body.email))];
  throw new AuthFault(400, 'validation_failed', 'One of email or phone must be set');
}

async function readBody(request: Request): Promise<Body> {
  const raw = await request.text();
  if (!raw) return {};
  try {
    const parsed: unknown = JSON.parse(raw);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AuthFault(400, 'bad_json', 'Could not parse request body as JSON');
}
