import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findBrowser } from './browser.mjs';

describe('The search for a browser', () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'browser-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function program(path: string): Promise<string> {
    const whole = join(folder, path);
    await mkdir(join(whole, '..'), { recursive: true });
    await writeFile(whole, '');
    await chmod(whole, 0o755);
    return whole;
  }

  it('takes CHROMIUM_PATH before anything else, and nothing instead of a wrong one', async () => {
    const chosen = await program('chosen');
    assert.equal(findBrowser({ CHROMIUM_PATH: chosen, PATH: folder }), chosen);
    assert.throws(() => findBrowser({ CHROMIUM_PATH: join(folder, 'absent') }), /CHROMIUM_PATH/);
  });

  it('looks along the PATH on Linux', async () => {
    const found = await program('bin/chromium');
    assert.equal(findBrowser({ PATH: join(folder, 'bin') }, 'linux'), found);
  });

  it('looks into the applications of a Mac', async () => {
    const found = await program('Applications/Chromium.app/Contents/MacOS/Chromium');
    assert.equal(findBrowser({ HOME: folder }, 'darwin'), found);
  });

  it('finds nothing where there is nothing', () => {
    assert.equal(findBrowser({ PROGRAMFILES: join(folder, 'none') }, 'win32'), undefined);
  });
});
