import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { EmscriptenBuiltinFilesystem } from '@electric-sql/pglite/basefs';

/** A data folder of Postgres as one value: the length of a list in JSON, the list, the contents of the files. */
export type Archive = Uint8Array;

interface Entry {
  path: string;
  folder?: true;
  /** Bytes of the file, and how many of them the archive holds: trailing zeros are left out. */
  size: number;
  kept: number;
}

/** Where PGlite has the data folder. */
const dataFolder = '/pglite/data';

type Files = PGlite['Module']['FS'];

/** Packs the data folder of a PGlite in memory, in which nothing may run meanwhile. */
export function pack(files: Files): Archive {
  const entries: Entry[] = [];
  const contents: Uint8Array[] = [];
  const visit = (path: string) => {
    for (const name of files.readdir(dataFolder + path) as string[]) {
      if (name === '.' || name === '..') continue;
      const inner = `${path}/${name}`;
      if (files.isDir(files.stat(dataFolder + inner).mode)) {
        entries.push({ path: inner, folder: true, size: 0, kept: 0 });
        visit(inner);
      } else {
        const content = files.readFile(dataFolder + inner) as Uint8Array;
        const kept = withoutZeros(content);
        entries.push({ path: inner, size: content.length, kept: kept.length });
        contents.push(kept);
      }
    }
  };
  visit('');
  const list = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(list.length);
  return Buffer.concat([length, list, ...contents]);
}

/** A folder comes before what is in it. */
function* unpack(archive: Archive): Generator<{ path: string; content: Uint8Array | null }> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  let at = 4 + bytes.readUInt32LE(0);
  for (const { path, folder, size, kept } of JSON.parse(bytes.toString('utf8', 4, at)) as Entry[]) {
    if (folder) {
      yield { path, content: null };
      continue;
    }
    const content = new Uint8Array(size);
    content.set(archive.subarray(at, at + kept));
    at += kept;
    yield { path, content };
  }
}

function withoutZeros(content: Uint8Array): Uint8Array {
  let end = content.length;
  while (end > 0 && content[end - 1] === 0) end--;
  return content.subarray(0, end);
}

/** Writes an archive into a new folder on the disk. */
export async function unpackInto(folder: string, archive: Archive): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { path, content } of unpack(archive)) {
    const target = join(folder, path);
    if (content) await writeFile(target, content, { mode: 0o600 });
    else await mkdir(target, { mode: 0o700 });
  }
}

/**
 * A file system in memory, filled from an archive. PGlite can load a tar file, but looks up each folder again for each
 * of a thousand files, which takes longer than the rest of a start.
 */
export class ArchiveFiles extends EmscriptenBuiltinFilesystem {
  readonly #archive: Archive;

  constructor(archive: Archive) {
    super();
    this.#archive = archive;
  }

  override async initialSyncFs(): Promise<void> {
    const files = this.pg?.Module.FS;
    if (!files) throw new Error('The files of PGlite are not there yet.');
    files.mkdir(dataFolder);
    for (const { path, content } of unpack(this.#archive)) {
      const target = dataFolder + path;
      if (content)
        files.createDataFile(dirname(target), target.slice(dirname(target).length + 1), content, true, true, true);
      else files.mkdir(target);
    }
  }

  override async closeFs(): Promise<void> {
    this.pg?.Module.FS.quit();
  }
}
