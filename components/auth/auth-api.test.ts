import { expect } from '@esm-bundle/chai';
import { createBackend } from '../core/backend.ts';
import { AppError } from '../core/errors.ts';
import { SessionKeeper } from '../core/session.ts';
import { AuthApi } from './auth-api.ts';
import { FakeServer } from './testing/fake-server.ts';

const phone = '79123456789';
const password = 'синяя-парта-214';
const alina = { surname: 'Соколова', name: 'Алина', patronymic: '' };
const consent = { version: '1', text: 'Обработка данных' };

describe('Errors of signing in', () => {
  let server: FakeServer;
  let session: SessionKeeper;
  let api: AuthApi;
  beforeEach(async () => {
    server = new FakeServer().install();
    const url = `http://${crypto.randomUUID()}.test`;
    session = new SessionKeeper(url, 'key', sessionStorage);
    api = new AuthApi(createBackend({ url, key: 'key', college: '' }, session).client, session);
    await api.verify(phone, server.code);
  });
  afterEach(() => {
    session.stop();
    server.remove();
    sessionStorage.clear();
  });

  /** Code and reason of the error that `call` ends with. */
  async function errorOf(call: Promise<unknown>): Promise<string[]> {
    const error = await call.catch((thrown: unknown) => thrown);
    if (!(error instanceof AppError)) throw new Error(`no AppError: ${error}`);
    return [error.code, error.reason];
  }

  /** The same, where the server answers `answer` to requests for `path`. */
  function errorAt(path: string, answer: Response, call: () => Promise<unknown>): Promise<string[]> {
    server.intercept = (asked) => (asked === path ? answer : undefined);
    return errorOf(call());
  }

  it('R1 says why a number or a code was refused', async () => {
    const refused = Response.json({ code: 'SF001', message: 'not a telephone number' }, { status: 400 });
    expect(await errorAt('/rest/v1/rpc/sign_in_method', refused, () => api.method('7'))).to.deep.equal([
      'invalid',
      'phoneWrong',
    ]);
    expect(await errorOf(api.verify(phone, '000000'))).to.deep.equal(['invalid', 'codeWrong']);
    const burnt = Response.json({ code: 'SF004', message: 'too many guesses' }, { status: 400 });
    expect(await errorAt('/rest/v1/rpc/announce_guess', burnt, () => api.verify(phone, server.code))).to.deep.equal([
      'limited',
      'codeBurnt',
    ]);
  });

  it('R1 says why no SMS was sent', async () => {
    const send = (error: Response) => errorAt('/auth/v1/otp', error, () => api.sendCode(phone));
    expect(await send(FakeServer.error(429, 'over_sms_send_rate_limit'))).to.deep.equal(['limited', 'smsLimited']);
    expect(await send(FakeServer.error(422, 'sms_send_failed'))).to.deep.equal(['unknown', 'smsFailed']);
    expect(await send(FakeServer.error(429, 'over_request_rate_limit'))).to.deep.equal(['limited', '']);
    expect(await send(FakeServer.error(422, 'hook_timeout'))).to.deep.equal(['unknown', 'smsFailed']);
    // What the function send-sms refuses.
    expect(await send(FakeServer.error(422, 'unknown', 'Не удалось'))).to.deep.equal(['unknown', 'smsFailed']);
    expect(await send(FakeServer.error(429, 'unknown', 'Слишком много'))).to.deep.equal(['limited', 'smsLimited']);
    const spent = Response.json({ code: 'SF004', message: 'too many codes' }, { status: 400 });
    expect(await errorAt('/rest/v1/rpc/request_code', spent, () => api.sendCode(phone))).to.deep.equal([
      'limited',
      'smsLimited',
    ]);
  });

  it('R1 requests a code before Auth is asked to send it', async () => {
    server.requests.length = 0;
    await api.sendCode(phone);
    expect(server.requests).to.deep.equal(['POST /rest/v1/rpc/request_code', 'POST /auth/v1/otp']);
  });

  it('R2 says why a password was refused', async () => {
    const set = (error: Response) => errorAt('/auth/v1/user', error, () => api.setPassword(password));
    const weak = (...reasons: string[]) =>
      Response.json({ code: 'weak_password', message: 'weak', weak_password: { reasons } }, { status: 422 });
    expect(await set(weak('length'))).to.deep.equal(['invalid', 'passwordWeak']);
    expect(await set(weak('pwned'))).to.deep.equal(['invalid', 'passwordKnown']);
    expect(await set(FakeServer.error(422, 'same_password'))).to.deep.equal(['invalid', 'samePassword']);
    expect(await set(FakeServer.error(403, 'session_not_found'))).to.deep.equal(['denied', 'ended']);
  });

  it('R2 says that a name is too long', async () => {
    const long = Response.json({ code: '23514', message: 'violates check constraint' }, { status: 400 });
    expect(await errorAt('/rest/v1/profiles', long, () => api.saveName(alina, consent))).to.deep.equal([
      'invalid',
      'nameLong',
    ]);
  });

  it('R3 says why signing in was refused', async () => {
    expect(await errorOf(api.signIn(phone, 'не-тот-пароль-1'))).to.deep.equal(['invalid', 'passwordWrong']);
    const banned = FakeServer.error(403, 'user_banned');
    expect(await errorAt('/auth/v1/token', banned, () => api.signIn(phone, password))).to.deep.equal([
      'denied',
      'banned',
    ]);
  });
});
