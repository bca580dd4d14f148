import { html, nothing, type TemplateResult } from 'lit';
import type { CommonStrings } from '../locales/ru/common.ts';
import { ring } from './bits.ts';
import { closeDialog } from './dialog.ts';
import { notice } from './notice.ts';

export interface ConfirmOptions {
  heading: string;
  /** What will happen, and that it cannot be undone. */
  text: string;
  /** The verb on the red button. */
  verb: string;
  act: () => void;
  closed: () => void;
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
  const { heading, text, verb, act, closed, busy = false, error, strings } = options;
  return html`<sferum-dialog heading=${heading} ?busy=${busy} @closed=${closed}>
    <p>${text}</p>
    ${error ? notice('alert', error, 'danger') : nothing}
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
