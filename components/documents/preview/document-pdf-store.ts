import type { PageViewport, PDFDocumentLoadingTask, PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import type { TextContent } from 'pdfjs-dist/types/src/display/api.js';
import type { Backend } from '../../core/backend.ts';
import { AppError, type Loadable, loading } from '../../core/errors.ts';
import { LiveStore } from '../../core/live-store.ts';
import type { AttachedFile } from '../../files/file.ts';
import { type LinksStore, linksStore } from '../../files/preview/links-store.ts';

/** A PDF that is open. */
export interface OpenPdf {
  readonly pageCount: number;
  /** Height of the first page over its width, until that of another is known. */
  readonly shape: number;
  page(number: number): Promise<PDFPageProxy>;
  /** Puts the words of a page where they stand on it, to be selected. */
  layText(content: TextContent, container: HTMLElement, viewport: PageViewport): Promise<void>;
}

export interface DocumentPdfState {
  readonly pdf: Loadable<OpenPdf>;
  /** For a tab of its own, where the browser prints it. */
  readonly address: string;
}

/**
 * The library and what parses. That runs in the page and not in a worker: pages of colleges often load us from another host,
 * where no worker may come from, and under policies that name none.
 */
async function loadLibrary(): Promise<typeof import('pdfjs-dist')> {
  const [library, worker] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.min.mjs'),
    import('pdfjs-dist/legacy/build/pdf.worker.min.mjs'),
  ]);
  Object.assign(globalThis, { pdfjsWorker: worker });
  return library;
}

/** A PDF that Storage has, open as long as somebody subscribes; of a large one only what is looked at is fetched. */
export class DocumentPdfStore extends LiveStore<DocumentPdfState, OpenPdf> {
  readonly #links: Pick<LinksStore, 'sign'>;
  readonly #file: AttachedFile;
  #task: PDFDocumentLoadingTask | null = null;

  constructor(links: Pick<LinksStore, 'sign'>, file: AttachedFile) {
    super({ pdf: loading, address: '' });
    this.#links = links;
    this.#file = file;
  }

  protected override start(): () => void {
    const stop = super.start();
    return () => {
      stop();
      this.#close();
      this.set({ pdf: loading });
    };
  }

  /** What Storage has is never another. */
  protected subscribeToChanges(): () => void {
    return () => {};
  }

  protected show(pdf: DocumentPdfState['pdf']): void {
    this.set({ pdf });
  }

  #close(): void {
    void this.#task?.destroy();
    this.#task = null;
  }

  protected async load(): Promise<OpenPdf> {
    this.#close();
    const address = await this.#links.sign(`${this.#file.path}/original`);
    this.set({ address });
    const { getDocument, TextLayer, VerbosityLevel } = await loadLibrary();
    const task = getDocument({
      url: address,
      disableAutoFetch: true,
      useWasm: false,
      useWorkerFetch: false,
      verbosity: VerbosityLevel.ERRORS,
    });
    this.#task = task;
    let pdf: PDFDocumentProxy;
    try {
      pdf = await task.promise;
    } catch (thrown) {
      throw problemOf(thrown);
    }
    const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
    return {
      pageCount: pdf.numPages,
      shape: height / width,
      page: (number) => pdf.getPage(number),
      layText: (content, container, viewport) =>
        new TextLayer({ textContentSource: content, container, viewport }).render(),
    };
  }
}

/** Why a PDF did not open, by the name that the library gives to its errors. */
function problemOf(thrown: unknown): AppError {
  const { name, message, status } = thrown as { name?: string; message?: string; status?: number };
  // It is damaged, or wants a password.
  if (name === 'InvalidPDFException' || name === 'PasswordException') {
    return new AppError('invalid', name, { cause: thrown });
  }
  if (name === 'ResponseException' && status && status < 500) return new AppError('missing', String(status));
  return new AppError('offline', message ?? '', { cause: thrown });
}

export const documentPdfStore = (backend: Backend, file: AttachedFile): DocumentPdfStore =>
  backend.once(`document-pdf:${file.id}`, () => new DocumentPdfStore(linksStore(backend, 'documents'), file));
