import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const archive = import.meta.resolve('@electric-sql/pglite/pgtap').replace(/pgtap\/index\.js$/, 'pgtap.tar.gz');

/**
 * pgTAP as a script, for a Postgres that has no such extension: PGlite brings it along, and it is plain SQL.
 * Run it with the wanted schema first in the search path.
 */
export async function pgtapScript(): Promise<string> {
  const files = unpack(await promisify(gunzip)(await readFile(new URL(archive))));
  const control = [...files].find(([name]) => name.endsWith('/pgtap.control'))?.[1] ?? '';
  const version = /default_version\s*=\s*'([^']+)'/.exec(control)?.[1];
  const script = [...files].find(([name]) => name.endsWith(`/pgtap--${version}.sql`))?.[1];
  if (!script) throw new Error(`pgTAP is not in ${archive}`);
  return script.replace(/^\\.*$/gm, '');
}

/** The files of a tar archive: headers of 512 bytes, each followed by contents padded to a multiple of that. */
function unpack(tar: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (let at = 0; at + 512 <= tar.length; ) {
    const field = (from: number, to: number) => tar.toString('utf8', at + from, at + to).split('\0')[0] ?? '';
    const size = Number.parseInt(field(124, 136).trim() || '0', 8);
    const name = field(0, 100);
    if (name) files.set(`/${name}`, tar.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
