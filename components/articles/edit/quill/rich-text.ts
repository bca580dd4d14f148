import Quill, { Delta, Range as TextRange } from 'quill/core.js';
import type { DeltaJson } from '../article-editing-api.ts';
import { cleanDelta } from '../clean-delta.ts';
import { ArticleClipboard } from './clipboard.ts';
import type { ArticleEmbed, EmbedKind } from './embed-element.ts';
import { formats, registerFormats } from './formats.ts';
import type { ArticleTable, TableDeed } from './table.ts';

/**
 * Quill in a shadow tree under a strict policy: what it does with the selection of the document, the markup of strings and the
 * letters of a Latin keyboard is done otherwise here.
 *
 *     const text = new RichText(container, { changed: () => store.change({ body: text.delta }), … });
 *     text.show(draft.body);
 *     text.format('bold', true);
 *     text.stop();
 */
export interface RichTextHandlers {
  changed(): void;
  /** The selection, or how what is selected looks, may be another. */
  selected(): void;
  /** Somebody wants to make a link, by the keyboard. */
  link(): void;
  /** Files were pasted or dropped, and are to stand here. */
  files(files: readonly File[]): void;
  tooLong(): void;
  /** What was pasted had pictures, which were left out. */
  picturesLeft(): void;
  /** «/» was typed where a line begins. */
  slash(): void;
}

/** How what is selected looks. */
export type Formats = Readonly<Record<string, unknown>>;

/** Keys by their place, so that they work on a Russian keyboard too. */
const codes = { B: 66, I: 73, K: 75, U: 85, Y: 89, Z: 90 };

interface SelectionRoot {
  getComposedRanges?(options: { shadowRoots: ShadowRoot[] }): StaticRange[];
}

export class RichText {
  readonly #quill: Quill;
  readonly #tree: ShadowRoot;
  readonly #handlers: RichTextHandlers;
  readonly #stop = new AbortController();
  /** Where one goes on when a dialog has closed. */
  #kept: TextRange | null = null;

  constructor(container: HTMLElement, handlers: RichTextHandlers) {
    this.#tree = container.getRootNode() as ShadowRoot;
    this.#handlers = handlers;
    Quill.register({ 'modules/clipboard': ArticleClipboard }, true);
    registerFormats(Quill);
    // It empties the container by a sink, though nothing is in it.
    Object.defineProperty(container, 'innerHTML', { configurable: true, get: () => '', set: () => {} });
    this.#quill = new Quill(container, {
      formats: [...formats],
      modules: {
        table: true,
        history: { delay: 800, maxStack: 200, userOnly: true },
        keyboard: { bindings: this.#bindings() },
        uploader: { mimetypes: [], handler: () => {} },
      },
    });
    Reflect.deleteProperty(container, 'innerHTML');
    (this.#quill.clipboard as ArticleClipboard).handlers = {
      files: (files) => handlers.files(files),
      tooLong: () => handlers.tooLong(),
      picturesLeft: () => handlers.picturesLeft(),
    };
    this.#mendSelection();
    this.#listen();
    this.#quill.on(Quill.events.TEXT_CHANGE, (_change: Delta, _before: Delta, source: string) => {
      if (source === Quill.sources.USER) handlers.changed();
      handlers.selected();
    });
    this.#quill.on(Quill.events.SELECTION_CHANGE, () => handlers.selected());
  }

  stop(): void {
    this.#stop.abort();
  }

  get root(): HTMLElement {
    return this.#quill.root;
  }

  /** What is written, with nothing in it but what articles have. */
  get delta(): DeltaJson {
    return cleanDelta(this.#quill.getContents());
  }

  get isEmpty(): boolean {
    return this.#quill.editor.isBlank();
  }

  /** Shows another text, which is not to be undone. */
  show(delta: unknown): void {
    const { ops } = cleanDelta(delta);
    this.#quill.setContents(new Delta([...ops] as Delta['ops']), Quill.sources.SILENT);
    this.#quill.history.clear();
  }

  enable(isEnabled: boolean): void {
    this.#quill.enable(isEnabled);
  }

  focus(): void {
    this.#quill.focus();
  }

  get formats(): Formats {
    const range = this.#quill.getSelection();
    return range ? this.#quill.getFormat(range) : {};
  }

  /** Whether something is selected. */
  get selected(): string {
    const range = this.#quill.getSelection();
    return range ? this.#quill.getText(range.index, range.length) : '';
  }

  format(name: string, value: unknown): void {
    this.#quill.focus();
    const { formats: now } = this;
    // What is a list or a quotation is not a heading as well.
    if (value)
      for (const other of ['header', 'list', 'blockquote', 'code-block'])
        if (['header', 'list', 'blockquote', 'code-block'].includes(name) && other !== name && now[other])
          this.#quill.format(other, false, Quill.sources.USER);
    this.#quill.format(name, value, Quill.sources.USER);
  }

  toggle(name: string, value: unknown = true): void {
    const now = this.formats[name];
    this.format(name, now === value || (value === true && now) ? false : value);
  }

  undo(): void {
    this.#quill.history.undo();
  }

  redo(): void {
    this.#quill.history.redo();
  }

  /** Where one is, or was: behind an open dialog nothing can have the focus. */
  get #here(): TextRange {
    const { index, length } = this.#kept ?? this.#quill.getSelection() ?? this.#quill.selection.savedRange;
    const end = this.#quill.getLength() - 1;
    const start = Math.min(index, end);
    return new TextRange(start, Math.min(length, end - start));
  }

  #goTo(index: number): void {
    this.#quill.setSelection(index, 0, Quill.sources.SILENT);
    this.#quill.selection.savedRange = new TextRange(index, 0);
    if (this.#kept) this.#kept = new TextRange(index, 0);
  }

  /** A dialog opens: browsers forget where the caret was as soon as something is written elsewhere. */
  leave(): void {
    this.#kept = this.#here;
  }

  /** The dialog has closed. */
  comeBack(): void {
    this.#kept = null;
  }

  /** Makes what is selected lead somewhere, or puts words there that do; an empty address takes the link away. */
  link(address: string, words: string): void {
    const range = this.#here;
    const { sources } = Quill;
    const [link, offset] = this.#linkAt(range.index);
    if (range.length === 0 && link) {
      // The whole link, in whose middle one is.
      this.#quill.formatText(range.index - offset, link.length(), 'link', address || false, sources.USER);
    } else if (range.length === 0 && address) {
      const text = words || address;
      this.#quill.insertText(range.index, text, { link: address }, sources.USER);
      this.#goTo(range.index + text.length);
      this.#quill.format('link', false, sources.SILENT);
    } else this.#quill.formatText(range.index, range.length, 'link', address || false, sources.USER);
  }

  #linkAt(index: number): [{ length(): number } | null, number] {
    const [leaf, offset] = this.#quill.getLeaf(index);
    let at = leaf?.parent as { statics: { blotName: string }; length(): number; parent: unknown } | undefined;
    let before = offset;
    let child: unknown = leaf;
    while (at && at.statics.blotName !== 'scroll') {
      before += (child as { offset(root: unknown): number }).offset(at);
      if (at.statics.blotName === 'link') return [at, before];
      child = at;
      before = at.statics.blotName === 'block' ? 0 : before;
      at = at.parent as typeof at;
    }
    return [null, 0];
  }

  /** Puts something that is no text behind the line in which one is, and an empty line behind it. */
  insert(kind: EmbedKind, value: unknown): void {
    const range = this.#here;
    const [line, offset] = this.#quill.getLine(range.index);
    const isEmpty = !line || line.length() <= 1;
    const index = !line || isEmpty ? range.index : range.index - offset + line.length();
    const change = new Delta().retain(index).insert({ [kind]: value });
    if (!isEmpty && index >= this.#quill.getLength()) change.insert('\n');
    this.#quill.updateContents(change, Quill.sources.USER);
    this.#goTo(index + 1);
  }

  /** Puts another thing in place of one; null takes it away. */
  replace(embed: ArticleEmbed, value: unknown): void {
    const blot = Quill.find(embed);
    if (!blot || !('offset' in blot)) return;
    const index = (blot as { offset(root: unknown): number }).offset(this.#quill.scroll);
    const change = new Delta().retain(index).delete(1);
    if (value !== null) change.insert({ [embed.kind]: value });
    this.#quill.updateContents(change, Quill.sources.USER);
    this.#goTo(value === null ? index : index + 1);
  }

  get #table(): ArticleTable {
    return this.#quill.getModule('table') as ArticleTable;
  }

  get isInTable(): boolean {
    return this.#quill.hasFocus() && Boolean(this.formats.table);
  }

  insertTable(rows: number, columns: number): void {
    this.#table.insert(rows, columns);
  }

  table(deed: TableDeed): void {
    this.#quill.focus();
    this.#table.act(deed);
  }

  /** Takes back a «/» that opened a menu. */
  takeSlash(): void {
    const range = this.#here;
    if (this.#quill.getText(range.index - 1, 1) === '/') this.#quill.deleteText(range.index - 1, 1, Quill.sources.USER);
  }

  /** Where the caret is, in the window. */
  get caret(): DOMRect | null {
    const range = this.#quill.getSelection();
    if (!range) return null;
    const bounds = this.#quill.selection.getBounds(range.index);
    return bounds ? new DOMRect(bounds.left, bounds.top, 0, bounds.height) : null;
  }

  #bindings(): Record<string, unknown> {
    const toggles = (key: number, format: string) => ({
      key,
      shortKey: true,
      handler: () => {
        this.toggle(format);
        return false;
      },
    });
    const does = (key: number, act: () => void, shiftKey = false) => ({
      key,
      shortKey: true,
      shiftKey,
      handler: () => {
        act();
        return false;
      },
    });
    return {
      'bold anywhere': toggles(codes.B, 'bold'),
      'italic anywhere': toggles(codes.I, 'italic'),
      'underline anywhere': toggles(codes.U, 'underline'),
      'link anywhere': does(codes.K, () => this.#handlers.link()),
      'undo anywhere': does(codes.Z, () => this.undo()),
      'redo anywhere': does(codes.Z, () => this.redo(), true),
      'redo by another key': does(codes.Y, () => this.redo()),
      // Tab leads out of the text, but from cell to cell and into a list.
      tab: null,
      'table tab': {
        key: 'Tab',
        shiftKey: null,
        format: ['table'],
        handler: (_range: unknown, { event }: { event: KeyboardEvent }) => !this.#table.move(event.shiftKey),
      },
      'list autofill': {
        key: ' ',
        shiftKey: null,
        collapsed: true,
        format: { 'code-block': false, blockquote: false, table: false },
        prefix: /^\s*?(\d+\.|-|\*)$/,
      },
    };
  }

  /** The document's selection ends at the border of a shadow tree; Quill asks it what is selected. */
  #mendSelection(): void {
    const { selection } = this.#quill;
    const root = this.#quill.root;
    selection.hasFocus = () => {
      const active = this.#tree.activeElement;
      return active === root || (active !== null && root.contains(active));
    };
    selection.getNativeRange = () => {
      const range = this.#range();
      return range ? selection.normalizeNative(range as unknown as Range) : null;
    };
  }

  #range(): StaticRange | Range | null {
    const selection = document.getSelection() as (Selection & SelectionRoot) | null;
    if (!selection) return null;
    const [composed] = selection.getComposedRanges?.({ shadowRoots: [this.#tree] }) ?? [];
    if (composed) return composed;
    // Chromium before 137 has the selection of a tree.
    const own = (this.#tree as ShadowRoot & { getSelection?(): Selection | null }).getSelection?.() ?? selection;
    return own.rangeCount > 0 ? own.getRangeAt(0) : null;
  }

  /** Quill looks for editors in the document itself, and finds none in a shadow tree. */
  #listen(): void {
    const { signal } = this.#stop;
    const forward = (event: Event) => this.#quill.emitter.handleDOM(event);
    for (const name of ['selectionchange', 'mousedown', 'mouseup', 'click'])
      document.addEventListener(name, forward, { signal });
    const { root } = this.#quill;
    root.addEventListener('focus', () => this.#kept && this.#quill.setSelection(this.#here, Quill.sources.SILENT), {
      signal,
    });
    root.addEventListener('drop', (event) => this.#drop(event), { signal, capture: true });
    root.addEventListener(
      'beforeinput',
      (event) => {
        if (event.inputType === 'insertText' && event.data === '/') this.#slashed();
      },
      { signal },
    );
  }

  #drop(event: DragEvent): void {
    const files = [...(event.dataTransfer?.files ?? [])];
    // Words that are moved within the text are the browser's to move.
    if (files.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const at = this.#positionAt(event.clientX, event.clientY);
    if (at !== null) this.#quill.setSelection(at, 0, Quill.sources.USER);
    this.#handlers.files(files);
  }

  #positionAt(x: number, y: number): number | null {
    interface Placing {
      caretPositionFromPoint?(
        x: number,
        y: number,
        options: { shadowRoots: ShadowRoot[] },
      ): { offsetNode: Node; offset: number } | null;
    }
    const position = (document as Placing).caretPositionFromPoint?.(x, y, { shadowRoots: [this.#tree] });
    if (!position || !this.#quill.root.contains(position.offsetNode)) return null;
    const range = document.createRange();
    range.setStart(position.offsetNode, position.offset);
    const normalized = this.#quill.selection.normalizeNative(range);
    return normalized ? this.#quill.selection.normalizedToRange(normalized).index : null;
  }

  #slashed(): void {
    const range = this.#quill.getSelection();
    if (!range || range.length > 0) return;
    const [line, offset] = this.#quill.getLine(range.index);
    const { formats: now } = this;
    // A menu where one begins to write, not in the middle of «и/или».
    if (!line || offset > 0 || line.length() > 1 || now['code-block'] || now.table) return;
    queueMicrotask(() => setTimeout(() => this.#handlers.slash()));
  }
}
