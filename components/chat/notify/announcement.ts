import { shortName } from '../../core/names.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import type { MessagesStrings } from '../../locales/ru/messages/messages.ts';
import { inWords } from '../../messages/file-words.ts';
import { plainText } from '../../messages/text/plain-text.ts';
import type { ChatSummary } from '../chat-api.ts';
import { chatTitle } from '../chat-title.ts';

export interface AnnouncementWords {
  /** All that is said to who wants nothing personal in it, e.g. «Новое сообщение». */
  readonly plain: string;
  readonly strings: { readonly common: CommonStrings; readonly messages: MessagesStrings };
}

/** What is announced of a chat's newest message. */
export function announcementOf(
  chat: ChatSummary,
  { plain, strings: { common, messages } }: AnnouncementWords,
  isPlain: boolean,
): { title: string; body: string } {
  const { kind, lastMessage } = chat;
  if (isPlain || !lastMessage) return { title: plain, body: '' };
  const author = shortName(lastMessage.author) || common.erased;
  const { body: said, files, talk } = lastMessage;
  const text = inWords(plainText(said, talk.mentions, messages.everybody), files, messages);
  const body = kind === 'personal' ? text : `${author}: ${text}`;
  return { title: chatTitle(chat, common.erased), body };
}
