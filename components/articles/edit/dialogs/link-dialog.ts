import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { SferumElement } from '../../../element/element.ts';
import { type EditorStrings, editorTexts } from '../../../locales/ru/articles/editor.ts';
import { closeDialog, type Dialog } from '../../../ui/dialog.ts';
import { fieldStyles, inputField } from '../../../ui/field.ts';
import { isLink } from '../../reading/delta.ts';
import { onEnter } from './enter.ts';

/** A link was chosen; without an address it is taken away. */
export class LinkChosenEvent extends Event {
  readonly address: string;
  readonly words: string;
  constructor(address: string, words: string) {
    super('chosen');
    this.address = address;
    this.words = words;
  }
}

/** What is typed as an address, as a link: a page without its beginning, an email, a number. */
export function linkOf(typed: string): string {
  const text = typed.trim();
  if (isLink(text)) return text;
  const guesses = /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)
    ? [`mailto:${text}`]
    : /^\+?[\d\s()-]{6,}$/.test(text)
      ? [`tel:${text.replace(/\s/g, '')}`]
      : /^[^\s/:]+\.[^\s/:]{2,}(\/|$|\?|:)/.test(text)
        ? [`https://${text}`]
        : [];
  return guesses.find(isLink) ?? '';
}

/**
 * The dialog «Ссылка».
 * @fires {LinkChosenEvent} chosen
 * @fires closed
 */
export class LinkDialog extends SferumElement<{ editor: EditorStrings }> {
  static override styles = [base, fieldStyles];
  protected readonly texts = { editor: editorTexts };

  /** Where what is selected leads already. */
  @property({ attribute: false }) address = '';
  /** Words are selected, so none have to be written. */
  @property({ attribute: false }) hasWords = false;
  @state() private typed = '';
  @state() private words = '';
  @state() private tried = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.typed = this.address;
  }

  #choose(address: string): void {
    this.dispatchEvent(new LinkChosenEvent(address, this.words.trim()));
    this.renderRoot.querySelector<Dialog>('sferum-dialog')?.close();
  }

  #save(): void {
    const address = linkOf(this.typed);
    if (address) this.#choose(address);
    else {
      this.tried = true;
      this.renderRoot.querySelector<HTMLElement>('#address')?.focus();
    }
  }

  override render() {
    const { common, editor } = this.strings;
    const isWrong = this.tried && !linkOf(this.typed);
    return html`<sferum-dialog
      heading=${editor.linkTitle}
      @closed=${() => this.dispatchEvent(new Event('closed'))}
      @keydown=${onEnter(() => this.#save())}
    >
      ${inputField({
        id: 'address',
        label: editor.linkAddress,
        value: this.typed,
        input: (typed) => {
          this.typed = typed;
        },
        help: editor.linkHelp,
        error: isWrong ? editor.linkFault : undefined,
        maxlength: 2000,
        first: true,
      })}
      ${
        this.hasWords || this.address
          ? nothing
          : inputField({
              id: 'words',
              label: editor.linkWords,
              value: this.words,
              input: (words) => {
                this.words = words;
              },
              maxlength: 300,
            })
      }
      ${
        this.address
          ? html`<button slot="actions" class="button danger-text apart" type="button" @click=${() => this.#choose('')}>
              ${editor.unlink}
            </button>`
          : nothing
      }
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
      <button slot="actions" class="button primary" type="button" @click=${() => this.#save()}>
        ${this.address ? editor.done : editor.linkSave}
      </button>
    </sferum-dialog>`;
  }
}
define('sferum-article-link', LinkDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-article-link': LinkDialog;
  }
}
