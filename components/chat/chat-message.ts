import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../element/base.styles.ts';
import { define } from '../element/define.ts';
import { icon } from '../element/icon.ts';
import type { ChatStrings } from '../locales/ru/chat.ts';
import { styles } from '../messages/bubble.styles.ts';
import { withLinks } from '../messages/links.ts';
import { avatar, avatarStyles, initials, toneOf } from '../ui/avatar.ts';
import type { Author } from './chat-api.ts';
import { fullName } from './names.ts';

/** How far a message of mine has come. */
export type MessageStatus = 'waiting' | 'sent' | 'read' | 'failed';

/** One message: a bubble, and for mine how far it has come. Says `resend`, `discard` and `readers`. */
export class ChatMessage extends LitElement {
  static override styles = [base, ...avatarStyles, styles];

  @property({ attribute: false }) text = '';
  @property({ attribute: false }) author: Author | null = null;
  /** As shown, e.g. 10:48. */
  @property() time = '';
  @property({ attribute: false }) status: MessageStatus = 'sent';
  @property({ type: Boolean, reflect: true }) own = false;
  /** First and last of a run of one author. */
  @property({ type: Boolean, reflect: true }) first = false;
  @property({ type: Boolean, reflect: true }) last = false;
  /** In a personal chat nobody needs to be told who writes. */
  @property({ type: Boolean, reflect: true }) unnamed = false;
  @property({ attribute: false }) strings!: ChatStrings;

  #say(what: 'resend' | 'discard' | 'readers'): void {
    this.dispatchEvent(new Event(what));
  }

  override render() {
    const { author, own, strings } = this;
    const named = !own && !this.unnamed;
    const name = author && fullName(author) ? fullName(author) : strings.erased;
    return html`
      <div class="line">
        ${named ? (this.last ? this.#picture(name) : html`<span class="gap"></span>`) : nothing}
        <div class="bubble ${author ? `tone-${toneOf(author.id)}` : ''}">
          ${
            named && this.first
              ? html`<div class="name">${name}</div>`
              : html`<span class="visually-hidden">${own ? strings.you : name}: </span>`
          }<span class="text">${withLinks(this.text)}</span>${this.#meta()}
        </div>
      </div>
      ${
        this.status === 'failed'
          ? html`<div class="fault" role="alert">
              ${icon('alert', 16)}<span>${strings.failed}</span>
              <button type="button" @click=${() => this.#say('resend')}>${strings.resend}</button>
              <button type="button" @click=${() => this.#say('discard')}>${strings.discard}</button>
            </div>`
          : nothing
      }
    `;
  }

  #picture(name: string): TemplateResult {
    const { author } = this;
    if (author?.isCollege) return avatar({ id: author.id, icon: 'building', size: 's', square: true });
    return avatar({
      id: author?.id ?? '',
      text: author ? initials(author.name, author.surname) || name.slice(0, 1) : '',
      size: 's',
    });
  }

  #meta(): TemplateResult {
    const { own, status, strings, time } = this;
    if (!own) return html`<span class="meta">${time}</span>`;
    if (status === 'waiting' || status === 'failed') {
      return html`<span class="meta">${time}${
        status === 'waiting'
          ? html`${icon('clock', 16)}<span class="visually-hidden">${strings.waiting}</span>`
          : nothing
      }</span>`;
    }
    const label = status === 'read' ? strings.read : strings.sent;
    return html`<button class="meta" type="button" title=${strings.readers} @click=${() => this.#say('readers')}>
      ${time}<span class="tick">${icon(status === 'read' ? 'checks' : 'check', 16)}</span
      ><span class="visually-hidden">${label}. ${strings.readers}</span>
    </button>`;
  }
}
define('sferum-chat-message', ChatMessage);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-message': ChatMessage;
  }
}
