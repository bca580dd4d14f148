import { css, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon } from '../element/icon.ts';
import { isForInputMethod } from './input-method.ts';

/** Pause after the last key press before the search, in milliseconds. */
const pause = 250;

/**
 * A search field. Fires `searched` with the new `value` after a pause in typing, at Enter, and when it is emptied. With
 * `folds` it is a button where the tag is narrow, and opens over the row around it, which has to be positioned.
 *
 *     html`<sferum-search
 *       label="Имя"
 *       .value=${state.query}
 *       @searched=${(event: Event) => store.find((event.target as Search).value)}
 *     ></sferum-search>`
 */
export class Search extends SferumElement {
  static override styles = [
    base,
    css`
      :host {
        flex: 0 1 230px;
        min-width: 0;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: var(--sferum-control);
        padding-inline: 12px 4px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-sunken);
        color: var(--sferum-text-3);
      }
      label:focus-within {
        box-shadow: inset 0 0 0 2px var(--sferum-focus);
      }
      input {
        flex: 1;
        width: 0;
        align-self: stretch;
        min-width: 0;
        padding: 0;
        border: 0;
        outline: 0;
        background: none;
        color: var(--sferum-text);
        font: var(--sferum-t-body);
        appearance: none;
      }
      /* The frame around it shows the focus. */
      input:focus-visible {
        outline: 0;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      input::placeholder {
        color: var(--sferum-text-3);
        opacity: 1;
        text-overflow: ellipsis;
      }
      label .icon-button {
        width: 28px;
        height: 28px;
      }
      .opener {
        display: none;
      }
      @container (width < 37.333em) {
        label {
          min-height: 44px;
        }
        label .icon-button {
          width: 40px;
          height: 40px;
        }
        input {
          font-size: max(16px, var(--sferum-size));
        }
        :host([folds]) {
          flex: none;
        }
        :host([folds]:not([open])) label {
          display: none;
        }
        :host([folds]:not([open])) .opener {
          display: inline-grid;
        }
        :host([folds][open]) {
          position: absolute;
          inset: 0 16px;
          z-index: 2;
          display: grid;
          align-items: center;
          background: var(--sferum-surface);
        }
      }
      @media (forced-colors: active) {
        label {
          border: 1px solid;
        }
        label:focus-within {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];
  protected readonly texts = {};

  @property() label = '';
  @property() value = '';
  @property({ type: Boolean, reflect: true }) folds = false;
  @property({ type: Boolean, reflect: true }) open = false;
  @state() private typed = '';
  @query('input') private input!: HTMLInputElement;
  @query('.opener') private opener!: HTMLElement;

  #timer: ReturnType<typeof setTimeout> | undefined;

  override focus(): void {
    // A dialog asks for it before the field is drawn.
    if (!this.hasUpdated) void this.updateComplete.then(() => this.renderRoot.querySelector('input')?.focus());
    else this.input.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (changed.has('value')) this.typed = this.value;
  }

  #type(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), this.typed ? pause : 0);
  }

  #search(): void {
    clearTimeout(this.#timer);
    if (this.typed === this.value) return;
    this.value = this.typed;
    this.dispatchEvent(new Event('searched'));
  }

  #clear(): void {
    this.typed = '';
    this.#search();
    if (this.open) void this.#fold();
    else this.input.focus();
  }

  async #unfold(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.input.focus();
  }

  async #fold(): Promise<void> {
    this.open = false;
    await this.updateComplete;
    this.opener.focus();
  }

  #key(event: KeyboardEvent): void {
    if (isForInputMethod(event)) return;
    if (event.key === 'Enter') this.#search();
    if (event.key !== 'Escape' || !(this.typed || this.open)) return;
    event.preventDefault();
    this.#clear();
  }

  override render() {
    const { clear } = this.strings.common;
    return html`<button class="icon-button opener" type="button" aria-label=${this.label} title=${this.label} @click=${this.#unfold}>
        ${icon('search')}
      </button>
      <label>
        ${icon('search', 18)}
        <input
          type="search"
          placeholder=${this.label}
          aria-label=${this.label}
          autocomplete="off"
          maxlength="100"
          .value=${live(this.typed)}
          @input=${this.#type}
          @keydown=${this.#key}
        />
        ${
          this.typed || this.open
            ? html`<button class="icon-button" type="button" aria-label=${clear} title=${clear} @click=${this.#clear}>
                ${icon('close', 16)}
              </button>`
            : nothing
        }
      </label>`;
  }
}
define('sferum-search', Search);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-search': Search;
  }
}
