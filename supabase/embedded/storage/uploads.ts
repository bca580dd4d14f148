import type { Database, Transaction } from '../database.ts';
import type { Call } from './call.ts';
import type { StorageConfig } from './config.ts';
import type { Disk, Stored } from './disk.ts';
import { refusals } from './errors.ts';
import { readFileForm } from './multipart.ts';
import { isEmptyFolder, mustBeValidBucketName, mustBeValidKey, takesType } from './names.ts';
import { type BucketRow, type FileMetadata, findBucket, rehearse, writeObject } from './rows.ts';

/** Largest custom metadata, in bytes of JSON. */
const largestMetadata = 1024 * 1024;

export interface Target {
  readonly bucket: string;
  readonly name: string;
  readonly owner: string | null;
  readonly upsert: boolean;
}

/** How a file is to be served later. */
export interface Description {
  readonly type: string;
  readonly cacheControl: string;
  readonly encoding?: string | undefined;
  readonly userMetadata: Record<string, unknown> | null;
}

interface Incoming extends Description {
  readonly body: AsyncIterable<Uint8Array>;
}

/** Writes files: whole ones of a single request, and the last step of resumable ones. */
export class Uploads {
  readonly #database: Database;
  readonly #disk: Disk;
  readonly #config: StorageConfig;
  readonly #log: (line: string) => void;

  constructor(database: Database, disk: Disk, config: StorageConfig, log: (line: string) => void) {
    this.#database = database;
    this.#disk = disk;
    this.#config = config;
    this.#log = log;
  }

  /** Writes the file in the body of a request, after the policies have allowed it. */
  async receive(call: Call, target: Target, operation: string): Promise<{ id: string; key: string }> {
    await this.authorise(call, target, operation);
    return this.receiveAuthorised(call.request, target);
  }

  /** Like {@link receive}, for a caller with a signed address. */
  async receiveAuthorised(request: Request, target: Target): Promise<{ id: string; key: string }> {
    const bucket = await this.bucket(target.bucket);
    mustBeValidKey(target.name);
    const limit = this.limit(bucket, target.name);
    const incoming = await describe(request, limit);
    checkType(bucket, target.name, incoming.type);
    const stored = await this.#disk.write(incoming.body, limit);
    return this.complete(target, stored, incoming);
  }

  /** @throws {StorageError} when the policies do not let the caller write this object. */
  async authorise(call: Call, target: Target, operation: string): Promise<void> {
    const { bucket, name, owner, upsert } = target;
    mustBeValidBucketName(bucket);
    mustBeValidKey(name);
    await this.bucket(bucket);
    const row = { bucket, name, owner, version: '1', metadata: null, userMetadata: null };
    await rehearse(
      (work) => call.as(operation, work),
      (tx) => writeObject(tx, row, upsert),
    );
  }

  /** Writes the row of a complete file, and removes the file that it replaces. The caller has checked the rights. */
  async complete(target: Target, stored: Stored, description: Description): Promise<{ id: string; key: string }> {
    const { id, replaced } = await this.#database
      .transaction((tx: Transaction) =>
        writeObject(
          tx,
          {
            ...target,
            version: stored.version,
            metadata: metadataOf(stored, description),
            userMetadata: description.userMetadata,
          },
          target.upsert,
        ),
      )
      .catch(async (error: unknown) => {
        await this.#disk.remove(stored.version);
        throw error;
      });
    if (replaced) await this.discard(replaced);
    return { id, key: `${target.bucket}/${target.name}` };
  }

  /** Removes a file without a row. When that fails, the next start does it. */
  async discard(version: string): Promise<void> {
    await this.#disk.remove(version).catch((error: unknown) => {
      this.#log(`Storage: file ${version} could not be removed and is left for the next start: ${error}`);
    });
  }

  /** Read as the platform, because a caller who may write into a bucket need not be allowed to see it. */
  bucket(id: string): Promise<BucketRow> {
    return this.#database.transaction((tx) => findBucket(tx, id));
  }

  /** Largest file for this object, in bytes. */
  limit(bucket: BucketRow, name: string): number {
    if (isEmptyFolder(name)) return 0;
    return Math.min(bucket.file_size_limit ?? Number.POSITIVE_INFINITY, this.#config.fileSizeLimit);
  }
}

/** @throws {StorageError} InvalidMimeType */
export function checkType(bucket: BucketRow, name: string, type: string): void {
  if (!isEmptyFolder(name) && !takesType(bucket.allowed_mime_types, type)) throw refusals.invalidMime(type);
}

function metadataOf({ etag, size }: Stored, { cacheControl, encoding, type }: Description): FileMetadata {
  return {
    eTag: etag,
    size,
    mimetype: type,
    cacheControl,
    ...(encoding && { contentEncoding: encoding }),
    lastModified: new Date().toISOString(),
    contentLength: size,
    httpStatusCode: 200,
  };
}

/** Reads the description of a file from its request. */
async function describe(request: Request, limit: number): Promise<Incoming> {
  const { body, headers } = request;
  const contentType = headers.get('content-type') ?? 'application/octet-stream';
  const isForm = /^multipart\/form-data/i.test(contentType);
  const announced = Number(headers.get('content-length') ?? 0);
  // A form is longer than the file in it.
  if (announced > limit + (isForm ? 2 * largestMetadata : 0)) throw refusals.tooLarge();
  if (isForm) {
    if (!body) throw refusals.noContent();
    const { fields, file, type } = await readFileForm(body, contentType);
    const cacheTime = fields.get('cacheControl');
    return {
      type: headerText(fields.get('contentType') || type, 'content-type'),
      cacheControl: headerText(cacheTime ? `max-age=${cacheTime}` : 'no-cache', 'cache-control'),
      encoding: encodingOf(fields.get('contentEncoding')),
      userMetadata: readMetadata(fields.get('metadata') ?? fields.get('userMetadata')),
      body: file,
    };
  }
  const metadata = headers.get('x-metadata');
  return {
    type: contentType,
    cacheControl: headers.get('cache-control') ?? 'no-cache',
    encoding: encodingOf(headers.get('content-encoding')),
    userMetadata: readMetadata(metadata === null ? undefined : Buffer.from(metadata, 'base64').toString('utf8')),
    // Without a body the file is an empty one.
    body: body?.values({ preventCancel: true }) ?? (async function* () {})(),
  };
}

/** Custom metadata, which hosted Supabase leaves out when it is no JSON. @throws {StorageError} */
export function readMetadata(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined) return null;
  if (Buffer.byteLength(text) > largestMetadata) throw refusals.tooLarge('user_metadata');
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Text that will be sent as a header later. @throws {StorageError} */
export function headerText(text: string, name: string): string {
  if (!/^[\x20-\x7e]{1,1000}$/.test(text)) throw refusals.invalid(`Invalid character in ${name}`);
  return text;
}

function encodingOf(text: string | null | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^[\w-]+(\s*,\s*[\w-]+)*$/.test(text)) throw refusals.invalid('Invalid content-encoding');
  return text;
}
