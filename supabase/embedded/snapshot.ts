import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive } from './archive.ts';

/** Snapshots unused for longer are removed, in milliseconds. */
const expiry = 3 * 86_400_000;

/** A prepared database, kept in a file as the start of others; keyed by everything that went into it. */
export class Snapshot {
  readonly #file: string;
  readonly #folder: string;

  constructor(folder: string, parts: readonly string[]) {
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
    this.#folder = folder;
    this.#file = join(folder, `database-${hash}.data`);
  }

  async read(): Promise<Archive | null> {
    try {
      const data = await readFile(this.#file);
      const now = new Date();
      await utimes(this.#file, now, now);
      return data;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Safe when several processes do it at once. A full disk is only logged: the next start is slow, but works. */
  async write(data: Archive, log: (line: string) => void): Promise<void> {
    const temporary = `${this.#file}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true });
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(data);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#file);
      await this.#sweep();
    } catch (error) {
      await rm(temporary, { force: true });
      log(`The next start will be slow: ${(error as Error).message}`);
    }
  }

  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const file = join(this.#folder, name);
      if (name.startsWith('database-') && Date.now() - (await stat(file)).mtimeMs > expiry)
        await rm(file, { force: true });
    }
  }
}
