import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

describe('npm run embedded', { timeout: 280_000 }, () => {
  let folder: string;
  const running = new Set<ChildProcess>();
  const run = (...args: string[]) =>
    runBy(process.execPath, '--import', 'tsx', join(import.meta.dirname, 'main.ts'), ...args);
  const runBy = (program: string, ...args: string[]) => {
    const { DATABASE_URL: _, SUPABASE_PORT: __, ...env } = process.env;
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const printed: string[] = [];
    const exit = once(child, 'close').then(([code]) => {
      running.delete(child);
      return code as number | null;
    });
    for (const output of [child.stdout, child.stderr])
      createInterface({ input: output }).on('line', (line) => printed.push(line));
    const ready = new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.startsWith('Ctrl-C')) resolve(/Supabase +(\S+)/.exec(printed.join('\n'))?.[1] ?? '');
      });
      void exit.then((code) => reject(new Error(`it ended with ${code}: ${printed.join('\n')}`)));
    });
    // Whoever does not wait for it is not told of its end either.
    ready.catch(() => {});
    return { child, exit, ready, printed };
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-main-'));
    await mkdir(join(folder, 'supabase', 'migrations'), { recursive: true });
    await mkdir(join(folder, 'supabase', 'functions', 'hello'), { recursive: true });
    await writeFile(
      join(folder, 'supabase', 'config.toml'),
      '[studio]\nport = 1\n[functions.hello]\nverify_jwt = false\n',
    );
    await writeFile(
      join(folder, 'supabase', 'functions', 'hello', 'handler.ts'),
      `export default (request: Request) => new URL(request.url).search
        ? new Promise<Response>(() => {})
        : new Response(Deno.env.get('WORD') ?? 'nothing');`,
    );
    await writeFile(join(folder, 'secrets'), 'WORD=secret');
    await writeFile(
      join(folder, 'supabase', 'migrations', '1_notes.sql'),
      'create table public.notes (id int primary key); grant select, insert on public.notes to service_role;',
    );
  });
  after(async () => {
    for (const child of running) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    await rm(folder, { recursive: true });
  });
  const options = () => ['--project', join(folder, 'supabase'), '--data', join(folder, 'data'), '--port', '0'];

  it('prints its address and keys, runs functions, and stops cleanly by either signal', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { child, exit, ready, printed } = run(...options(), '--env-file', join(folder, 'secrets'));
      const url = await ready;
      assert.match(printed.join('\n'), /^config\.toml: not followed here: studio$/m);
      assert.match(
        printed.join('\n'),
        /^publishable +sb_publishable_.*\nsecret +sb_secret_.*\nanon +ey.*\nservice_role +ey/m,
      );
      assert.equal(await (await fetch(`${url}/functions/v1/hello`)).text(), 'secret');
      child.kill(signal);
      assert.equal(await exit, 0, printed.join('\n'));
      assert.equal(existsSync(join(folder, 'data', 'in-use')), false);
    }
  });

  it('ends cleanly with the npm that started it, when that alone is asked to', async () => {
    const { child, exit, ready } = runBy('npm', 'run', 'embedded', '--ignore-scripts', '--', ...options());
    const url = await ready;
    child.kill('SIGTERM');
    // Its output is closed once nobody is left who could write there.
    await exit;
    await assert.rejects(fetch(url));
    assert.equal(existsSync(join(folder, 'data', 'in-use')), false);
  });

  it('does not wait for whoever asks a second time, and keeps what was acknowledged', async () => {
    const { child, exit, ready, printed } = run(...options());
    const url = await ready;
    const key = /^secret +(\S+)/m.exec(printed.join('\n'))?.[1] ?? '';
    const headers = { apikey: key, 'content-type': 'application/json' };
    const note = { method: 'POST', headers, body: '{"id":7}' };
    assert.equal((await fetch(`${url}/rest/v1/notes`, note)).status, 201);
    const stuck = fetch(`${url}/functions/v1/hello?wait`).catch(() => null);
    // The request is in the worker when the one after it is answered there.
    await fetch(`${url}/functions/v1/hello`);
    child.kill('SIGTERM');
    const again = setInterval(() => child.kill('SIGTERM'), 100);
    assert.equal(await exit, 1);
    clearInterval(again);
    await stuck;
    const next = run(...options());
    assert.deepEqual(await (await fetch(`${await next.ready}/rest/v1/notes`, { headers })).json(), [{ id: 7 }]);
    next.child.kill('SIGTERM');
    assert.equal(await next.exit, 0);
  });

  it('says in one sentence what it cannot do', async () => {
    for (const [args, complaint] of [
      [['--port', 'many'], /^many is not the number of a port\.$/m],
      [['--nonsense'], /Unknown option '--nonsense'/],
      [['--project', join(folder, 'nowhere'), '--data', join(folder, 'secrets', 'x')], /cannot be written to/],
    ] as const) {
      const { exit, printed } = run(...args);
      assert.equal(await exit, 1);
      assert.match(printed.join('\n'), complaint);
      assert.doesNotMatch(printed.join('\n'), /^ +at /m);
    }
  });
});
