import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, type Sign } from '../element/icon.ts';
import { describedBy, faultLine } from './field.ts';

/** The box or circle around an `<input>` of this type, drawn over the browser's own. */
export function tick(type: 'checkbox' | 'radio', input: TemplateResult): TemplateResult {
  return html`<span class="tick ${type}">${input}${icon('check', 14)}</span>`;
}

export interface TickOptions {
  title: string;
  text?: string | undefined;
  checked: boolean;
  change: (checked: boolean) => void;
  /** On a soft ground, for what has wide consequences. */
  card?: boolean;
  disabled?: boolean;
  /** Needed for `error`, and to focus it. */
  id?: string;
  /** What is wrong; shown under it. */
  error?: string | undefined;
}

/** A checkbox with a title, and under it what it means. */
export function tickBox(options: TickOptions): TemplateResult {
  const { title, text, checked, change, card = false, disabled = false, id, error } = options;
  return html`<label class="choice ${card ? 'card' : ''}">
    ${tick(
      'checkbox',
      html`<input
        type="checkbox"
        id=${id ?? nothing}
        aria-invalid=${error ? 'true' : nothing}
        aria-describedby=${id && error ? describedBy(id) : nothing}
        .checked=${checked}
        ?disabled=${disabled}
        @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
      />`,
    )}
    <span><b>${title}</b>${text ? html`<small>${text}</small>` : nothing}</span>
  </label>
  ${id && error ? faultLine(id, error) : nothing}`;
}

export interface RadioOptions<V extends string> {
  /** Name of the group, unique in its shadow tree. */
  name: string;
  label: string;
  options: readonly { readonly value: V; readonly title: string; readonly text?: string; readonly sign?: Sign }[];
  value: V | '';
  change: (value: V) => void;
}

/** Radio buttons for one of a few, side by side where there is room. */
export function radioOptions<V extends string>(choice: RadioOptions<V>): TemplateResult {
  return html`<fieldset>
    <legend>${choice.label}</legend>
    <div class="options">
      ${choice.options.map(
        ({ value, title, text, sign }) => html`<label class="choice option">
          ${sign ? icon(sign) : nothing}
          <span><b>${title}</b>${text ? html`<small>${text}</small>` : nothing}</span>
          ${tick(
            'radio',
            html`<input
              type="radio"
              name=${choice.name}
              value=${value}
              .checked=${value === choice.value}
              @change=${() => choice.change(value)}
            />`,
          )}
        </label>`,
      )}
    </div>
  </fieldset>`;
}

export const choiceStyles = css`
  .tick {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 20px;
    height: 20px;
    color: var(--sferum-on-accent);
  }
  .tick input {
    position: absolute;
    inset: 0;
    width: 20px;
    height: 20px;
    appearance: none;
    border: 1.5px solid var(--sferum-line-strong);
    border-radius: 6px;
    background: var(--sferum-surface);
    cursor: inherit;
  }
  .tick.radio input {
    border-radius: 50%;
  }
  .tick input:checked {
    border-color: var(--sferum-accent);
    background: var(--sferum-accent);
  }
  .tick .icon {
    position: relative;
    stroke-width: 2.2;
    pointer-events: none;
  }
  /* Not only transparent: forced colours would show it. */
  .tick:not(:has(:checked)) .icon {
    visibility: hidden;
  }
  .tick input[aria-invalid='true'] {
    border: 2px solid var(--sferum-danger-text);
  }
  .tick input:disabled {
    border-color: transparent;
    background: var(--sferum-press);
  }
  .tick:has(:checked:disabled) {
    color: var(--sferum-text-2);
  }
  .choice {
    display: flex;
    align-items: flex-start;
    gap: 12px;
    min-width: 0;
    min-height: 24px;
    cursor: pointer;
  }
  .choice > span:not(.tick) {
    flex: 1;
    min-width: 0;
  }
  .choice b {
    display: block;
    font: var(--sferum-t-body);
  }
  .choice small {
    display: block;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .choice.card {
    padding: 12px 14px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-accent-soft);
  }
  .choice.card b {
    font-weight: 600;
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 6px;
    color: var(--sferum-text-2);
    font: 500 calc(var(--sferum-size) * 0.867) / 1.3 var(--sferum-family);
  }
  .options {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(var(--sferum-size) * 12, 100%), 1fr));
    gap: 8px;
  }
  .choice.option {
    align-items: center;
    min-height: 44px;
    padding: 8px 12px;
    border-radius: var(--sferum-r-m);
    box-shadow: inset 0 0 0 1px var(--sferum-line-strong);
  }
  .choice.option:has(:checked) {
    box-shadow: inset 0 0 0 2px var(--sferum-focus);
  }
  .choice.option > .icon {
    box-sizing: content-box;
    padding: 10px;
    border-radius: var(--sferum-r-m);
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .choice.option > .icon + span b {
    font: var(--sferum-t-strong);
  }
  @media (forced-colors: active) {
    .choice.option,
    .choice.card {
      border: 1px solid;
    }
    .tick {
      color: HighlightText;
    }
    .tick svg {
      forced-color-adjust: none;
    }
    .tick input:checked {
      border-color: Highlight;
      background: Highlight;
    }
    .tick input:disabled {
      border-color: GrayText;
    }
    .choice.option:has(:checked) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
