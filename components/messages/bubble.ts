import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { icon } from '../element/icon.ts';
import type { MessagesStrings } from '../locales/ru/messages.ts';
import { avatar, avatarStyles, toneOf } from '../ui/avatar.ts';
import { styles } from './bubble.styles.ts';
import { withLinks } from './links.ts';
import type { Writer } from './rows.ts';

/** How far a message of one's own has come. */
export type MessageStatus = 'pending' | 'sent' | 'read';

const differ = (one: Writer, other?: Writer): boolean =>
  !other || (Object.keys(one) as (keyof Writer)[]).some((field) => one[field] !== other[field]);

/** One message: a bubble, and for one's own how far it has come. Fires `resend`, `discard` and `readers`. */
export class Bubble extends LitElement {
  static override styles = [base, ...avatarStyles, styles];

  @property({ attribute: false }) text = '';
  @property({ attribute: false, hasChanged: differ }) writer!: Writer;
  /** As shown, e.g. 10:48. */
  @property() time = '';
  @property({ attribute: false }) status: MessageStatus = 'sent';
  /** Why it was not sent; empty when nothing is wrong. */
  @property({ attribute: false }) problem = '';
  @property({ type: Boolean, reflect: true }) own = false;
  /** First and last of what one writer wrote together. */
  @property({ type: Boolean, reflect: true }) first = false;
  @property({ type: Boolean, reflect: true }) last = false;
  /** What is said of who it was, to those who may know. */
  @property({ attribute: false }) byline = '';
  /** What one learns by a click on the ticks; empty when nothing. */
  @property({ attribute: false }) readers = '';
  @property({ attribute: false }) strings!: MessagesStrings;

  #fire(what: 'resend' | 'discard' | 'readers'): void {
    this.dispatchEvent(new Event(what));
  }

  override render() {
    const { own, problem, strings, writer } = this;
    const { isCollege, name, named, tone } = writer;
    return html`
      <div class="line">
        ${named && !own ? (this.last ? this.#picture() : html`<span class="space"></span>`) : nothing}
        <div class="bubble ${isCollege ? '' : `tone-${toneOf(tone)}`}">
          ${
            named && this.first
              ? html`<div class="name">${name}</div>`
              : html`<span class="visually-hidden">${name}: </span>`
          }<span class="text">${withLinks(this.text)}</span>${this.#meta()}
        </div>
      </div>
      ${this.byline ? html`<p class="byline">${this.byline}</p>` : nothing}
      ${
        problem
          ? html`<div class="fault" role="alert">
              ${icon('alert', 16)}<span>${problem}</span>
              <button type="button" @click=${() => this.#fire('resend')}>${strings.resend}</button>
              <button type="button" @click=${() => this.#fire('discard')}>${strings.discard}</button>
            </div>`
          : nothing
      }
    `;
  }

  #picture(): TemplateResult {
    const { initials, isCollege, logo, tone } = this.writer;
    if (logo) return html`<img src=${logo} alt="" width="34" height="34" />`;
    return avatar({ id: tone, size: 's', ...(isCollege ? { icon: 'building', square: true } : { text: initials }) });
  }

  #meta(): TemplateResult {
    const { own, problem, readers, status, strings, time } = this;
    if (!own || problem) return html`<span class="meta">${time}</span>`;
    if (status === 'pending') {
      return html`<span class="meta"
        >${time}${icon('clock', 16)}<span class="visually-hidden">${strings.pending}</span></span
      >`;
    }
    const tick = html`${time}<span class="tick">${icon(status === 'read' ? 'checks' : 'check', 16)}</span>`;
    if (!readers) return html`<span class="meta">${tick}<span class="visually-hidden">${strings[status]}</span></span>`;
    return html`<button class="meta" type="button" title=${readers} @click=${() => this.#fire('readers')}>
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
