import type { Backend } from '../../core/backend.ts';
import { AppError, type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import type { AttachedFile } from '../../files/file.ts';
import { extensionOf } from '../../files/names.ts';
import { type LinksStore, linksStore } from '../../files/preview/links-store.ts';
import { decodeText } from '../../files/text-encoding.ts';

/** What is shown of a text. */
export interface ShownText {
  readonly text: string;
  /** Of a table, its cells; null of any other text. */
  readonly rows: readonly (readonly string[])[] | null;
  /** There is more of it than is shown. */
  readonly isCut: boolean;
}

export interface DocumentTextState {
  readonly text: Loadable<ShownText>;
}

/** So much of a text is fetched, in bytes, and so many rows and columns of a table are shown. */
const mostBytes = 512 * 1024;
const mostRows = 500;
const mostColumns = 100;

/** The beginning of a text or a table that Storage has. */
export class DocumentTextStore extends LiveStore<DocumentTextState, ShownText> {
  readonly #links: Pick<LinksStore, 'sign'>;
  readonly #file: AttachedFile;

  constructor(links: Pick<LinksStore, 'sign'>, file: AttachedFile) {
    super({ text: loading });
    this.#links = links;
    this.#file = file;
  }

  /** What Storage has is never another. */
  protected subscribeToChanges(): () => void {
    return () => {};
  }

  protected show(text: DocumentTextState['text']): void {
    this.set({ text });
  }

  protected async load(): Promise<ShownText> {
    const address = await this.#links.sign(`${this.#file.path}/original`);
    const answer = await fetch(address, { headers: { range: `bytes=0-${mostBytes - 1}` } });
    if (!answer.ok) throw new AppError(answer.status >= 500 ? 'offline' : 'missing', String(answer.status));
    const bytes = new Uint8Array(await answer.arrayBuffer()).subarray(0, mostBytes);
    const decoded = decodeText(bytes);
    if (!decoded) throw new AppError('invalid', 'not a text');
    const isCut = this.#file.bytes > bytes.length;
    if (extensionOf(this.#file.name) !== 'csv') return { text: decoded.text, rows: null, isCut };
    const { parse } = await import('papaparse');
    const { data } = parse<string[]>(decoded.text, { skipEmptyLines: 'greedy', preview: mostRows + 1 });
    const rows = data.slice(0, mostRows).map((row) => row.slice(0, mostColumns));
    const isWhole = data.length <= mostRows && data.every(({ length }) => length <= mostColumns);
    return { text: '', rows, isCut: isCut || !isWhole };
  }
}

export const documentTextStore = (backend: Backend, file: AttachedFile): DocumentTextStore =>
  backend.once(`document-text:${file.id}`, () => new DocumentTextStore(linksStore(backend, 'documents'), file));
