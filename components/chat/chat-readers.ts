import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Loadable } from '../core/errors.ts';
import { shortName } from '../core/names.ts';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import type { ChatStrings } from '../locales/ru/chat.ts';
import type { CommonStrings } from '../locales/ru/common.ts';
import { avatar, avatarStyles, initials } from '../ui/avatar.ts';
import '../ui/dialog.ts';
import type { Reader } from './chat-api.ts';

/** The dialog «Кто прочитал». Fires `closed`. */
export class ChatReaders extends LitElement {
  static override styles = [
    base,
    ...avatarStyles,
    css`
      h3 {
        padding: 12px 0 4px;
        font: 600 calc(var(--sferum-size) * 0.8) / 1.3 var(--sferum-family);
        color: var(--sferum-text-2);
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 48px;
      }
      p {
        padding: 12px 0;
        color: var(--sferum-text-2);
      }
    `,
  ];

  @property({ attribute: false }) readers!: Loadable<readonly Reader[]>;
  /** The message in question. */
  @property({ attribute: false }) seq = 0;
  @property({ attribute: false }) strings!: { common: CommonStrings; chat: ChatStrings };

  close(): void {
    this.renderRoot.querySelector('sferum-dialog')?.close();
  }

  override render() {
    return html`<sferum-dialog
      heading=${this.strings.chat.readers}
      reading
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <div>${this.#body()}</div>
    </sferum-dialog>`;
  }

  #body(): TemplateResult {
    const { readers, seq, strings } = this;
    if (readers.status === 'loading') return html`<p role="status">${strings.common.loading}</p>`;
    if (readers.status === 'failed') return html`<p role="alert">${strings.common.errors[readers.error.code].text}</p>`;
    const have = readers.value.filter(({ readSeq }) => readSeq !== null && readSeq >= seq);
    const not = readers.value.filter(({ readSeq }) => readSeq !== null && readSeq < seq);
    const isHidden = have.length + not.length < readers.value.length;
    return html`${have.length === 0 ? html`<p>${strings.chat.nobodyRead}</p>` : nothing}
    ${this.#people(not.length === 0 ? strings.chat.allRead : strings.chat.haveRead, have)}
    ${this.#people(strings.chat.haveNot, not)} ${isHidden ? html`<p>${strings.chat.hiddenReaders}</p>` : nothing}`;
  }

  #people(title: string, list: readonly Reader[]): TemplateResult | typeof nothing {
    if (list.length === 0) return nothing;
    return html`<h3>${title} ${list.length}</h3>
      <ul>
        ${list.map(
          ({ person }) => html`<li>
            ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
            <span class="ellipsis">${shortName(person)}</span>
          </li>`,
        )}
      </ul>`;
  }
}
define('sferum-chat-readers', ChatReaders);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-readers': ChatReaders;
  }
}
