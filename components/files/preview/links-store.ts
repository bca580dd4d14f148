import type { Backend } from '../../core/backend.ts';
import { AppError, toAppError } from '../../core/errors.ts';
import { inTime, Retry } from '../../core/network/retry.ts';
import { Store } from '../../core/store.ts';
import { type FilesApi, filesApi } from '../files-api.ts';

/**
 * Addresses under which this person may fetch files, for a quarter of an hour; whatever is asked for in one turn is signed by
 * one request.
 *
 *     const address = links.get(object);          // undefined until it is signed; subscribers are called then
 *     const fresh = await links.sign(object);     // for a download, or when an address has ended
 *     location.href = downloadAddress(fresh, file.name);
 */
export interface LinksState {
  readonly addresses: ReadonlyMap<string, string>;
  /** Objects that this person may not read, or that are gone. */
  readonly missing: ReadonlySet<string>;
}

/** How long an address is good, in seconds, and how long it is given to others, in milliseconds. */
const lifetime = 900;
const fresh = (lifetime - 120) * 1000;

export class LinksStore extends Store<LinksState> {
  readonly #api: Pick<FilesApi, 'sign'>;
  readonly #bucket: string;
  readonly #signedAt = new Map<string, number>();
  #asked = new Set<string>();
  #signing: Promise<void> | null = null;
  /** Why the last request was not answered. */
  #problem: AppError | null = null;
  /** What was not answered is asked for again as it is drawn. */
  readonly #retry = new Retry(() => this.set({ missing: new Set() }));

  constructor(api: Pick<FilesApi, 'sign'>, bucket: string) {
    super({ addresses: new Map(), missing: new Set() });
    this.#api = api;
    this.#bucket = bucket;
  }

  protected start(): () => void {
    return () => this.#retry.stop();
  }

  get(object: string): string | undefined {
    const { addresses, missing } = this.state;
    if ((this.#signedAt.get(object) ?? -fresh) + fresh > performance.now()) return addresses.get(object);
    if (!missing.has(object)) void this.#ask(object);
    return undefined;
  }

  /** A new address. @throws {AppError} missing when the person may not read the object, or it is gone; offline. */
  async sign(object: string): Promise<string> {
    await this.#ask(object);
    const address = this.state.addresses.get(object);
    if (!address || this.state.missing.has(object)) throw this.#problem ?? new AppError('missing', object);
    return address;
  }

  #ask(object: string): Promise<void> {
    this.#asked.add(object);
    this.#signing ??= Promise.resolve().then(() => this.#sign());
    return this.#signing;
  }

  async #sign(): Promise<void> {
    this.#signing = null;
    const objects = [...this.#asked];
    this.#asked = new Set();
    const missing = new Set(this.state.missing);
    const addresses = new Map(this.state.addresses);
    try {
      const signed = await inTime(this.#api.sign(this.#bucket, objects, lifetime));
      for (const object of objects) {
        const address = signed.get(object);
        if (address) {
          addresses.set(object, address);
          missing.delete(object);
          this.#signedAt.set(object, performance.now());
        } else missing.add(object);
      }
      this.#problem = null;
      this.#retry.stop();
    } catch (error) {
      this.#problem = toAppError(error);
      this.#retry.after(this.#problem);
      for (const object of objects) missing.add(object);
    }
    this.set({ addresses, missing });
  }
}

/** The address with which a browser saves an object under this name. */
export const downloadAddress = (address: string, name: string): string =>
  `${address}&download=${encodeURIComponent(name)}`;

export const linksStore = (backend: Backend, bucket = 'chat-files'): LinksStore =>
  backend.once(`links:${bucket}`, () => new LinksStore(filesApi(backend), bucket));
