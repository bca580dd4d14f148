import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../element/icon.ts';
import type { CommonStrings } from '../locales/ru/common.ts';
import type { ProfileStrings } from '../locales/ru/profile.ts';
import { ring } from '../ui/bits.ts';
import { tickBox } from '../ui/choice.ts';
import { closeDialog } from '../ui/dialog.ts';
import { notice } from '../ui/notice.ts';

export interface EraseDialog {
  readonly strings: { readonly common: CommonStrings; readonly profile: ProfileStrings };
  readonly busy: boolean;
  readonly understood: boolean;
  readonly understand: (understood: boolean) => void;
  /** The person tried without ticking the box. */
  readonly fault: boolean;
  /** Why it failed. */
  readonly problem: string | undefined;
  readonly act: () => void;
  readonly closed: () => void;
}

/** Asks before an account is deleted: says what is deleted and what stays, with a box to tick. */
export function eraseDialog(options: EraseDialog): TemplateResult {
  const { strings, busy, understood, understand, fault, problem, act, closed } = options;
  const { erase } = strings.profile;
  const list = (lines: readonly string[], sign: 'close' | 'check') =>
    lines.map((line) => html`<li>${icon(sign, 18)}<span>${line}</span></li>`);
  return html`<sferum-dialog heading=${erase.heading} ?busy=${busy} @closed=${closed}>
    <dl>
      <div class="goes">
        <dt>${erase.goes}</dt>
        <dd><ul>${list(erase.going, 'close')}</ul></dd>
      </div>
      <div class="stays">
        <dt>${erase.stays}</dt>
        <dd><ul>${list(erase.staying, 'check')}</ul></dd>
      </div>
    </dl>
    <p>${erase.first}</p>
    <div>
      ${tickBox({
        id: 'understood',
        title: erase.agree,
        checked: understood,
        change: understand,
        error: fault ? erase.agreeMissing : undefined,
      })}
    </div>
    ${problem ? notice('alert', problem, 'danger') : nothing}
    <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${strings.common.cancel}</button>
    <button
      slot="actions"
      class="button danger"
      type="button"
      aria-disabled=${busy}
      @click=${() => {
        if (!busy) act();
      }}
    >
      ${busy ? ring() : nothing}<span>${erase.act}</span>
    </button>
  </sferum-dialog>`;
}
