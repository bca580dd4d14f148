import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';

const root = join(import.meta.dirname, '..', '..', '..');
const projects = ['supabase/functions', 'supabase/embedded/conformance/supabase/functions'];
/** Loads nothing from a network, changes nothing in the tree. */
const offline = ['--no-remote', '--no-lock', '--node-modules-dir=manual'];

/** The binary that the npm package `deno` brings along, which has to be installed by no script. */
async function findDeno(): Promise<string> {
  const [folder] = await readdir(join(root, 'node_modules', '@deno'));
  if (!folder) throw new Error('the package deno is not installed: npm ci');
  return join(root, 'node_modules', '@deno', folder, process.platform === 'win32' ? 'deno.exe' : 'deno');
}

async function functionsOf(project: string): Promise<string[]> {
  const entries = await readdir(join(root, project), { withFileTypes: true });
  return entries.filter((each) => each.isDirectory() && !each.name.startsWith('_')).map(({ name }) => name);
}

describe('Functions under Deno, as hosted Supabase runs them', { timeout: 240_000 }, () => {
  let deno: string;
  let cache: string;
  const running = new Set<ChildProcess>();
  const run = (folder: string, args: string[]) => {
    const child = spawn(deno, args, {
      cwd: join(root, folder),
      env: {
        DENO_DIR: cache,
        DENO_NO_UPDATE_CHECK: '1',
        DENO_SERVE_ADDRESS: 'tcp:127.0.0.1:0',
        NO_COLOR: '1',
        // Of a project that cannot be reached.
        SUPABASE_URL: 'http://127.0.0.1:9',
        SUPABASE_ANON_KEY: 'none',
        SUPABASE_SERVICE_ROLE_KEY: 'none',
        SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_none"}',
        SUPABASE_SECRET_KEYS: '{"default":"sb_secret_none"}',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    return child;
  };
  before(async () => {
    deno = await findDeno();
    cache = await mkdtemp(join(tmpdir(), 'sferum-deno-'));
  });
  after(async () => {
    for (const child of running) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    await rm(cache, { recursive: true });
  });

  for (const project of projects) {
    it(`the types of ${project} hold`, async () => {
      const files = (await functionsOf(project)).map((name) => `${name}/index.ts`);
      const child = run(project, ['check', ...offline, '--config', 'deno.json', ...files]);
      let output = '';
      child.stderr?.on('data', (data: Buffer) => {
        output += data;
      });
      const [code] = await once(child, 'close');
      assert.equal(code, 0, output);
    });

    it(`each of ${project} answers`, async () => {
      for (const name of await functionsOf(project)) {
        const allowed = ['--allow-net', '--allow-env', '--no-prompt', '--no-check'];
        const child = run(project, ['run', ...offline, ...allowed, '--config', 'deno.json', `${name}/index.ts`]);
        const url = await new Promise<string | null>((resolve) => {
          child.once('close', () => resolve(null));
          for (const output of [child.stdout, child.stderr]) {
            if (!output) continue;
            createInterface({ input: output }).on('line', (line) => {
              const [, found] = /Listening on (http:\S+)/.exec(line) ?? [];
              if (found) resolve(found);
            });
          }
        });
        // This one is made to fail while it is loaded.
        assert.equal(url === null, name === 'broken', `${name} does not start`);
        if (!url) continue;
        const { status } = await fetch(`${url}${name}?ms=1`, { method: 'POST', body: '{}' });
        assert.ok(status < 500, `${name} answers ${status}`);
        child.kill('SIGKILL');
        await once(child, 'close');
      }
    });
  }
});
