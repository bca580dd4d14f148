import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

export interface FoundFile {
  type: string;
  body: Buffer;
}

/**
 * The file of `folder` at a URL's path; a folder gives its index.html. Null when there is none, and for every path that
 * could leave the folder or has a name with a leading dot or underscore, which is reserved for the server.
 */
export async function findFile(folder: string, pathname: string): Promise<FoundFile | null> {
  const names = decode(pathname)?.split('/').slice(1);
  if (!names || names.some((name) => /^[._]|[\\:\0]/.test(name))) return null;
  if (names.at(-1) === '') names[names.length - 1] = 'index.html';
  if (names.includes('')) return null;
  const path = join(folder, ...names);
  const type = types[extname(path)];
  if (!type || !(await isFile(path))) return null;
  return { type, body: await readFile(path) };
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
