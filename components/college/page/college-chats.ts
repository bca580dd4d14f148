import { type CSSResultGroup, css, html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import type { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { LazyTag } from '../../element/host/lazy-tag.ts';
import { loadTag } from '../../element/registry.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { bitsStyles, skeletonRows } from '../../ui/bits.ts';
import { sectionFailure, sectionHead, sectionStyles } from '../shared/section.ts';

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
  /** Id of the chat that is open in the place of the list. */
  @state() private chat = '';
  readonly #list = new LazyTag(this, 'sferum-public-chats', () => import('../../chat/new/public-chats.ts'));
  readonly #code = new LazyCode(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#list.show();
  }

  #opened(event: ChatOpenEvent): void {
    // The page decides first: the event reaches it after this.
    queueMicrotask(async () => {
      if (!event.defaultPrevented && (await this.#code.fetch(() => loadTag('sferum-chat')))) this.chat = event.chat;
    });
  }

  override render() {
    const { college, common } = this.strings;
    if (this.chat) {
      const leave = () => {
        this.chat = '';
      };
      return html`<sferum-chat back .chat=${this.chat} @back=${leave}></sferum-chat>`;
    }
    return html`${sectionHead(college.page.sections.chats)} ${sectionFailure(this.#code.problem, common)}
    ${this.view(
      this.#list.shown ?? undefined,
      () =>
        html`<sferum-public-chats .college=${this.college} @sferum-chat-open=${this.#opened}></sferum-public-chats>`,
      { skeleton: skeletonRows(6, true), retry: this.#list.show },
    )}`;
  }
}
define('sferum-college-chats', CollegeChats);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-college-chats': CollegeChats;
  }
}
