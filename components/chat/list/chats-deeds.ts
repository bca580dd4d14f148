import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import type { Backend } from '../../core/backend.ts';
import type { ChatOpenEvent } from '../../element/chat-open-event.ts';
import type { LazyCode } from '../../element/host/lazy-code.ts';
import type { ChatsStrings } from '../../locales/ru/chat/chats.ts';
import type { ChatSummary } from '../chat-api.ts';
import type { ChatMadeEvent } from '../new/new-chat.ts';
import type { HitOpenEvent } from '../search/chats-search.ts';
import type { FailedEvent, Point } from './chat-row-menu.ts';
import { chatSettingsDeeds } from './chat-settings-deeds-store.ts';

export type ChatsDialog = 'new' | 'public' | 'notifications';

/** What the list does for its deeds. */
export interface ChatsDeedsHost {
  readonly backend: Backend | null;
  /** Opens a chat, unless the page shows it elsewhere. */
  readonly open: (chat: string) => Promise<void>;
  /** Shows a message of the chat that is open. */
  readonly jumpTo: (chat: string, message: string) => Promise<void>;
  /** My chats may be others now. */
  readonly invalidate: () => void;
  readonly markRead: (chat: ChatSummary) => Promise<void>;
  readonly fail: (error: unknown) => void;
  readonly fetch: LazyCode['fetch'];
}

const codeOf: Readonly<Record<ChatsDialog, () => Promise<unknown>>> = {
  new: () => import('../new/new-chat.ts'),
  public: () => Promise.all([import('../new/public-chats.ts'), import('../../ui/dialog.ts')]),
  notifications: () => import('../notify/notify-dialog.ts'),
};

/**
 * What `<sferum-chats>` opens when it is asked to: dialogs, the menu of a row, the search in messages. It is drawn in the
 * tree of the list; each has code of its own, which comes before it is shown.
 *
 *     await deeds.show('new');
 *     html`${deeds.menu()} ${deeds.dialogs(college, me, words)}`
 */
export class ChatsDeeds {
  readonly #list: LitElement;
  readonly #host: ChatsDeedsHost;
  #dialog: ChatsDialog | null = null;
  #hasMenu = false;
  #searches = false;

  constructor(list: LitElement, host: ChatsDeedsHost) {
    this.#list = list;
    this.#host = host;
  }

  /** The code is there that searches in messages. */
  get searches(): boolean {
    return this.#searches;
  }

  async search(): Promise<void> {
    if (!(await this.#host.fetch(() => import('../search/chats-search.ts')))) return;
    this.#searches = true;
    this.#list.requestUpdate();
  }

  /** Takes the focus into what was found. @returns false when nothing of it is shown. */
  enterResults(): boolean {
    const results = this.#list.renderRoot.querySelector('sferum-chats-search');
    results?.enter();
    return results !== null;
  }

  async show(dialog: ChatsDialog): Promise<void> {
    if (await this.#host.fetch(codeOf[dialog])) this.#turn(dialog);
  }

  /** Into the lesson that runs in a chat. */
  async joinLesson({ id, lesson }: ChatSummary, name: string): Promise<void> {
    const { backend, fetch } = this.#host;
    const code = async () => {
      const { openLesson } = await import('../../lesson/call/lesson-window.ts');
      const { id: running = '' } = lesson as { readonly id?: string };
      if (backend) openLesson(this.#list, backend, { lesson: running, chat: id, name });
    };
    await fetch(code);
  }

  async openMenu(chat: ChatSummary, title: string, row: HTMLElement, at: Point | null): Promise<void> {
    if (!(await this.#host.fetch(() => import('./chat-row-menu.ts')))) return;
    this.#hasMenu = true;
    this.#list.requestUpdate();
    await this.#list.updateComplete;
    await this.#list.renderRoot.querySelector('sferum-chat-row-menu')?.open(chat, title, row, at);
  }

  /** Takes the mark away by which I had made a chat unread. */
  async seen(chat: string): Promise<void> {
    if (this.#host.backend) await chatSettingsDeeds(this.#host.backend).markUnread(chat, false);
  }

  menu(): TemplateResult | typeof nothing {
    const { backend } = this.#host;
    if (!this.#hasMenu || !backend) return nothing;
    const { fail, markRead } = this.#host;
    return html`<sferum-chat-row-menu
      .settings=${chatSettingsDeeds(backend)}
      .markRead=${markRead}
      @failed=${({ error }: FailedEvent) => fail(error)}
    ></sferum-chat-row-menu>`;
  }

  dialogs(college: string, person: string, words: ChatsStrings): TemplateResult | typeof nothing {
    const closed = () => this.#turn(null);
    switch (this.#dialog) {
      case 'new':
        return html`<sferum-new-chat
          .college=${college}
          @closed=${closed}
          @made=${({ chat }: ChatMadeEvent) => this.#opened(chat)}
        ></sferum-new-chat>`;
      case 'public':
        return html`<sferum-dialog wide heading=${words.publicChats} @closed=${closed}>
          <sferum-public-chats .college=${college} @sferum-chat-open=${this.#asked}></sferum-public-chats>
        </sferum-dialog>`;
      case 'notifications':
        return html`<sferum-notify-dialog .person=${person} @closed=${closed}></sferum-notify-dialog>`;
      default:
        return nothing;
    }
  }

  /** What is found for what stands in the field. */
  found(query: string, chats: readonly ChatSummary[], college: string): TemplateResult {
    const openHit = async ({ hit }: HitOpenEvent) => {
      await this.#host.open(hit.chatId);
      await this.#host.jumpTo(hit.chatId, hit.id);
    };
    return html`<sferum-chats-search
      .query=${query}
      .chats=${chats}
      .college=${college}
      @sferum-chat-open=${this.#asked}
      @hit-open=${openHit}
    ></sferum-chats-search>`;
  }

  #turn(dialog: ChatsDialog | null): void {
    this.#dialog = dialog;
    this.#list.requestUpdate();
  }

  readonly #asked = (event: ChatOpenEvent): void => {
    event.stopPropagation();
    event.preventDefault();
    this.#opened(event.chat);
  };

  /** Of a chat that was made, joined, or found. */
  #opened(id: string): void {
    this.#turn(null);
    this.#host.invalidate();
    void this.#host.open(id);
  }
}
