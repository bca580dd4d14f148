import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { type EditorStrings, editorTexts } from '../../../locales/ru/articles/editor.ts';
import { choiceStyles, tickBox } from '../../../ui/choice.ts';
import { closeDialog, type Dialog } from '../../../ui/dialog.ts';
import { fieldStyles, inputField } from '../../../ui/field.ts';
import { articleLimits } from '../../article-data.ts';

/** What is said of a picture, or of a video, which has a caption only. */
export interface PictureWords {
  readonly alt: string;
  readonly caption: string;
  readonly decorative: boolean;
}

export class PictureWordsEvent extends Event {
  readonly words: PictureWords;
  constructor(words: PictureWords) {
    super('said');
    this.words = words;
  }
}

/**
 * The dialog in which one says what a picture shows: to be written, or marked as mere decoration.
 * @fires {PictureWordsEvent} said
 * @fires closed
 */
export class PictureDialog extends SferumElement<{ editor: EditorStrings }> {
  static override styles = [base, fieldStyles, choiceStyles];
  protected readonly texts = { editor: editorTexts };

  @property({ attribute: false }) words: PictureWords = { alt: '', caption: '', decorative: false };
  /** Of a video only the caption is asked. */
  @property({ type: Boolean }) video = false;
  @state() private typed: PictureWords = this.words;
  @state() private tried = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.typed = this.words;
  }

  #edit(patch: Partial<PictureWords>): void {
    this.typed = { ...this.typed, ...patch };
  }

  #save(): void {
    const { alt, caption, decorative } = this.typed;
    if (!this.video && !decorative && alt.trim() === '') {
      this.tried = true;
      this.renderRoot.querySelector<HTMLElement>('#alt')?.focus();
      return;
    }
    this.dispatchEvent(
      new PictureWordsEvent({ alt: decorative ? '' : alt.trim(), caption: caption.trim(), decorative }),
    );
    this.renderRoot.querySelector<Dialog>('sferum-dialog')?.close();
  }

  override render() {
    const { common, editor } = this.strings;
    const { alt, caption, decorative } = this.typed;
    return html`<sferum-dialog
      heading=${this.video ? editor.videoTitle : editor.pictureTitle}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      ${
        this.video || decorative
          ? nothing
          : inputField({
              id: 'alt',
              label: editor.alt,
              value: alt,
              input: (value) => this.#edit({ alt: value }),
              help: editor.altHelp,
              error: this.tried && alt.trim() === '' ? editor.altFault : undefined,
              maxlength: articleLimits.caption,
              long: true,
              first: true,
              required: true,
            })
      }
      ${
        this.video
          ? nothing
          : tickBox({
              title: editor.decorative,
              text: editor.decorativeHelp,
              checked: decorative,
              change: (value) => this.#edit({ decorative: value }),
            })
      }
      ${inputField({
        id: 'caption',
        label: editor.caption,
        value: caption,
        input: (value) => this.#edit({ caption: value }),
        maxlength: articleLimits.caption,
        first: this.video,
      })}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
      <button slot="actions" class="button primary" type="button" @click=${() => this.#save()}>${editor.done}</button>
    </sferum-dialog>`;
  }
}
define('sferum-article-picture', PictureDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-picture': PictureDialog;
  }
}
