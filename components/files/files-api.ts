import type { Backend } from '../core/backend.ts';
import { toAppError } from '../core/errors.ts';
import { toStorageError } from '../core/network/storage-error.ts';

/** Signed addresses of objects in Storage. Throws AppError only. */
export class FilesApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Addresses by the names of the objects, for so many seconds; those that the person may not read are left out. */
  async sign(bucket: string, objects: readonly string[], seconds: number): Promise<ReadonlyMap<string, string>> {
    try {
      const storage = await this.#backend.client.storage();
      const { data, error } = await storage.from(bucket).createSignedUrls([...objects], seconds);
      if (error) throw toStorageError(error);
      return new Map(
        data.flatMap(({ path, signedUrl, error }) => (path && signedUrl && !error ? [[path, signedUrl] as const] : [])),
      );
    } catch (thrown) {
      throw toAppError(thrown);
    }
  }
}

export const filesApi = (backend: Backend): FilesApi => backend.once('files-api', () => new FilesApi(backend));
