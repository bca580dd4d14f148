import { html, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type ChatGoneStrings, chatGoneTexts } from '../../locales/ru/chat/chat-gone.ts';

/**
 * Stands in place of a chat that one cannot see, and says why.
 *
 *     html`<sferum-chat-gone ?removed=${removed} .ask=${() => store.isExpelled(college)}></sferum-chat-gone>`
 */
export class ChatGone extends SferumElement<{ gone: ChatGoneStrings }> {
  static override styles = [base];
  protected readonly texts = { gone: chatGoneTexts };

  /** The person was in it, and saw it until now. */
  @property({ type: Boolean }) removed = false;
  /** The college has removed the person. */
  @property({ type: Boolean }) expelled = false;
  /** Whether it has, where that is not known. */
  @property({ attribute: false }) ask: () => Promise<boolean> = async () => this.expelled;

  protected override async firstUpdated(_changed: PropertyValues): Promise<void> {
    this.expelled = await this.ask();
  }

  override render() {
    const { gone } = this.strings;
    const why = this.expelled ? 'expelled' : this.removed ? 'removed' : 'missing';
    return html`<div class="view-state" role="status">
      <span class="emblem neutral">${icon('lock', 26)}</span>
      <h3>${gone[why]}</h3>
      <p>${gone[`${why}Text`]}</p>
    </div>`;
  }
}
define('sferum-chat-gone', ChatGone);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-gone': ChatGone;
  }
}
