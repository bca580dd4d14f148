import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../../element/base.styles.ts';
import type { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { loadTag } from '../../element/registry.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type AdminChatsStrings, adminChatsTexts } from '../../locales/ru/admin/chats.ts';
import { avatar, avatarStyles } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, skeletonRows, tag } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import { rowStyles } from '../../college/shared/rows.styles.ts';
import { headButton, sectionFailure, sectionHead, sectionStyles } from '../../college/shared/section.ts';
import type { Toast } from '../../ui/toast.ts';
import type { AdminChat } from './admin-chats-api.ts';
import { adminChatsStore } from './admin-chats-store.ts';

const filters = ['all', 'college', 'group', 'archived'] as const;
type Filter = (typeof filters)[number];

const plain = (text: string) => text.trim().toLocaleLowerCase('ru').replaceAll('ё', 'е');

const isIn = (chat: AdminChat, filter: Filter): boolean =>
  filter === 'archived'
    ? chat.isArchived
    : !chat.isArchived && (filter === 'all' || (filter === 'group') === (chat.kind === 'group'));

/** The section «Публичные чаты»: chats that an audience fills or may join, made and managed. */
export class AdminChats extends SferumElement<{ words: AdminChatsStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    chipTabsStyles,
    sectionStyles,
    rowStyles,
    css`
      .row .tag {
        margin-inline-start: 6px;
        vertical-align: middle;
      }
    `,
  ];
  protected readonly texts = { words: adminChatsTexts };

  @property() college = '';
  @state() private filter: Filter = 'all';
  @state() private wanted = '';
  @state() private making = false;
  /** Id of the chat whose dialog is open. */
  @state() private about = '';
  /** Id of the chat that is open in the place of the section. */
  @state() private chat = '';
  @query('sferum-toast') private toast!: Toast;

  readonly #code = new LazyCode(this);
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? adminChatsStore(backend, this.college) : null,
  );

  async #make(): Promise<void> {
    if (await this.#code.fetch(() => import('../../chat/new/new-chat.ts'))) this.making = true;
  }

  async #manage({ id }: AdminChat): Promise<void> {
    if (await this.#code.fetch(() => import('../../chat/manage/chat-about.ts'))) this.about = id;
  }

  /** A personal chat with a participant: the page decides first, the event reaches it after this. */
  #opened(event: ChatOpenEvent): void {
    this.about = '';
    queueMicrotask(async () => {
      if (!event.defaultPrevented && (await this.#code.fetch(() => loadTag('sferum-chat')))) this.chat = event.chat;
    });
  }

  override render() {
    const { state: now, store } = this.#store;
    const { common, words } = this.strings;
    if (this.chat) {
      const leave = () => {
        this.chat = '';
      };
      return html`<sferum-chat back .chat=${this.chat} @back=${leave}></sferum-chat>`;
    }
    return html`${sectionHead(
      words.title,
      html`<sferum-search
          folds
          label=${words.search}
          .value=${this.wanted}
          @searched=${(event: Event) => {
            this.wanted = (event.target as Search).value;
          }}
        ></sferum-search>
        ${headButton(signs.plus, words.create, () => void this.#make())}`,
    )}
      <p class="lead">${words.lead}</p>
      ${sectionFailure(this.#code.problem, common)}
      ${this.view(now?.chats, (chats) => this.#list(chats.filter(({ audience }) => audience !== 'chosen')), {
        skeleton: skeletonRows(8, true),
        retry: () => store?.retry(),
      })}
      ${
        this.making
          ? html`<sferum-new-chat
              .college=${this.college}
              @closed=${() => {
                this.making = false;
              }}
              @made=${() => {
                this.making = false;
                store?.invalidate();
                this.toast.show({ text: words.made });
              }}
            ></sferum-new-chat>`
          : nothing
      }
      ${
        this.about
          ? html`<sferum-chat-about
              .chat=${this.about}
              @sferum-chat-open=${this.#opened}
              @left=${() => store?.invalidate()}
              @closed=${() => {
                this.about = '';
                store?.invalidate();
              }}
            ></sferum-chat-about>`
          : nothing
      }
      <sferum-toast></sferum-toast>`;
  }

  #list(chats: readonly AdminChat[]): TemplateResult {
    const { words } = this.strings;
    if (chats.length === 0) return emptyState('chat', words.empty, words.emptyText);
    const wanted = plain(this.wanted);
    const found = chats.filter(({ title, groupNumber }) => plain(`${title} ${groupNumber}`).includes(wanted));
    const shown = found.filter((chat) => isIn(chat, this.filter));
    return html`${chipTabs<Filter>({
      label: words.filtersLabel,
      tabs: filters.map((value) => ({
        value,
        text: words.filters[value],
        count: found.filter((chat) => isIn(chat, value)).length,
      })),
      value: this.filter,
      choose: (value) => {
        this.filter = value;
      },
    })}
    ${
      shown.length === 0
        ? notFound(words.nothingFound, words.nothingFoundText)
        : html`<ul>
            ${repeat(
              shown,
              ({ id }) => id,
              (chat) => html`<li>${this.#row(chat)}</li>`,
            )}
          </ul>`
    }`;
  }

  #row(chat: AdminChat): TemplateResult {
    const { words } = this.strings;
    const details = [
      plural(this.language, chat.memberCount, words.members).replace('#', String(chat.memberCount)),
      words.audiences[chat.audience],
      chat.isPublic ? words.isPublic : '',
    ].filter(Boolean);
    return html`<button
      class="row"
      type="button"
      aria-label=${words.about.replace('#', chat.title)}
      @click=${() => this.#manage(chat)}
    >
      ${
        chat.kind === 'group'
          ? avatar({ id: chat.groupNumber, text: chat.groupNumber, size: 'l', square: true })
          : avatar({ id: chat.id, icon: chat.kind === 'college' ? 'megaphone' : 'users', size: 'l', square: true })
      }
      <span>
        <b>${chat.title}</b>${chat.isArchived ? tag(words.archived) : nothing}
        <small>${details.join(' · ')}</small>
      </span>
      ${icon(signs.chevronRight, 18)}
    </button>`;
  }
}
define('sferum-admin-chats', AdminChats);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-chats': AdminChats;
  }
}
