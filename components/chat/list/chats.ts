import {
  type CSSResultGroup,
  html,
  nothing,
  type PropertyValues,
  type ReactiveController,
  render,
  svg,
  type TemplateResult,
} from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { redrawDaily } from '../../core/dates.ts';
import { base, root } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { LazyCode } from '../../element/host/lazy-code.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ChatStrings, chatTexts } from '../../locales/ru/chat/chat.ts';
import { type ChatsStrings, chatsTexts } from '../../locales/ru/chat/chats.ts';
import { type MessagesStrings, messagesTexts } from '../../locales/ru/messages/messages.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { KeyedRows } from '../../ui/list/keyed-rows.ts';
import '../chat.ts';
import { onDraft, readDraft } from '../../core/drafts/drafts.ts';
import { type AppError, type Loadable, toAppError } from '../../core/errors.ts';
import { ChatOpenEvent } from '../../element/chat-open-event.ts';
import { RingController } from '../../lesson/call/ring-controller.ts';
import { ReportNewsController } from '../../messages/report/report-news-controller.ts';
import { readyFor } from '../../messages/text/one-line.ts';
import type { Chat } from '../chat.ts';
import type { ChatSummary } from '../chat-api.ts';
import { type ChatStore, chatStore } from '../chat-store.ts';
import { chatTitle } from '../chat-title.ts';
import { linkedChat } from '../find/linked-chat.ts';
import type { NoChats } from '../find/no-chats.ts';
import { MentionsController } from '../mentions/mentions-controller.ts';
import { CounterController } from '../notify/counter-controller.ts';
import { NotifyController } from '../notify/notify-controller.ts';
import { presenceStore } from '../presence-store.ts';
import { chatRow, placeholders } from './chat-row.ts';
import type { Point } from './chat-row-menu.ts';
import { chatSettingsStore } from './chat-settings-store.ts';
import { plain, shownIn, type Tab, tabs, unreadOf } from './chat-tabs.ts';
import { styles } from './chats.styles.ts';
import type { ChatsDeeds, ChatsDialog } from './chats-deeds.ts';
import { type ChatsStore, chatsStore } from './chats-store.ts';
import { listSigns } from './list-signs.ts';
import { unreadTotal } from './unread.ts';
import { UnreadEvent } from './unread-event.ts';

/** Drawn here, because the list alone needs them before anything is asked for. */
const newSign = svg`<path d="m3.5 16.5.8-3.6 8.6-8.6a1.7 1.7 0 0 1 2.4 0l.4.4a1.7 1.7 0 0 1 0 2.4l-8.6 8.6zM11.5 5.8l2.75 2.75"/>`;
const publicSign = svg`<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c2 2 3 4.4 3 7s-1 5-3 7c-2-2-3-4.4-3-7s1-5 3-7Z"/>`;

/** A finger that rests so long on a row opens its menu, in milliseconds. */
const longPress = 500;

/** Below this width of the tag there is one pane, in its `em`; the same as in the styles. */
const onePane = 42.666;

/**
 * My chats: the list, and beside it (or, where it is narrow, instead of it) the one that is open.
 * @tag sferum-chats
 * @fires {ChatOpenEvent} sferum-chat-open - Before a chat opens; cancel it to show it elsewhere.
 * @csspart list - The list of chats.
 * @csspart thread - The place of the open chat.
 * @slot head - Buttons beside the title of the list.
 * @fires {UnreadEvent} sferum-unread - Another number of messages or chats is unread.
 */
export class Chats extends SferumElement<{
  chat: ChatStrings;
  chats: ChatsStrings;
  messages: MessagesStrings;
}> {
  static override styles: CSSResultGroup = [base, root, avatarStyles, chipTabsStyles, styles];
  protected readonly texts = { chat: chatTexts, chats: chatsTexts, messages: messagesTexts };

  /** Id of the college whose chats are shown; absent takes the page's, and without that all. */
  @property() college = '';
  /** Id of the open chat. */
  @property({ reflect: true }) chat = '';
  /** Where the page shows how many messages are unread: `title`, `icon`, or both, with a blank between; absent nowhere. */
  @property() counter = '';
  /** The open chat is kept in the page's address, so that «Back» leads to the list. */
  @property({ type: Boolean }) route = false;

  @state() private tab: Tab = 'all';
  @state() private filter = '';
  /** Id of the row that Tab reaches. */
  @state() private cursor = '';
  @state() private wide = true;
  /** Why what was last asked for failed. */
  @state() private problem: AppError | null = null;
  @query('sferum-chat') private thread!: Chat | null;

  /** Dialogs, menus and the search: fetched with the first of them. */
  #deeds: ChatsDeeds | null = null;
  readonly #code = new LazyCode(this);
  readonly #news = new ReportNewsController(this);
  readonly #mentions = new MentionsController(this);
  #stopDrafts: (() => void) | null = null;
  #pressing: ReturnType<typeof setTimeout> | undefined;
  /** The finger that goes up has opened a menu, and opens no chat. */
  #isPressed = false;
  readonly #rows = new KeyedRows('item');
  /** The chats of the rows. */
  #shown: readonly ChatSummary[] = [];
  /** What was last published to the page. */
  #published = '';
  readonly #counter = new CounterController(this);
  #resized = new ResizeObserver(() => this.#measure());
  readonly #store: StoreController<ChatsStore> = new StoreController(this, (backend) =>
    backend.userId ? chatsStore(backend, this.college || backend.config.college) : null,
  );
  readonly #settings = new StoreController(this, (backend) => (backend.userId ? chatSettingsStore(backend) : null));
  readonly #open = new StoreController<ChatStore>(this, (backend) =>
    backend.userId && this.chat ? chatStore(backend, this.chat) : null,
  );
  readonly #presence = new StoreController(this, (backend) => {
    const { chats } = this.#store.state ?? {};
    const college = chats?.status === 'ready' ? chats.value[0]?.collegeId : undefined;
    return college ? presenceStore(backend, college) : null;
  });

  readonly #notify: NotifyController = new NotifyController(this, () => {
    const [chats, settings] = [this.#store.store, this.#settings.store];
    if (!chats || !settings) return null;
    const { strings } = this;
    return { person: chats.myId, chats, settings, plain: strings.chats.newMessage, strings, open: this.#openChat };
  });

  constructor() {
    super();
    redrawDaily(this);
    new RingController(this, () => this.#store.backend);
  }

  override connectedCallback(): void {
    // The address of the page may lead to a message.
    this.chat = linkedChat() || this.chat;
    super.connectedCallback();
    this.#stopDrafts = onDraft(() => this.requestUpdate());
    this.#measure();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopDrafts?.();
    this.#resized.disconnect();
  }

  #measure(): void {
    this.wide = this.clientWidth >= onePane * Number.parseFloat(getComputedStyle(this).fontSize);
  }

  protected override async scheduleUpdate(): Promise<void> {
    const { chats } = this.#store.state ?? {};
    if (chats?.status === 'ready') await readyFor(chats.value.map(({ lastMessage }) => lastMessage?.body ?? ''));
    await super.scheduleUpdate();
  }

  /** Few pages are there for the chats alone. */
  readonly #keepRoute = async (): Promise<void> => {
    const { ChatRoute } = await import('../find/chat-route.ts');
    this.#route ??= new ChatRoute(this);
  };
  #route: ReactiveController | null = null;

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('route') && this.route) void this.#code.fetch(this.#keepRoute, false);
    this.#publishUnread();
    const { chats } = this.#store.state ?? {};
    if (chats?.status === 'ready') {
      this.#news.look();
      this.#mentions.follow(chats.value);
    }
    if (!changed.has('chat') || this.wide) return;
    // One pane went away with what had the focus.
    if (!this.chat && changed.get('chat')) this.#focusRow(changed.get('chat') ?? '');
  }

  /** Both are asked for at once, and shown together: pinned chats do not jump to their places. */
  get #chats(): Loadable<readonly ChatSummary[]> | undefined {
    const settings = this.#settings.state?.settings;
    return settings?.status === 'loading' ? settings : this.#store.state?.chats;
  }

  /** What the list knows of the open chat. */
  get #known(): ChatSummary | null {
    const { chats } = this.#store.state ?? {};
    return chats?.status === 'ready' ? (chats.value.find(({ id }) => id === this.chat) ?? null) : null;
  }

  #publishUnread(): void {
    const { store } = this.#settings;
    const chats = this.#chats;
    if (!store || chats?.status !== 'ready') return;
    const total = unreadTotal(chats.value, (id) => store.of(id));
    this.#counter.show(this.counter, total.chats);
    const counts = `${total.messages} ${total.chats}`;
    if (counts === this.#published) return;
    this.#published = counts;
    this.dispatchEvent(new UnreadEvent(total));
  }

  /** Fetches what a person has asked for, and does it. */
  async #deed(act: (deeds: ChatsDeeds) => Promise<void>): Promise<void> {
    this.problem = null;
    const code = async () => {
      const { ChatsDeeds } = await import('./chats-deeds.ts');
      const store = this.#store;
      this.#deeds ??= new ChatsDeeds(this, {
        get backend() {
          return store.backend ?? null;
        },
        open: this.#openChat,
        jumpTo: async (chat, message) => {
          if (this.chat === chat) await this.thread?.jumpTo(message);
        },
        invalidate: () => this.#store.store?.invalidate(),
        markRead: async (chat) => this.#store.store?.markRead(chat),
        fail: (error) => this.#fail(error),
        fetch: this.#code.fetch,
      });
    };
    try {
      if ((await this.#code.fetch(code)) && this.#deeds) await act(this.#deeds);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #openMenu(chat: ChatSummary, row: HTMLElement, at: Point | null = null): Promise<void> {
    await this.#deed((deeds) => deeds.openMenu(chat, chatTitle(chat, this.strings.common.erased), row, at));
  }

  /** A finger rests on a row, or moves on. */
  #press(event: PointerEvent, chat: ChatSummary): void {
    clearTimeout(this.#pressing);
    if (event.type !== 'pointerdown') return;
    this.#isPressed = false;
    const row = event.currentTarget as HTMLElement;
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    this.#pressing = setTimeout(() => {
      this.#isPressed = true;
      void this.#openMenu(chat, row, event);
    }, longPress);
  }

  /** By keyboard it has no point of its own. */
  #askMenu(event: PointerEvent, chat: ChatSummary): void {
    event.preventDefault();
    clearTimeout(this.#pressing);
    void this.#openMenu(chat, event.currentTarget as HTMLElement, event.button === 2 ? event : null);
  }

  /** Opens a chat, and takes the focus there. */
  async show(id: string): Promise<void> {
    const { store } = this.#settings;
    // What one opens is seen; a mark that could not be taken back is there at the next look.
    if (store?.of(id).isMarkedUnread) void this.#deed((deeds) => deeds.seen(id));
    this.chat = id;
    this.cursor = id;
    await this.updateComplete;
    const { thread } = this;
    if (!thread) return;
    await thread.updateComplete;
    thread.enter();
  }

  readonly #openChat = async (id: string): Promise<void> => {
    if (this.dispatchEvent(new ChatOpenEvent(id))) await this.show(id);
  };

  #fail(error: unknown): void {
    this.problem = toAppError(error);
  }

  #close(): void {
    this.chat = '';
  }

  /** The college in which chats are made and joined; empty while none is known. */
  get #place(): string {
    const { backend, state } = this.#store;
    const first = state?.chats.status === 'ready' ? state.chats.value[0]?.collegeId : undefined;
    return this.college || backend?.config.college || first || '';
  }

  #filter(text: string): void {
    this.filter = text;
    // Titles are found without it.
    if (text.trim() && !this.#deeds?.searches) void this.#deed((deeds) => deeds.search());
  }

  /** Another chat is asked for within: it opens here as one of the list does. */
  #asked(event: ChatOpenEvent): void {
    event.stopPropagation();
    event.preventDefault();
    this.#store.store?.invalidate();
    void this.#openChat(event.chat);
  }

  #headButton(dialog: ChatsDialog, label: string, sign: Sign): TemplateResult {
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${() => this.#deed((deeds) => deeds.show(dialog))}
    >
      ${icon(sign)}
    </button>`;
  }

  #focusRow(id: string): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-chat="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
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
    const { backend } = this.#store;
    // Without a session the chat itself says how to sign in.
    if (backend && !backend.userId) return html`<sferum-chat></sferum-chat>`;
    const words = this.strings.chats;
    const { errors } = this.strings.common;
    const problem = this.problem ?? this.#code.problem;
    return html`<div class="panes ${this.chat ? 'open' : ''}">
      <div class="list" part="list">
        <div class="head">
          <h2>${words.title}</h2>
          ${this.#headButton('notifications', words.notifications, this.#notify.isOn ? listSigns.bell : listSigns.bellOff)}
          ${
            this.#place
              ? html`${this.#headButton('public', words.publicChats, publicSign)}
                ${this.#headButton('new', words.newChat, newSign)}`
              : nothing
          }
          <slot name="head"></slot>
        </div>
        ${this.#news.render()}
        <label class="search">
          ${icon('search', 18)}
          <input
            type="search"
            placeholder=${words.search}
            aria-label=${words.search}
            .value=${this.filter}
            @input=${(event: InputEvent) => this.#filter((event.target as HTMLInputElement).value)}
            @keydown=${(event: KeyboardEvent) => {
              if (event.key === 'ArrowDown' && this.#deeds?.enterResults()) event.preventDefault();
            }}
          />
        </label>
        ${
          problem
            ? html`<p class="problem" role="alert">${errors[problem.code].title}. ${errors[problem.code].text}</p>`
            : nothing
        }
        ${this.view(this.#chats, (chats) => this.#list(chats), {
          skeleton: this.#skeleton(),
          retry: () => this.#store.store?.retry(),
        })}
        ${this.#deeds?.menu()}
      </div>
      <div class="thread" part="thread" @keydown=${this.#keyInThread} @sferum-chat-open=${this.#asked}>
        ${
          this.chat
            ? html`<sferum-chat
                chat=${this.chat}
                .known=${this.#known}
                ?back=${!this.wide}
                @back=${this.#close}
                @left=${this.#close}
              ></sferum-chat>`
            : this.wide
              ? this.#none('choose')
              : nothing
        }
      </div>
      ${this.#deeds?.dialogs(this.#place, this.#store.store?.myId ?? '', words)}
    </div>`;
  }

  #skeleton(): TemplateResult {
    return html`<div class="chips">${tabs.map((tab) => html`<span class="skeleton"><span>${this.strings.chats.tabs[tab]}</span></span>`)}</div>
      ${placeholders}`;
  }

  /** Why no chat stands here: the code of that comes when none does. */
  #none(why: NoChats['why']): TemplateResult {
    if (!customElements.get('sferum-no-chats')) void this.#code.fetch(() => import('../find/no-chats.ts'), false);
    return html`<sferum-no-chats why=${why}></sferum-no-chats>`;
  }

  #list(chats: readonly ChatSummary[]): TemplateResult {
    const { chats: words } = this.strings;
    if (chats.length === 0) return this.#none(this.#store.state?.isExpelled ? 'expelled' : 'none');
    const wanted = plain(this.filter.trim());
    const settings = this.#settings.store;
    if (!settings) return html``;
    if (wanted && this.#deeds?.searches) return this.#deeds.found(this.filter, chats, this.#place);
    const rules = { settings, openId: this.chat, erased: this.strings.common.erased };
    const shown = shownIn(chats, this.tab, wanted, rules);
    this.#shown = shown;
    return html`${chipTabs({
      label: words.tabsLabel,
      tabs: tabs.map((tab) => ({ value: tab, text: words.tabs[tab], count: unreadOf(chats, tab, rules) })),
      value: this.tab,
      choose: (tab) => {
        this.tab = tab;
      },
    })}
      ${
        shown.length === 0
          ? this.#none(this.tab === 'unread' && !wanted ? 'allRead' : 'notFound')
          : html`<div class="rows" role="list" aria-label=${words.listLabel} @keydown=${this.#keyInList}></div>`
      }`;
  }

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    const box = this.renderRoot.querySelector('.rows');
    const shown = this.#shown;
    if (!box) return;
    const reachable = shown.some(({ id }) => id === this.cursor) ? this.cursor : shown[0]?.id;
    const ids = shown.map(({ id }) => id);
    this.#rows.show(box, ids, (element, index) => {
      const chat = shown[index];
      element.role = 'listitem';
      if (chat) render(this.#row(chat, chat.id === reachable), element, { host: this });
    });
  }

  #row(chat: ChatSummary, reachable: boolean): TemplateResult {
    const { language, strings } = this;
    const { id, peer } = chat;
    const isOpen = id === this.chat;
    return chatRow(chat, {
      reachable,
      isOpen,
      me: this.#store.store?.myId ?? '',
      settings: this.#settings.store?.of(id),
      calls: this.#mentions.countIn(chat),
      online: peer ? (this.#presence.state?.online.has(peer.id) ?? false) : false,
      typing: isOpen ? (this.#open.state?.typing ?? []) : [],
      draft: isOpen ? '' : readDraft(this.#store.backend?.userId ?? '', id),
      press: (event) => this.#press(event, chat),
      askMenu: (event) => this.#askMenu(event, chat),
      openMenu: (row) => void this.#openMenu(chat, row),
      open: () => this.#isPressed || void this.#openChat(id),
      join: () => void this.#deed((deeds) => deeds.joinLesson(chat, chatTitle(chat, strings.common.erased))),
      language,
      strings,
    });
  }
}
define('sferum-chats', Chats);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chats': Chats;
  }
}
