import type { Backend } from '../../core/backend.ts';
import { type AppError, toAppError } from '../../core/errors.ts';
import { Retry } from '../../core/network/retry.ts';
import { heldLocks, locked } from '../../core/storage/locks.ts';
import { Store } from '../../core/store.ts';
import { inspect, type Refusal } from '../../files/inspect/inspect.ts';
import { extensionOf } from '../../files/names.ts';
import { type FileStorage, fileStorageOf, type KeptFile } from '../../files/upload/file-storage.ts';
import { type UploadsStore, uploadsStore } from '../../files/upload/uploads-store.ts';
import { type Audience, type DocumentSettings, type DocumentsApi, documentsApi } from '../documents-api.ts';

/**
 * Files on their way to become documents of a college: looked at, kept by the browser, uploaded, and then added, of which
 * each can be done again. It goes on whatever is shown on the page; what a page that was closed has left is offered again.
 *
 *     const uploads = documentUploadsStore(backend, college);
 *     await uploads.add([...input.files], { folder, audience }, settings);
 *     await uploads.replace(document.id, file, settings);
 */

/** Why a file is not taken. */
export type DocumentRefusal = Refusal | 'kind' | 'quota';

export interface RefusedDocument {
  readonly name: string;
  readonly why: DocumentRefusal;
}

export interface DocumentUpload {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** `left` is what another page has begun; `waiting` goes on by itself when there is a connection. */
  readonly status: 'sending' | 'waiting' | 'failed' | 'left';
  /** The reason or code of why it failed; empty otherwise. */
  readonly problem: string;
}

export interface DocumentUploadsState {
  readonly uploads: readonly DocumentUpload[];
  /** How many are still being looked at. */
  readonly busy: number;
  readonly refused: readonly RefusedDocument[];
  /** How many were too many at once. */
  readonly tooMany: number;
  /** Some of them live only as long as the page. */
  readonly unkept: boolean;
}

/** Where new documents go. */
export interface DocumentPlace {
  readonly folder: string | null;
  readonly audience: Audience;
}

/** What is to become of a file; kept beside it. */
type Purpose = (DocumentPlace & { readonly title: string }) | { readonly document: string };

const bucket = 'documents';

/** The title of a document before somebody gives it another: its name without the ending. */
export const titleOf = (name: string): string => {
  const ending = extensionOf(name);
  const title = ending ? name.slice(0, -ending.length - 1).trim() : name;
  return [...(title || name)].slice(0, 200).join('');
};

/** Whether a type fits a pattern of the database, which ends in `%`. */
const fits = (type: string, pattern: string): boolean =>
  pattern.endsWith('%') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;

/** Other tabs see by it what this one is uploading; where there are no locks each offers what another does. */
const lockOf = (id: string): string => `sferum.document:${id}`;

type UploadingApi = Pick<DocumentsApi, 'add' | 'replace' | 'settings'>;

export class DocumentUploadsStore extends Store<DocumentUploadsState> {
  readonly #api: UploadingApi;
  readonly #files: FileStorage;
  readonly #uploads: Pick<UploadsStore, 'upload' | 'release'>;
  readonly #college: string;
  readonly #inspect: typeof inspect;
  readonly #retries = new Map<string, Retry>();
  /** One after another, in their order. */
  #last: Promise<unknown> = Promise.resolve();
  #order = Date.now();

  constructor(
    api: UploadingApi,
    files: FileStorage,
    uploads: Pick<UploadsStore, 'upload' | 'release'>,
    college: string,
    look: typeof inspect = inspect,
  ) {
    super({ uploads: [], busy: 0, refused: [], tooMany: 0, unkept: false });
    this.#api = api;
    this.#files = files;
    this.#uploads = uploads;
    this.#college = college;
    this.#inspect = look;
    void this.#queue(() => this.#findLeft());
  }

  protected start(): () => void {
    return () => {};
  }

  get #place(): string {
    return `documents:${this.#college}`;
  }

  /** Resolves when all of them were looked at. */
  add(chosen: readonly File[], place: DocumentPlace, settings: DocumentSettings): Promise<void> {
    return this.#take(chosen, settings.filesAtOnce, settings, (name) => ({ ...place, title: titleOf(name) }));
  }

  /** Uploads a new version of a document. */
  replace(document: string, chosen: File, settings: DocumentSettings): Promise<void> {
    return this.#take([chosen], 1, settings, () => ({ document }));
  }

  #take(
    chosen: readonly File[],
    most: number,
    settings: DocumentSettings,
    purposeOf: (name: string) => Purpose,
  ): Promise<void> {
    const taken = chosen.slice(0, most);
    this.set({ busy: this.state.busy + taken.length, tooMany: chosen.length - taken.length, refused: [] });
    return this.#queue(async () => {
      for (const file of taken) {
        try {
          await this.#addOne(file, settings, purposeOf);
        } finally {
          this.set({ busy: this.state.busy - 1 });
        }
      }
    });
  }

  /** Tries again what failed, and goes on with what was left. */
  retry(id: string): void {
    if (this.#find(id)?.status !== 'sending') void this.#run(id);
  }

  /** Gives an upload up. */
  cancel(id: string): void {
    this.#retries.get(id)?.stop();
    this.#retries.delete(id);
    this.#drop(id);
    void this.#files.get(id).then((kept) => (kept ? this.#uploads.release([kept.file]) : this.#files.remove([id])));
  }

  /** What was said of refused files has been read. */
  clearRefused(): void {
    this.set({ refused: [], tooMany: 0 });
  }

  #find(id: string): DocumentUpload | undefined {
    return this.state.uploads.find((each) => each.id === id);
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  async #findLeft(): Promise<void> {
    const kept = await this.#files.waiting(this.#place);
    const held = await heldLocks();
    const left = kept.filter(({ id }) => !held?.has(lockOf(id)) && !this.#find(id));
    this.#show([...left.map((file) => uploadOf(file, 'left')), ...this.state.uploads]);
  }

  async #addOne(chosen: File, settings: DocumentSettings, purposeOf: (name: string) => Purpose): Promise<void> {
    const format = settings.formats.find(({ ending }) => ending === extensionOf(chosen.name));
    if (!format) return this.#refuse(chosen.name, 'kind');
    const looked = await this.#inspect(chosen, settings.fileBytes);
    if (looked.refused) return this.#refuse(looked.name, looked.refused);
    const { file, original, smaller } = looked;
    if (!format.types.some((pattern) => fits(file.type, pattern))) return this.#refuse(file.name, 'disguised');
    const onTheWay = this.state.uploads.reduce((sum, { bytes }) => sum + bytes, 0);
    if (settings.usedBytes + onTheWay + file.bytes > settings.quotaBytes) return this.#refuse(file.name, 'quota');
    this.#order += 1;
    const about = purposeOf(file.name);
    const kept: KeptFile = { id: file.id, place: this.#place, order: this.#order, file, original, smaller, about };
    const isSafe = await this.#files.put(kept);
    if (!isSafe) this.set({ unkept: true });
    this.#show([...this.state.uploads, uploadOf(kept, 'sending')]);
    void this.#run(file.id);
  }

  #refuse(name: string, why: DocumentRefusal): void {
    this.set({ refused: [...this.state.refused, { name, why }] });
  }

  async #run(id: string): Promise<void> {
    this.#change(id, { status: 'sending', problem: '' });
    try {
      await locked(lockOf(id), () => this.#send(id));
      this.#retries.get(id)?.stop();
      this.#drop(id);
    } catch (thrown) {
      await this.#failed(id, toAppError(thrown));
    }
  }

  async #send(id: string): Promise<void> {
    const kept = await this.#files.get(id);
    // Another tab has finished it, or it was given up.
    if (!kept) return;
    const { file } = kept;
    const purpose = kept.about as Purpose;
    await this.#uploads.upload({ bucket, folder: this.#college }, [file]);
    if (!this.#find(id)) return;
    if ('document' in purpose) await this.#api.replace(purpose.document, file);
    else await this.#api.add(this.#college, file, purpose);
    this.#uploads.release([file]);
  }

  async #failed(id: string, error: AppError): Promise<void> {
    if (!this.#find(id)) return;
    if (error.code !== 'offline') {
      this.#change(id, { status: 'failed', problem: await this.#problemOf(error) });
      return;
    }
    this.#change(id, { status: 'waiting' });
    const retry = this.#retries.get(id) ?? new Retry(() => this.retry(id));
    this.#retries.set(id, retry);
    retry.after(error);
  }

  /** Storage refuses in one word who may not upload, and what has no room or is one unfinished upload too many. */
  async #problemOf({ code, reason }: AppError): Promise<string> {
    if (code !== 'denied' || reason) return reason || code;
    const mayUpload = await this.#api.settings(this.#college).then(
      (settings) => settings.mayUpload,
      () => false,
    );
    return mayUpload ? 'noRoom' : code;
  }

  #drop(id: string): void {
    this.#show(this.state.uploads.filter((each) => each.id !== id));
    if (this.state.uploads.length === 0) this.set({ unkept: false });
  }

  #change(id: string, changed: Partial<DocumentUpload>): void {
    this.#show(this.state.uploads.map((each) => (each.id === id ? { ...each, ...changed } : each)));
  }

  #show(uploads: readonly DocumentUpload[]): void {
    this.set({ uploads });
    // Asks before the page is left; what is left is kept, but somebody has to come back for it.
    const isBusy = uploads.some(({ status }) => status === 'sending' || status === 'waiting');
    removeEventListener('beforeunload', this.#ask);
    if (isBusy) addEventListener('beforeunload', this.#ask);
  }

  readonly #ask = (event: Event): void => event.preventDefault();
}

const uploadOf = ({ id, file }: KeptFile, status: DocumentUpload['status']): DocumentUpload => ({
  id,
  name: file.name,
  bytes: file.bytes,
  status,
  problem: '',
});

export const documentUploadsStore = (backend: Backend, college: string): DocumentUploadsStore =>
  backend.once(
    `document-uploads:${college}`,
    () => new DocumentUploadsStore(documentsApi(backend), fileStorageOf(backend), uploadsStore(backend), college),
  );
