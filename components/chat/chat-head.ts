import { html, nothing, type TemplateResult } from 'lit';
import { type IconName, icon } from '../element/icon.ts';
import { type Language, plural } from '../element/localize.ts';
import type { ChatStrings } from '../locales/ru/chat/chat.ts';
import type { CommonStrings } from '../locales/ru/common.ts';
import type { ChatHead } from './chat-api.ts';
import { chatTitle } from './chat-title.ts';
import { chatAvatar } from './new/chat-avatar.ts';

/** What the head of a chat shows beside what the chat is, and where it leads. */
export interface ChatHeadLook {
  /** Null where there is no list to go back to. */
  readonly back: (() => void) | null;
  /** Of a chat of two. */
  readonly isPeerHere: boolean;
  /** How many of the participants are here. */
  readonly here: number;
  readonly open: () => void;
  readonly find: () => void;
  readonly showAbout: () => void;
  /** The way to a lesson, as soon as its code is there. */
  readonly call: TemplateResult | typeof nothing | undefined;
  readonly language: Language;
  readonly strings: { readonly chat: ChatStrings; readonly common: CommonStrings };
}

const button = (label: string, sign: IconName, act: () => void, name = ''): TemplateResult => html`<button
  class="icon-button ${name}"
  type="button"
  aria-label=${label}
  title=${label}
  @click=${act}
>
  ${icon(sign)}
</button>`;

export const backButton = (back: () => void, { toList }: ChatStrings): TemplateResult => button(toList, 'back', back);

/** The head of a chat; until anything is known of it, an outline. */
export function chatHead(head: ChatHead | null, look: ChatHeadLook): TemplateResult {
  const { back, find, open, showAbout, strings } = look;
  const { chat, common } = strings;
  const way = back ? backButton(back, chat) : nothing;
  if (!head) {
    return html`<header class=${back ? 'back' : ''}>
      ${way}<span class="skeleton picture"></span>
      <div class="words"><span class="skeleton"></span><span class="skeleton"></span></div>
    </header>`;
  }
  const words = wordsOf(head, look);
  const title = chatTitle(head, common.erased);
  const name = html`<button class="ellipsis" type="button" title=${chat.about} @click=${open}>${title}</button>`;
  return html`<header part="head" class=${back ? 'back' : ''}>
    ${way}<span class="picture" @click=${open}>${chatAvatar(head, 'm', look.isPeerHere)}</span>
    <div class="words">
      <h2 class="ellipsis">${name}</h2>
      ${words ? html`<p class="ellipsis">${words}</p>` : nothing}
    </div>
    ${look.call}${button(chat.find, 'search', find, 'find')}${button(chat.about, 'more', showAbout)}
  </header>`;
}

/** Whether the other one is here, or how many take part. */
function wordsOf({ memberCount, peer }: ChatHead, { here, isPeerHere, language, strings }: ChatHeadLook): string {
  const { chat } = strings;
  if (peer) return isPeerHere ? chat.here : '';
  const members = plural(language, memberCount, chat.members).replace('#', String(memberCount));
  return here > 0 ? `${members}, ${chat.online.replace('#', String(here))}` : members;
}
