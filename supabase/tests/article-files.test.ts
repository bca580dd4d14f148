import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { StorageActors } from './storage-actors.ts';

const college = randomUUID();
const other = randomUUID();
const article = randomUUID();
const foreign = randomUUID();

describe('E1 Files of articles, through the Storage API', () => {
  let actors: StorageActors;
  let picture: Blob;

  before(async () => {
    actors = await StorageActors.start('article-files');
    const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'navy' } })
      .png()
      .toBuffer();
    picture = new Blob([new Uint8Array(png)], { type: 'image/png' });
    await actors.supabase.database.transaction((tx) =>
      tx.query(
        `insert into public.colleges (id, name, short_name, city)
         values ($1, 'Речной', 'Речной', 'Речноборск'), ($2, 'Горный', 'Горный', 'Горск')`,
        [college, other],
      ),
    );
    await actors.person('author', college, 'teacher');
    await actors.person('colleague', college, 'teacher');
    await actors.person('reader', college, 'student');
    await actors.person('administrator', college, 'staff', true);
    await actors.person('stranger', other, 'teacher', true);
    assert.equal((await actors.call('author', 'create_article', { college, id: article })).status, 204);
    assert.equal((await actors.call('stranger', 'create_article', { college: other, id: foreign })).status, 204);
  });
  after(() => actors.stop());

  const path = (of = article, at = college) => `${at}/${of}/${randomUUID()}/original`;
  const idOf = (name: string) => name.split('/')[2];
  async function add(): Promise<string> {
    const name = path();
    assert.equal((await actors.as('author').upload(name, picture)).error, null);
    const file = { id: idOf(name), kind: 'picture', name: 'схема.png', width: 2, height: 2 };
    assert.equal((await actors.call('author', 'add_article_file', { article, file })).status, 200);
    return name;
  }
  let revision = 0;
  async function save(name: string): Promise<void> {
    const insert = { picture: { file: idOf(name), alt: 'Схема' } };
    const content = { title: 'Сети', lead: '', cover: null, body: { ops: [{ insert }, { insert: '\n' }] } };
    const saved = await actors.call('author', 'save_article', { article, tab: article, revision, content });
    assert.equal((await saved.json()).saved, true);
    revision += 1;
  }
  const publish = async () =>
    assert.equal((await actors.call('author', 'publish_article', { article, revision })).status, 200);
  const gets = async (who: string, name: string) => {
    const { data, error } = await actors.as(who).download(name);
    const signed = await actors.as(who).createSignedUrl(name, 60);
    assert.equal(error === null, signed.error === null, 'an address is given to whoever may read');
    return error === null && data !== null;
  };
  const others = ['colleague', 'reader', 'administrator', 'stranger', 'nobody'];

  it('are put up by who writes the article, where it is theirs, and by nobody else', async () => {
    for (const who of others) {
      assert.notEqual((await actors.as(who).upload(path(), picture)).error, null, who);
      assert.notEqual((await actors.as(who).createSignedUploadUrl(path())).error, null, who);
    }
    const elsewhere = [
      path(foreign, other),
      path(article, other),
      path(foreign),
      path(randomUUID()),
      `${college}/${article}/${randomUUID()}/page.html`,
      `${college}/${article}/original`,
    ];
    for (const name of elsewhere) assert.notEqual((await actors.as('author').upload(name, picture)).error, null, name);
    const page = new Blob(['<script>alert(1)</script>'], { type: 'text/html' });
    assert.notEqual((await actors.as('author').upload(path(), page)).error, null);
  });

  it('are read with the article: a draft by its author alone, and what is withdrawn no more', async () => {
    const name = await add();
    await save(name);
    for (const who of others) assert.equal(await gets(who, name), false, `a draft: ${who}`);
    assert.equal(await gets('author', name), true);
    await publish();
    for (const who of ['author', 'colleague', 'reader', 'administrator'])
      assert.equal(await gets(who, name), true, who);
    for (const who of ['stranger', 'nobody']) assert.equal(await gets(who, name), false, who);
    const manage = (what: string, args: object) => actors.call('administrator', what, { article, ...args });
    assert.equal((await manage('set_article_public', { version: 1 })).status, 204);
    for (const who of ['stranger', 'nobody']) assert.equal(await gets(who, name), true, `public: ${who}`);
    assert.equal((await manage('withdraw_article', {})).status, 204);
    for (const who of others) assert.equal(await gets(who, name), false, `withdrawn: ${who}`);
  });

  it('are not found by guessing, listed, replaced, moved, copied or removed', async () => {
    const unsaved = await add();
    const shown = await add();
    await save(shown);
    await publish();
    for (const who of others) assert.equal(await gets(who, unsaved), false, `not in what is published: ${who}`);
    for (const who of others) {
      const names = ((await actors.as(who).list(`${college}/${article}`)).data ?? []).map((each) => each.name);
      assert.ok(!names.includes(idOf(unsaved) ?? ''), who);
    }
    for (const who of ['author', ...others]) {
      const changes = {
        replaced: await actors.as(who).update(shown, picture),
        overwritten: await actors.as(who).upload(shown, picture, { upsert: true }),
        moved: await actors.as(who).move(shown, path()),
      };
      for (const [what, { error }] of Object.entries(changes)) assert.notEqual(error, null, `${who}: ${what}`);
      assert.deepEqual((await actors.as(who).remove([shown])).data ?? [], [], who);
      assert.equal(await gets('author', shown), true, who);
    }
    assert.notEqual((await actors.as('reader').copy(shown, path())).error, null);
  });

  it('do not make a text pass that nobody may write', async () => {
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const bodies = [
      '{"ops":[{"insert":{"image":"x"}}]}',
      `{"ops":[{"insert":"x","attributes":${deep}}]}`,
      deep,
      '{"ops":[{"insert":"x","attributes":{"__proto__":{"bold":true}}}]}',
    ];
    for (const body of bodies) {
      const response = await fetch(`${actors.supabase.url}/rest/v1/rpc/save_article`, {
        method: 'POST',
        headers: { ...actors.headers('author'), 'content-type': 'application/json' },
        body: `{"article":"${article}","tab":"${article}","revision":${revision},"content":{"title":"","body":${body}}}`,
      });
      assert.ok(response.status >= 400, `${response.status} ${body.slice(0, 60)}`);
    }
    const draft = await (await actors.call('author', 'article_draft', { article })).json();
    assert.equal(draft.revision, revision, 'nothing of it was saved');
  });
});
