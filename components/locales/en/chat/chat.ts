import type { ChatStrings } from '../../ru/chat/chat.ts';

export const chat = {
  erased: 'Deleted user',
  toList: 'Back to the chats',
  members: { one: '# member', few: '# members', many: '# members', other: '# members' },
  online: '# online',
  here: 'online',
  log: 'Messages',
  empty: 'It is quiet here so far',
  emptyText: 'Write the first message, all members will see it.',
  compose: 'Message',
  about: 'About the chat',
  offline: 'No connection. Messages will be sent when it is back.',
  typing: { one: '# is typing…', other: '# are typing…' },
  several: 'Several people',
  failed: 'Not sent',
  limited: 'Too many messages in a minute. The rest will be sent by itself a little later.',
  readers: 'Who has read it',
  missing: 'Chat not found',
  missingText: 'It does not exist, or you are not a member. Ask a member to add you.',
  removed: 'You were removed from this chat',
  removedText: 'New messages no longer arrive. If this is a mistake, write to the creator of the chat.',
} satisfies ChatStrings;
