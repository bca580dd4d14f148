import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon } from '../element/icon.ts';
import type { CommonStrings } from '../locales/ru/common.ts';
import { ring } from './bits.ts';
import { notice } from './notice.ts';

/** What has the focus, through shadow roots; null when nothing has. */
function focused(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at instanceof HTMLElement && at !== document.body ? at : null;
}

/**
 * A modal dialog; from below where the window is narrow. It is open as long as it is in the tree: its owner draws it to
 * open it, and removes it on `closed`. What is typed in it belongs to the owner. The focus goes to what has `autofocus`,
 * or to the heading, and in the end back to where it was.
 *
 *     html`${
 *       this.editing
 *         ? html`<sferum-dialog heading="Новая группа" ?busy=${busy} @closed=${() => { this.editing = false; }}>
 *             <input autofocus />
 *             <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>Отмена</button>
 *           </sferum-dialog>`
 *         : nothing
 *     }`
 *
 * @slot - The body.
 * @slot actions - The buttons; one with the class `apart` stands at the other side.
 */
export class Dialog extends SferumElement {
  static override styles = [
    base,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(var(--width, 480px), calc(100% - 48px));
        max-width: none;
        max-height: calc(100% - 48px);
        padding: 0;
        border: 0;
        border-radius: var(--sferum-r-xl);
        background: var(--sferum-raised);
        color: var(--sferum-text);
        box-shadow: var(--sferum-e3);
        overflow: hidden;
        opacity: 0;
        translate: 0 8px;
        /* Closing takes half as long as opening. */
        transition:
          opacity calc(var(--sferum-base) / 2) var(--sferum-ease),
          translate calc(var(--sferum-base) / 2) var(--sferum-ease),
          overlay calc(var(--sferum-base) / 2) allow-discrete,
          display calc(var(--sferum-base) / 2) allow-discrete;
      }
      :host([wide]) {
        --width: 560px;
      }
      :host([large]) {
        --width: 960px;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        opacity: 1;
        translate: none;
        transition-duration: var(--sferum-base);
      }
      dialog::backdrop {
        background: var(--sferum-scrim, rgb(16 20 34 / 0.44));
        opacity: 0;
        transition: opacity calc(var(--sferum-base) / 2) var(--sferum-ease);
      }
      dialog[open]::backdrop {
        opacity: 1;
      }
      @starting-style {
        dialog[open] {
          opacity: 0;
          translate: 0 8px;
        }
        dialog[open]::backdrop {
          opacity: 0;
        }
      }
      .head {
        display: flex;
        align-items: center;
        gap: 8px;
        flex: none;
        padding: 18px 14px 6px 24px;
      }
      h2 {
        flex: 1;
        min-width: 0;
        overflow-wrap: break-word;
        font: var(--sferum-t-title);
      }
      /* It has the focus only to be read aloud. */
      h2:focus-visible {
        outline: 0;
      }
      .body {
        display: flex;
        flex-direction: column;
        gap: 16px;
        flex: 0 1 auto;
        min-height: 0;
        padding: 8px 24px 20px;
        overflow: hidden auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
      }
      .body ::slotted(*) {
        flex: none;
      }
      .body:focus-visible {
        outline-offset: -2px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: flex-end;
        flex: none;
        padding: 14px 24px 20px;
      }
      .actions[hidden] {
        display: none;
      }
      /* Stronger than the owner's own styles for buttons. */
      ::slotted(.apart) {
        margin-inline: -14px auto !important;
      }
      @media (width < 560px) {
        dialog {
          width: 100%;
          max-height: calc(100% - 28px);
          margin: auto 0 0;
          border-radius: var(--sferum-r-xl) var(--sferum-r-xl) 0 0;
          opacity: 1;
          translate: 0 100%;
          transition-duration: calc(var(--sferum-slow) / 2);
        }
        dialog[open] {
          translate: none;
          transition-duration: var(--sferum-slow);
        }
        @starting-style {
          dialog[open] {
            opacity: 1;
            translate: 0 100%;
          }
        }
        .head {
          padding: 12px 4px 2px 16px;
        }
        .body {
          padding: 6px 16px 14px;
        }
        .actions {
          padding: 12px 16px 16px;
        }
        ::slotted([slot='actions']) {
          flex: 1 !important;
        }
        ::slotted(.apart) {
          flex: 1 0 100% !important;
          order: -1;
          margin: 0 !important;
        }
      }
      @media (forced-colors: active) {
        dialog {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = {};

  @property() heading = '';
  /** Up to 560 px instead of 480. */
  @property({ type: Boolean, reflect: true }) wide = false;
  /** Up to 960 px, for what is read in it. */
  @property({ type: Boolean, reflect: true }) large = false;
  /** It cannot be closed, because something is running that closing would not stop. */
  @property({ type: Boolean }) busy = false;
  /** The body has nothing to focus, so it takes the focus itself to be scrolled by the keyboard. */
  @property({ type: Boolean }) reading = false;

  @state() private hasActions = true;
  @query('dialog') private dialog!: HTMLDialogElement;

  #opener: HTMLElement | null = null;

  /** Closes it as «×» does, unless it is busy. */
  close(): void {
    if (!this.busy && this.hasUpdated) this.dialog.close();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    // Without buttons there is no `slotchange`.
    if (!this.hasUpdated) this.hasActions = this.querySelector(':scope > [slot="actions"]') !== null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // The focus was in the dialog; if it is elsewhere by now, it stays there.
    if (!focused()) this.#opener?.focus();
    this.#opener = null;
  }

  protected override firstUpdated(): void {
    this.#opener = focused();
    this.dialog.showModal();
    const first = this.querySelector<HTMLElement>('[autofocus]');
    (first ?? this.dialog.querySelector('h2'))?.focus();
  }

  /** What has `autofocus` may come later; it gets the focus unless the person has gone on from the heading by then. */
  #enter(): void {
    if (this.shadowRoot?.activeElement?.localName === 'h2') this.querySelector<HTMLElement>('[autofocus]')?.focus();
  }

  #cancelled(event: Event): void {
    if (this.busy) event.preventDefault();
  }

  async #closed(): Promise<void> {
    // Browsers close it on a second Escape even if the first was cancelled.
    if (this.busy) {
      this.dialog.showModal();
      return;
    }
    this.#opener?.focus();
    // Who goes on at once does not wait for it: what they open then would be closed in its place.
    const over = new AbortController();
    const next = new Promise((resolve) => {
      for (const kind of ['pointerdown', 'keydown'])
        addEventListener(kind, resolve, { capture: true, signal: over.signal });
    });
    await Promise.race([Promise.allSettled(this.dialog.getAnimations().map(({ finished }) => finished)), next]);
    over.abort();
    this.dispatchEvent(new Event('closed'));
  }

  override render() {
    const { close } = this.strings.common;
    return html`<dialog aria-labelledby="title" @cancel=${this.#cancelled} @close=${this.#closed}>
      <div class="head">
        <h2 id="title" tabindex="-1">${this.heading}</h2>
        <button
          class="icon-button"
          type="button"
          aria-label=${close}
          title=${close}
          aria-disabled=${this.busy}
          @click=${this.close}
        >
          ${icon('close')}
        </button>
      </div>
      ${
        this.reading
          ? html`<div class="body" tabindex="0" role="region" aria-labelledby="title"><slot></slot></div>`
          : html`<div class="body"><slot @slotchange=${this.#enter}></slot></div>`
      }
      <div class="actions" ?hidden=${!this.hasActions}>
        <slot
          name="actions"
          @slotchange=${(event: Event) => {
            this.hasActions = (event.target as HTMLSlotElement).assignedElements().length > 0;
          }}
        ></slot>
      </div>
    </dialog>`;
  }
}
define('sferum-dialog', Dialog);

/** Click handler of a button in a dialog: closes the dialog. */
export function closeDialog(event: Event): void {
  (event.currentTarget as HTMLElement).closest('sferum-dialog')?.close();
}

export interface ConfirmOptions {
  heading: string;
  /** What will happen, and that it cannot be undone. */
  text: string;
  /** The verb on the red button. */
  verb: string;
  act: () => void;
  closed: () => void;
  /** What it is about, below the text. */
  about?: TemplateResult | undefined;
  busy?: boolean;
  /** Why it failed. */
  error?: string | undefined;
  strings: { readonly common: CommonStrings };
}

/**
 * A dialog that asks before something that cannot be undone; open as long as it is drawn. Its owner adds `noticeStyles`
 * and `ringStyles`.
 *
 *     const close = () => {
 *       this.removing = null;
 *     };
 *     confirm({ heading, text, verb: remove, act: () => store.remove(id), closed: close, strings: this.strings });
 */
export function confirm(options: ConfirmOptions): TemplateResult {
  const { heading, text, verb, act, closed, about, busy = false, error, strings } = options;
  return html`<sferum-dialog heading=${heading} ?busy=${busy} @closed=${closed}>
    <p>${text}</p>
    ${about ?? nothing} ${error ? notice('alert', error, 'danger') : nothing}
    <button slot="actions" class="button ghost" type="button" autofocus @click=${closeDialog}>
      ${strings.common.cancel}
    </button>
    <button
      slot="actions"
      class="button danger"
      type="button"
      aria-disabled=${busy}
      @click=${() => {
        if (!busy) act();
      }}
    >
      ${busy ? ring() : nothing}<span>${verb}</span>
    </button>
  </sferum-dialog>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sferum-dialog': Dialog;
  }
}
