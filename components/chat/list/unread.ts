import type { ChatSummary } from '../chat-api.ts';
import type { ChatSettings } from './chat-settings-api.ts';

/** How many messages of a chat were not seen. */
export const unreadIn = ({ lastSeq, readSeq }: ChatSummary): number => Math.max(0, lastSeq - readSeq);

/** Whether there is something to see in a chat, or I have marked it so. */
export const isUnread = (chat: ChatSummary, { isMarkedUnread }: ChatSettings): boolean =>
  isMarkedUnread || unreadIn(chat) > 0;

export interface UnreadTotal {
  readonly messages: number;
  /** Chats with unread messages or a mark. */
  readonly chats: number;
}

/** What is unread in all chats but those that are paused. */
export function unreadTotal(chats: readonly ChatSummary[], settingsOf: (chat: string) => ChatSettings): UnreadTotal {
  const counted = chats.filter((chat) => !settingsOf(chat.id).isPaused && isUnread(chat, settingsOf(chat.id)));
  return { messages: counted.reduce((sum, chat) => sum + unreadIn(chat), 0), chats: counted.length };
}

/** A number for a badge. */
export const badgeText = (count: number): string => (count > 99 ? '99+' : String(count));
