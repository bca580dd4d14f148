import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { SferumElement } from '../element/element.ts';
import { Fetched } from '../element/host/fetched.ts';
import { type ChatReadersStrings, chatReadersTexts } from '../locales/ru/chat/chat-readers.ts';
import '../ui/dialog.ts';
import '../ui/list/people-list.ts';
import type { Reader } from './chat-api.ts';

/** The dialog «Кто прочитал». Fires `closed`. */
export class ChatReaders extends SferumElement<{ words: ChatReadersStrings }> {
  static override styles = [
    base,
    css`
      h3 {
        padding: 12px 0 4px;
        font: 600 calc(var(--sferum-size) * 0.8) / 1.3 var(--sferum-family);
        color: var(--sferum-text-2);
      }
      p {
        padding: 12px 0;
        color: var(--sferum-text-2);
      }
      .view-state {
        min-height: 160px;
      }
    `,
  ];

  protected readonly texts = { words: chatReadersTexts };

  @property({ attribute: false }) load!: () => Promise<readonly Reader[]>;
  /** The message in question. */
  @property({ attribute: false }) seq = 0;
  /** Id of the college in which these people are known. */
  @property({ attribute: false }) college = '';

  readonly #readers = new Fetched(this, () => this.load());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#readers.ask();
  }

  close(): void {
    this.renderRoot.querySelector('sferum-dialog')?.close();
  }

  override render() {
    return html`<sferum-dialog
      heading=${this.strings.words.title}
      reading
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <div>
        ${this.view(this.#readers.value, (readers) => this.#body(readers), { retry: this.#readers.ask })}
      </div>
    </sferum-dialog>`;
  }

  #body(readers: readonly Reader[]): TemplateResult {
    const { seq } = this;
    const { words } = this.strings;
    const have = readers.filter(({ readSeq }) => readSeq !== null && readSeq >= seq);
    const not = readers.filter(({ readSeq }) => readSeq !== null && readSeq < seq);
    const isHidden = have.length + not.length < readers.length;
    return html`${have.length === 0 ? html`<p>${words.nobodyRead}</p>` : nothing}
    ${this.#people(not.length === 0 ? words.allRead : words.haveRead, have)} ${this.#people(words.haveNot, not)}
    ${isHidden ? html`<p>${words.hiddenReaders}</p>` : nothing}`;
  }

  #people(title: string, people: readonly Reader[]): TemplateResult | typeof nothing {
    if (people.length === 0) return nothing;
    return html`<h3>${title} ${people.length}</h3>
      <sferum-people-list .people=${people} .college=${this.college}></sferum-people-list>`;
  }
}
define('sferum-chat-readers', ChatReaders);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-readers': ChatReaders;
  }
}
