import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { builtDropIn } from './drop-in.ts';

const project = join(import.meta.dirname, '..');

describe('The built script', () => {
  let root: string;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'sferum-build-'));
    await mkdir(join(root, 'components'));
    await writeFile(join(root, 'components', 'loader.ts'), "void import('./chunk.ts');");
    await writeFile(join(root, 'components', 'chunk.ts'), 'document.title = String(location);');
    await mkdir(join(root, 'docs'));
    await writeFile(join(root, 'docs', 'webmasters.md'), '# For webmasters');
    await cp(join(project, 'vite.config.ts'), join(root, 'vite.config.ts'));
    await cp(join(project, 'scripts', 'build'), join(root, 'scripts', 'build'), { recursive: true });
    await symlink(join(project, 'node_modules'), join(root, 'node_modules'), 'junction');
  });

  after(() => rm(root, { recursive: true, force: true }));

  it('is built by several starts at once, each of which has all of it', async () => {
    const logged: string[] = [];
    const starts = Array.from({ length: 4 }, () => builtDropIn(root, (line) => logged.push(line)));
    const found = await Promise.all(starts);
    assert.equal(logged.length, found.length, 'all of them built');
    assert.deepEqual(await readdir(join(root, 'dist')), ['drop-in'], 'nothing is left beside it');
    await builtDropIn(root, (line) => assert.fail(`${line}: what they built is taken`));
    assert.deepEqual((await readdir(join(root, 'dist', 'drop-in'))).sort(), ['chunks', 'sferum.js', 'webmasters.txt']);
  });
});
