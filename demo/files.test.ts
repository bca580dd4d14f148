import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findFile } from './files.ts';

describe('Files of the site', () => {
  let around = '';
  let folder = '';

  before(async () => {
    around = await mkdtemp(join(tmpdir(), 'site-'));
    folder = join(around, 'site');
    await mkdir(join(folder, '_parts'), { recursive: true });
    await mkdir(join(folder, 'news'));
    await writeFile(join(around, 'secret.html'), 'secret');
    for (const path of ['index.html', '_parts/head.html', '.env.html', 'news/index.html', 'news/май.html', 'key.pem']) {
      await writeFile(join(folder, path), path);
    }
  });

  after(() => rm(around, { recursive: true }));

  for (const [pathname, path] of [
    ['/', 'index.html'],
    ['/index.html', 'index.html'],
    ['/news/', 'news/index.html'],
    ['/news/%D0%BC%D0%B0%D0%B9.html', 'news/май.html'],
  ] as const) {
    it(`finds ${pathname}`, async () => {
      assert.equal((await findFile(folder, pathname))?.body.toString(), path);
    });
  }

  for (const pathname of [
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/news/..%5c..%5csecret.html',
    '/_parts/head.html',
    '/.env.html',
    '//index.html',
    '/news',
    '/key.pem',
    '/index.html%00',
    '/%ff',
    '/absent.html',
  ]) {
    it(`has nothing for ${pathname}`, async () => {
      assert.equal(await findFile(folder, pathname), null);
    });
  }
});
