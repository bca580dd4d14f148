import { spawn } from 'node:child_process';
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { findFile } from './files.ts';
import { send } from './http.ts';

/** Serves what is below /sferum/. Answers whether it did. */
export interface DropIn {
  serve(req: IncomingMessage, res: ServerResponse, pathname: string): Promise<boolean>;
  /** What a page needs beside the script. */
  readonly head: string;
  close(): Promise<void>;
}

const anyOrigin = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/** The built script, built anew when the sources are newer. */
export async function builtDropIn(root: string, say: (line: string) => void): Promise<DropIn> {
  const folder = join(root, 'dist', 'drop-in');
  if (!(await isFresh(root, join(folder, 'sferum.js')))) {
    say('Собираю компоненты (building the components)…');
    await build(root);
  }
  return {
    head: '',
    async serve(req, res, pathname) {
      if (!pathname.startsWith('/sferum/')) return false;
      const path = pathname.slice('/sferum'.length);
      const file = await findFile(folder, path);
      if (!file) return false;
      const cache = path.startsWith('/chunks/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      await send(req, res, { ...file, cache, headers: anyOrigin });
      return true;
    },
    close: async () => {},
  };
}

/** The script from its source under the same path, reloaded when a source changes. */
export async function sourceDropIn(root: string, server: Server): Promise<DropIn> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    root,
    appType: 'custom',
    logLevel: 'warn',
    server: {
      middlewareMode: true,
      hmr: { server },
      cors: { origin: '*' },
      fs: { deny: ['**/.data/**', '**/.cache/**', '**/.git/**', '.env', '.env.*'] },
    },
  });
  return {
    head: '<script type="module" src="/@vite/client"></script>',
    serve(req, res, pathname) {
      // Vite would answer for every file of the project; the site's own paths are not its business.
      if (!/^\/(sferum|components|node_modules|@)/.test(pathname)) return Promise.resolve(false);
      if (pathname === '/sferum/sferum.js') req.url = '/components/loader.ts';
      return new Promise((resolve, reject) => {
        res.once('finish', () => resolve(true));
        vite.middlewares(req, res, (error?: unknown) => (error ? reject(error) : resolve(false)));
      });
    },
    close: () => vite.close(),
  };
}

function build(root: string): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('the components could not be built'))));
  });
}

/** Whether nothing that the script is built from is newer than the script. */
async function isFresh(root: string, script: string): Promise<boolean> {
  const built = await statIfThere(script);
  if (!built) return false;
  const sources = ['vite.config.ts', 'tsconfig.json', 'package-lock.json'].map((name) => join(root, name));
  for (const entry of await readdir(join(root, 'components'), { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.endsWith('.test.ts')) sources.push(join(entry.parentPath, entry.name));
  }
  const found = await Promise.all(sources.map(statIfThere));
  return found.every((source) => !source || source.mtimeMs <= built.mtimeMs);
}

async function statIfThere(path: string): Promise<Stats | null> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
