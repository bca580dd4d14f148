import type { Backend } from '../../core/backend.ts';
import { request } from '../../core/storage/indexed-db.ts';
import type { AttachedFile } from '../file.ts';

/**
 * Files that were chosen and are not yet in Storage, kept by the browser so that a reload loses none; in memory where it
 * refuses, or has no room for more.
 *
 *     const storage = fileStorageOf(backend);
 *     const isSafe = await storage.put({ id, place: chat, order: 0, file, original, smaller });
 *     const files = await storage.take(chat, ids); // they belong to a message now
 */
export interface KeptFile {
  readonly id: string;
  /** Where it waits to be sent; empty once it belongs to a message. */
  readonly place: string;
  readonly order: number;
  readonly file: AttachedFile;
  readonly original: Blob;
  /** Smaller pictures by their longest sides. */
  readonly smaller: ReadonlyMap<number, Blob>;
  /** What is to become of it there, where the place alone does not say; whoever keeps it knows what stands in it. */
  readonly about?: unknown;
}

const storeName = 'files';

export class FileStorage {
  readonly #name: string;
  /** What the browser did not take, and what is only there. */
  readonly #memory = new Map<string, KeptFile>();
  #db: Promise<IDBDatabase> | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  /** Files that wait in a place, in their order. */
  async waiting(place: string): Promise<KeptFile[]> {
    const kept = await this.#disk('readonly', (files) => request<KeptFile[]>(files.index('place').getAll(place)), []);
    const held = [...this.#memory.values()].filter((file) => file.place === place);
    return [...kept.filter(({ id }) => !this.#memory.has(id)), ...held].sort((a, b) => a.order - b.order);
  }

  async get(id: string): Promise<KeptFile | undefined> {
    return (
      this.#memory.get(id) ?? this.#disk('readonly', (files) => request<KeptFile | undefined>(files.get(id)), undefined)
    );
  }

  /** @returns false when the file lives only as long as the page. */
  async put(file: KeptFile): Promise<boolean> {
    const isKept = await this.#disk('readwrite', (files) => request(files.put(file)).then(() => true), false);
    if (isKept) this.#memory.delete(file.id);
    else this.#memory.set(file.id, file);
    return isKept;
  }

  /** Files that leave a place with their message; not those that another tab has taken or removed. */
  async take(place: string, ids: readonly string[]): Promise<KeptFile[]> {
    const taken: KeptFile[] = [];
    for (const id of ids) {
      const present = await this.get(id);
      if (present?.place !== place) continue;
      taken.push(present);
      await this.put({ ...present, place: '' });
    }
    return taken;
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      this.#memory.delete(id);
      await this.#disk('readwrite', (files) => request(files.delete(id)), undefined);
    }
  }

  /** What `work` gives; `instead` where the browser refuses. */
  async #disk<T>(mode: IDBTransactionMode, work: (files: IDBObjectStore) => Promise<T>, instead: T): Promise<T> {
    try {
      const transaction = await this.#begin(mode);
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        // A full disk is found when the transaction ends.
        transaction.onabort = () => reject(transaction.error);
      });
      const [result] = await Promise.all([work(transaction.objectStore(storeName)), done]);
      return result;
    } catch (error) {
      if (!(error instanceof DOMException || error === null)) throw error;
      this.#db = null;
      return instead;
    }
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const known = this.#db;
    this.#db ??= this.#open();
    try {
      return (await this.#db).transaction(storeName, mode);
    } catch (error) {
      if (!known || !(error instanceof DOMException)) throw error;
      // The browser has closed it, as it does in the background or when it is short of memory: what is there is not lost.
      this.#db = this.#open();
      return (await this.#db).transaction(storeName, mode);
    }
  }

  async #open(): Promise<IDBDatabase> {
    const opening = indexedDB.open(this.#name, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(storeName, { keyPath: 'id' }).createIndex('place', 'place');
    };
    const opened = await request(opening);
    // Else a site that deletes what it has kept would wait for this page, and every new page for the site.
    opened.onversionchange = () => opened.close();
    return opened;
  }
}

/** The files of the person who is signed in, on this Supabase. */
export const fileStorageOf = (backend: Backend): FileStorage =>
  backend.once('files', () => new FileStorage(`sferum.files:${new URL(backend.config.url).host}:${backend.userId}`));
