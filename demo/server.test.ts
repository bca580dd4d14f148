import assert from 'node:assert/strict';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Demo, startDemo } from './server.ts';

const other = { SUPABASE_URL: 'https://college.supabase.example', SUPABASE_KEY: 'sb_publishable_a"b', DEMO_CHAT: 'c1' };

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

/** fetch() would normalize the path and not let the Host be chosen. */
function ask(url: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers, method }, async (res) => {
      const body = await buffer(res);
      resolve({ status: res.statusCode ?? 0, headers: res.headers, body });
    });
    asked.once('error', reject).end();
  });
}

describe('The site on another Supabase', () => {
  let demo: Demo;
  const get = (path: string, headers?: Record<string, string>, method?: string) => ask(demo.url, path, headers, method);

  before(async () => {
    demo = await startDemo({ env: other });
  });

  after(() => demo.stop());

  it('tells the script its Supabase, escaped', async () => {
    const page = (await get('/student/group.html')).body.toString();
    assert.match(page, /data-sferum-url="https:\/\/college\.supabase\.example"/);
    assert.match(page, /data-sferum-key="sb_publishable_a&quot;b"/);
    assert.match(page, /<sferum-chat chat="c1">/);
    assert.doesNotMatch(page, /\{\{|<!--#/);
  });

  it('allows the pages their own files and the configured Supabase only', async () => {
    const policy = String((await get('/')).headers['content-security-policy']);
    const directives = new Map(policy.split('; ').map((line) => [line.split(' ')[0], line]));
    assert.equal(directives.get('default-src'), "default-src 'self'");
    assert.equal(directives.get('script-src'), "script-src 'self'");
    assert.equal(directives.get('style-src'), "style-src 'self'");
    assert.equal(
      directives.get('connect-src'),
      "connect-src 'self' https://college.supabase.example wss://college.supabase.example",
    );
    assert.equal(directives.get('require-trusted-types-for'), "require-trusted-types-for 'script'");
    assert.equal(directives.get('trusted-types'), 'trusted-types lit-html');
  });

  it('has no «Войти как…», no sessions and no SMS', async () => {
    assert.doesNotMatch((await get('/')).body.toString(), /demo-panel|\/demo\//);
    const origin = { origin: demo.url };
    assert.equal((await get('/demo/session/teacher', origin, 'POST')).status, 405);
    for (const path of ['/demo/sms', '/demo/sms/events', '/demo/panel.js']) assert.equal((await get(path)).status, 404);
  });

  it('serves the script to pages of any origin, revalidated, and its chunks for ever', async () => {
    const script = await get('/sferum/sferum.js');
    assert.equal(script.status, 200);
    assert.equal(script.headers['access-control-allow-origin'], '*');
    assert.equal(script.headers['cache-control'], 'no-cache');
    const chunk = /chunks\/[\w.-]+\.js/.exec(script.body.toString())?.[0];
    assert.ok(chunk, 'the script loads chunks');
    const { status, headers } = await get(`/sferum/${chunk}`);
    assert.equal(status, 200);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  });

  it('packs text for those who take it', async () => {
    const plain = await get('/styles/college.css');
    const packed = await get('/styles/college.css', { 'accept-encoding': 'br, gzip' });
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.ok(packed.body.length < plain.body.length / 2);
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    assert.equal(plain.headers['x-content-type-options'], 'nosniff');
  });

  it('answers HEAD without a body and a known ETag with 304', async () => {
    const page = await get('/');
    const head = await get('/', {}, 'HEAD');
    assert.equal(head.body.length, 0);
    assert.equal(head.headers['content-length'], String(page.body.length));
    const known = await get('/', { 'if-none-match': String(page.headers.etag) });
    assert.equal(known.status, 304);
    assert.equal(known.body.length, 0);
  });

  it('has a page for what it does not have', async () => {
    for (const path of ['/absent.html', '/../package.json', '/sferum/../../package.json', '/sferum/absent.js']) {
      const { status, body } = await get(path);
      assert.equal(status, 404, path);
      assert.match(body.toString(), /Страница не найдена/);
    }
  });

  it('refuses to be written to, and names that are not its own', async () => {
    assert.equal((await get('/', {}, 'POST')).status, 405);
    assert.equal((await get('/', { host: 'rebound.example' })).status, 421);
    assert.equal((await get('/', { host: `localhost:${new URL(demo.url).port}` })).status, 200);
  });

  it('names the taken port and the variable that changes it', async () => {
    const { port } = new URL(demo.url);
    await assert.rejects(startDemo({ env: other, port: Number(port) }), new RegExp(`${port}.*PORT`));
  });
});

describe('A key that must not reach a page', () => {
  const serviceRole = `x.${Buffer.from('{"role":"service_role"}').toString('base64url')}.x`;
  for (const SUPABASE_KEY of ['sb_secret_x', serviceRole]) {
    it(`is refused: ${SUPABASE_KEY.slice(0, 10)}…`, async () => {
      await assert.rejects(startDemo({ env: { ...other, SUPABASE_KEY } }), /secret key/);
    });
  }
});
