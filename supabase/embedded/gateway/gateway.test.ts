import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { createGateway } from './gateway.ts';
import { openGateway, type TestGateway, talk } from './testing.ts';

describe('The gateway', () => {
  let gateway: TestGateway;
  const open = async (...given: Parameters<typeof openGateway>) => {
    gateway = await openGateway(...given);
    return `http://127.0.0.1:${gateway.port}`;
  };
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
  const head = (line: string, ...headers: string[]) =>
    [`${line} HTTP/1.1`, 'host: localhost', ...headers, '', ''].join('\r\n');
  const key = () => `apikey: ${gateway.tokens.keys.publishableKey}`;
  afterEach(() => gateway.close(0));

  it('has its paths on one port, its health at the root, and nothing else', async () => {
    const url = await open({}, ['storage']);
    const headers = { apikey: gateway.tokens.keys.secretKey };
    const ask = async (path: string) => (await fetch(url + path, { headers })).status;
    for (const path of ['/', '/rest/v1/', '/auth/v1/user', '/functions/v1/x', '/realtime/v1/api/broadcast']) {
      assert.equal(await ask(path), 200, path);
    }
    for (const path of [
      '/_system',
      '/rest',
      '/rest/v2/',
      '/restv1/',
      '/pg/',
      '/graphql/v1',
      '/storage/v1/bucket',
      '/index.html',
    ]) {
      assert.equal(await ask(path), 404, path);
    }
    assert.equal(status(await talk(gateway.port, head('GET /storage/v1', 'connection: close'))), 404);
  });

  it('says 503 and when to ask again until the parts are there, also to pages and sockets', async () => {
    const early = createGateway(() => {});
    const port = await early.listen('127.0.0.1', 0);
    const origin = 'https://college.example';
    for (const path of ['/', '/rest/v1/x', '/auth/v1/health', '/functions/v1/x', '/storage/v1/bucket']) {
      const { status: code, headers } = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { origin } });
      assert.deepEqual([path, code, headers.get('retry-after')], [path, 503, '2']);
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.match(String(headers.get('access-control-expose-headers')), /retry-after/);
    }
    const preflight = await fetch(`http://127.0.0.1:${port}/functions/v1/x`, {
      method: 'OPTIONS',
      headers: { origin },
    });
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, '*']);
    const socket = await talk(port, head('GET /realtime/v1/websocket', 'connection: upgrade', 'upgrade: websocket'));
    assert.match(socket, /^HTTP\/1\.1 503 .*\r\nretry-after: 2\r\n/s);
    await early.close(0);
    const url = await open();
    assert.equal((await fetch(url)).status, 200);
  });

  it('takes the publishable, secret and older keys, in a header or the query, and no others', async () => {
    const url = await open();
    const { anonKey, publishableKey, secretKey, serviceRoleKey } = gateway.tokens.keys;
    for (const apikey of [anonKey, publishableKey, secretKey, serviceRoleKey]) {
      assert.equal((await fetch(`${url}/rest/v1/x`, { headers: { apikey } })).status, 200);
    }
    const asked = await (await fetch(`${url}/rest/v1/x?a=1&apikey=${publishableKey}&b=2`)).json();
    assert.equal(asked.url, `${url}/rest/v1/x?a=1&b=2`);
    for (const apikey of ['', 'sb_publishable_other', `${anonKey}x`]) {
      const response = await fetch(`${url}/rest/v1/x`, { headers: { apikey } });
      assert.equal(response.status, 401);
      assert.match((await response.json()).message, apikey ? /^Invalid API key$/ : /^No API key found in request$/);
    }
  });

  it('allows pages of any origin, but leaves that to functions themselves', async () => {
    const url = await open({ functions: async (request) => new Response(request.method) });
    const preflight = await fetch(`${url}/rest/v1/x`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://college.example',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'apikey, prefer',
      },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'apikey, prefer');
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PATCH/);
    const refused = await fetch(`${url}/rest/v1/x`);
    assert.equal(refused.headers.get('access-control-allow-origin'), '*');
    assert.match(refused.headers.get('access-control-expose-headers') ?? '', /content-range.*upload-offset/);
    const passed = await fetch(`${url}/functions/v1/x`, { method: 'OPTIONS' });
    assert.deepEqual([await passed.text(), passed.headers.get('access-control-allow-origin')], ['OPTIONS', null]);
  });

  it('answers addresses, hosts and methods that are none with 400 and 405, never with 500', async () => {
    await open();
    const ask = async (line: string, ...headers: string[]) =>
      status(await talk(gateway.port, head(line, key(), 'connection: close', ...headers)));
    for (const path of [
      '/rest/v1/%zz',
      '/rest/v1/%',
      '/rest/v1/%ff',
      '/rest/v1/%00',
      '/rest/v1/x?a=%00',
      '/%c0%af',
      '*',
      'x',
      '//[',
    ]) {
      assert.ok([400, 404].includes(await ask(`GET ${path}`)), path);
    }
    for (const path of [
      '//rest/v1/x',
      '//',
      '/./../rest/v1x',
      '/rest/v1/../../_system',
      'http://evil.example/_system',
    ]) {
      assert.equal(await ask(`GET ${path}`), 404, path);
    }
    assert.equal(await ask('GET http://evil.example/rest/v1/x?a=%zz'), 200);
    assert.equal(await ask('TRACE /rest/v1/x'), 405);
    assert.equal(await ask('MKCOL /rest/v1/x'), 200);
    for (const host of ['a b', '::::', 'a/b', 'a@b', '%00', '']) {
      const answer = await talk(
        gateway.port,
        `GET /rest/v1/x HTTP/1.1\r\nhost: ${host}\r\n${key()}\r\nconnection: close\r\n\r\n`,
      );
      assert.ok([200, 400].includes(status(answer)), host);
    }
    for (const bytes of [
      '\0',
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET /\0 HTTP/1.1\r\n\r\n',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
    ]) {
      assert.ok([400, 431, 505].includes(status(await talk(gateway.port, bytes))), bytes.slice(0, 30));
    }
    assert.deepEqual(gateway.logged, []);
  });

  it('refuses a body of 1 GB where 8 MB are allowed before it is sent, and when its length is not announced', async () => {
    await open();
    const gigabyte = 2 ** 30;
    const long = head('POST /rest/v1/x', key(), `content-length: ${gigabyte}`);
    assert.equal(status(await talk(gateway.port, long)), 413);
    const patient = head('POST /rest/v1/x', key(), `content-length: ${gigabyte}`, 'expect: 100-continue');
    assert.equal(status(await talk(gateway.port, patient)), 413);
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(head('POST /rest/v1/x', key(), 'transfer-encoding: chunked'));
    let sent = 0;
    let received = '';
    socket.on('data', (data) => {
      received += data;
    });
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    while (!received && !socket.destroyed) {
      sent += 65_536;
      await new Promise((resolve) => socket.write(chunk, resolve));
    }
    assert.equal(status(received), 413);
    assert.ok(sent < 200 * 2 ** 20, `${sent} bytes were sent`);
    socket.destroy();
  });

  it('cuts off callers that send head or body too slowly, and not those that are kept waiting', async () => {
    await open({ functions: async (request) => new Response(await late.then(() => request.text())) }, [], {
      head: 200,
      body: 200,
    });
    let ready = () => {};
    const late = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const kept = talk(gateway.port, `${head('POST /functions/v1/x', 'content-length: 5', 'connection: close')}whole`);
    assert.equal(status(await talk(gateway.port, 'GET / HTTP/1.1\r\nhost: x\r\n')), 408);
    assert.equal(await talk(gateway.port, `${head('POST /rest/v1/x', key(), 'content-length: 10')}half`), '');
    // The first one waited as long, but for us.
    ready();
    assert.match(await kept, /whole/);
  });

  it('asks who waits for it to go on, and only then', async () => {
    await open();
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(head('POST /rest/v1/x', key(), 'content-length: 4', 'expect: 100-continue', 'connection: close'));
    const [first] = await once(socket, 'data');
    assert.match(String(first), /^HTTP\/1\.1 100 /);
    socket.write('body');
    let rest = '';
    socket.on('data', (data) => {
      rest += data;
    });
    await once(socket, 'close');
    assert.match(rest, /"body":"body"/);
  });

  it('answers requests that were sent at once in their order, and HEAD without a body', async () => {
    await open();
    const answer = await talk(
      gateway.port,
      head('GET /rest/v1/one', key()) +
        head('HEAD /rest/v1/two', key()) +
        head('GET /rest/v1/three', key(), 'connection: close'),
    );
    assert.deepEqual(answer.match(/rest\/v1\/\w+/g), ['rest/v1/one', 'rest/v1/three']);
    assert.equal(answer.match(/HTTP\/1\.1 200/g)?.length, 3);
  });

  it('tells a part that its caller has gone, before and while it answers', async () => {
    const received: string[] = [];
    let asked = () => {};
    await open({
      functions: (request) =>
        new Promise((resolve) => {
          request.signal.addEventListener('abort', () => {
            received.push('abort');
            resolve(new Response());
            asked();
          });
          asked();
        }),
      storage: async () =>
        new Response(
          new ReadableStream({
            pull: (out) => out.enqueue(new Uint8Array(100_000)),
            cancel() {
              received.push('cancel');
              asked();
            },
          }),
        ),
    });
    const next = () =>
      new Promise<void>((resolve) => {
        asked = resolve;
      });
    let happened = next();
    const waiting = connect(gateway.port, '127.0.0.1');
    waiting.write(head('GET /functions/v1/x'));
    await happened;
    happened = next();
    waiting.destroy();
    await happened;
    happened = next();
    const reading = connect(gateway.port, '127.0.0.1');
    reading.write(head('GET /storage/v1/x'));
    await once(reading, 'data');
    reading.destroy();
    await happened;
    assert.deepEqual(received, ['abort', 'cancel']);
    assert.deepEqual(gateway.logged, []);
  });

  it('reads no more of a stream than its caller takes', async () => {
    let made = 0;
    const url = await open({
      storage: async () =>
        new Response(
          new ReadableStream(
            {
              pull(out) {
                made++;
                out.enqueue(new Uint8Array(1_000_000));
              },
            },
            { highWaterMark: 0 },
          ),
        ),
    });
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(head('GET /storage/v1/x'));
    await once(socket, 'data');
    socket.pause();
    let before = -1;
    // A gateway that reads on does so while it answers somebody else.
    while (before !== made && made < 50) {
      before = made;
      await (await fetch(url)).text();
    }
    assert.ok(made < 50, `${made} MB were read ahead`);
    socket.destroy();
  });

  it('gives what is under way its time when it stops, and takes nothing new', async () => {
    let go = () => {};
    const url = await open({
      rest: () =>
        new Promise((resolve) => {
          go = () => resolve(new Response('done'));
          asked();
        }),
    });
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const answer = fetch(`${url}/rest/v1/x`, { headers: { apikey: gateway.tokens.keys.anonKey } });
    await arrived;
    const closing = gateway.close();
    await assert.rejects(fetch(url));
    go();
    const response = await answer;
    assert.deepEqual([await response.text(), response.headers.get('connection')], ['done', 'close']);
    await closing;
  });

  it('passes only the socket of Realtime on', async () => {
    await open();
    const upgrade = (path: string) =>
      talk(
        gateway.port,
        head(
          `GET ${path}`,
          'upgrade: websocket',
          'connection: upgrade',
          'sec-websocket-version: 13',
          'sec-websocket-key: eA==',
        ),
      );
    assert.equal(status(await upgrade('/realtime/v1/websocket?vsn=1.0.0')), 101);
    for (const path of ['/realtime/v1/websocket2', '/rest/v1/', '/functions/v1/x', '/realtime/v1/%zz', '//']) {
      assert.equal(status(await upgrade(path)), 404, path);
    }
  });

  it('says nothing of what went wrong inside', async () => {
    const url = await open({ rest: () => Promise.reject(new Error('the secret of the database')) });
    const response = await fetch(`${url}/rest/v1/x`, { headers: { apikey: gateway.tokens.keys.anonKey } });
    assert.deepEqual([response.status, await response.json()], [500, { message: 'Internal server error' }]);
    assert.match(gateway.logged.join(), /the secret of the database/);
  });
});
