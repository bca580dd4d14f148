import type { PersonName } from '../../core/names.ts';
import type { Consent } from '../auth-api.ts';

interface Account {
  id: string;
  phone: string;
  password: string;
  name: PersonName | null;
  /** Rows of `my_colleges` and of `my_requests`. */
  colleges: object[];
  requests: object[];
  /** Rows of `my_offers`, if any. */
  offers?: { college_id: string; name: string; city: string; role: string; group_number: string | null }[];
  /** Row of `my_inquiry`, if any. */
  inquiry?: object;
}

/** What Auth takes for the code. */
const oneTimePassword = '0123456789';

/** A socket that never opens, so no broadcast arrives. */
class SilentSocket extends EventTarget {
  readonly readyState = 0;
  send(): void {}
  close(): void {}
}

/** Replaces `fetch`: answers as Supabase does to signing in and joining, and records the requests. */
export class FakeServer {
  readonly accounts: Account[] = [];
  /** «METHOD path» of every request. */
  readonly requests: string[] = [];
  /** Telephone numbers to which a code was sent, without plus. */
  readonly sms: string[] = [];
  /** What was agreed to. */
  readonly consents: Consent[] = [];
  /** The code of every SMS. */
  code = '314159';
  /** Answers instead of the server; undefined lets the server answer. */
  intercept: ((path: string) => Response | Promise<Response> | undefined) | null = null;
  /** By link or code: a row of `preview_invitation`, or the error in its place. */
  readonly invitations = new Map<string, Record<string, unknown> | Response>();
  /** Rows of `search_colleges`. */
  places: { id: string; name: string; short_name: string; city: string; address: string }[] = [];
  /** Called for every request. */
  onRequest: ((path: string, body: Record<string, unknown>) => void) | null = null;
  readonly #real = globalThis.fetch;
  readonly #realSocket = globalThis.WebSocket;

  install(): this {
    globalThis.WebSocket = SilentSocket as unknown as typeof WebSocket;
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
    globalThis.WebSocket = this.#realSocket;
  }

  /** Adds an account; with a name it is registered completely. */
  add(phone: string, password: string, name: PersonName | null, inCollege = false): Account {
    const colleges = inCollege ? [college('Речноборский колледж')] : [];
    const account = { id: crypto.randomUUID(), phone, password, name, colleges, requests: [] };
    this.accounts.push(account);
    return account;
  }

  /** An error in the form of GoTrue. */
  static error(status: number, code: string, message = code): Response {
    return Response.json({ code: status, error_code: code, msg: message }, { status });
  }

  /** An error that one of our functions raises, with its reason as detail. */
  static refusal(code: string, details: string): Response {
    return Response.json({ code, message: details, details, hint: null }, { status: 400 });
  }

  async #answer(request: Request, path: string): Promise<Response> {
    const body = request.method === 'GET' || request.method === 'HEAD' ? {} : await request.json().catch(() => ({}));
    this.onRequest?.(path, body);
    const of = (phone: string) => this.accounts.find((account) => account.phone === phone.replace('+', ''));
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    const me = this.accounts.find(({ id }) => token.includes(id));
    switch (path) {
      case '/rest/v1/rpc/announce_number':
      case '/rest/v1/rpc/announce_code':
      case '/rest/v1/rpc/announce_guess':
        return new Response(null, { status: 204 });
      case '/rest/v1/rpc/sign_in_method':
        return Response.json(of(body.phone)?.name ? ['password'] : []);
      case '/rest/v1/rpc/give_consent':
        this.consents.push({ version: body.version, text: body.shown });
        return new Response(null, { status: 204 });
      case '/rest/v1/consents': {
        const asked = new URL(request.url).searchParams.get('text_version')?.replace('eq.', '');
        const given = this.consents.filter(({ version }) => version === asked);
        return Response.json(given.map(({ version }) => ({ text_version: version })));
      }
      case '/rest/v1/rpc/request_code':
        return new Response(null, { status: 204 });
      case '/rest/v1/rpc/redeem_code':
        return Response.json(body.code === this.code ? [oneTimePassword] : []);
      case '/auth/v1/otp':
        this.sms.push(body.phone.replace('+', ''));
        return Response.json({});
      case '/auth/v1/verify':
        if (body.token !== oneTimePassword)
          return FakeServer.error(403, 'otp_expired', 'Token has expired or is invalid');
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
      case '/rest/v1/rpc/my_colleges':
        return Response.json(me?.colleges ?? []);
      case '/rest/v1/rpc/my_offers':
        return Response.json(me?.offers ?? []);
      case '/rest/v1/rpc/accept_offer': {
        const [offer] = me?.offers?.splice(0) ?? [];
        if (!offer) return FakeServer.refusal('SF003', '');
        me?.colleges.push(college(offer.name));
        return new Response(null, { status: 204 });
      }
      case '/rest/v1/rpc/decline_offer':
        me?.offers?.splice(0);
        return new Response(null, { status: 204 });
      case '/rest/v1/rpc/my_requests':
        return Response.json(me?.requests ?? []);
      case '/rest/v1/rpc/my_inquiry':
        return Response.json(me?.inquiry ? [me.inquiry] : []);
      case '/rest/v1/rpc/inquiry_page':
        return Response.json([]);
      case '/rest/v1/rpc/my_college_applications':
        return Response.json([]);
      case '/rest/v1/rpc/preview_invitation': {
        const found = this.invitations.get(body.secret);
        if (found instanceof Response) return found.clone();
        return Response.json(found ? [found] : []);
      }
      case '/rest/v1/rpc/redeem_invitation': {
        const found = this.invitations.get(body.token);
        if (!found || found instanceof Response) return found?.clone() ?? FakeServer.refusal('SF003', 'unknown');
        me?.colleges.push(college(String(found.college_name), String(found.college_id)));
        return Response.json([{ college_id: found.college_id, group_id: found.group_id ?? null }]);
      }
      case '/rest/v1/rpc/search_colleges': {
        const plain = (text: string) => text.toLowerCase().replaceAll('ё', 'е');
        const fits = ({ city, name }: { city: string; name: string }) =>
          plain(city).startsWith(plain(body.city)) && plain(name).includes(plain(body.query));
        return Response.json(this.places.filter(fits));
      }
      case '/rest/v1/rpc/suggest_cities':
        return Response.json([{ city: 'Речноборск' }]);
      case '/rest/v1/rpc/request_to_join': {
        const place = this.places.find(({ id }) => id === body.college);
        const sent = { id: crypto.randomUUID(), college_id: body.college, logo_path: null, ...place };
        const what = { role: body.role, group_number: body.group_number, subjects: body.subjects };
        me?.requests.push({ ...sent, ...what, created_at: new Date().toISOString() });
        return Response.json(sent.id);
      }
      case '/rest/v1/rpc/apply_for_college':
        return new Response(null, { status: 204 });
      case '/rest/v1/rpc/cancel_request':
        if (me) me.requests = [];
        return new Response(null, { status: 204 });
      case '/rest/v1/profiles':
        if (request.method === 'GET') return Response.json(me?.name ? [me.name] : []);
        if (request.method === 'POST' && this.consents.length === 0) {
          return Response.json({ code: '42501', message: 'row-level security' }, { status: 403 });
        }
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

/** A row of `my_colleges`. */
function college(name: string, id: string = crypto.randomUUID()): object {
  return {
    id,
    name,
    short_name: name,
    city: 'Речноборск',
    logo_path: null,
    role: 'student',
    is_admin: false,
    requests: 0,
  };
}
