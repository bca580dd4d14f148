import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon } from '../element/icon.ts';

/** In milliseconds. */
const defaultDuration = 6000;

/** One phrase, and at most one action. */
export interface ToastMessage {
  readonly text: string;
  readonly action?: { readonly text: string; readonly act: () => void };
}

/**
 * Confirms at the lower left that something is done. It disappears after six seconds, but not under the pointer or while
 * it has the focus. Errors do not belong here: they stay beside what failed. Draw it once, last in what it belongs to:
 *
 *     html`… <sferum-toast></sferum-toast>`
 *     this.toast.show({ text: 'Ссылка скопирована' });
 */
export class Toast extends SferumElement {
  static override styles = [
    base,
    css`
      :host {
        position: sticky;
        bottom: 0;
        z-index: 4;
        height: 0;
      }
      div {
        position: absolute;
        bottom: 16px;
        left: 20px;
        max-width: calc(100% - 40px);
      }
      p {
        display: flex;
        align-items: center;
        gap: 12px;
        width: fit-content;
        padding: 11px 16px;
        border-radius: var(--sferum-r-l);
        background: var(--sferum-ink, light-dark(#1d2231, #e9ebf2));
        color: var(--sferum-ground, light-dark(#fff, #171b28));
        box-shadow: var(--sferum-e2);
        font: var(--sferum-t-small);
        animation: sferum-toast var(--sferum-base) var(--sferum-ease);
      }
      @keyframes sferum-toast {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
      button {
        min-height: 24px;
        margin-block: -3px;
        color: var(--sferum-ground, light-dark(#b5c6ff, #2f4bc0));
        font-weight: 600;
        white-space: nowrap;
      }
      button:focus-visible {
        outline-color: currentColor;
      }
      @supports not (color: light-dark(red, red)) {
        p {
          background: var(--sferum-ink, #1d2231);
          color: var(--sferum-ground, #fff);
        }
        button {
          color: var(--sferum-ground, #b5c6ff);
        }
      }
      @container (width < 37.333em) {
        div {
          left: 12px;
          max-width: calc(100% - 24px);
        }
      }
      @media (forced-colors: active) {
        p {
          border: 1px solid;
        }
      }
    `,
  ];
  protected readonly texts = {};

  @property({ type: Number }) duration = defaultDuration;
  @state() private message: ToastMessage | null = null;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  show(message: ToastMessage): void {
    this.message = message;
    this.#held = false;
    this.#startTimer();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #startTimer = (): void => {
    clearTimeout(this.#timer);
    if (!this.#held) this.#timer = setTimeout(this.#hide, this.duration);
  };

  #hide = (): void => {
    this.message = null;
  };

  #hold(event: Event): void {
    this.#held = event.type === 'pointerenter' || event.type === 'focusin' || this.matches(':focus-within, :hover');
    this.#startTimer();
  }

  override render() {
    const { message } = this;
    return html`<div
      role="status"
      @pointerenter=${this.#hold}
      @pointerleave=${this.#hold}
      @focusin=${this.#hold}
      @focusout=${this.#hold}
    >
      ${
        message
          ? html`<p>
              ${icon('check', 18)}<span>${message.text}</span>${
                message.action
                  ? html`<button
                      type="button"
                      @click=${() => {
                        this.#hide();
                        message.action?.act();
                      }}
                    >
                      ${message.action.text}
                    </button>`
                  : nothing
              }
            </p>`
          : nothing
      }
    </div>`;
  }
}
define('sferum-toast', Toast);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-toast': Toast;
  }
}
