import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../../element/base.styles.ts';
import { define } from '../../../element/define.ts';
import { icon } from '../../../element/icon.ts';
import type { InquiryStrings } from '../../../locales/ru/inquiry.ts';
import { styles } from '../../../messages/bubble.styles.ts';
import { withLinks } from '../../../messages/links.ts';
import { avatar, avatarStyles } from '../../../ui/avatar.ts';

/** How far a message of this side has come. */
export type BubbleStatus = 'waiting' | 'sent' | 'read' | 'failed';

/** How the college appears beside what it writes. */
export interface CollegeFace {
  readonly id: string;
  readonly name: string;
  /** Address of its picture; empty when it has none. */
  readonly logo: string;
}

/** One message of an inquiry. Says `resend` and `discard`. */
export class InquiryBubble extends LitElement {
  static override styles = [
    base,
    ...avatarStyles,
    styles,
    css`
      .name {
        color: var(--sferum-accent-text);
      }
      img {
        flex: none;
        width: 34px;
        height: 34px;
        border-radius: min(9px, var(--sferum-round, 10px));
        background: #fff;
        object-fit: contain;
      }
      /* Beside its sign, however long it is. */
      .fault > span {
        max-width: calc(100% - 24px);
      }
      .by {
        margin: 3px 4px 0;
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
        overflow-wrap: anywhere;
      }
      :host([own]) .by {
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) text = '';
  /** As shown, e.g. 10:48. */
  @property() time = '';
  @property({ attribute: false }) status: BubbleStatus = 'sent';
  /** Why it was not taken. */
  @property({ attribute: false }) problem = '';
  @property({ type: Boolean, reflect: true }) own = false;
  /** First and last of a run of one side. */
  @property({ type: Boolean, reflect: true }) first = false;
  @property({ type: Boolean, reflect: true }) last = false;
  /** Who writes, for those who do not see it by the side. */
  @property({ attribute: false }) name = '';
  /** Given when the college writes: it is named, and for the asker pictured. */
  @property({ attribute: false }) college: CollegeFace | null = null;
  /** What is said of who it was, to those who may know. */
  @property({ attribute: false }) by = '';
  @property({ attribute: false }) strings!: InquiryStrings;

  override render() {
    const { college, own, problem } = this;
    const pictured = college !== null && !own;
    return html`
      <div class="line">
        ${pictured ? (this.last ? this.#picture(college) : html`<span class="gap"></span>`) : nothing}
        <div class="bubble">
          ${
            college && this.first
              ? html`<div class="name">${college.name}</div>`
              : html`<span class="visually-hidden">${college?.name ?? this.name}: </span>`
          }<span class="text">${withLinks(this.text)}</span>${this.#meta()}
        </div>
      </div>
      ${this.by ? html`<p class="by">${this.by}</p>` : nothing}
      ${
        problem
          ? html`<div class="fault" role="alert">
              ${icon('alert', 16)}<span>${problem}</span>
              <button type="button" @click=${() => this.#say('resend')}>${this.strings.resend}</button>
              <button type="button" @click=${() => this.#say('discard')}>${this.strings.discard}</button>
            </div>`
          : nothing
      }
    `;
  }

  #say(what: 'resend' | 'discard'): void {
    this.dispatchEvent(new Event(what));
  }

  #picture({ id, logo }: CollegeFace): TemplateResult {
    return logo
      ? html`<img src=${logo} alt="" width="34" height="34" />`
      : avatar({ id, icon: 'building', size: 's', square: true });
  }

  #meta(): TemplateResult {
    const { own, status, strings, time } = this;
    if (!own || status === 'failed') return html`<span class="meta">${time}</span>`;
    const sign = status === 'waiting' ? 'clock' : status === 'read' ? 'checks' : 'check';
    return html`<span class="meta"
      >${time}<span class="tick">${icon(sign, 16)}</span><span class="visually-hidden">${strings[status]}</span></span
    >`;
  }
}
define('sferum-inquiry-bubble', InquiryBubble);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-inquiry-bubble': InquiryBubble;
  }
}
