import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { withEnvironment } from '../_testing/environment.ts';
import { send } from './gateways.ts';
import handler from './handler.ts';

const key = Buffer.from('a secret for tests, long enough').toString('base64');
const secret = `v1,whsec_${key}`;
const payload = {
  user: { id: 'b0a1', phone: '79991234567' },
  sms: { otp: '0123456789', phone: '79991234567' },
};

function signed(body: string, { at = Date.now(), by = key, id = 'msg_1' } = {}): Request {
  const time = Math.floor(at / 1000);
  const signature = createHmac('sha256', Buffer.from(by, 'base64')).update(`${id}.${time}.${body}`).digest('base64');
  return new Request('http://127.0.0.1/send-sms', {
    method: 'POST',
    headers: { 'webhook-id': id, 'webhook-timestamp': String(time), 'webhook-signature': `v1,${signature}` },
    body,
  });
}

describe('Send SMS hook', () => {
  let gateway: Server;
  let url: string;
  let received: { path: string; body: string; headers: Record<string, unknown> }[];
  let reply: { status: number; body: string } | null;
  /** What the database answers to `issue_code`, and what it was asked with. */
  let issued: Response;
  let asked: unknown[];
  let env: Record<string, string>;
  before(async () => {
    gateway = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      if (request.url === '/rest/v1/rpc/issue_code') {
        asked.push({ ...JSON.parse(body), apikey: request.headers.apikey });
        response.writeHead(issued.status, { 'content-type': 'application/json' }).end(await issued.text());
        return;
      }
      received.push({ path: request.url ?? '', body, headers: request.headers });
      if (reply) response.writeHead(reply.status).end(reply.body);
    });
    await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  });
  after(async () => {
    gateway.closeAllConnections();
    await new Promise((closed) => gateway.close(closed));
  });
  beforeEach(() => {
    received = [];
    reply = { status: 200, body: '{"ok":true}' };
    issued = Response.json('123456');
    asked = [];
    env = {
      SUPABASE_URL: url,
      SUPABASE_PUBLISHABLE_KEYS: '{"default":"publishable"}',
      SUPABASE_SECRET_KEYS: '{"default":"secret"}',
      SEND_SMS_HOOK_SECRET: secret,
      SMS_GATEWAY: 'http',
      SMS_HTTP_URL: `${url}/send?to={phone}`,
      SMS_HTTP_BODY: '{"text":"{text}"}',
    };
  });
  const call = async (request: Request) => {
    const { result, logged } = await withEnvironment(env, () => handler(request));
    return { status: result.status, body: await result.json(), logged };
  };

  it('hands a code of the database to the gateway, in Russian, and not the password of Auth', async () => {
    const { body, status } = await call(signed(JSON.stringify(payload)));
    assert.deepEqual([status, body], [200, {}]);
    assert.equal(received[0]?.path, '/send?to=79991234567');
    assert.deepEqual(JSON.parse(received[0]?.body ?? ''), { text: 'Код для входа: 123456. Никому его не сообщайте.' });
    assert.deepEqual(asked, [{ phone: '79991234567', password: '0123456789', apikey: 'secret' }]);
  });

  it('sends nothing to a number that an account wants to change to: one person could write to all the world', async () => {
    const change = { ...payload, sms: { otp: '0123456789', phone: '+78880001122' } };
    const { body, status } = await call(signed(JSON.stringify(change)));
    assert.deepEqual([status, body.error.http_code], [200, 403]);
    const nobody = { user: { id: 'b0a1', phone: '' }, sms: change.sms };
    assert.equal((await call(signed(JSON.stringify(nobody)))).body.error.http_code, 403);
    assert.deepEqual([received, asked], [[], []]);
    const old = { user: payload.user, sms: { otp: '0123456789' } };
    assert.deepEqual((await call(signed(JSON.stringify(old)))).body, {});
  });

  it('sends nothing that the database does not issue, and says why', async () => {
    for (const [answer, code, message] of [
      [Response.json({ code: 'SF003' }, { status: 400 }), 403, /на странице входа/],
      [Response.json({ code: 'SF004' }, { status: 400 }), 429, /Слишком много SMS/],
      [Response.json({ code: 'PGRST202' }, { status: 404 }), 422, /Не удалось отправить SMS/],
      [new Response('<h1>Bad gateway</h1>', { status: 502 }), 422, /Не удалось отправить SMS/],
    ] as const) {
      issued = answer;
      const { body, logged, status } = await call(signed(JSON.stringify(payload)));
      assert.deepEqual([status, body.error.http_code], [200, code]);
      assert.match(body.error.message, message);
      assert.doesNotMatch(logged, /0123456789|9991234567/);
    }
    assert.deepEqual(received, []);
  });

  it('refuses what is not signed, signed by another, changed, too old, from the future or too long', async () => {
    const body = JSON.stringify(payload);
    const changed = signed(body);
    const other = Buffer.from('another secret').toString('base64');
    for (const request of [
      new Request('http://127.0.0.1/', { method: 'POST', body }),
      new Request('http://127.0.0.1/'),
      signed(body, { by: other }),
      new Request(changed.url, { method: 'POST', headers: changed.headers, body: body.replace('4567', '0000') }),
      signed(body, { at: Date.now() - 400_000 }),
      signed(body, { at: Date.now() + 400_000 }),
      signed(`${body}${' '.repeat(100_000)}`),
    ]) {
      assert.equal((await call(request)).status, 401);
    }
    assert.equal(received.length, 0);
  });

  it('takes several secrets and several signatures, while one is replaced by another', async () => {
    const next = Buffer.from('the secret of tomorrow').toString('base64');
    env.SEND_SMS_HOOK_SECRET = `v1,whsec_${next}|${secret}`;
    assert.equal((await call(signed(JSON.stringify(payload)))).status, 200);
    issued = Response.json('123456');
    const two = signed(JSON.stringify(payload));
    two.headers.set('webhook-signature', `v1,AAAA, ${two.headers.get('webhook-signature')}`);
    assert.equal((await call(two)).status, 200);
    assert.equal(received.length, 2);
  });

  // A status of 5xx would make the page say that there is no connection.
  it('reports errors in the form that Auth expects, none as 5xx, and logs neither number nor code', async () => {
    reply = { status: 500, body: 'sending 123456 to 79991234567 failed' };
    const { body, logged, status } = await call(signed(JSON.stringify(payload)));
    assert.deepEqual([status, body.error.http_code], [200, 422]);
    assert.match(body.error.message, /^Не удалось отправить SMS/);
    assert.match(logged, /the gateway answered 500/);
    issued = Response.json('123456');
    assert.doesNotMatch(logged, /123456|9991234567/);
    env.SMS_HTTP_URL = 'http://127.0.0.1:9/{phone}';
    const unreachable = await call(signed(JSON.stringify(payload)));
    assert.equal(unreachable.body.error.http_code, 422);
    assert.doesNotMatch(unreachable.logged, /123456|9991234567/);
    assert.equal((await call(signed('{"user":{},"sms":{"otp":"1"}}'))).body.error.http_code, 400);
  });

  it('logs which setting is missing', async () => {
    for (const [name, message] of [
      ['SMS_GATEWAY', /SMS_GATEWAY must be/],
      ['SMS_HTTP_URL', /SMS_HTTP_URL is not set/],
      ['SEND_SMS_HOOK_SECRET', /SEND_SMS_HOOK_SECRET is not set/],
    ] as const) {
      const all = { ...env };
      issued = Response.json('123456');
      delete env[name];
      const { body, logged } = await call(signed(JSON.stringify(payload)));
      assert.equal(body.error.http_code, 422);
      assert.match(logged, message);
      env = all;
    }
  });

  it('escapes the text for the kind of body that the gateway takes', async () => {
    const sent: string[] = [];
    const ask = async (input: RequestInfo | URL) => {
      sent.push(`${(input as Request).url} ${await (input as Request).text()}`);
      return new Response('ok');
    };
    for (const [type, body] of [
      ['application/json', '{"t":"{text}"}'],
      ['application/x-www-form-urlencoded', 't={text}'],
      ['text/xml', '<t>{text}</t>'],
    ]) {
      const settings: Record<string, string | undefined> = {
        SMS_GATEWAY: 'http',
        SMS_HTTP_URL: 'https://gateway.example/?a={text}',
        SMS_HTTP_BODY: body,
        SMS_HTTP_TYPE: type,
      };
      await send('7', 'a"&<b', (name) => settings[name], { ask });
    }
    assert.deepEqual(sent, [
      'https://gateway.example/?a=a%22%26%3Cb {"t":"a\\"&<b"}',
      'https://gateway.example/?a=a%22%26%3Cb t=a%22%26%3Cb',
      'https://gateway.example/?a=a%22%26%3Cb <t>a&#34;&#38;&#60;b</t>',
    ]);
  });

  it('gives up when the gateway does not answer', async () => {
    const never = (_: RequestInfo | URL, init?: RequestInit) =>
      new Promise<Response>((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    const settings: Record<string, string> = { SMS_GATEWAY: 'http', SMS_HTTP_URL: 'https://gateway.example' };
    await assert.rejects(
      send('7', 'text', (name) => settings[name], { ask: never, waitMs: 1 }),
      /no answer in time/,
    );
  });

  it('speaks to SMS.RU, and understands its refusals', async () => {
    const settings: Record<string, string> = { SMS_GATEWAY: 'sms.ru', SMSRU_API_ID: 'id', SMS_SENDER: 'College' };
    const asked: URLSearchParams[] = [];
    const answering =
      (answer: unknown): typeof fetch =>
      async (input) => {
        asked.push(new URLSearchParams(await (input as Request).text()));
        return Response.json(answer);
      };
    const taken = { status: 'OK', status_code: 100, sms: { '79991234567': { status: 'OK', status_code: 100 } } };
    await send('79991234567', 'Код: 1', (name) => settings[name], { ask: answering(taken) });
    assert.deepEqual(Object.fromEntries(asked[0] ?? []), {
      api_id: 'id',
      to: '79991234567',
      msg: 'Код: 1',
      json: '1',
      from: 'College',
    });
    for (const [answer, message] of [
      [{ status: 'ERROR', status_code: 200 }, /sms\.ru answered 200/],
      [{ ...taken, sms: { '79991234567': { status: 'ERROR', status_code: 207 } } }, /sms\.ru answered 100, 207/],
      [null, /sms\.ru answered undefined/],
    ] as const) {
      await assert.rejects(
        send('79991234567', 'Код: 1', (name) => settings[name], { ask: answering(answer) }),
        message,
      );
    }
  });
});
