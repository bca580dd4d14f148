import type { DetailedError, PreviousUpload, UploadOptions } from 'tus-js-client';
import type { Backend } from '../../core/backend.ts';
import { AppError, signedOut, toAppError } from '../../core/errors.ts';
import { deviceStorage } from '../../core/storage/browser-storage.ts';

/**
 * Uploads one object to Storage, in pieces: what is there when the connection breaks, the page is reloaded or the token ends
 * stays there, and the next attempt goes on from it.
 *
 *     await api.upload(blob, { bucket, object, type }, { signal, onProgress: (bytes) => show(bytes) });
 */
export interface UploadTarget {
  readonly bucket: string;
  readonly object: string;
  /** Media type under which it is stored. */
  readonly type: string;
}

export interface UploadHandlers {
  readonly signal: AbortSignal;
  readonly onProgress: (bytes: number) => void;
}

/** Hosted Storage takes pieces of this size only. */
const pieceBytes = 6 * 2 ** 20;
/** Pauses between attempts within one upload, in milliseconds; whoever called tries again later. */
const pauses = [500, 2000, 5000];

/** Where uploads go on, each under the name of what is uploaded. What the library has for it ends an upload where the browser is full. */
const addresses: NonNullable<UploadOptions['urlStorage']> = {
  findAllUploads: async () => [],
  findUploadsByFingerprint: async (name) => {
    const kept = deviceStorage.read(name);
    return kept ? [{ ...(JSON.parse(kept) as PreviousUpload), urlStorageKey: name }] : [];
  },
  addUpload: async (name, upload) => {
    deviceStorage.write(name, JSON.stringify(upload));
    return name;
  },
  removeUpload: async (name) => deviceStorage.write(name, null),
};

const statusOf = (error: Error | DetailedError): number =>
  ('originalResponse' in error && error.originalResponse?.getStatus()) || 0;
const methodOf = (error: Error | DetailedError): string =>
  ('originalRequest' in error && error.originalRequest?.getMethod()) || '';

export class UploadApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /**
   * Resolves when Storage has the object, also when it had it before.
   * @throws {AppError} offline when it is worth trying again, invalid with reason `fileTooLarge`, denied.
   */
  async upload(blob: Blob, target: UploadTarget, handlers: UploadHandlers): Promise<void> {
    // An address that Storage has given up is begun anew, but not for ever.
    for (let begun = 0; ; begun += 1) {
      try {
        await this.#attempt(blob, target, handlers, begun > 0);
        return;
      } catch (thrown) {
        if (handlers.signal.aborted) throw handlers.signal.reason;
        const error = thrown as Error | DetailedError;
        const status = statusOf(error);
        if (methodOf(error) === 'POST' && status === 409) return;
        const isGone = status === 404 || status === 410;
        if (isGone && methodOf(error) !== 'POST' && begun < 2) continue;
        throw problemOf(status, error, this.#backend.session.current !== null);
      }
    }
  }

  async #attempt(
    blob: Blob,
    target: UploadTarget,
    { signal, onProgress }: UploadHandlers,
    anew: boolean,
  ): Promise<void> {
    const { Upload } = await import('tus-js-client');
    const { config, session, userId } = this.#backend;
    const { bucket, object, type } = target;
    let refused: string | null = null;
    let renewals = 0;
    let token = await session.token();
    const options: UploadOptions = {
      endpoint: `${config.url}/storage/v1/upload/resumable`,
      chunkSize: pieceBytes,
      retryDelays: pauses,
      uploadDataDuringCreation: true,
      removeFingerprintOnSuccess: true,
      metadata: { bucketName: bucket, objectName: object, contentType: type, cacheControl: '3600' },
      urlStorage: addresses,
      fingerprint: async () => `sferum.upload:${new URL(config.url).host}:${bucket}:${object}:${blob.size}:${userId}`,
      onBeforeRequest: async (request) => {
        token = refused ? await session.renew(refused) : await session.token();
        refused = null;
        request.setHeader('authorization', `Bearer ${token ?? config.key}`);
        request.setHeader('apikey', config.key);
      },
      onShouldRetry: (error) => {
        const status = statusOf(error);
        // The token may have ended on the way.
        if (status === 401 || status === 403) {
          if (renewals >= 2 || !token) return false;
          renewals += 1;
          refused = token;
          return true;
        }
        return status === 0 ? navigator.onLine : status >= 500 || status === 423 || status === 429;
      },
    };
    await new Promise<void>((resolve, reject) => {
      const upload = new Upload(blob, {
        ...options,
        onProgress: (sent) => onProgress(sent),
        onSuccess: () => resolve(),
        onError: reject,
      });
      const stop = () => {
        void upload.abort();
        reject(signal.reason);
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      const begin = async () => {
        const [previous] = await upload.findPreviousUploads();
        if (previous && !anew) upload.resumeFromPreviousUpload(previous);
        if (!signal.aborted) upload.start();
      };
      begin().catch(reject);
    });
  }
}

function problemOf(status: number, cause: Error | DetailedError, isSignedIn: boolean): AppError {
  // What stopped a request before it left: no token to be had, or a mistake in our program.
  const stopped = 'causingError' in cause ? cause.causingError : cause;
  if (status === 0 && stopped instanceof Error) return toAppError(stopped);
  const detail = String(status || cause.message);
  if (status === 413) return new AppError('invalid', detail, { cause, reason: 'fileTooLarge' });
  if (status === 401 || status === 403) {
    return new AppError('denied', detail, { cause, reason: isSignedIn ? undefined : signedOut });
  }
  if (status === 0 || status >= 500 || status === 423 || status === 429)
    return new AppError('offline', detail, { cause });
  return new AppError('invalid', detail, { cause });
}

export const uploadApi = (backend: Backend): UploadApi => backend.once('upload-api', () => new UploadApi(backend));
