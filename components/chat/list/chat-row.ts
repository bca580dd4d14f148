import { html, nothing, type TemplateResult } from 'lit';
import { shortName } from '../../core/names.ts';
import { icon, type Sign } from '../../element/icon.ts';
import { type Language, plural } from '../../element/localize.ts';
import type { ChatStrings } from '../../locales/ru/chat/chat.ts';
import type { ChatsStrings } from '../../locales/ru/chat/chats.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import type { MessagesStrings } from '../../locales/ru/messages/messages.ts';
import { inWords } from '../../messages/file-words.ts';
import { oneLine } from '../../messages/text/one-line.ts';
import { shortTime } from '../../ui/list/short-time.ts';
import type { ChatSummary } from '../chat-api.ts';
import { chatTitle } from '../chat-title.ts';
import { chatAvatar } from '../new/chat-avatar.ts';
import type { ChatSettingsStore } from './chat-settings-store.ts';
import { listSigns } from './list-signs.ts';
import { badgeText, unreadIn } from './unread.ts';

/** What a row of the list shows beside its chat, and what is done with it. */
export interface ChatRowLook {
  /** Tab reaches it. */
  readonly reachable: boolean;
  readonly isOpen: boolean;
  readonly me: string;
  readonly settings: ReturnType<ChatSettingsStore['of']> | undefined;
  /** How many unread messages call me. */
  readonly calls: number;
  /** Who the chat is with is here. */
  readonly online: boolean;
  /** Names of those who type. */
  readonly typing: readonly string[];
  readonly draft: string;
  /** A finger rests on it, or moves on. */
  readonly press: (event: PointerEvent) => void;
  readonly askMenu: (event: PointerEvent) => void;
  readonly openMenu: (row: HTMLElement) => void;
  readonly open: () => void;
  /** Into the lesson that runs in it. */
  readonly join: () => void;
  readonly language: Language;
  readonly strings: {
    readonly chat: ChatStrings;
    readonly chats: ChatsStrings;
    readonly messages: MessagesStrings;
    readonly common: CommonStrings;
  };
}

/**
 * A row of the list of chats. A template in the tree of the list, not an element.
 *
 *     render(chatRow(chat, look), element);
 */
export function chatRow(chat: ChatSummary, look: ChatRowLook): TemplateResult {
  const { askMenu, calls, isOpen, language, online, open, openMenu, press, reachable, settings, strings } = look;
  const { lastMessage } = chat;
  const words = strings.chats;
  const { isMarkedUnread, isPaused, pinRank } = settings ?? {};
  const unread = unreadIn(chat);
  const title = chatTitle(chat, strings.common.erased);
  const mine = lastMessage?.author.id === look.me;
  return html`<button
      class="row"
      type="button"
      data-chat=${chat.id}
      tabindex=${reachable ? 0 : -1}
      aria-current=${isOpen ? 'true' : nothing}
      aria-description=${words.keys}
      @contextmenu=${askMenu}
      @pointerdown=${press}
      @pointerup=${press}
      @pointermove=${press}
      @pointercancel=${press}
      @click=${open}
    >
      ${chatAvatar(chat, 'l', online)}
      <span class="words">
        <span class="top">
          <b class="ellipsis">${title}</b>
          ${isPaused ? mark(listSigns.bellOff, words.paused) : nothing}
          <span class="time">
            ${
              mine && lastMessage
                ? html`<span class="tick">${icon(chat.othersReadSeq >= lastMessage.seq ? 'checks' : 'check', 16)}</span>`
                : nothing
            }
            ${lastMessage ? shortTime(lastMessage.createdAt, language) : nothing}
          </span>
        </span>
        <span class="bottom">
          ${second(chat, mine, look)}
          ${
            calls > 0
              ? html`<span class="badge at" aria-hidden="true">@</span
                  ><span class="visually-hidden">${words.mentions.replace('#', String(calls))}</span>`
              : nothing
          }
          ${
            unread > 0
              ? html`<span class="badge ${isPaused ? 'quiet' : ''}" aria-hidden="true">${badgeText(unread)}</span>
                  <span class="visually-hidden"
                    >${plural(language, unread, strings.messages.unread).replace('#', String(unread))}</span
                  >`
              : isMarkedUnread
                ? html`<span class="badge dot ${isPaused ? 'quiet' : ''}"></span
                    ><span class="visually-hidden">${words.markedUnread}</span>`
                : pinRank
                  ? mark(listSigns.pin, words.pinned)
                  : nothing
          }
        </span>
      </span>
    </button>
    ${
      chat.lesson
        ? html`<button
            class="button primary join"
            type="button"
            tabindex="-1"
            aria-label=${words.joinLesson.replace('#', title)}
            @click=${look.join}
          >
            ${words.join}
          </button>`
        : nothing
    }
    <button
      class="icon-button more"
      type="button"
      tabindex="-1"
      aria-label=${words.actions.replace('#', title)}
      title=${words.actions.replace('#', title)}
      @click=${(event: Event) => {
        const { previousElementSibling } = event.currentTarget as HTMLElement;
        openMenu(previousElementSibling as HTMLElement);
      }}
    >
      ${icon('more', 18)}
    </button>`;
}

/** In place of the rows while they are loaded. */
export const placeholders = html`<div class="rows">
  ${Array.from(
    { length: 8 },
    () => html`<div class="placeholder">
      <span class="skeleton"></span>
      <div><span class="skeleton"></span><span class="skeleton"></span></div>
    </div>`,
  )}
</div>`;

const mark = (sign: Sign, text: string): TemplateResult =>
  html`<span class="mark" title=${text}>${icon(sign, 16)}</span><span class="visually-hidden">${text}</span>`;

/** The second line: the lesson that runs, else who types, else a draft, else the last message. */
function second({ lastMessage, lesson, kind }: ChatSummary, mine: boolean, look: ChatRowLook): TemplateResult {
  const { draft, language, strings, typing } = look;
  if (lesson) {
    const { count = 0 } = lesson as { readonly count?: number };
    const inside = count > 0 ? plural(language, count, strings.chat.members).replace('#', String(count)) : '';
    return html`<span class="ellipsis"><span class="live">${strings.chats.lesson}</span> ${inside}</span>`;
  }
  if (typing.length > 0) {
    const who = typing.length > 3 ? strings.chat.several : typing.join(', ');
    const form = typing.length === 1 ? strings.chat.typing.one : strings.chat.typing.other;
    return html`<span class="ellipsis typing">${form.replace('#', who)}</span>`;
  }
  if (draft.trim()) {
    return html`<span class="ellipsis"><span class="draft">${strings.chats.draft}</span> ${draft}</span>`;
  }
  if (!lastMessage) return html`<span class="ellipsis">${strings.chats.noMessages}</span>`;
  const { author, body, deletedAt, files, talk } = lastMessage;
  const text = inWords(oneLine(body, talk.mentions, strings.messages.everybody), files, strings.messages);
  const who = mine
    ? `${strings.messages.you}: `
    : kind === 'personal'
      ? ''
      : `${shortName(author) || strings.common.erased}: `;
  return html`<span class="ellipsis">${who}${deletedAt ? strings.messages.deleted : text}</span>`;
}
