import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../database.ts';
import type { Identify } from '../keys.ts';
import { Buckets } from './buckets.ts';
import { Call } from './call.ts';
import type { StorageConfig } from './config.ts';
import { Disk } from './disk.ts';
import { asStorageError, errorResponse, refusals } from './errors.ts';
import { Images } from './images.ts';
import { Objects } from './objects.ts';
import { Routes } from './routes.ts';
import { Signer } from './signed.ts';
import { Resumable } from './tus.ts';
import { Uploads } from './uploads.ts';

export interface Storage {
  /** Answers a request to `/storage/v1/…`, whose body is read as it comes. */
  fetch(request: Request, identify: Identify): Promise<Response>;
  close(): Promise<void>;
}

export interface StorageOptions {
  /** With `bootstrap/storage.sql` in it. */
  database: Database;
  config: StorageConfig;
  /** Where the files are, one folder for one database; a temporary one, removed at the end, when absent. */
  folder?: string | undefined;
  /** The key that signs addresses is derived from it. */
  secret: string;
  /** How long an unfinished upload in parts is kept, in milliseconds; a day when absent. */
  resumableLifetime?: number | undefined;
  now?: () => Date;
  log?: (line: string) => void;
}

/** Supabase Storage: files on the disk, their rows in the schema `storage`. */
export async function createStorage(options: StorageOptions): Promise<Storage> {
  const { config, database, now = () => new Date(), log = () => {}, secret } = options;
  const temporary = options.folder === undefined ? await mkdtemp(join(tmpdir(), 'supabase-storage-')) : null;
  const folder = temporary ?? (options.folder as string);
  const disk = await Disk.open(folder);
  const buckets = new Buckets(database, disk, config);
  await buckets.prepare();
  await sweep(database, disk, log);
  const uploads = new Uploads(database, disk, config, log);
  const objects = new Objects(database, disk, uploads);
  const signer = new Signer(secret, now);
  const resumable = await Resumable.open({
    folder: join(folder, 'resumable'),
    disk,
    uploads,
    signer,
    config,
    lifetime: options.resumableLifetime,
    now,
    log,
  });
  const routes = new Routes({
    disk,
    buckets,
    uploads,
    objects,
    signer,
    resumable,
    images: config.imageTransformation ? new Images(disk) : null,
  });
  return {
    async fetch(request, identify) {
      try {
        return await routes.answer(request, async () => new Call(request, await identify(), database));
      } catch (error) {
        const found = asStorageError(error);
        if (!found || found.statusCode >= 500) log(`Storage: ${error instanceof Error ? error.stack : String(error)}`);
        return errorResponse(found ?? refusals.internal());
      }
    },
    async close() {
      resumable.close();
      if (temporary) await rm(temporary, { recursive: true, force: true });
    },
  };
}

/** After a crash: removes files without a row, and logs objects without a file. */
async function sweep(database: Database, disk: Disk, log: (line: string) => void): Promise<void> {
  const { rows } = await database.transaction((tx) =>
    tx.query<{ version: string }>('select version from storage.objects where version is not null'),
  );
  const { missing, removed } = await disk.sweep(new Set(rows.map(({ version }) => version)));
  if (removed > 0) log(`Storage: ${removed} files without an object were removed.`);
  if (missing.length > 0) {
    log(`Storage: the files of ${missing.length} objects are missing, versions ${missing.slice(0, 10).join(', ')}.`);
  }
}
