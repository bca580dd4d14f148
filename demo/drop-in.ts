import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type FoundFile, findFile } from './files.ts';
import { send } from './http.ts';

/** Serves what is below /sferum/. Resolves to whether it answered. */
export interface DropIn {
  serve(req: IncomingMessage, res: ServerResponse, pathname: string): Promise<boolean>;
  /** HTML that pages need besides the script. */
  readonly head: string;
  close(): Promise<void>;
}

const anyOrigin = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/** The built script, rebuilt when sources are newer. Kept in memory, so that a later build does not mix into it. */
export async function builtDropIn(root: string, log: (line: string) => void): Promise<DropIn> {
  const folder = join(root, 'dist', 'drop-in');
  const files = (await readFresh(root, folder)) ?? (await build(root, folder, log));
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

/** The built files; null when sources are newer, or when another start is replacing them at this moment. */
async function readFresh(root: string, folder: string): Promise<Map<string, FoundFile> | null> {
  if (!(await isFresh(root, join(folder, 'sferum.js')))) return null;
  try {
    return await readFiles(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
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

/** The script from its sources under the same path, reloaded when a source changes. */
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
      // Vite would serve every file of the project, and hide the site's own paths.
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

/** Builds into a temporary folder, reads the result, and then moves it into place; other starts may do the same. */
async function build(root: string, folder: string, log: (line: string) => void): Promise<Map<string, FoundFile>> {
  log('Собираю компоненты (building the components)…');
  const fresh = `${folder}-${randomUUID()}`;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--logLevel', 'warn', '--outDir', fresh, '--emptyOutDir'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('Компоненты не собрались (the components could not be built).');
  const files = await readFiles(fresh);
  await place(fresh, folder);
  return files;
}

/** Replaces a folder by another one; when another process is faster, its folder stays. */
async function place(fresh: string, folder: string): Promise<void> {
  const old = `${fresh}-old`;
  try {
    await rename(folder, old).catch(unless('ENOENT'));
    await rename(fresh, folder).catch(unless('ENOTEMPTY', 'EEXIST', 'EPERM'));
  } finally {
    await Promise.all([fresh, old].map((each) => rm(each, { recursive: true, force: true })));
  }
}

const unless =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException): void => {
    if (!codes.includes(error.code ?? '')) throw error;
  };

/** Whether the script is newer than all its sources. */
async function isFresh(root: string, script: string): Promise<boolean> {
  const built = await statIfThere(script);
  if (!built) return false;
  const sources = ['vite.config.ts', 'tsconfig.json', 'package-lock.json'].map((name) => join(root, name));
  for (const folder of ['components', 'scripts/build']) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && !entry.name.endsWith('.test.ts')) sources.push(join(entry.parentPath, entry.name));
    }
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
