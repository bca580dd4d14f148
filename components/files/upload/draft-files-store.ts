import type { Backend } from '../../core/backend.ts';
import { readDraft, writeDraft } from '../../core/drafts/drafts.ts';
import { Store } from '../../core/store.ts';
import { type AttachedFile, mostFiles } from '../file.ts';
import { inspect, type Prepared, type Refused } from '../inspect/inspect.ts';
import { type FileStorage, fileStorageOf, type KeptFile } from './file-storage.ts';

/**
 * Files that were chosen in a place and wait there to be sent, looked at and kept by the browser.
 *
 *     const draft = draftFilesStore(backend, chat);
 *     await draft.add([...input.files]);
 *     const files = await draft.take(); // for the message that carries them
 */

export interface DraftFilesState {
  readonly files: readonly KeptFile[];
  /** How many are still being looked at. */
  readonly busy: number;
  readonly refused: readonly Refused[];
  /** How many were too many for one message. */
  readonly tooMany: number;
  /** Some of them live only as long as the page. */
  readonly unkept: boolean;
}

/** Where it is noted that a place has files, so that whoever opens it need not look for any. */
const draftFilesPlace = (place: string): string => `${place}:files`;

export class DraftFilesStore extends Store<DraftFilesState> {
  readonly #storage: FileStorage;
  readonly #person: string;
  readonly #place: string;
  readonly #inspect: (file: File) => Promise<Prepared | Refused>;
  /** One after another, in their order. */
  #last: Promise<unknown> = Promise.resolve();
  #order = Date.now();

  constructor(storage: FileStorage, person: string, place: string, look: typeof inspect = inspect) {
    super({ files: [], busy: 0, refused: [], tooMany: 0, unkept: false });
    this.#storage = storage;
    this.#person = person;
    this.#place = place;
    this.#inspect = look;
    this.#queue(async () => this.#show(await storage.waiting(place)));
  }

  protected start(): () => void {
    return () => {};
  }

  /** Resolves when all of them were looked at. */
  add(chosen: readonly File[]): Promise<void> {
    const room = Math.max(0, mostFiles - this.state.files.length - this.state.busy);
    const taken = chosen.slice(0, room);
    this.set({ busy: this.state.busy + taken.length, tooMany: chosen.length - taken.length, refused: [] });
    return this.#queue(async () => {
      for (const file of taken) await this.#addOne(file);
    });
  }

  /** Adds what was made here, as a recording. */
  addPrepared(prepared: Prepared): Promise<void> {
    return this.#queue(() => this.#keep(prepared));
  }

  async remove(id: string): Promise<void> {
    this.#show(this.state.files.filter((file) => file.id !== id));
    await this.#storage.remove([id]);
  }

  /** What waits here, when all of them were looked at. */
  waiting(): Promise<readonly AttachedFile[]> {
    return this.#queue(async () => this.state.files.map(({ file }) => file));
  }

  /** The files for a message, when all of them were looked at; they wait here no longer. */
  async take(): Promise<readonly AttachedFile[]> {
    return this.#queue(async () => {
      const ids = this.state.files.map(({ id }) => id);
      const taken = await this.#storage.take(this.#place, ids);
      this.#show([]);
      this.set({ refused: [], tooMany: 0, unkept: false });
      return taken.map(({ file }) => file);
    });
  }

  /** Files that were taken for a message which has not gone out wait here again. */
  giveBack(files: readonly AttachedFile[]): Promise<void> {
    return this.#queue(async () => {
      for (const { id } of files) {
        const kept = await this.#storage.get(id);
        if (kept) await this.#keep(kept);
      }
    });
  }

  /** What was said of refused files has been read. */
  clearRefused(): void {
    this.set({ refused: [], tooMany: 0 });
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  async #addOne(chosen: File): Promise<void> {
    try {
      const looked = await this.#inspect(chosen);
      if (looked.refused === undefined) await this.#keep(looked);
      else this.set({ refused: [...this.state.refused, looked] });
    } finally {
      this.set({ busy: this.state.busy - 1 });
    }
  }

  async #keep({ file, original, smaller }: Omit<Prepared, 'refused'>): Promise<void> {
    this.#order += 1;
    const kept: KeptFile = { id: file.id, place: this.#place, order: this.#order, file, original, smaller };
    const isSafe = await this.#storage.put(kept);
    if (!isSafe) this.set({ unkept: true });
    this.#show([...this.state.files, kept]);
  }

  #show(files: readonly KeptFile[]): void {
    const note = draftFilesPlace(this.#place);
    const count = files.length > 0 ? String(files.length) : '';
    if (readDraft(this.#person, note) !== count) writeDraft(this.#person, note, count);
    this.set({ files });
  }
}

export const draftFilesStore = (backend: Backend, place: string): DraftFilesStore =>
  backend.once(`draft-files:${place}`, () => new DraftFilesStore(fileStorageOf(backend), backend.userId ?? '', place));
