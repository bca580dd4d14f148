import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

export interface FieldOptions {
  /** Id of the control, by which its label and its error are tied to it. */
  id: string;
  label: string;
  /** The control itself, with `aria-describedby=${describedBy(id)}`, and what stands in its frame. */
  control: TemplateResult;
  help?: string | undefined;
  /** What is wrong; takes the place of the help. */
  error?: string | undefined;
}

/** Id of the line under a field that says what is wrong or helps. */
export const describedBy = (id: string): string => `${id}-said`;

/** What is wrong, said at once by a screen reader and shown with a sign, not by colour alone. */
export function faultLine(id: string, error: string): TemplateResult {
  return html`<p class="fault" id=${describedBy(id)} role="alert">${icon('alert', 16)}<span>${error}</span></p>`;
}

/** A control with its label above and its error or help below. */
export function field({ id, label, control, help, error }: FieldOptions): TemplateResult {
  return html`<div class="field ${error ? 'bad' : ''}">
    <label for=${id}>${label}</label>
    <span class="frame">${control}</span>
    ${error ? faultLine(id, error) : help ? html`<p class="help" id=${describedBy(id)}>${help}</p>` : nothing}
  </div>`;
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
    min-height: 48px;
    border-radius: var(--sferum-r-m);
    box-shadow: inset 0 0 0 1px var(--sferum-line-strong);
    background: var(--sferum-surface);
    /* Below 16px phones zoom into a field when it gets the focus. */
    font-size: max(16px, var(--sferum-size));
  }
  .frame:has(:is(input, textarea):focus) {
    box-shadow: inset 0 0 0 2px var(--sferum-focus);
  }
  .field.bad .frame {
    box-shadow: inset 0 0 0 2px var(--sferum-danger-text);
  }
  .frame input {
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
  .frame input::placeholder {
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
  @media (forced-colors: active) {
    .frame {
      border: 1px solid;
    }
    .frame:has(:is(input, textarea):focus) {
      outline: 2px solid Highlight;
    }
  }
`;
