import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type Demo, startDemo } from './server.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('«Войти как…» and «Входящие SMS»', () => {
  let demo: Demo;

  /** What the site answers while everything is being prepared. */
  let early: Promise<Response[]>;

  before(async () => {
    const port = await freePort();
    const ask = (accept: string, method = 'GET') =>
      fetch(`http://127.0.0.1:${port}/student/chats.html`, { method, headers: { accept } });
    const log = () => {
      early ??= Promise.all([ask('text/html,*/*;q=0.8'), ask('*/*'), ask('*/*', 'POST')]);
    };
    demo = await startDemo({ port, log });
  });

  after(() => demo.stop());

  const enter = (key: string, origin = demo.url) =>
    fetch(`${demo.url}/demo/session/${key}`, { method: 'POST', headers: { origin } });

  it('answers at once while it is being prepared, with a page that says so and opens the site by itself', async () => {
    const [page, script, post] = await early;
    for (const { status, headers } of [page, script, post] as Response[]) {
      assert.deepEqual([status, headers.get('retry-after')], [503, '2']);
    }
    const text = await page?.text();
    assert.match(String(text), /Запускаю Supabase с базой колледжа.*Страница откроется сама/s);
    assert.match(String(text), /<meta http-equiv="refresh" content="2">/);
    assert.match(String(await script?.text()), /^Запускаю Supabase/);
    const site = await fetch(`${demo.url}/student/chats.html`, { headers: { accept: 'text/html' } });
    assert.equal(site.status, 200);
  });

  it('gives each of the three a session that the Supabase accepts', async () => {
    const accounts = demo.backend.own?.accounts ?? [];
    assert.deepEqual(
      accounts.map(({ key }) => key),
      ['administrator', 'teacher', 'student'],
    );
    for (const { key, phone } of accounts) {
      const session = (await (await enter(key)).json()) as { access_token: string; refresh_token: string };
      assert.ok(session.refresh_token);
      const user = await fetch(`${demo.backend.url}/auth/v1/user`, {
        headers: { apikey: demo.backend.key, authorization: `Bearer ${session.access_token}` },
      });
      assert.equal(((await user.json()) as { phone: string }).phone, phone);
    }
  });

  it('gives none to the page of another site, to a link, and for a person who is not of the demo', async () => {
    assert.equal((await enter('teacher', 'http://evil.example')).status, 403);
    assert.equal((await fetch(`${demo.url}/demo/session/teacher`)).status, 405);
    assert.equal((await enter('nobody')).status, 404);
  });

  it('puts the bar on the pages of the site', async () => {
    const page = await (await fetch(demo.url)).text();
    assert.match(page, /<body[^>]*>\s*<aside class="demo-panel"/);
    assert.equal(page.match(/data-demo-as=/g)?.length, 3);
  });

  it('shows a code as soon as it is sent, and again to who comes later', async () => {
    const read = async (events: Response) => {
      assert.ok(events.body);
      let received = '';
      for await (const chunk of events.body.pipeThrough(new TextDecoderStream())) {
        received += chunk;
        if (received.includes('\n\n')) break;
      }
      return JSON.parse(received.replace('data: ', '')) as { phone: string; code: string; text: string; at: string };
    };
    const live = read(await fetch(`${demo.url}/demo/sms/events`));
    const post = (path: string) =>
      fetch(demo.backend.url + path, {
        method: 'POST',
        headers: { apikey: demo.backend.key, 'content-type': 'application/json' },
        body: JSON.stringify({ phone: '79000000999' }),
      });
    assert.equal((await post('/rest/v1/rpc/request_code')).status, 204);
    assert.equal((await post('/auth/v1/otp')).status, 200);
    const message = await live;
    assert.equal(message.phone, '79000000999');
    assert.match(message.code, /^\d{6}$/);
    assert.ok(message.text.includes(message.code));
    assert.ok(Date.parse(message.at) <= Date.now());
    assert.deepEqual(await read(await fetch(`${demo.url}/demo/sms/events`)), message);
  });
});
