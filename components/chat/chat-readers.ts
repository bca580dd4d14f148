import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Loadable } from '../core/errors.ts';
import { shortName } from '../core/names.ts';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { PersonOpenEvent } from '../element/person/person-open-event.ts';
import { type ChatReadersStrings, chatReadersTexts } from '../locales/ru/chat/chat-readers.ts';
import { avatar, avatarStyles, initials } from '../ui/avatar.ts';
import '../ui/dialog.ts';
import type { Reader } from './chat-api.ts';

/** The dialog «Кто прочитал». Fires `closed`. */
export class ChatReaders extends SferumElement<{ words: ChatReadersStrings }> {
  static override styles = [
    base,
    ...avatarStyles,
    css`
      h3 {
        padding: 12px 0 4px;
        font: 600 calc(var(--sferum-size) * 0.8) / 1.3 var(--sferum-family);
        color: var(--sferum-text-2);
      }
      li button {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        min-height: 48px;
        border-radius: var(--sferum-r-m);
      }
      li button:hover {
        background: var(--sferum-hover);
      }
      li button:focus-visible {
        outline-offset: -2px;
      }
      p {
        padding: 12px 0;
        color: var(--sferum-text-2);
      }
    `,
  ];

  protected readonly texts = { words: chatReadersTexts };

  @property({ attribute: false }) readers!: Loadable<readonly Reader[]>;
  /** The message in question. */
  @property({ attribute: false }) seq = 0;
  /** Id of the college in which these people are known. */
  @property({ attribute: false }) college = '';

  close(): void {
    this.renderRoot.querySelector('sferum-dialog')?.close();
  }

  override render() {
    return html`<sferum-dialog
      heading=${this.strings.words.title}
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
    return html`${have.length === 0 ? html`<p>${strings.words.nobodyRead}</p>` : nothing}
    ${this.#people(not.length === 0 ? strings.words.allRead : strings.words.haveRead, have)}
    ${this.#people(strings.words.haveNot, not)} ${isHidden ? html`<p>${strings.words.hiddenReaders}</p>` : nothing}`;
  }

  #people(title: string, list: readonly Reader[]): TemplateResult | typeof nothing {
    if (list.length === 0) return nothing;
    return html`<h3>${title} ${list.length}</h3>
      <ul>
        ${list.map(
          ({ person }) => html`<li>
            <button
              type="button"
              @click=${() => this.dispatchEvent(new PersonOpenEvent(person.id, this.college))}
            >
              ${avatar({ id: person.id, text: initials(person.name, person.surname), size: 's' })}
              <span class="ellipsis">${shortName(person)}</span>
            </button>
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
