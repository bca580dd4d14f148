import type { Backend } from '../../core/backend.ts';
import { AppError } from '../../core/errors.ts';
import { Store } from '../../core/store.ts';
import type { AttachedFile } from '../file.ts';
import { type FileStorage, fileStorageOf } from './file-storage.ts';
import { type UploadApi, uploadApi } from './upload-api.ts';

/**
 * What is being uploaded on this page, file by file: how far, how fast, paused or not. Files come from the browser's storage
 * and go to a folder of their own in a bucket.
 *
 *     const uploads = uploadsStore(backend);
 *     await uploads.upload({ bucket: 'chat-files', folder: `${college}/${chat}` }, message.files);
 *     uploads.state.progress.get(file.id)?.sent;
 */

export interface UploadProgress {
  readonly sent: number;
  readonly total: number;
  /** Bytes a second; 0 while that is not known. */
  readonly speed: number;
  readonly paused: boolean;
}

export interface UploadsState {
  readonly progress: ReadonlyMap<string, UploadProgress>;
}

export interface Destination {
  readonly bucket: string;
  readonly folder: string;
}

/** Progress is shown at most so often, in milliseconds. */
const shownEvery = 100;
/** The speed is that of about the last so many milliseconds. */
const speedOver = 3000;

interface Job {
  stop: AbortController;
  /** Resolves when the job is to go on; null while it is not paused. */
  paused: { resume: () => void; resumed: Promise<void> } | null;
}

const cancelled = new AppError('invalid', 'cancelled');

export class UploadsStore extends Store<UploadsState> {
  readonly #api: Pick<UploadApi, 'upload'>;
  readonly #files: FileStorage;
  readonly #jobs = new Map<string, Job>();
  /** Objects that Storage has. */
  readonly #stored = new Set<string>();
  /** What is on its way to a bucket, one after another. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(api: Pick<UploadApi, 'upload'>, files: FileStorage) {
    super({ progress: new Map() });
    this.#api = api;
    this.#files = files;
  }

  protected start(): () => void {
    return () => {};
  }

  /** @throws {AppError} invalid with reason `fileLost` when a file is not on this device, else as the api. */
  async upload(to: Destination, files: readonly AttachedFile[]): Promise<void> {
    for (const { id, bytes } of files) {
      if (!this.#jobs.has(id)) this.#jobs.set(id, { stop: new AbortController(), paused: null });
      this.#show(id, { sent: 0, total: bytes, speed: 0, paused: false });
    }
    try {
      for (const { id } of files) await this.#uploadFile(to, id);
    } finally {
      this.#clear(files.map(({ id }) => id));
    }
  }

  /** Stops the upload of a file until `resume`; what is there stays there. */
  pause(id: string): void {
    const job = this.#jobs.get(id);
    const progress = this.state.progress.get(id);
    if (!job || !progress || job.paused) return;
    let resume = () => {};
    const resumed = new Promise<void>((resolve) => {
      resume = resolve;
    });
    job.paused = { resume, resumed };
    job.stop.abort(cancelled);
    this.#show(id, { ...progress, paused: true, speed: 0 });
  }

  resume(id: string): void {
    const job = this.#jobs.get(id);
    const progress = this.state.progress.get(id);
    if (!job?.paused || !progress) return;
    job.stop = new AbortController();
    job.paused.resume();
    job.paused = null;
    this.#show(id, { ...progress, paused: false });
  }

  /** Files that are not needed here any longer: stops their uploads and removes them from this device. */
  release(files: readonly AttachedFile[]): void {
    const ids = files.map(({ id }) => id);
    for (const id of ids) {
      const job = this.#jobs.get(id);
      this.#jobs.delete(id);
      job?.stop.abort(cancelled);
      job?.paused?.resume();
    }
    this.#clear(ids);
    void this.#files.remove(ids);
  }

  async #uploadFile(to: Destination, id: string): Promise<void> {
    const kept = await this.#files.get(id);
    if (!kept) throw new AppError('invalid', 'the file is not on this device', { reason: 'fileLost' });
    const { file, original, smaller } = kept;
    const small = [...smaller].map(([side, blob]) => ({ name: `p${side}`, blob, type: blob.type }));
    const objects = [...small, { name: 'original', blob: original, type: file.type }];
    const total = objects.reduce((sum, { blob }) => sum + blob.size, 0);
    let before = 0;
    for (const { name, blob, type } of objects) {
      const target = { bucket: to.bucket, object: `${to.folder}/${id}/${name}`, type };
      const speed = new Speed();
      await this.#object(id, blob, target, (sent) =>
        this.#show(id, { sent: before + sent, total, speed: speed.at(sent), paused: false }, true),
      );
      before += blob.size;
    }
  }

  async #object(
    id: string,
    blob: Blob,
    target: { bucket: string; object: string; type: string },
    onProgress: (sent: number) => void,
  ): Promise<void> {
    const key = `${target.bucket}/${target.object}`;
    while (!this.#stored.has(key)) {
      const job = this.#jobs.get(id);
      if (!job) throw cancelled;
      await job.paused?.resumed;
      const { signal } = job.stop;
      try {
        await this.#inTurn(target.bucket, async () => {
          if (signal.aborted) throw signal.reason;
          await this.#api.upload(blob, target, { signal, onProgress });
        });
        this.#stored.add(key);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  /** One object at a time: the first is there sooner than if all shared the line. What is paused lets the next one go. */
  #inTurn(bucket: string, work: () => Promise<void>): Promise<void> {
    const mine = (this.#turns.get(bucket) ?? Promise.resolve()).then(work);
    this.#turns.set(
      bucket,
      mine.catch(() => {}),
    );
    return mine;
  }

  #shownAt = 0;

  #show(id: string, progress: UploadProgress, mayWait = false): void {
    const now = performance.now();
    if (mayWait && progress.sent < progress.total && now - this.#shownAt < shownEvery) return;
    this.#shownAt = now;
    this.set({ progress: new Map(this.state.progress).set(id, progress) });
  }

  #clear(ids: readonly string[]): void {
    const progress = new Map(this.state.progress);
    for (const id of ids) {
      progress.delete(id);
      this.#jobs.delete(id);
    }
    this.set({ progress });
  }
}

/** How fast something grows, lately. */
class Speed {
  #marks: { readonly at: number; readonly bytes: number }[] = [];

  at(bytes: number): number {
    const at = performance.now();
    this.#marks = [...this.#marks.filter((mark) => at - mark.at < speedOver), { at, bytes }];
    const [first] = this.#marks;
    return first && at - first.at > 200 ? Math.max(0, ((bytes - first.bytes) / (at - first.at)) * 1000) : 0;
  }
}

export const uploadsStore = (backend: Backend): UploadsStore =>
  backend.once('uploads', () => new UploadsStore(uploadApi(backend), fileStorageOf(backend)));
