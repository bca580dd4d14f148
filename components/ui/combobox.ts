import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { icon } from '../element/icon.ts';
import { describedBy, field, fieldStyles } from './field.ts';
import { isForInputMethod } from './input-method.ts';

export interface ComboOption {
  readonly value: string;
  readonly text: string;
  /** A second line. */
  readonly note?: string;
  /** Visible but not to be chosen; the note says why. */
  readonly disabled?: boolean;
}

/** Nobody reads more; typing narrows them down. */
const shownAtMost = 50;

const plain = (text: string) => text.trim().toLocaleLowerCase('ru').replaceAll('ё', 'е');

/**
 * A field that suggests options while a person types: one of many, or with `multiple` several, shown as chips. With
 * `free` also what is none of the options. Fires `changed` after the person has changed `values`, and `typed` for owners
 * that fetch the options by `query`.
 *
 *     html`<sferum-combobox
 *       label="Предметы"
 *       multiple
 *       free
 *       .options=${subjects.map((subject) => ({ value: subject, text: subject }))}
 *       .values=${draft.subjects}
 *       @changed=${(event: Event) => store.edit({ subjects: (event.target as Combobox).values })}
 *     ></sferum-combobox>`
 */
export class Combobox extends SferumElement {
  static override styles = [
    base,
    fieldStyles,
    css`
      :host {
        min-width: 0;
      }
      :host([bare]) label {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      .frame {
        flex-wrap: wrap;
        padding: 4px;
        position: relative;
      }
      .frame input {
        flex: 1 1 40px;
        min-height: 30px;
        padding: 0 8px;
        font: inherit;
      }
      .frame input[placeholder] {
        flex-basis: min(100%, calc(var(--sferum-size) * 8));
      }
      .chip {
        display: inline-flex;
        align-items: center;
        max-width: 100%;
        min-height: 30px;
        padding-inline-start: 8px;
        border-radius: var(--sferum-r-s);
        background: var(--sferum-accent-soft);
        color: var(--sferum-accent-text);
        font: 500 calc(var(--sferum-size) * 0.8) / 1.2 var(--sferum-family);
      }
      .chip button {
        display: grid;
        place-items: center;
        flex: none;
        width: 30px;
        height: 30px;
        border-radius: var(--sferum-r-s);
      }
      .chip button:focus-visible {
        outline-offset: -2px;
      }
      [popover] {
        inset: auto;
        margin: 0;
        padding: 6px;
        border: 0;
        border-radius: var(--sferum-r-l);
        background: var(--sferum-raised);
        color: var(--sferum-text);
        box-shadow: var(--sferum-e2);
        overflow: auto;
        font: 400 calc(var(--sferum-size) * 0.933) / 1.25 var(--sferum-family);
      }
      [role='option'] {
        display: flex;
        flex-direction: column;
        justify-content: center;
        min-height: 38px;
        padding: 6px 10px;
        border-radius: var(--sferum-r-m);
        cursor: pointer;
      }
      [role='option']:hover,
      [role='option'].current {
        background: var(--sferum-hover);
      }
      [role='option'][aria-selected='true'] {
        color: var(--sferum-accent-text);
      }
      [role='option'][aria-disabled='true'] {
        color: var(--sferum-text-3);
        cursor: default;
      }
      [role='option'] small {
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
      }
      @container (width < 37.333em) {
        .frame input {
          min-height: 36px;
        }
        .chip,
        .chip button {
          min-height: 36px;
        }
        [role='option'] {
          min-height: 44px;
        }
      }
      @media (forced-colors: active) {
        [popover],
        .chip {
          border: 1px solid;
        }
        [role='option'][aria-selected='true'] {
          background: Highlight;
          color: HighlightText;
          forced-color-adjust: none;
        }
        [role='option'].current {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];
  protected readonly texts = {};

  @property() label = '';
  /** The label is for screen readers only, because something beside the field says the same. */
  @property({ type: Boolean, reflect: true }) bare = false;
  @property() placeholder = '';
  @property() help = '';
  @property() error = '';
  @property({ type: Boolean }) multiple = false;
  @property({ type: Boolean }) free = false;
  @property({ type: Number }) maxlength = 100;
  @property({ attribute: false }) options: readonly ComboOption[] = [];
  @property({ attribute: false }) values: readonly string[] = [];
  /** What is typed and not chosen. */
  @state() query = '';
  @state() private open = false;
  /** Index of the option that Enter chooses; −1 for none. */
  @state() private current = -1;
  @query('input') private input!: HTMLInputElement;
  @query('.frame') private frame!: HTMLElement;
  @query('[popover]') private list!: HTMLElement;

  override focus(): void {
    this.input?.focus();
  }

  /** With `free`: adds what is typed but not entered yet, as losing the focus does. */
  commit(): void {
    if (this.free && this.query.trim()) this.#add(this.query.trim());
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (changed.has('values') && !this.multiple) this.query = this.#textOf(this.values[0] ?? '');
  }

  #textOf(value: string): string {
    return this.options.find((option) => option.value === value)?.text ?? value;
  }

  get #shown(): readonly ComboOption[] {
    const chosen = !this.multiple && this.query === this.#textOf(this.values[0] ?? '');
    const wanted = chosen ? '' : plain(this.query);
    return this.options
      .filter(({ value, text }) => plain(text).includes(wanted) && !(this.multiple && this.values.includes(value)))
      .slice(0, shownAtMost);
  }

  #change(values: readonly string[]): void {
    this.values = values;
    this.dispatchEvent(new Event('changed'));
  }

  #add(value: string): void {
    this.query = this.multiple ? '' : this.#textOf(value);
    this.current = -1;
    const known = this.values.some((each) => plain(each) === plain(value));
    if (!known) this.#change(this.multiple ? [...this.values, value] : [value]);
    // Left open it would cover what stands below, such as the buttons of a dialog.
    this.#hide();
  }

  #remove(value: string): void {
    this.#change(this.values.filter((each) => each !== value));
    this.input.focus();
  }

  #show(): void {
    if (this.open || (this.options.length === 0 && this.free)) return;
    const at = this.frame.getBoundingClientRect();
    const { clientHeight: height } = document.documentElement;
    const above = height - at.bottom < 200 && at.top > height - at.bottom;
    const room = Math.min(300, above ? at.top - 12 : height - at.bottom - 12);
    const { style } = this.list;
    style.left = `${at.left}px`;
    style.width = `${at.width}px`;
    style.maxHeight = `${room}px`;
    style.top = above ? 'auto' : `${at.bottom + 4}px`;
    style.bottom = above ? `${height - at.top + 4}px` : 'auto';
    this.list.showPopover();
    this.open = true;
    addEventListener('scroll', this.#scrolled, true);
    addEventListener('resize', this.#hide);
    addEventListener('pointerdown', this.#pressed, true);
  }

  #scrolled = (event: Event): void => {
    if (!event.composedPath().includes(this.list)) this.#hide();
  };

  /** Pressing what takes no focus leaves the input with it. */
  #pressed = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#hide();
  };

  #hide = (): void => {
    removeEventListener('scroll', this.#scrolled, true);
    removeEventListener('resize', this.#hide);
    removeEventListener('pointerdown', this.#pressed, true);
    if (!this.open) return;
    this.open = false;
    this.current = -1;
    if (this.list.matches(':popover-open')) this.list.hidePopover();
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#hide();
  }

  #type(event: Event): void {
    this.query = (event.target as HTMLInputElement).value;
    if (this.free && this.multiple && this.query.endsWith(',')) {
      this.query = this.query.slice(0, -1);
      this.commit();
    }
    this.current = !this.free && plain(this.query) ? 0 : -1;
    this.#show();
    this.dispatchEvent(new Event('typed'));
  }

  #blurred(): void {
    this.#hide();
    if (this.free) this.commit();
    else if (this.multiple) this.query = '';
    else if (!this.query.trim() && this.values.length > 0) this.#change([]);
    else this.query = this.#textOf(this.values[0] ?? '');
  }

  #key(event: KeyboardEvent): void {
    if (isForInputMethod(event)) return;
    const { key } = event;
    const shown = this.#shown;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) {
      event.preventDefault();
      this.#show();
      this.current =
        (this.current + step + shown.length + (this.current < 0 && step < 0 ? 1 : 0)) % (shown.length || 1);
      void this.updateComplete.then(() => this.list.querySelector('.current')?.scrollIntoView({ block: 'nearest' }));
    } else if (key === 'Enter') {
      const option = this.open ? shown[this.current] : undefined;
      // Enter in an empty field submits the form.
      if (!option && !(this.free && this.query.trim())) return;
      event.preventDefault();
      if (option && !option.disabled) this.#add(option.value);
      else if (!option) this.commit();
    } else if (key === 'Escape' && this.open) {
      event.preventDefault();
      this.#hide();
    } else if (key === 'Backspace' && this.multiple && !this.query && this.values.length > 0) {
      event.preventDefault();
      this.#change(this.values.slice(0, -1));
    }
  }

  #option(option: ComboOption, index: number): TemplateResult {
    return html`<div
      id="option-${index}"
      class=${index === this.current ? 'current' : ''}
      role="option"
      aria-selected=${this.values.includes(option.value)}
      aria-disabled=${option.disabled ?? false}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => {
        if (!option.disabled) this.#add(option.value);
      }}
    >
      <span>${option.text}</span>${option.note ? html`<small>${option.note}</small>` : nothing}
    </div>`;
  }

  override render() {
    const { common } = this.strings;
    const shown = this.#shown;
    const control = html`${
      this.multiple
        ? this.values.map((value) => {
            const text = this.#textOf(value);
            const label = common.remove.replace('#', text);
            return html`<span class="chip"
                ><span class="ellipsis">${text}</span
                ><button type="button" aria-label=${label} title=${label} @click=${() => this.#remove(value)}>
                  ${icon('close', 14)}
                </button></span
              >`;
          })
        : nothing
    }
      <input
        id="input"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        maxlength=${this.maxlength}
        placeholder=${this.bare && this.values.length > 0 ? nothing : this.placeholder || nothing}
        aria-expanded=${this.open}
        aria-controls="list"
        aria-autocomplete="list"
        aria-activedescendant=${this.open && this.current >= 0 ? `option-${this.current}` : nothing}
        aria-invalid=${this.error !== ''}
        aria-describedby=${describedBy('input')}
        .value=${live(this.query)}
        @input=${this.#type}
        @keydown=${this.#key}
        @click=${this.#show}
        @blur=${this.#blurred}
      />`;
    return html`${field({
      id: 'input',
      label: this.label,
      control,
      help: this.help || undefined,
      error: this.error || undefined,
    })}
      <div id="list" popover="manual" role="listbox" aria-label=${this.label}>
        ${
          shown.length > 0
            ? shown.map((option, index) => this.#option(option, index))
            : html`<div class="none" role="option" aria-disabled="true" aria-selected="false">${common.nothingFound}</div>`
        }
      </div>
      <p class="visually-hidden" role="status">
        ${this.multiple && this.values.length > 0 ? common.chosen.replace('#', this.values.map((value) => this.#textOf(value)).join(', ')) : nothing}
      </p>`;
  }
}
define('sferum-combobox', Combobox);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-combobox': Combobox;
  }
}
