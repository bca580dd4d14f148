import { css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon, type Sign } from '../element/icon.ts';

export interface FieldOptions {
  /** Id of the control, for its label and its error. */
  id: string;
  label: string;
  /** The control itself, with `aria-describedby=${describedBy(id)}`, and what else is in its frame. */
  control: TemplateResult;
  help?: string | undefined;
  /** What is wrong; replaces the help. */
  error?: string | undefined;
}

/** Id of the line under a field, with its error or help. */
export const describedBy = (id: string): string => `${id}-note`;

/** An error under a field: announced at once by a screen reader, and shown by a sign, not by colour alone. */
export function faultLine(id: string, error: string): TemplateResult {
  return html`<p class="fault" id=${describedBy(id)} role="alert">${icon('alert', 16)}<span>${error}</span></p>`;
}

/**
 * A control with its label above and its error or help below. For a plain input there is `inputField`.
 *
 *     field({ id: 'role', label: 'Роль', control: select({ id: 'role', value, options, change }), error })
 */
export function field({ id, label, control, help, error }: FieldOptions): TemplateResult {
  return html`<div class="field ${error ? 'bad' : ''}">
    <label for=${id}>${label}</label>
    <span class="frame">${control}</span>
    ${error ? faultLine(id, error) : help ? html`<p class="help" id=${describedBy(id)}>${help}</p>` : nothing}
  </div>`;
}

export interface SelectOptions {
  id: string;
  options: readonly { readonly value: string; readonly text: string; readonly disabled?: boolean }[];
  value: string;
  change: (value: string) => void;
  /** In front of the value. */
  sign?: Sign;
  /** Accessible name, where no `field` around it gives one. */
  label?: string;
  invalid?: boolean;
}

/** A native select, as the control of a `field` or alone. */
export function select(options: SelectOptions): TemplateResult {
  const { id, value, change, sign, label, invalid = false } = options;
  return html`${sign ? html`<span class="sign">${icon(sign, 18)}</span>` : nothing}
    <select
      id=${id}
      name=${id}
      aria-label=${label ?? nothing}
      aria-invalid=${invalid}
      aria-describedby=${label ? nothing : describedBy(id)}
      @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}
    >
      ${options.options.map(
        (option) =>
          html`<option value=${option.value} ?selected=${option.value === value} ?disabled=${option.disabled ?? false}>
            ${option.text}
          </option>`,
      )}
    </select>
    <span class="arrow">${icon('chevronDown', 16)}</span>`;
}

export interface InputOptions {
  id: string;
  label: string;
  value: string;
  input: (value: string) => void;
  type?: 'text' | 'number' | 'tel' | 'url' | 'date' | 'datetime-local';
  error?: string | undefined;
  help?: string | undefined;
  maxlength?: number;
  min?: string;
  max?: string;
  placeholder?: string;
  required?: boolean;
  /** Several lines. */
  long?: boolean;
  /** Has the focus when a dialog opens. */
  first?: boolean;
}

/**
 * A field for a text, a number or a date. Its owner keeps the value.
 *
 *     inputField({ id: 'number', label: 'Номер', value: draft.number, input: (number) => store.edit({ number }) })
 */
export function inputField(options: InputOptions): TemplateResult {
  const { id, label, value, input, type = 'text', error, help, first = false, required = false } = options;
  const typed = (event: Event) => input((event.target as HTMLInputElement).value);
  const shared = { invalid: error !== undefined, describedby: describedBy(id) };
  const control = options.long
    ? html`<textarea
        id=${id}
        name=${id}
        rows="3"
        maxlength=${options.maxlength ?? nothing}
        placeholder=${options.placeholder ?? nothing}
        aria-required=${required}
        aria-invalid=${shared.invalid}
        aria-describedby=${shared.describedby}
        ?autofocus=${first}
        .value=${live(value)}
        @input=${typed}
      ></textarea>`
    : html`<input
        id=${id}
        name=${id}
        type=${type}
        autocomplete="off"
        inputmode=${type === 'number' ? 'numeric' : nothing}
        maxlength=${options.maxlength ?? nothing}
        min=${options.min ?? nothing}
        max=${options.max ?? nothing}
        placeholder=${options.placeholder ?? nothing}
        aria-required=${required}
        aria-invalid=${shared.invalid}
        aria-describedby=${shared.describedby}
        ?autofocus=${first}
        .value=${live(value)}
        @input=${typed}
      />`;
  return field({ id, label, control, help, error });
}

export const fieldStyles = css`
  .field {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-width: 0;
  }
  .field > label {
    color: var(--sferum-text-2);
    font: 500 calc(var(--sferum-size) * 0.867) / 1.3 var(--sferum-family);
  }
  .frame {
    display: flex;
    align-items: center;
    gap: 4px;
    min-width: 0;
    min-height: var(--sferum-field, 40px);
    border-radius: var(--sferum-r-m);
    box-shadow: inset 0 0 0 1px var(--sferum-line-strong);
    background: var(--sferum-surface);
  }
  .frame:has(:is(input, select, textarea):focus) {
    box-shadow: inset 0 0 0 2px var(--sferum-focus);
  }
  .field.bad .frame {
    box-shadow: inset 0 0 0 2px var(--sferum-danger-text);
  }
  .frame :is(input, select, textarea) {
    flex: 1;
    align-self: stretch;
    width: 100%;
    min-width: 0;
    padding: 0 12px;
    border: 0;
    border-radius: inherit;
    background: none;
    outline: 0;
  }
  .frame textarea {
    min-height: 84px;
    padding-block: 9px;
    field-sizing: content;
    resize: vertical;
  }
  .frame select {
    padding-inline-end: 36px;
    appearance: none;
    text-overflow: ellipsis;
    cursor: pointer;
  }
  /* Colours of the list that the browser opens. */
  .frame option {
    background: var(--sferum-raised);
    color: var(--sferum-text);
  }
  .frame .sign {
    margin-inline: 12px -8px;
    color: var(--sferum-text-3);
  }
  .frame .arrow {
    margin-inline-start: -32px;
    margin-inline-end: 12px;
    color: var(--sferum-text-2);
    pointer-events: none;
  }
  .frame :is(input, textarea)::placeholder {
    color: var(--sferum-text-3);
    opacity: 1;
  }
  .frame .icon-button {
    margin-inline-end: 4px;
  }
  .help,
  .fault {
    display: flex;
    align-items: flex-start;
    gap: 6px;
    color: var(--sferum-text-3);
    font: var(--sferum-t-small);
  }
  .fault {
    color: var(--sferum-danger-text);
  }
  .fault .icon {
    margin-top: 1px;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(var(--sferum-size) * 13.4, 100%), 1fr));
    gap: 16px 12px;
    align-items: start;
  }
  @container (width < 37.333em) {
    .frame {
      min-height: var(--sferum-field, 44px);
      /* Below 16px phones zoom into a focused field. */
      font-size: max(16px, var(--sferum-size));
    }
  }
  @media (pointer: coarse) {
    .frame {
      min-height: var(--sferum-field, 44px);
      font-size: max(16px, var(--sferum-size));
    }
  }
  @media (forced-colors: active) {
    .frame {
      border: 1px solid;
    }
    .field.bad .frame {
      border-width: 2px;
    }
    .frame:has(:is(input, select, textarea):focus) {
      outline: 2px solid Highlight;
    }
  }
`;
