import { randomUUID } from 'node:crypto';
import { ERRORS, Server, type Upload } from '@tus/server';
import type { Call } from './call.ts';
import type { StorageConfig } from './config.ts';
import type { Disk } from './disk.ts';
import { asStorageError, refusals } from './errors.ts';
import { mustBeValidBucketName, mustBeValidKey } from './names.ts';
import type { Signer } from './signed.ts';
import { Locks } from './tus-lock.ts';
import { type Part, PartStore } from './tus-store.ts';
import { checkType, type Description, headerText, readMetadata, type Target, type Uploads } from './uploads.ts';

export interface ResumableOptions {
  readonly folder: string;
  readonly disk: Disk;
  readonly uploads: Uploads;
  readonly signer: Signer;
  readonly config: StorageConfig;
  /** Of an unfinished upload, in milliseconds; a day when absent, as on hosted Supabase. */
  readonly lifetime?: number | undefined;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

/** Path of the endpoint; `/sign` is added for signed addresses. */
const path = '/storage/v1/upload/resumable';
const day = 24 * 60 * 60 * 1000;
const hour = 60 * 60 * 1000;

/** What the hooks of the TUS server, which get only the request, need besides. */
interface Asking {
  readonly signed: boolean;
  readonly identify: () => Promise<Call>;
  /** Id of the unfinished upload of this request. */
  part?: string | undefined;
}

/** Resumable uploads by the TUS protocol 1.0; they survive a restart of the server. */
export class Resumable {
  readonly #options: ResumableOptions;
  readonly #store: PartStore;
  readonly #server: Server;
  readonly #asking = new WeakMap<object, Asking>();
  readonly #sweeping: NodeJS.Timeout;

  private constructor(options: ResumableOptions, store: PartStore) {
    this.#options = options;
    this.#store = store;
    this.#server = new Server({
      path,
      datastore: store,
      locker: new Locks(),
      maxSize: options.config.fileSizeLimit,
      respectForwardedHeaders: true,
      disableTerminationForFinishedUploads: true,
      namingFunction: () => randomUUID(),
      generateUrl: (request, { host, id, proto }) =>
        `${proto}://${host}${path}${this.#of(request).signed ? '/sign' : ''}/${id}`,
      onIncomingRequest: (request, id) => this.#admit(request, id),
      onUploadCreate: (request, upload) => this.#begin(request, upload),
      onUploadFinish: (request, upload) => this.#finish(request, upload),
      onResponseError: (_request, error) => this.#word(error),
    });
    this.#sweeping = setInterval(() => this.#sweep(), hour).unref();
  }

  static async open(options: ResumableOptions): Promise<Resumable> {
    const { folder, lifetime = day, now } = options;
    const store = await PartStore.open(folder, lifetime, now);
    await store.deleteExpired();
    return new Resumable(options, store);
  }

  async answer(request: Request, signed: boolean, identify: () => Promise<Call>): Promise<Response> {
    const asking: Asking = { signed, identify };
    this.#asking.set(request, asking);
    const response = await this.#server.handleWeb(request);
    if (response.ok && asking.part && request.method !== 'DELETE') {
      const expires = this.#store.expires(await this.#store.record(asking.part));
      response.headers.set('upload-expires', expires.toUTCString());
    }
    return response;
  }

  close(): void {
    clearInterval(this.#sweeping);
  }

  #of(request: object): Asking {
    const asking = this.#asking.get(request);
    if (!asking) throw new Error('a request that answer() did not see');
    return asking;
  }

  /** Only the caller who began an upload may continue, inspect or end it. */
  async #admit(request: Request, id: string): Promise<void> {
    if (request.method === 'POST') return;
    const { by, done, target } = await this.#store.record(id);
    const asking = this.#of(request);
    const { identify, signed } = asking;
    if (!done) asking.part = id;
    if (signed) {
      await this.#readSignature(request, target);
      if (by === 'signed') return;
    } else {
      const { claims } = await identify();
      if (!claims) throw refusals.noToken();
      if (by !== 'signed' && by.role === claims.role && by.sub === (claims.sub ?? null)) return;
    }
    throw refusals.denied('This upload was begun by somebody else');
  }

  /** Checks the limits of the bucket and the policies before anything is sent. */
  async #begin(request: Request, upload: Upload): Promise<object> {
    const { uploads } = this.#options;
    const { metadata = {} } = upload;
    const { identify, signed } = this.#of(request);
    const [bucketName, name] = [metadata.bucketName ?? '', metadata.objectName ?? ''];
    mustBeValidBucketName(bucketName);
    mustBeValidKey(name);
    const description = describe(metadata);
    const bucket = await uploads.bucket(bucketName);
    checkType(bucket, name, description.type);
    if (upload.size === undefined) throw ERRORS.UNSUPPORTED_CREATION_DEFER_LENGTH_EXTENSION;
    if (upload.size > uploads.limit(bucket, name)) throw refusals.tooLarge();
    const place = { bucket: bucketName, name };
    if (signed) {
      const { owner = null, upsert = false } = await this.#readSignature(request, place);
      this.#store.draft(upload.id, { ...description, target: { ...place, owner, upsert }, by: 'signed' });
    } else {
      const call = await identify();
      const target = { ...place, owner: call.owner, upsert: call.isSet('x-upsert') };
      await uploads.authorise(call, target, 'tus.upload.create');
      const by = { role: call.claims?.role ?? '', sub: call.owner };
      this.#store.draft(upload.id, { ...description, target, by });
    }
    this.#of(request).part = upload.id;
    return {};
  }

  #readSignature(request: Request, { bucket, name }: Pick<Target, 'bucket' | 'name'>) {
    const token = request.headers.get('x-signature');
    if (!token) throw refusals.invalid('Missing x-signature header');
    return this.#options.signer.verify(token, 'write', `${bucket}/${name}`);
  }

  async #finish(request: Request, { id }: Upload): Promise<object> {
    const { disk, uploads } = this.#options;
    const record: Part = await this.#store.record(id);
    this.#of(request).part = undefined;
    if (record.done) return {};
    const { size, target } = record;
    // The limits may have changed since the upload began.
    const bucket = await uploads.bucket(target.bucket);
    checkType(bucket, target.name, record.type);
    if (size > uploads.limit(bucket, target.name)) throw refusals.tooLarge();
    const stored = await disk.adopt(this.#store.path(id), { size, etag: await this.#store.etag(id) });
    await uploads.complete(target, stored, record);
    await this.#store.finish(record);
    return { headers: { 'Tus-Complete': '1' } };
  }

  #word(error: Error | { status_code: number; body: string }): { status_code: number; body: string } | undefined {
    if (!(error instanceof Error) && 'status_code' in error) return undefined;
    const found = asStorageError(error);
    if (found) return { status_code: found.statusCode, body: found.message };
    if (error instanceof Error && 'status_code' in error) return undefined;
    this.#options.log(`Storage: ${error instanceof Error ? error.stack : String(error)}`);
    return { status_code: 500, body: 'Internal server error' };
  }

  #sweep(): void {
    this.#store.deleteExpired().catch((error: unknown) => {
      this.#options.log(`Storage: unfinished uploads could not be removed: ${error}`);
    });
  }
}

function describe(metadata: NonNullable<Upload['metadata']>): Description {
  const { cacheControl } = metadata;
  return {
    type: headerText(metadata.contentType || 'application/octet-stream', 'contentType'),
    cacheControl: cacheControl && /^\d{1,9}$/.test(cacheControl) ? `max-age=${cacheControl}` : 'no-cache',
    userMetadata: readMetadata(metadata.metadata ?? undefined),
  };
}
