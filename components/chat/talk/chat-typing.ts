import { css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { type ChatStrings, chatTexts } from '../../locales/ru/chat/chat.ts';

/** More than these are not named. */
const namedAtMost = 3;

/**
 * Says who types. Its code comes with the first who does.
 *
 *     html`<sferum-chat-typing .names=${store.state.typing}></sferum-chat-typing>`
 */
export class ChatTyping extends SferumElement<{ chat: ChatStrings }> {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        flex: none;
        min-height: 24px;
        padding: 0 22px;
        font: var(--sferum-t-small);
        color: var(--sferum-text-2);
      }
      .dots {
        display: inline-flex;
        gap: 3px;
      }
      .dots i {
        width: 5px;
        height: 5px;
        border-radius: 50%;
        background: var(--sferum-accent-text);
        animation: sferum-dot 1.2s infinite var(--sferum-ease);
      }
      .dots i:nth-child(2) {
        opacity: 0.7;
        animation-delay: 0.15s;
      }
      .dots i:nth-child(3) {
        opacity: 0.4;
        animation-delay: 0.3s;
      }
      @keyframes sferum-dot {
        40% {
          transform: translateY(-3px);
        }
      }
    `,
  ];
  protected readonly texts = { chat: chatTexts };

  @property({ attribute: false }) names: readonly string[] = [];

  override render() {
    const { names } = this;
    const { several, typing } = this.strings.chat;
    const who = names.length > namedAtMost ? several : names.join(', ');
    return html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
      <span class="ellipsis">${(names.length === 1 ? typing.one : typing.other).replace('#', who)}</span>`;
  }
}
define('sferum-chat-typing', ChatTyping);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-typing': ChatTyping;
  }
}
