import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { refusals } from './errors.ts';

/** A complete file on the disk. It is named after its version, never after anything that a caller chose. */
export interface Stored {
  readonly version: string;
  readonly size: number;
  readonly etag: string;
}

export interface OpenFile {
  readonly size: number;
  /** The bytes from `start` to `end`, both included; closes the file after them, or when it is cancelled. */
  stream(start: number, end: number): ReadableStream<Uint8Array>;
  close(): Promise<void>;
}

export interface DiskOptions {
  /** Opens a file for writing; tests simulate a full disk with it. */
  open?: (path: string, flags: 'wx') => Promise<Pick<FileHandle, 'write' | 'sync' | 'close'>>;
}

const versionForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The folder of the files. A file is written under a temporary name and renamed when it is complete and synced. After a
 * crash there are only complete files; those without a row are removed by {@link sweep}.
 */
export class Disk {
  readonly #files: string;
  readonly #incoming: string;
  readonly #open: NonNullable<DiskOptions['open']>;

  private constructor(files: string, incoming: string, options: DiskOptions) {
    this.#files = files;
    this.#incoming = incoming;
    this.#open = options.open ?? open;
  }

  /** Creates the folder, and removes incomplete files of an earlier process. */
  static async open(folder: string, options: DiskOptions = {}): Promise<Disk> {
    const files = join(folder, 'files');
    const incoming = join(folder, 'incoming');
    await rm(incoming, { recursive: true, force: true });
    await mkdir(files, { recursive: true });
    await mkdir(incoming);
    return new Disk(files, incoming, options);
  }

  /**
   * Writes a body as it comes. Nothing stays when it ends in an error.
   * @throws {StorageError} EntityTooLarge when it is longer than `limit` bytes, after which no more of it is read.
   */
  async write(body: AsyncIterable<Uint8Array>, limit: number): Promise<Stored> {
    const hash = createHash('md5');
    let size = 0;
    return this.#keep(async (path) => {
      const file = await this.#open(path, 'wx');
      try {
        for await (const chunk of body) {
          size += chunk.byteLength;
          if (size > limit) throw refusals.tooLarge();
          hash.update(chunk);
          await writeWhole(file, chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      return { size, etag: `"${hash.digest('hex')}"` };
    });
  }

  /** A second file with the same bytes. */
  async copy(of: Pick<Stored, 'version' | 'size' | 'etag'>): Promise<Stored> {
    return this.#keep(async (path) => {
      await copyFile(this.#path(of.version), path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE).catch(absent);
      const file = await open(path, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      return { size: of.size, etag: of.etag };
    });
  }

  /** Takes over a complete file that is on this disk already. */
  async adopt(path: string, { etag, size }: Omit<Stored, 'version'>): Promise<Stored> {
    return this.#keep(async (incoming) => {
      await rename(path, incoming);
      return { size, etag };
    });
  }

  /** @throws {StorageError} NoSuchKey when there is none. */
  async read(version: string): Promise<OpenFile> {
    const file = await open(this.#path(version), 'r').catch(absent);
    const { size } = await file.stat();
    return {
      size,
      stream: (start, end) =>
        Readable.toWeb(file.createReadStream({ start, end, highWaterMark: 256 * 1024 })) as NodeStream<Uint8Array> &
          ReadableStream<Uint8Array>,
      close: () => file.close(),
    };
  }

  /** A file of at most `limit` bytes at once. @throws {StorageError} */
  async readWhole(version: string, limit: number): Promise<Buffer> {
    const file = await open(this.#path(version), 'r').catch(absent);
    try {
      if ((await file.stat()).size > limit) throw refusals.tooLarge();
      return await file.readFile();
    } finally {
      await file.close();
    }
  }

  async remove(version: string): Promise<void> {
    await rm(this.#path(version), { force: true });
  }

  /** Removes files without a row. @returns also the versions without a file. */
  async sweep(known: ReadonlySet<string>): Promise<{ removed: number; missing: string[] }> {
    const there = new Set(await readdir(this.#files));
    let removed = 0;
    for (const name of there) {
      if (known.has(name)) continue;
      await rm(join(this.#files, name), { force: true });
      removed++;
    }
    return { removed, missing: [...known].filter((version) => !there.has(version)) };
  }

  async #keep(fill: (path: string) => Promise<{ size: number; etag: string }>): Promise<Stored> {
    const version = randomUUID();
    const incoming = join(this.#incoming, version);
    try {
      const { etag, size } = await fill(incoming);
      await rename(incoming, this.#path(version));
      await syncFolder(this.#files);
      return { version, size, etag };
    } catch (error) {
      await rm(incoming, { force: true });
      await this.remove(version);
      throw error;
    }
  }

  #path(version: string): string {
    if (!versionForm.test(version)) throw refusals.noFile();
    return join(this.#files, version);
  }
}

function absent(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOENT' ? refusals.noFile() : error;
}

async function writeWhole(file: Pick<FileHandle, 'write'>, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done);
    done += bytesWritten;
  }
}

/** Makes a new name survive a power cut; Windows cannot sync folders and does not need to. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
