import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type FoundFile, findFile } from './files.ts';
import { send } from './http.ts';

/** Serves what is below /sferum/. Answers whether it did. */
export interface DropIn {
  serve(req: IncomingMessage, res: ServerResponse, pathname: string): Promise<boolean>;
  /** What a page needs beside the script. */
  readonly head: string;
  close(): Promise<void>;
}

const anyOrigin = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/** The built script, built anew when the sources are newer. Kept in memory: a later build does not mix into it. */
export async function builtDropIn(root: string, say: (line: string) => void): Promise<DropIn> {
  const folder = join(root, 'dist', 'drop-in');
  if (!(await isFresh(root, join(folder, 'sferum.js')))) {
    say('Собираю компоненты (building the components)…');
    await build(root, folder);
  }
  const files = await readFiles(folder);
  return {
    head: '',
    async serve(req, res, pathname) {
      const file = files.get(pathname);
      if (!file) return false;
      const cache = pathname.startsWith('/sferum/chunks/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      await send(req, res, { ...file, cache, headers: anyOrigin });
      return true;
    },
    close: async () => {},
  };
}

async function readFiles(folder: string): Promise<Map<string, FoundFile>> {
  const files = new Map<string, FoundFile>();
  for (const name of await readdir(folder, { recursive: true })) {
    const path = `/${name.replaceAll('\\', '/')}`;
    const file = await findFile(folder, path);
    if (file) files.set(`/sferum${path}`, file);
  }
  return files;
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

/** Builds beside the folder and then takes its place: another start may be reading or building at this moment. */
async function build(root: string, folder: string): Promise<void> {
  const fresh = `${folder}-${process.pid}`;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--logLevel', 'warn', '--outDir', fresh, '--emptyOutDir'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('Компоненты не собрались (the components could not be built).');
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
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
