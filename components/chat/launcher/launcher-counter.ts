import { type CSSResultGroup, css, html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { RingController } from '../../lesson/call/ring-controller.ts';
import { type LauncherStrings, launcherTexts } from '../../locales/ru/chat/launcher.ts';
import { type MessagesStrings, messagesTexts } from '../../locales/ru/messages/messages.ts';
import { avatarStyles } from '../../ui/avatar.ts';
import type { ChatSummary } from '../chat-api.ts';
import { chatSettingsStore } from '../list/chat-settings-store.ts';
import { type ChatsStore, chatsStore } from '../list/chats-store.ts';
import { type UnreadTotal, unreadIn, unreadTotal } from '../list/unread.ts';
import { UnreadEvent } from '../list/unread-event.ts';
import { chatAvatar } from '../new/chat-avatar.ts';
import { type AnnouncementWords, announcementOf } from '../notify/announcement.ts';
import { CounterController } from '../notify/counter-controller.ts';
import { readNotifyChoice } from '../notify/notify-choice.ts';
import { NotifyController } from '../notify/notify-controller.ts';

/** So long a new message is shown beside the button, in milliseconds. */
const peekFor = 6000;

/** Another number is unread. */
export class CountedEvent extends Event {
  readonly total: UnreadTotal;
  constructor(total: UnreadTotal) {
    super('counted');
    this.total = total;
  }
}

/** Somebody wants to see the chat of a message that was shown beside the button. */
export class PeekEvent extends Event {
  readonly chat: string;
  constructor(chat: string) {
    super('peek');
    this.chat = chat;
  }
}

/**
 * What the button that opens the chats knows of them: how much is unread, and for some seconds the newest message.
 *
 * @fires {CountedEvent} counted - Another number is unread.
 * @fires {PeekEvent} peek - The chat of the newest message is to be opened.
 */
export class LauncherCounter extends SferumElement<{
  launcher: LauncherStrings;
  messages: MessagesStrings;
}> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    css`
      :host {
        display: contents;
      }
      .peek {
        position: fixed;
        inset-inline-end: 96px;
        bottom: calc(24px + var(--sferum-launcher-offset, 0px));
        z-index: 2147483000;
        display: flex;
        align-items: center;
        width: min(300px, calc(100vw - 120px));
        min-height: 60px;
        border-radius: var(--sferum-r-l);
        background: var(--sferum-raised);
        box-shadow: var(--sferum-e2);
      }
      .show {
        display: flex;
        align-items: center;
        gap: 11px;
        flex: 1;
        min-width: 0;
        padding: 11px 0 11px 14px;
        border-radius: inherit;
      }
      .show > span:last-child {
        min-width: 0;
        font: var(--sferum-t-small);
        color: var(--sferum-text-2);
      }
      .show b {
        display: block;
        font-weight: 600;
        color: var(--sferum-text);
      }
      .show .body {
        display: block;
      }
      .icon-button {
        flex: none;
        margin-inline-end: 8px;
      }
      @media (forced-colors: active) {
        .peek {
          border: 1px solid;
        }
      }
      @media print {
        .peek {
          display: none;
        }
      }
    `,
  ];
  protected readonly texts = { launcher: launcherTexts, messages: messagesTexts };

  @property({ attribute: false }) college = '';
  /** Where the page shows the number. */
  @property({ attribute: false }) counter = '';
  /** No message is shown: the chats are open. */
  @property({ attribute: false }) quiet = false;
  @state() private peeked: ChatSummary | null = null;

  readonly #chats: StoreController<ChatsStore> = new StoreController(this, (backend) =>
    backend.userId ? chatsStore(backend, this.college || backend.config.college) : null,
  );
  readonly #settings = new StoreController(this, (backend) => (backend.userId ? chatSettingsStore(backend) : null));
  readonly #counter = new CounterController(this);
  readonly #notify: NotifyController = new NotifyController(this, () => {
    const [chats, settings] = [this.#chats.store, this.#settings.store];
    if (!chats || !settings) return null;
    const open = (id: string) => this.#show(id);
    return { person: chats.myId, chats, settings, ...this.#words, open };
  });
  /** The newest message of each chat that is known of; null until the first list is there. */
  #known: ReadonlyMap<string, number> | null = null;
  #published = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  get #words(): AnnouncementWords {
    const { strings } = this;
    return { plain: strings.launcher.plain, strings };
  }

  constructor() {
    super();
    new RingController(this, () => this.#chats.backend);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.peeked = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const chats = this.#chats.state?.chats;
    const settings = this.#settings.store;
    if (this.quiet) this.peeked = null;
    if (!settings || chats?.status !== 'ready' || settings.state.settings.status === 'loading') return;
    this.#look(chats.value);
    const total = unreadTotal(chats.value, (id) => settings.of(id));
    this.#counter.show(this.counter, total.chats);
    const counts = `${total.messages} ${total.chats}`;
    if (counts === this.#published) return;
    this.#published = counts;
    this.dispatchEvent(new CountedEvent(total));
    this.dispatchEvent(new UnreadEvent(total));
  }

  /** The newest of what others have written since the last look. */
  #look(chats: readonly ChatSummary[]): void {
    const before = this.#known;
    this.#known = new Map(chats.map(({ id, lastSeq }) => [id, lastSeq]));
    const { peeked } = this;
    const now = chats.find(({ id }) => id === peeked?.id);
    // It was read, or deleted, meanwhile.
    if (peeked && (!now || unreadIn(now) === 0 || now.lastMessage?.deletedAt)) this.peeked = null;
    const written = chats.find(({ id, lastSeq, readSeq }) => before && lastSeq > (before.get(id) ?? readSeq));
    if (written && this.#isWorthShowing(written)) this.#peek(written);
  }

  #isWorthShowing(chat: ChatSummary): boolean {
    const me = this.#chats.store?.myId ?? '';
    const isMine = !chat.lastMessage || chat.lastMessage.author.id === me;
    const isPaused = this.#settings.store?.of(chat.id).isPaused ?? false;
    // Where the browser announces it, that is enough for a window that has not the focus.
    const isSeen = document.visibilityState === 'visible' && !this.quiet && (document.hasFocus() || !this.#notify.isOn);
    return isSeen && !isMine && !isPaused && unreadIn(chat) > 0 && readNotifyChoice(me) !== 'plain';
  }

  #peek(chat: ChatSummary): void {
    this.peeked = chat;
    this.#hideLater();
  }

  #hideLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hide(), peekFor);
  }

  #hide(): void {
    clearTimeout(this.#timer);
    this.peeked = null;
  }

  #show(chat: string): void {
    this.#hide();
    this.dispatchEvent(new PeekEvent(chat));
  }

  override render() {
    const { peeked } = this;
    const { launcher } = this.strings;
    if (!peeked) return nothing;
    const { title, body } = announcementOf(peeked, this.#words, false);
    return html`<div
      class="peek"
      role="status"
      @pointerenter=${() => clearTimeout(this.#timer)}
      @pointerleave=${this.#hideLater}
      @focusin=${() => clearTimeout(this.#timer)}
      @focusout=${this.#hideLater}
    >
      <button class="show" type="button" @click=${() => this.#show(peeked.id)}>
        ${chatAvatar(peeked, 'm')}
        <span><b class="ellipsis">${title}</b><span class="body ellipsis">${body}</span></span>
      </button>
      <button class="icon-button" type="button" aria-label=${launcher.hide} title=${launcher.hide} @click=${this.#hide}>
        ${icon('close', 16)}
      </button>
    </div>`;
  }
}
define('sferum-launcher-counter', LauncherCounter);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-launcher-counter': LauncherCounter;
  }
}
