import { html, nothing, type TemplateResult } from 'lit';
import { icon, type Sign } from '../../element/icon.ts';

/** A line above the composer, with a button that takes it away where it can be. */
export const line = (
  sign: Sign,
  text: TemplateResult,
  close: { label: string; act: () => void } | null,
): TemplateResult => html`<div class="line">
  ${icon(sign)}${text}
  ${
    close
      ? html`<button class="icon-button" type="button" aria-label=${close.label} title=${close.label} @click=${close.act}>
          ${icon('close')}
        </button>`
      : nothing
  }
</div>`;
