import Quill, { Delta, type Range } from 'quill/core.js';
import Clipboard from 'quill/modules/clipboard.js';
import { cleanDelta } from '../clean-delta.ts';
import { deltaOfHtml, deltaOfText } from '../paste/pasted-delta.ts';

/** What was copied here is pasted as it was, also its pictures and polls. */
const ownType = 'application/x-sferum-article';

/** More is not taken at once. */
const mostPasted = 2_000_000;

export interface PasteHandlers {
  /** Files were pasted. */
  files(files: readonly File[]): void;
  /** It was too long. */
  tooLong(): void;
  /** Pictures of a page were among it, which cannot be taken from there. */
  picturesLeft(): void;
}

/**
 * Quill's clipboard, with a reader of its own: the browser's is a sink that a strict policy forbids, and nothing is to come in
 * but what articles have.
 */
export class ArticleClipboard extends Clipboard {
  handlers: PasteHandlers | null = null;

  override onCaptureCopy(event: ClipboardEvent, isCut = false): void {
    const range = this.quill.getSelection();
    if (event.defaultPrevented || !range || range.length === 0) return;
    const delta = this.quill.getContents(range.index, range.length);
    event.preventDefault();
    event.clipboardData?.setData(ownType, JSON.stringify(delta));
    event.clipboardData?.setData('text/plain', this.quill.getText(range.index, range.length));
    event.clipboardData?.setData('text/html', this.quill.getSemanticHTML(range.index, range.length));
    if (isCut && this.quill.isEnabled()) {
      this.quill.deleteText(range.index, range.length, Quill.sources.USER);
      this.quill.setSelection(range.index, 0, Quill.sources.SILENT);
    }
  }

  override onCapturePaste(event: ClipboardEvent): void {
    if (event.defaultPrevented || !this.quill.isEnabled()) return;
    event.preventDefault();
    const range = this.quill.getSelection(true);
    const { clipboardData: data } = event;
    if (!range || !data) return;
    const files = [...data.files];
    const html = data.getData('text/html');
    const text = data.getData('text/plain');
    // Word and spreadsheets add a picture of what they copy.
    if (files.length > 0 && !text.trim()) {
      this.handlers?.files(files);
      return;
    }
    if (html.length > mostPasted * 4 || text.length > mostPasted) {
      this.handlers?.tooLong();
      return;
    }
    this.paste(range, new Delta(this.#read(data, html, text, range)));
    if (!data.getData(ownType) && /<img[\s/]/i.test(html)) this.handlers?.picturesLeft();
  }

  #read(data: DataTransfer, html: string, text: string, range: Range): Delta['ops'] {
    const formats = this.quill.getFormat(range.index);
    if (formats['code-block']) return [{ insert: text, attributes: { 'code-block': 'plain' } }];
    const own = data.getData(ownType);
    const read = own ? cleanDelta(readJson(own)) : html ? deltaOfHtml(html) : deltaOfText(text);
    const ops = [...read.ops] as Delta['ops'];
    // In a cell there are words only.
    if (formats.table)
      return [
        {
          insert: ops
            .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
            .join('')
            .replace(/\s+/g, ' '),
        },
      ];
    const last = ops.at(-1);
    // The line in which it is pasted ends already.
    if (last && last.insert === '\n' && !last.attributes && ops.length > 1) ops.pop();
    return ops;
  }

  paste(range: Range, pasted: Delta): void {
    const change = new Delta().retain(range.index).delete(range.length).concat(pasted);
    this.quill.updateContents(change, Quill.sources.USER);
    this.quill.setSelection(range.index + pasted.length(), 0, Quill.sources.SILENT);
    this.quill.scrollSelectionIntoView();
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Any page may put anything there.
    return null;
  }
}
