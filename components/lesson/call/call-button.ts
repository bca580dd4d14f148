import { css, html, svg } from 'lit';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type CallButtonStrings, callButtonTexts } from '../../locales/ru/lesson/call-button.ts';

/** A camera; drawn here, because every chat has it, and the other signs only who is in a lesson. */
const sign = svg`<rect x="2.5" y="5" width="10.5" height="10" rx="2.5"/><path d="m13 9 4.5-2.75v7.5L13 11"/>`;

/** The way to a lesson, in the head of a chat: into the one that runs, or to begin one. Fires `click`. */
export class CallButton extends SferumElement<{ words: CallButtonStrings }> {
  static override styles = [
    base,
    css`
      :host {
        flex: none;
      }
      /* The width is that of the chat around it. */
      @container (width < 48em) {
        .button {
          width: var(--sferum-control);
          padding: 0;
          background: none;
          color: var(--sferum-text-2);
        }
        span {
          display: none;
        }
      }
      @container (width < 37.333em) {
        .button {
          width: 44px;
        }
      }
    `,
  ];
  protected readonly texts = { words: callButtonTexts };

  override render() {
    const { lesson } = this.strings.words;
    return html`<button class="button soft" type="button" aria-label=${lesson} title=${lesson}>
      ${icon(sign)}<span>${lesson}</span>
    </button>`;
  }
}
define('sferum-call-button', CallButton);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-call-button': CallButton;
  }
}
