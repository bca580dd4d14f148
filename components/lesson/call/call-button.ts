import { css, html } from 'lit';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type CallsStrings, callsTexts } from '../../locales/ru/lesson/calls.ts';
import { lessonSigns } from '../lesson-signs.ts';

/** The way to a lesson, in the head of a chat: into the one that runs, or to begin one. Fires `click`. */
export class CallButton extends SferumElement<{ calls: CallsStrings }> {
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
  protected readonly texts = { calls: callsTexts };

  override render() {
    const { lesson } = this.strings.calls.heading;
    return html`<button class="button soft" type="button" aria-label=${lesson} title=${lesson}>
      ${icon(lessonSigns.video)}<span>${lesson}</span>
    </button>`;
  }
}
define('sferum-call-button', CallButton);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-call-button': CallButton;
  }
}
