import { css, html } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { type AppError, toAppError } from '../../core/errors.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { type ChatRowMenuStrings, chatRowMenuTexts } from '../../locales/ru/chat/chat-row-menu.ts';
import { type MenuItem, menuPopoverStyles, menuRows, menuRowsIn, menuStyles, moveInMenu } from '../../ui/menu-items.ts';
import { signs } from '../../ui/signs.ts';
import type { ChatSummary } from '../chat-api.ts';
import type { ChatSettingsDeeds } from './chat-settings-deeds-store.ts';
import { listSigns } from './list-signs.ts';
import { isUnread } from './unread.ts';

/** A point of the window. */
export interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

/** What was done with a chat could not be told to the backend. */
export class FailedEvent extends Event {
  readonly error: AppError;
  constructor(error: AppError) {
    super('failed');
    this.error = error;
  }
}

const spans = ['hour', 'morning', 'ever'] as const;

/** Distance from the row and from the edge of the window, in px. */
const distance = 8;

/**
 * The menu of a row in the list of chats: pinning and moving, marks, pauses. Fetched when it is first needed.
 *
 *     html`<sferum-chat-row-menu .settings=${chatSettingsDeeds(backend)} .markRead=${(chat) => store.markRead(chat)}></sferum-chat-row-menu>`
 *     menu.open(chat, 'ИС-21 · Базы данных', row, event); // at the pointer; without an event below the row
 *
 * @fires {FailedEvent} failed - Something could not be done.
 */
export class ChatRowMenu extends SferumElement<{ words: ChatRowMenuStrings }> {
  static override styles = [
    base,
    menuStyles,
    menuPopoverStyles,
    css`
      :host {
        display: contents;
      }
    `,
  ];
  protected readonly texts = { words: chatRowMenuTexts };

  @property({ attribute: false }) settings!: ChatSettingsDeeds;
  @property({ attribute: false }) markRead!: (chat: ChatSummary) => Promise<void>;
  @state() private chat: ChatSummary | null = null;
  @state() private heading = '';
  @query('[popover]') private menu!: HTMLElement;

  /** The row to which the focus returns. */
  #row: HTMLElement | null = null;

  async open(chat: ChatSummary, heading: string, row: HTMLElement, at: Point | null = null): Promise<void> {
    this.chat = chat;
    this.heading = heading;
    this.#row = row;
    this.requestUpdate();
    await this.updateComplete;
    if (!this.menu.matches(':popover-open')) this.menu.showPopover();
    this.#place(row, at);
    menuRowsIn(this.menu)[0]?.focus();
  }

  #place(row: HTMLElement, at: Point | null): void {
    const { clientHeight, clientWidth } = document.documentElement;
    const box = row.getBoundingClientRect();
    const { offsetHeight, offsetWidth, style } = this.menu;
    const from = at ? { top: at.clientY, bottom: at.clientY } : { top: box.top, bottom: box.bottom - distance };
    const isAbove = from.bottom + offsetHeight + distance > clientHeight;
    const within = (wanted: number, most: number) => Math.max(distance, Math.min(wanted, most - distance));
    style.left = `${within(at ? at.clientX : box.right - offsetWidth - distance, clientWidth - offsetWidth)}px`;
    style.top = `${within(isAbove ? from.top - offsetHeight : from.bottom, clientHeight - offsetHeight)}px`;
  }

  #items(chat: ChatSummary): MenuItem[] {
    const { id, lastSeq, readSeq } = chat;
    const { settings, strings } = this;
    const { words } = strings;
    const set = settings.of(id);
    const { pinned } = settings;
    const at = pinned.indexOf(id);
    const item = (text: string, sign: MenuItem['sign'], act: () => Promise<void>): MenuItem => ({
      text,
      ...(sign && { sign }),
      act: () => void this.#do(act),
    });
    const read = async () => {
      if (lastSeq > readSeq) await this.markRead(chat);
      if (set.isMarkedUnread) await settings.markUnread(id, false);
    };
    return [
      at < 0
        ? item(words.pin, listSigns.pin, () => settings.pin(id))
        : item(words.unpin, listSigns.pin, () => settings.unpin(id)),
      ...(at > 0 ? [item(words.up, listSigns.up, () => settings.pin(id, pinned[at - 1] ?? null))] : []),
      ...(at >= 0 && at < pinned.length - 1
        ? [item(words.down, 'down', () => settings.pin(id, pinned[at + 2] ?? null))]
        : []),
      isUnread(chat, set)
        ? item(words.markRead, 'checks', read)
        : item(words.markUnread, signs.inbox, () => settings.markUnread(id, true)),
      ...(set.isPaused
        ? [item(words.resume, listSigns.bell, () => settings.pause(id, null))]
        : spans.map((span) => item(words.pause[span], listSigns.bellOff, () => settings.pause(id, span)))),
    ];
  }

  async #do(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.dispatchEvent(new FailedEvent(toAppError(error)));
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' && event.key !== 'Tab') {
      moveInMenu(event, menuRowsIn(this.menu));
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  }

  #close(): void {
    this.menu.hidePopover();
    this.#row?.focus({ preventScroll: true });
  }

  #choose(item: MenuItem): void {
    this.#close();
    item.act();
  }

  override render() {
    const { chat } = this;
    const label = this.strings.words.label.replace('#', this.heading);
    return html`<div
      popover
      role="menu"
      aria-label=${label}
      @keydown=${this.#key}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${chat ? menuRows(this.#items(chat), (item) => this.#choose(item)) : ''}
    </div>`;
  }
}
define('sferum-chat-row-menu', ChatRowMenu);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-chat-row-menu': ChatRowMenu;
  }
}
