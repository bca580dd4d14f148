import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Document } from './documents-api.ts';

/** What a document that is dragged to a folder is called on the way. */
const dragged = 'application/x-sferum-document';

/** What a drag brings: only files are uploaded. */
const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;

export interface DragDeeds {
  /** Whether files may be dropped and pasted here. */
  mayUpload(): boolean;
  upload(files: readonly File[]): void;
  /** Puts the document with this id into a folder, or out of all. */
  move(id: string, folder: string | null): void;
}

/** Where somebody types: what is pasted belongs there. */
const isEditable = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/.test(target.localName));

/** Those on the page. */
const present = new Set<DocumentsDrag>();

/** Files that are dragged or pasted into the element, and documents that are dragged to a folder of it. */
export class DocumentsDrag implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #deeds: DragDeeds;
  #isOver = false;

  constructor(host: ReactiveControllerHost & HTMLElement, deeds: DragDeeds) {
    this.#host = host;
    this.#deeds = deeds;
    host.addController(this);
    host.addEventListener('dragover', this.#over);
    host.addEventListener('dragleave', this.#leave);
    host.addEventListener('drop', this.#drop);
    host.addEventListener('paste', this.#paste);
  }

  hostConnected(): void {
    present.add(this);
    document.addEventListener('paste', this.#pasteOnPage);
  }

  hostDisconnected(): void {
    this.#isOver = false;
    present.delete(this);
    document.removeEventListener('paste', this.#pasteOnPage);
  }

  /** Files are held over the element. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** A document is taken along. */
  take(event: DragEvent, { id }: Document): void {
    event.dataTransfer?.setData(dragged, id);
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
  }

  readonly overFolder = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes(dragged)) return;
    event.preventDefault();
    (event.currentTarget as Element).classList.add('over');
  };

  readonly leaveFolder = (event: DragEvent): void => (event.currentTarget as Element).classList.remove('over');

  dropInto(event: DragEvent, folder: string | null): void {
    this.leaveFolder(event);
    const id = event.dataTransfer?.getData(dragged);
    if (!id) return;
    event.preventDefault();
    this.#deeds.move(id, folder);
  }

  #set(isOver: boolean): void {
    this.#isOver = isOver;
    this.#host.requestUpdate();
  }

  readonly #over = (event: DragEvent): void => {
    if (!this.#deeds.mayUpload() || !hasFiles(event)) return;
    event.preventDefault();
    this.#set(true);
  };

  readonly #leave = ({ relatedTarget }: DragEvent): void => {
    if (!(relatedTarget instanceof Node) || !this.#host.contains(relatedTarget)) this.#set(false);
  };

  readonly #drop = (event: DragEvent): void => {
    if (!this.#deeds.mayUpload() || !hasFiles(event)) return;
    event.preventDefault();
    this.#set(false);
    this.#deeds.upload([...(event.dataTransfer?.files ?? [])]);
  };

  readonly #paste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!this.#deeds.mayUpload() || files.length === 0) return;
    event.preventDefault();
    this.#deeds.upload(files);
  };

  /** Nobody need press the list first, where it is clear which list is meant. */
  readonly #pasteOnPage = (event: ClipboardEvent): void => {
    const isSeen = this.#host.getClientRects().length > 0;
    if (event.defaultPrevented || present.size > 1 || !isSeen || isEditable(event.composedPath()[0])) return;
    this.#paste(event);
  };
}
