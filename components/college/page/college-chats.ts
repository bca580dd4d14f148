import { type CSSResultGroup, css, html } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { toAppError } from '../../core/errors.ts';
import { base } from '../../element/base.styles.ts';
import type { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { loadTag } from '../../element/registry.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { bitsStyles, skeletonRows } from '../../ui/bits.ts';
import '../../ui/toast.ts';
import type { Toast } from '../../ui/toast.ts';
import { sectionHead, sectionStyles } from '../shared/section.ts';

/** The section «Публичные чаты» of a college's page; its code comes when it is shown. */
export class CollegeChats extends SferumElement<{ college: CollegeStrings }> {
  static override styles: CSSResultGroup = [
    base,
    bitsStyles,
    sectionStyles,
    css`
      sferum-public-chats {
        padding: 0 20px 20px;
      }
      @container (width < 37.333em) {
        sferum-public-chats {
          padding-inline: 16px;
        }
      }
    `,
  ];
  protected readonly texts = { college: collegeTexts };

  @property() college = '';
  /** The code of the list is there. */
  @state() private listing = false;
  /** Id of the chat that is open in the place of the list. */
  @state() private chat = '';
  @query('sferum-toast') private toast!: Toast | null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#list();
  }

  async #list(): Promise<void> {
    this.listing ||= await this.#fetch(() => import('../../chat/new/public-chats.ts'));
  }

  async #fetch(code: () => Promise<unknown>): Promise<boolean> {
    try {
      await code();
      return true;
    } catch (thrown) {
      await this.updateComplete;
      this.toast?.show({
        text: this.strings.common.errors[toAppError(thrown).code].text,
        action: { text: this.strings.common.retry, act: () => void this.#list() },
      });
      return false;
    }
  }

  #opened(event: ChatOpenEvent): void {
    // The page decides first: the event reaches it after this.
    queueMicrotask(async () => {
      if (!event.defaultPrevented && (await this.#fetch(() => loadTag('sferum-chat')))) this.chat = event.chat;
    });
  }

  override render() {
    const { college, common } = this.strings;
    if (this.chat) {
      return html`<button
          class="button ghost"
          type="button"
          @click=${() => {
            this.chat = '';
          }}
        >
          ${icon('back', 18)}<span>${common.back}</span>
        </button>
        <sferum-chat .chat=${this.chat}></sferum-chat>`;
    }
    return html`${sectionHead(college.page.sections.chats)}
      ${
        this.listing
          ? html`<sferum-public-chats .college=${this.college} @sferum-chat-open=${this.#opened}></sferum-public-chats>`
          : skeletonRows(6, true)
      }
      <sferum-toast></sferum-toast>`;
  }
}
define('sferum-college-chats', CollegeChats);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-college-chats': CollegeChats;
  }
}
