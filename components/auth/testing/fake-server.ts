import type { PersonName } from '../auth-api.ts';

interface Account {
  id: string;
  phone: string;
  password: string;
  name: PersonName | null;
  inCollege: boolean;
}

/** Answers what Supabase would to sign-in, in the place of `fetch`, and counts what was asked. */
export class FakeServer {
  readonly accounts: Account[] = [];
  /** Paths that were asked for, without the origin. */
  readonly requests: string[] = [];
  /** Telephone numbers to which a code went, without plus. */
  readonly sms: string[] = [];
  /** The code of every SMS. */
  code = '314159';
  /** Answers in the place of the server; undefined lets it answer itself. */
  intercept: ((path: string) => Response | Promise<Response> | undefined) | null = null;
  readonly #real = globalThis.fetch;

  install(): this {
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const { pathname } = new URL(request.url);
      if (!/^\/(auth|rest)\/v1\//.test(pathname)) return this.#real(request);
      this.requests.push(`${request.method} ${pathname}`);
      return (await this.intercept?.(pathname)) ?? this.#answer(request, pathname);
    };
    return this;
  }

  remove(): void {
    globalThis.fetch = this.#real;
  }

  /** Adds somebody who is registered. */
  add(phone: string, password: string, name: PersonName | null, inCollege = false): Account {
    const account = { id: crypto.randomUUID(), phone, password, name, inCollege };
    this.accounts.push(account);
    return account;
  }

  /** An error as GoTrue gives it. */
  static error(status: number, code: string, message = code): Response {
    return Response.json({ code: status, error_code: code, msg: message }, { status });
  }

  async #answer(request: Request, path: string): Promise<Response> {
    const body = request.method === 'GET' || request.method === 'HEAD' ? {} : await request.json().catch(() => ({}));
    const of = (phone: string) => this.accounts.find((account) => account.phone === phone.replace('+', ''));
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    const me = this.accounts.find(({ id }) => token.includes(id));
    switch (path) {
      case '/rest/v1/rpc/sign_in_method':
        return Response.json(of(body.phone)?.name ? 'password' : 'code');
      case '/auth/v1/otp':
        this.sms.push(body.phone.replace('+', ''));
        return Response.json({});
      case '/auth/v1/verify':
        if (body.token !== this.code) return FakeServer.error(403, 'otp_expired', 'Token has expired or is invalid');
        return this.#session(of(body.phone) ?? this.add(body.phone.replace('+', ''), '', null));
      case '/auth/v1/token': {
        const account = of(body.phone ?? '');
        if (!account || account.password !== body.password) return FakeServer.error(400, 'invalid_credentials');
        return this.#session(account);
      }
      case '/auth/v1/user':
        if (!me) return FakeServer.error(403, 'session_not_found');
        if (me.password === body.password) return FakeServer.error(422, 'same_password');
        me.password = body.password;
        return Response.json(this.#user(me));
      case '/auth/v1/logout':
        return new Response(null, { status: 204 });
      case '/rest/v1/memberships':
        return Response.json(me?.inCollege ? [{ college_id: crypto.randomUUID() }] : []);
      case '/rest/v1/profiles':
        if (request.method === 'GET') return Response.json(me?.name ? [me.name] : []);
        if (request.method === 'POST' && me?.name) {
          return Response.json({ code: '23505', message: 'duplicate key' }, { status: 409 });
        }
        if (me) me.name = { surname: body.surname, name: body.name, patronymic: body.patronymic };
        return request.method === 'POST' ? new Response(null, { status: 201 }) : Response.json({ id: me?.id });
      default:
        return Response.json({ message: `nothing at ${path}` }, { status: 404 });
    }
  }

  #user({ id, phone }: Account) {
    return { id, phone, aud: 'authenticated', role: 'authenticated', app_metadata: {}, user_metadata: {} };
  }

  #session(account: Account): Response {
    return Response.json({
      access_token: `header.${account.id}.${crypto.randomUUID()}`,
      refresh_token: crypto.randomUUID(),
      token_type: 'bearer',
      expires_in: 3600,
      user: this.#user(account),
    });
  }
}
