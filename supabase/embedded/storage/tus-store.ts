import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DataStore, ERRORS, Upload } from '@tus/server';
import { syncFolder } from './disk.ts';
import type { Description, Target } from './uploads.ts';

/** The record of a resumable upload, stored beside its bytes. */
export interface Part extends Description {
  readonly id: string;
  readonly size: number;
  readonly metadata: { [name: string]: string | null };
  readonly createdAt: string;
  readonly target: Target;
  /** Who began the upload; only they may continue it. */
  readonly by: { readonly role: string; readonly sub: string | null } | 'signed';
  readonly done: boolean;
}

/** The record before its first byte. */
type Draft = Description & Pick<Part, 'target' | 'by'>;

const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Files of resumable uploads, each named after its id, with its record in a file beside it. */
export class PartStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  readonly #folder: string;
  readonly #lifetime: number;
  readonly #now: () => Date;
  /** Records of uploads that are being created. */
  readonly #drafts = new Map<string, Draft>();

  private constructor(folder: string, lifetime: number, now: () => Date) {
    super();
    this.#folder = folder;
    this.#lifetime = lifetime;
    this.#now = now;
  }

  /** @param lifetime of an unfinished upload, in milliseconds. */
  static async open(folder: string, lifetime: number, now: () => Date): Promise<PartStore> {
    await mkdir(folder, { recursive: true });
    return new PartStore(folder, lifetime, now);
  }

  /** Hidden from the TUS server, which would use the system clock instead of ours. */
  override hasExtension(extension: string): boolean {
    return extension !== 'expiration' && super.hasExtension(extension);
  }

  expires({ createdAt }: Pick<Part, 'createdAt'>): Date {
    return new Date(Date.parse(createdAt) + this.#lifetime);
  }

  /** Announces the record of an upload before it is created. */
  draft(id: string, draft: Draft): void {
    this.#drafts.set(id, draft);
  }

  override async create(upload: Upload): Promise<Upload> {
    const draft = this.#drafts.get(upload.id);
    this.#drafts.delete(upload.id);
    if (!draft || upload.size === undefined) throw ERRORS.UNSUPPORTED_CREATION_DEFER_LENGTH_EXTENSION;
    const createdAt = this.#now().toISOString();
    const { id, metadata = {}, size } = upload;
    await writeFile(this.path(id), '', { flag: 'wx' });
    await this.#save({ ...draft, id, size, metadata, createdAt, done: false });
    upload.creation_date = createdAt;
    return upload;
  }

  /** @throws errors that the TUS server answers with 404 or 410. */
  override async getUpload(id: string): Promise<Upload> {
    const record = await this.record(id);
    const offset = record.done ? record.size : (await stat(this.path(id)).catch(gone)).size;
    return new Upload({ id, size: record.size, offset, metadata: record.metadata, creation_date: record.createdAt });
  }

  /** Appends a stream; what arrived before an interruption is kept. @returns the new length. */
  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    if ((await this.record(id)).done) return offset;
    const file = await open(this.path(id), 'r+').catch(gone);
    let at = offset;
    try {
      for await (const chunk of stream) at += await writeAt(file, chunk as Buffer, at);
      return at;
    } finally {
      await file.sync().finally(() => file.close());
    }
  }

  override async remove(id: string): Promise<void> {
    await this.record(id);
    await this.#drop(id);
  }

  /** @returns how many were removed. */
  override async deleteExpired(): Promise<number> {
    const ids = new Set((await readdir(this.#folder)).map((name) => name.replace(/\..*$/, '')));
    let removed = 0;
    for (const id of ids) {
      if (await this.#isAlive(id)) continue;
      await this.#drop(id);
      removed++;
    }
    return removed;
  }

  async record(id: string): Promise<Part> {
    if (!idForm.test(id)) throw ERRORS.FILE_NOT_FOUND;
    const record = JSON.parse(await readFile(this.#recordPath(id), 'utf8').catch(gone)) as Part;
    if (this.#now() > this.expires(record)) throw ERRORS.FILE_NO_LONGER_EXISTS;
    return record;
  }

  /** Marks an upload as done. The record stays, to answer repeated requests. */
  async finish(record: Part): Promise<void> {
    await this.#save({ ...record, done: true });
    await rm(this.path(record.id), { force: true });
  }

  async etag(id: string): Promise<string> {
    const hash = createHash('md5');
    const file = await open(this.path(id), 'r').catch(gone);
    for await (const chunk of file.createReadStream({ highWaterMark: 256 * 1024 })) hash.update(chunk as Buffer);
    return `"${hash.digest('hex')}"`;
  }

  path(id: string): string {
    return join(this.#folder, id);
  }

  async #isAlive(id: string): Promise<boolean> {
    if (this.#drafts.has(id)) return true;
    try {
      await this.record(id);
      return true;
    } catch (error) {
      if (error === ERRORS.FILE_NOT_FOUND || error === ERRORS.FILE_NO_LONGER_EXISTS) return false;
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  }

  async #save(record: Part): Promise<void> {
    const path = this.#recordPath(record.id);
    const file = await open(`${path}.new`, 'w');
    try {
      await file.writeFile(JSON.stringify(record));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    await syncFolder(this.#folder);
  }

  async #drop(id: string): Promise<void> {
    for (const path of [this.#recordPath(id), `${this.#recordPath(id)}.new`, this.path(id)]) {
      await rm(path, { force: true });
    }
  }

  #recordPath(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

function gone(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOENT' ? ERRORS.FILE_NOT_FOUND : error;
}

async function writeAt(file: FileHandle, bytes: Buffer, at: number): Promise<number> {
  let done = 0;
  while (done < bytes.byteLength) {
    done += (await file.write(bytes, done, bytes.byteLength - done, at + done)).bytesWritten;
  }
  return done;
}
