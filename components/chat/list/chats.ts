import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { shortTime } from '../../core/dates.ts';
import { shortName } from '../../core/names.ts';
import { base, root } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ChatStrings, chatTexts } from '../../locales/ru/chat.ts';
import { type ChatsStrings, chatsTexts } from '../../locales/ru/chats.ts';
import { type MessagesStrings, messagesTexts } from '../../locales/ru/messages.ts';
import { inWords } from '../../messages/file-words.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import '../chat.ts';
import { onDraft, readDraft } from '../../core/drafts.ts';
import { ChatOpenEvent } from '../../element/chat-open-event.ts';
import type { Chat } from '../chat.ts';
import type { ChatSummary } from '../chat-api.ts';
import { chatAvatar } from '../chat-avatar.ts';
import { type ChatStore, chatStore } from '../chat-store.ts';
import { chatTitle } from '../chat-title.ts';
import { presenceStore } from '../presence-store.ts';
import { styles } from './chats.styles.ts';
import { chatsStore } from './chats-store.ts';

const tabs = ['all', 'group', 'college', 'personal'] as const;
type Tab = (typeof tabs)[number];

/** Below this width of the tag there is one pane, in px; the same as in the styles. */
const onePane = 640;

/** Case and «ё» do not matter to who looks for something. */
const plain = (text: string) => text.toLocaleLowerCase('ru').replaceAll('ё', 'е');

/**
 * My chats: the list, and beside it (or, where it is narrow, instead of it) the one that is open.
 * @tag sferum-chats
 * @fires {ChatOpenEvent} sferum-chat-open - Before a chat opens; cancel it to show it elsewhere.
 */
export class Chats extends SferumElement<{ chat: ChatStrings; chats: ChatsStrings; messages: MessagesStrings }> {
  static override styles: CSSResultGroup = [base, root, avatarStyles, chipTabsStyles, styles];
  protected readonly texts = { chat: chatTexts, chats: chatsTexts, messages: messagesTexts };

  /** Id of the college whose chats are shown; absent takes the page's, and without that all. */
  @property() college = '';
  /** Id of the open chat. */
  @property({ reflect: true }) chat = '';

  @state() private tab: Tab = 'all';
  @state() private filter = '';
  /** Id of the row that Tab reaches. */
  @state() private cursor = '';
  @state() private wide = true;
  @query('sferum-chat') private thread!: Chat | null;

  #stopDrafts: (() => void) | null = null;
  #resized = new ResizeObserver(() => {
    this.wide = this.clientWidth >= onePane;
  });
  readonly #store = new StoreController(this, (backend) =>
    backend.userId ? chatsStore(backend, this.college || backend.config.college) : null,
  );
  readonly #open = new StoreController<ChatStore>(this, (backend) =>
    backend.userId && this.chat ? chatStore(backend, this.chat) : null,
  );
  readonly #presence = new StoreController(this, (backend) => {
    const { chats } = this.#store.state ?? {};
    const college = chats?.status === 'ready' ? chats.value[0]?.collegeId : undefined;
    return college ? presenceStore(backend, college) : null;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopDrafts = onDraft(() => this.requestUpdate());
    this.wide = this.clientWidth >= onePane;
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopDrafts?.();
    this.#resized.disconnect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (!changed.has('chat') || this.wide) return;
    // One pane went away with what had the focus.
    if (!this.chat && changed.get('chat')) this.#focusRow(changed.get('chat') ?? '');
  }

  async #openChat(id: string): Promise<void> {
    if (!this.dispatchEvent(new ChatOpenEvent(id))) return;
    this.chat = id;
    this.cursor = id;
    await this.updateComplete;
    const { thread } = this;
    if (!thread) return;
    await thread.updateComplete;
    // Where fingers type, a field with the cursor in it would bring up the keyboard unasked.
    if (matchMedia('(pointer: coarse)').matches) thread.focusBack();
    else thread.focusComposer();
  }

  #close(): void {
    this.chat = '';
  }

  #focusRow(id: string): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-chat="${CSS.escape(id)}"]`)?.focus();
  }

  #keyInList(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('.row')];
    const at = rows.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const next =
      event.key === 'Home' ? rows[0] : event.key === 'End' ? rows.at(-1) : step ? rows[at + step] : undefined;
    if (!next) return;
    event.preventDefault();
    this.cursor = next.dataset.chat ?? '';
    next.focus();
  }

  #keyInThread(event: KeyboardEvent): void {
    if (
      event.key !== 'Escape' ||
      event.defaultPrevented ||
      event.composedPath().some((on) => on instanceof HTMLDialogElement)
    )
      return;
    event.preventDefault();
    const { chat } = this;
    if (this.wide) this.#focusRow(chat);
    else this.#close();
  }

  override render() {
    const { backend, state } = this.#store;
    // Without a session the chat itself says how to sign in.
    if (backend && !backend.userId) return html`<sferum-chat></sferum-chat>`;
    const words = this.strings.chats;
    return html`<div class="panes ${this.chat ? 'open' : ''}">
      <div class="list">
        <h2>${words.title}</h2>
        <label class="search">
          ${icon('search', 18)}
          <input
            type="search"
            placeholder=${words.search}
            aria-label=${words.search}
            .value=${this.filter}
            @input=${(event: InputEvent) => {
              this.filter = (event.target as HTMLInputElement).value;
            }}
          />
        </label>
        ${this.view(state?.chats, (chats) => this.#list(chats), {
          skeleton: html`<div class="rows">${Array.from({ length: 8 }, () => this.#placeholder())}</div>`,
          retry: () => this.#store.store?.retry(),
        })}
      </div>
      <div class="thread" @keydown=${this.#keyInThread}>
        ${
          this.chat
            ? html`<sferum-chat chat=${this.chat} ?back=${!this.wide} @back=${this.#close}></sferum-chat>`
            : html`<div class="view-state">
                <span class="emblem">${icon('chat', 26)}</span>
                <h3>${words.choose}</h3>
                <p>${words.chooseText}</p>
              </div>`
        }
      </div>
    </div>`;
  }

  #placeholder(): TemplateResult {
    return html`<div class="placeholder">
      <span class="skeleton"></span>
      <div><span class="skeleton"></span><span class="skeleton"></span></div>
    </div>`;
  }

  #list(chats: readonly ChatSummary[]): TemplateResult {
    const { chat, chats: words } = this.strings;
    if (chats.length === 0) {
      return html`<div class="view-state">
        <span class="emblem">${icon('chat', 26)}</span>
        <h3>${words.noChats}</h3>
        <p>${words.noChatsText}</p>
      </div>`;
    }
    const wanted = plain(this.filter.trim());
    const shown = chats.filter(
      (each) => (this.tab === 'all' || each.kind === this.tab) && plain(chatTitle(each, chat.erased)).includes(wanted),
    );
    const reachable = shown.some(({ id }) => id === this.cursor) ? this.cursor : shown[0]?.id;
    return html`${chipTabs({
      label: words.tabsLabel,
      tabs: tabs.map((tab) => {
        const unread = chats.filter(({ kind, lastSeq, readSeq }) => kind === tab && lastSeq > readSeq).length;
        return { value: tab, text: words.tabs[tab], count: unread || undefined };
      }),
      value: this.tab,
      choose: (tab) => {
        this.tab = tab;
      },
    })}
      ${
        shown.length === 0
          ? html`<div class="view-state" role="status">
              <span class="emblem neutral">${icon('search', 26)}</span>
              <h3>${words.nothingFound}</h3>
              <p>${words.nothingFoundText}</p>
            </div>`
          : html`<div class="rows" role="list" aria-label=${words.listLabel} @keydown=${this.#keyInList}>
              ${repeat(
                shown,
                ({ id }) => id,
                (each) => this.#row(each, each.id === reachable),
              )}
            </div>`
      }`;
  }

  #row(chat: ChatSummary, reachable: boolean): TemplateResult {
    const { strings } = this;
    const { lastMessage, peer } = chat;
    const unread = Math.max(0, chat.lastSeq - chat.readSeq);
    const mine = lastMessage?.author.id === this.#store.store?.myId;
    const online = peer ? (this.#presence.state?.online.has(peer.id) ?? false) : false;
    return html`<div role="listitem">
      <button
        class="row"
        type="button"
        data-chat=${chat.id}
        tabindex=${reachable ? 0 : -1}
        aria-current=${chat.id === this.chat ? 'true' : nothing}
        @click=${() => this.#openChat(chat.id)}
      >
        ${chatAvatar(chat, 'l', online)}
        <span class="words">
          <span class="top">
            <b class="ellipsis">${chatTitle(chat, strings.chat.erased)}</b>
            <span class="time">
              ${
                mine && lastMessage
                  ? html`<span class="tick">${icon(chat.othersReadSeq >= lastMessage.seq ? 'checks' : 'check', 16)}</span>`
                  : nothing
              }
              ${lastMessage ? shortTime(lastMessage.createdAt, this.language) : nothing}
            </span>
          </span>
          <span class="bottom">
            ${this.#second(chat, mine)}
            ${
              unread > 0
                ? html`<span class="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>
                    <span class="visually-hidden"
                      >${plural(this.language, unread, strings.messages.unread).replace('#', String(unread))}</span
                    >`
                : nothing
            }
          </span>
        </span>
      </button>
    </div>`;
  }

  /** The second line: who types, else a draft, else the last message. */
  #second(chat: ChatSummary, mine: boolean): TemplateResult {
    const { strings } = this;
    const open = chat.id === this.chat;
    const typing = open ? (this.#open.state?.typing ?? []) : [];
    if (typing.length > 0) {
      const who = typing.length > 3 ? strings.chat.several : typing.join(', ');
      const form = typing.length === 1 ? strings.chat.typing.one : strings.chat.typing.other;
      return html`<span class="ellipsis typing">${form.replace('#', who)}</span>`;
    }
    const draft = open ? '' : readDraft(this.#store.backend?.userId ?? '', chat.id);
    if (draft.trim()) {
      return html`<span class="ellipsis"><span class="draft">${strings.chats.draft}</span> ${draft}</span>`;
    }
    const { lastMessage, kind } = chat;
    if (!lastMessage) return html`<span class="ellipsis"></span>`;
    const { author, body, deletedAt, files } = lastMessage;
    const who = mine
      ? `${strings.messages.you}: `
      : kind === 'personal'
        ? ''
        : `${shortName(author) || strings.chat.erased}: `;
    return html`<span class="ellipsis">${who}${deletedAt ? strings.messages.deleted : inWords(body, files, strings.messages)}</span>`;
  }
}
define('sferum-chats', Chats);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chats': Chats;
  }
}
