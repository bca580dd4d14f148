import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { StorageActors } from './storage-actors.ts';

const college = randomUUID();
const other = randomUUID();
const article = randomUUID();

describe('E3 Pages of articles for search engines, through the function', () => {
  let actors: StorageActors;
  const files = { seen: randomUUID(), unseen: randomUUID() };

  const page = (name: string, init: RequestInit = {}, at: string = college) =>
    fetch(`${actors.supabase.url}/functions/v1/article/${at}/${name}`, init);
  async function call(who: string, what: string, args: object): Promise<unknown> {
    const response = await actors.call(who, what, { article, ...args });
    const text = await response.text();
    assert.ok(response.ok, `${what}: ${text}`);
    return text ? JSON.parse(text) : null;
  }
  let revision = 0;
  async function publish(text: string, file: string, audience = 'college'): Promise<void> {
    const insert = { picture: { file, alt: 'Схема' } };
    const body = { ops: [{ insert: `${text}\n` }, { insert }, { insert: '\n' }] };
    await call('author', 'save_article', { tab: article, revision, content: { title: text, lead: 'О чём', body } });
    revision += 1;
    await call('author', 'publish_article', { revision, slug: 'seti', audience });
  }
  const versionRead = async () => ((await call('administrator', 'read_article', {})) as { version: number }).version;
  const gone = async (name: string, at: string = college) => {
    const response = await page(name, {}, at);
    assert.equal(response.status, 404, name);
    assert.equal(response.headers.get('x-robots-tag'), 'noindex');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.doesNotMatch(await response.text(), /Сети|Тайна/);
  };

  before(async () => {
    actors = await StorageActors.start('article-files');
    await actors.supabase.database.transaction((tx) =>
      tx.query(
        `insert into public.colleges (id, name, short_name, city)
         values ($1, 'Речной', 'Речной', 'Речноборск'), ($2, 'Горный', 'Горный', 'Горск')`,
        [college, other],
      ),
    );
    await actors.person('author', college, 'teacher');
    await actors.person('administrator', college, 'staff', true);
    assert.equal((await actors.call('author', 'create_article', { college, id: article })).status, 204);
    const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'navy' } })
      .png()
      .toBuffer();
    const picture = new Blob([new Uint8Array(png)], { type: 'image/png' });
    for (const id of Object.values(files)) {
      assert.equal((await actors.as('author').upload(`${college}/${article}/${id}/original`, picture)).error, null);
      await call('author', 'add_article_file', { file: { id, kind: 'picture', name: 'a.png', width: 2, height: 2 } });
    }
  });
  after(() => actors.stop());

  it('E3 are there when the college has shown them to the world, and not before', async () => {
    await publish('Сети', files.seen);
    for (const name of ['seti', article, `seti?file=${files.seen}`]) await gone(name);
    assert.doesNotMatch(await (await page('sitemap.xml')).text(), /seti/);
    await call('administrator', 'set_article_public', { version: await versionRead() });
    const shown = await page('seti');
    assert.equal(shown.status, 200);
    assert.equal(shown.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(
      shown.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; img-src 'self'; style-src 'sha256-/,
    );
    assert.equal(shown.headers.get('x-robots-tag'), null);
    const text = await shown.text();
    assert.match(text, /<h1 dir="auto">Сети<\/h1>/);
    assert.match(text, new RegExp(`<img src="\\?file=${files.seen}"`));
    assert.equal((await page(article)).status, 200);
    assert.match(await (await page('sitemap.xml')).text(), new RegExp(`/functions/v1/article/${college}/seti</loc>`));
  });

  it('E3 have pictures that run nothing, and nothing that they do not show', async () => {
    const picture = await page(`seti?file=${files.seen}`);
    assert.equal(picture.status, 200);
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
    assert.match(picture.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.ok((await picture.arrayBuffer()).byteLength > 0);
    for (const file of [files.unseen, 'x', '../../x', '']) await gone(`seti?file=${file}`);
  });

  it('E3 are fetched again only when they have changed, and are soon gone when they are withdrawn', async () => {
    const first = await page('seti');
    await first.text();
    const tag = first.headers.get('etag') ?? '';
    assert.match(tag, /^"[0-9a-f]{32}"$/);
    assert.equal(first.headers.get('cache-control'), 'public, max-age=60, must-revalidate');
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`])
      assert.equal((await page('seti', { headers: { 'if-none-match': known } })).status, 304, known);
    const head = await page('seti', { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
    await publish('Тайна автора', files.unseen);
    assert.equal((await page('seti', { headers: { 'if-none-match': tag } })).status, 304, 'the world reads on');
    await gone(`seti?file=${files.unseen}`);
    await call('administrator', 'set_article_public', { version: await versionRead() });
    const next = await page('seti', { headers: { 'if-none-match': tag } });
    assert.equal(next.status, 200);
    assert.match(await next.text(), /Тайна автора/);
    await publish('Тайна для преподавателей', files.seen, 'teachers');
    for (const name of ['seti', `seti?file=${files.unseen}`]) await gone(name);
    await call('author', 'withdraw_article', {});
    await gone(article);
  });

  it('E3 are not found under other addresses, nor sent by other ways', async () => {
    for (const [name, at] of [
      ['seti', other],
      [article, other],
      ['net-takoy', college],
      ['seti', randomUUID()],
      ['', college],
      ['seti/x', college],
      ['..%2f..', college],
      ["seti'--", college],
      ['seti', 'college'],
    ] as const)
      await gone(name, at);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const response = await page('seti', { method });
      assert.equal(response.status, 405, method);
      assert.equal(response.headers.get('x-robots-tag'), 'noindex');
    }
  });
});
