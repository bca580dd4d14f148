import { html } from 'lit';
import { property } from 'lit/decorators.js';
import { pageOf } from '../../core/paged-query.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { type ChatTalkStrings, chatTalkTexts } from '../../locales/ru/chat/chat-talk.ts';
import '../../ui/dialog.ts';
import type { Reactor } from '../chat-deeds-api.ts';
import '../../ui/list/people-list.ts';

/** As many as the database gives at once. */
const pageSize = 50;

/** The dialog «Кто отреагировал». Fires `closed`. */
export class ReactorsDialog extends SferumElement<{ words: ChatTalkStrings }> {
  protected readonly texts = { words: chatTalkTexts };

  /** Gives those who reacted before a time, the latest first. */
  @property({ attribute: false }) load!: (before?: string) => Promise<Reactor[]>;
  /** Id of the college in which these people are known. */
  @property({ attribute: false }) college = '';

  override render() {
    const page = async (before: string | null) => {
      const { items, next } = pageOf(await this.load(before ?? undefined), pageSize, ({ at }) => at);
      return { items: items.map(({ emoji: mark, person }) => ({ person, mark })), next };
    };
    return html`<sferum-dialog
      heading=${this.strings.words.reactions}
      reading
      @closed=${() => this.dispatchEvent(new Event('closed'))}
    >
      <sferum-people-list .load=${page} .college=${this.college} .empty=${this.strings.words.nobody}></sferum-people-list>
    </sferum-dialog>`;
  }
}
define('sferum-chat-reactors', ReactorsDialog);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-reactors': ReactorsDialog;
  }
}
