import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readConfig } from '../config.ts';
import type { AuthConfig } from './config.ts';
import { allowedRedirect } from './links.ts';

describe('Where a link may lead', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-links-'));
  });
  after(() => rm(folder, { recursive: true }));

  const configOf = async (...redirectUrls: string[]): Promise<AuthConfig> => {
    const toml = `[auth]\nsite_url = "https://college.example"\nadditional_redirect_urls = ${JSON.stringify(redirectUrls)}`;
    await writeFile(join(folder, 'config.toml'), toml);
    return (await readConfig(folder, {})).auth;
  };

  for (const [pattern, allowed, refused] of [
    [
      'https://*.example.org/welcome',
      ['https://a.example.org/welcome', 'https://a-b.example.org/welcome#here'],
      ['https://a.b.example.org/welcome', 'https://evil.org/.example.org/welcome', 'https://example.org/welcome'],
    ],
    [
      'https://app.example.org/*',
      ['https://app.example.org/', 'https://app.example.org/one', 'https://app.example.org/one?two=3'],
      [
        'https://app.example.org/one/two',
        'https://app.example.org/one.html',
        'https://app.example.org',
        'http://app.example.org/one',
      ],
    ],
    [
      'https://app.example.org/**',
      ['https://app.example.org/', 'https://app.example.org/one/two.html?three=4'],
      ['https://app.example.org.evil.org/one', 'https://evil.org/https://app.example.org/one'],
    ],
    [
      'https://**.example.org/in',
      ['https://a.example.org/in', 'https://a.b.example.org/in'],
      ['https://example.org.evil.org/in', 'https://aXexample.org/in'],
    ],
    [
      'https://page?.example.org/',
      ['https://page1.example.org/'],
      ['https://page.example.org/', 'https://page12.example.org/', 'https://page/.example.org/'],
    ],
    [
      'https://one.example.org/(a+b)$',
      ['https://one.example.org/(a+b)$'],
      ['https://one.example.org/aab', 'https://oneXexample.org/(a+b)$'],
    ],
    [
      'college-app://sign-in/*',
      ['college-app://sign-in/now'],
      ['college-app://sign-out/now', 'college-app://sign-in/now/or/later'],
    ],
    ['http://localhost:*/', ['http://localhost:5173/'], ['http://localhost:5173/other', 'http://localhost/']],
  ] as const) {
    it(`${pattern} leads to what it says and no further`, async () => {
      const config = await configOf(pattern);
      for (const url of allowed) assert.ok(allowedRedirect(config, url), `${url} is allowed`);
      for (const url of refused) assert.ok(!allowedRedirect(config, url), `${url} is refused`);
    });
  }

  it('the site itself may be led to, at any path and port, and nothing that only looks like it', async () => {
    const config = await configOf();
    for (const url of [
      'https://college.example',
      'https://college.example/a/b?c=d#e',
      'https://college.example:8443/',
    ]) {
      assert.ok(allowedRedirect(config, url), `${url} is allowed`);
    }
    for (const url of [
      ...[
        'http://college.example/',
        'https://evil.org/',
        'https://sub.college.example/',
        'https://college.example.evil.org/',
      ],
      ...['https://college.example@evil.org/', 'https://evil.org\\.college.example/', 'https://a:b@college.example/'],
      ...['javascript://college.example/%0aalert(1)', '//college.example/', '/welcome', '', 'college.example'],
    ]) {
      assert.ok(!allowedRedirect(config, url), `${url} is refused`);
    }
  });

  it('** alone allows every address, but none with a name before the host', async () => {
    const config = await configOf('**');
    assert.ok(allowedRedirect(config, 'https://anything.example/at/all.html'));
    assert.ok(!allowedRedirect(config, 'https://college.example@evil.org/'));
  });
});
