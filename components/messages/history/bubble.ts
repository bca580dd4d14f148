import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { icon } from '../../element/icon.ts';
import { PersonOpenEvent } from '../../element/person/person-open-event.ts';
import type { MessagesStrings } from '../../locales/ru/messages.ts';
import { avatar, avatarStyles, toneOf } from '../../ui/avatar.ts';
import { styles } from './bubble.styles.ts';
import { withLinks } from './links.ts';
import type { Writer } from './rows.ts';

/** How far a message of one's own has come. */
export type MessageStatus = 'pending' | 'sent' | 'read';

const differ = (one: Writer, other?: Writer): boolean =>
  !other || (Object.keys(one) as (keyof Writer)[]).some((field) => one[field] !== other[field]);

/** What went wrong with a message, and what can be done about it. */
export interface Fault {
  readonly text: string;
  readonly actions: readonly { readonly text: string; readonly act: () => void }[];
}

/** Signs that stand in messages alone. */
const gone = svg`<circle cx="10" cy="10" r="6.75"/><path d="m5.25 5.25 9.5 9.5"/>`;

/** One message: a bubble, and for one's own how far it has come. Fires `readers`. */
export class Bubble extends LitElement {
  static override styles = [base, ...avatarStyles, styles];

  @property({ attribute: false }) text = '';
  @property({ attribute: false, hasChanged: differ }) writer!: Writer;
  /** As shown, e.g. 10:48. */
  @property() time = '';
  @property({ attribute: false }) status: MessageStatus = 'sent';
  /** Null when nothing is wrong. */
  @property({ attribute: false }) fault: Fault | null = null;
  /** When its text was edited, in words; empty when it was not. */
  @property({ attribute: false }) edited = '';
  /** The message was deleted; there is no text to show. */
  @property({ attribute: false }) deleted = false;
  @property({ type: Boolean, reflect: true }) own = false;
  /** First and last of what one writer wrote together. */
  @property({ type: Boolean, reflect: true }) first = false;
  @property({ type: Boolean, reflect: true }) last = false;
  /** A line that names the author to those who may know; empty for none. */
  @property({ attribute: false }) byline = '';
  /** Label of the ticks as a button that shows who has read; empty when they are no button. */
  @property({ attribute: false }) readers = '';
  /** Label of the menu button; empty when there is no menu. */
  @property({ attribute: false }) more = '';
  @property({ attribute: false }) strings!: MessagesStrings;

  /** Where the bubble itself is on the screen. */
  get box(): DOMRect {
    return (this.renderRoot.querySelector('.bubble') ?? this).getBoundingClientRect();
  }

  override render() {
    const { deleted, fault, own, strings, writer } = this;
    const { isCollege, name, named, tone } = writer;
    return html`
      <div class="line">
        ${named && !own ? (this.last ? this.#picture() : html`<span class="space"></span>`) : nothing}
        <div class="bubble ${isCollege ? '' : `tone-${toneOf(tone)}`}">
          ${
            named && this.first
              ? html`<div class="name">${this.#name()}</div>`
              : html`<span class="visually-hidden">${name}: </span>`
          }${
            deleted
              ? html`<span class="gone">${icon(gone, 16)}${strings.deleted}</span>`
              : html`<span class="text" dir="auto">${withLinks(this.text)}</span>`
          }${this.#meta()}
        </div>
        ${
          this.more
            ? html`<button
                class="icon-button more"
                type="button"
                tabindex="-1"
                aria-haspopup="menu"
                aria-label=${this.more}
                title=${this.more}
              >
                ${icon('more')}
              </button>`
            : nothing
        }
      </div>
      ${this.byline ? html`<p class="byline">${this.byline}</p>` : nothing}
      ${
        fault
          ? html`<div class="fault" role="alert">
              ${icon('alert', 16)}<span>${fault.text}</span>
              ${fault.actions.map(({ text, act }) => html`<button type="button" @click=${act}>${text}</button>`)}
            </div>`
          : nothing
      }
    `;
  }

  #name(): TemplateResult | string {
    const { college, name } = this.writer;
    if (!college) return name;
    return html`<button type="button" tabindex="-1" @click=${this.#open}>${name}</button>`;
  }

  #picture(): TemplateResult {
    const { initials, isCollege, logo, tone } = this.writer;
    if (logo) return html`<img src=${logo} alt="" width="34" height="34" />`;
    const picture = isCollege ? { icon: 'building' as const, square: true } : { text: initials };
    return html`<span class="picture" @click=${this.#open}>${avatar({ id: tone, size: 's', ...picture })}</span>`;
  }

  #open(): void {
    const { college, id } = this.writer;
    if (college) this.dispatchEvent(new PersonOpenEvent(id, college));
  }

  #meta(): TemplateResult {
    const { deleted, edited, fault, own, readers, status, strings } = this;
    const time = html`${
      edited && !deleted
        ? html`<span class="edited" title=${edited}
            ><span aria-hidden="true">${strings.edited}</span><span class="visually-hidden">${edited}</span></span
          >`
        : nothing
    }${this.time}`;
    const isPending = status === 'pending';
    if (isPending && !fault) {
      return html`<span class="meta"
        >${time}${icon('clock', 16)}<span class="visually-hidden">${strings.pending}</span></span
      >`;
    }
    if (!own || deleted || isPending) return html`<span class="meta">${time}</span>`;
    const tick = html`${time}<span class="tick">${icon(status === 'read' ? 'checks' : 'check', 16)}</span>`;
    if (!readers) return html`<span class="meta">${tick}<span class="visually-hidden">${strings[status]}</span></span>`;
    return html`<button
      class="meta"
      type="button"
      tabindex="-1"
      title=${readers}
      @click=${() => this.dispatchEvent(new Event('readers'))}
    >
      ${tick}<span class="visually-hidden">${strings[status]}. ${readers}</span>
    </button>`;
  }
}
define('sferum-bubble', Bubble);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-bubble': Bubble;
  }
}
