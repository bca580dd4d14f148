import type { TopicEvents } from '../core/channels.ts';
import { isCounter, isMessageJson, isTalkJson } from '../messages/broadcast.ts';
import type { TalkJson } from '../messages/talk.ts';
import type { ChatHandlers, ChatMessage, ChatMessageJson, MyChatsHandlers } from './chat-api.ts';

const isAuthor = (value: unknown): boolean =>
  value === null ||
  (typeof value === 'object' &&
    ['id', 'surname', 'name', 'patronymic'].every((field) => typeof Reflect.get(value, field) === 'string'));

const isChatMessageJson = (value: unknown): value is ChatMessageJson => {
  if (!isMessageJson(value) || !isTalkJson(value as TalkJson)) return false;
  const { chat_id, author = null, college = null } = value as Partial<ChatMessageJson>;
  return typeof chat_id === 'string' && isAuthor(author) && (college === null || typeof college === 'string');
};

/** What the topic of a chat says. */
export const ofChat = (
  { onMessage, onChange, onLesson, onWritten, onRead, onStale, onTyping, onPersonChanged, onChatChanged }: ChatHandlers,
  toMessage: (json: ChatMessageJson) => ChatMessage,
): TopicEvents => ({
  message: ({ message, last_change }) => {
    if (isChatMessageJson(message) && isCounter(last_change)) onMessage?.(toMessage(message), last_change);
    else onStale?.();
  },
  change: ({ message }) => {
    if (isChatMessageJson(message)) onChange?.(toMessage(message));
    else onStale?.();
  },
  // The words are not broadcast while somebody who lost the chat may still receive its topic.
  written: ({ seq, last_change }) => {
    if (isCounter(seq) && seq >= 1 && isCounter(last_change)) onWritten?.(seq, last_change);
    else onStale?.();
  },
  person_changed: ({ person_id }) => onPersonChanged?.(String(person_id)),
  typing: ({ person_id }) => onTyping?.(String(person_id)),
  chat_changed: () => onChatChanged?.(),
  lesson: ({ lesson }) => onLesson?.(lesson),
  read: ({ person_id, seq }) => {
    if (typeof person_id === 'string' && isCounter(seq)) onRead?.(person_id, seq);
    else onStale?.();
  },
});

/** What a person's own topic says of chats. */
export const ofMine = ({
  onAdded,
  onRemoved,
  onChatChanged,
  onMembership,
  onRead,
  onStale,
}: MyChatsHandlers): TopicEvents => ({
  chat_added: ({ chat_id }) => onAdded?.(String(chat_id)),
  chat_removed: ({ chat_id }) => onRemoved?.(String(chat_id)),
  chat_changed: ({ chat_id }) => onChatChanged?.(String(chat_id)),
  membership: () => onMembership?.(),
  read: ({ chat_id, seq }) => {
    if (typeof chat_id === 'string' && isCounter(seq)) onRead?.(chat_id, seq);
    else onStale?.();
  },
});
