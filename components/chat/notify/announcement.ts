import { shortName } from '../../core/names.ts';
import { plainText } from '../../messages/text/plain-text.ts';
import type { ChatSummary } from '../chat-api.ts';
import { chatTitle } from '../chat-title.ts';

export interface AnnouncementWords {
  /** All that is said to who wants nothing personal in it, e.g. «Новое сообщение». */
  readonly plain: string;
  /** What a person without an account is called. */
  readonly erased: string;
}

/** What is announced of a chat's newest message. */
export function announcementOf(
  chat: ChatSummary,
  { plain, erased }: AnnouncementWords,
  isPlain: boolean,
): { title: string; body: string } {
  const { kind, lastMessage } = chat;
  if (isPlain || !lastMessage) return { title: plain, body: '' };
  const author = shortName(lastMessage.author) || erased;
  const text = plainText(lastMessage.body, lastMessage.talk.mentions);
  const body = kind === 'personal' ? text : `${author}: ${text}`;
  return { title: chatTitle(chat, erased), body };
}
