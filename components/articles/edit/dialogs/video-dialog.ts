import { css, html } from 'lit';
import { state } from 'lit/decorators.js';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { icon } from '../../../element/icon.ts';
import { type EditorStrings, editorTexts } from '../../../locales/ru/articles/editor.ts';
import { closeDialog, type Dialog } from '../../../ui/dialog.ts';
import { fieldStyles, inputField } from '../../../ui/field.ts';
import { signs } from '../../../ui/signs.ts';
import type { PlayerSite } from '../../reading/delta.ts';
import { videoAt } from '../video-address.ts';
import { onEnter } from './enter.ts';

/** A video of another site was chosen, or that one of this device is wanted. */
export class VideoChosenEvent extends Event {
  readonly video: { readonly site: PlayerSite; readonly id: string } | null;
  constructor(video: VideoChosenEvent['video']) {
    super('chosen');
    this.video = video;
  }
}

/**
 * The dialog «Видео»: by the address of an allowed site, or from the device.
 * @fires {VideoChosenEvent} chosen
 * @fires closed
 */
export class VideoDialog extends SferumElement<{ editor: EditorStrings }> {
  static override styles = [
    base,
    fieldStyles,
    css`
      .or {
        color: var(--sferum-text-3);
        font: var(--sferum-t-small);
        text-align: center;
      }
    `,
  ];
  protected readonly texts = { editor: editorTexts };

  @state() private typed = '';
  @state() private tried = false;

  #choose(video: VideoChosenEvent['video']): void {
    this.renderRoot.querySelector<Dialog>('sferum-dialog')?.close();
    this.dispatchEvent(new VideoChosenEvent(video));
  }

  #save(): void {
    const video = videoAt(this.typed);
    if (video) this.#choose(video);
    else {
      this.tried = true;
      this.renderRoot.querySelector<HTMLElement>('#video')?.focus();
    }
  }

  override render() {
    const { common, editor } = this.strings;
    return html`<sferum-dialog
      heading=${editor.videoTitle}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
      @keydown=${onEnter(() => this.#save())}
    >
      ${inputField({
        id: 'video',
        label: editor.videoAddress,
        value: this.typed,
        input: (typed) => {
          this.typed = typed;
        },
        error: this.tried && !videoAt(this.typed) ? editor.videoFault : undefined,
        maxlength: 2000,
        first: true,
      })}
      <p class="or">${editor.videoOr}</p>
      <button class="button" type="button" @click=${() => this.#choose(null)}>
        ${icon(signs.upload, 18)}${editor.videoUpload}
      </button>
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
      <button slot="actions" class="button primary" type="button" @click=${() => this.#save()}>${editor.linkSave}</button>
    </sferum-dialog>`;
  }
}
define('sferum-article-video', VideoDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-video': VideoDialog;
  }
}
