import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type MentionsStrings, mentionsTexts } from '../../locales/ru/chat/mentions.ts';
import { badgeText } from '../list/unread.ts';
import { mentionsStore } from './mentions-store.ts';

/** The next message that calls me is to be shown where it stands. */
export class MentionShowEvent extends Event {
  readonly seq: number;
  constructor(seq: number) {
    super('show');
    this.seq = seq;
  }
}

/**
 * How many unread messages of a chat mention me or answer mine; a click leads to the first of them. What is seen counts no
 * longer, so the next click leads to the next one.
 *
 *     html`<sferum-chat-mentions .chat=${chat} .readSeq=${state.readSeq} @show=${({ seq }) => history.jumpTo(seq)}></sferum-chat-mentions>`
 *
 * @fires {MentionShowEvent} show
 */
export class MentionsButton extends SferumElement<{ words: MentionsStrings }> {
  static override styles = [
    base,
    css`
      :host {
        display: contents;
      }
      button {
        position: relative;
        width: 42px;
        height: 42px;
        border-radius: 99px;
        background: var(--sferum-raised);
        box-shadow: var(--sferum-e2);
        font: var(--sferum-t-strong);
      }
      .badge {
        position: absolute;
        top: -8px;
        left: 50%;
        translate: -50% 0;
        background: var(--sferum-danger);
        color: #fff;
      }
      @container (width < 42.666em) {
        button {
          width: 44px;
          height: 44px;
        }
      }
    `,
  ];
  protected readonly texts = { words: mentionsTexts };

  @property() chat = '';
  /** How far the chat was read. */
  @property({ attribute: false }) readSeq = 0;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.chat ? mentionsStore(backend, this.chat) : null,
  );

  override render() {
    const { words } = this.strings;
    const seqs = this.#store.store?.unread(this.chat, this.readSeq) ?? [];
    const [first] = seqs;
    if (first === undefined) return nothing;
    const badge = badgeText(seqs.length);
    const count = plural(this.language, seqs.length, words.count).replace('#', badge);
    return html`<button
      class="icon-button"
      type="button"
      aria-label="${words.next}, ${count}"
      title=${words.next}
      @click=${() => this.dispatchEvent(new MentionShowEvent(first))}
    >
      <span aria-hidden="true">@</span><span class="badge" aria-hidden="true">${badge}</span>
    </button>`;
  }
}
define('sferum-chat-mentions', MentionsButton);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-mentions': MentionsButton;
  }
}
