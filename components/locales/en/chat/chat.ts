import type { ChatStrings } from '../../ru/chat/chat.ts';

export const chat = {
  toList: 'Back to the chats',
  members: { one: '# participant', few: '# participants', many: '# participants', other: '# participants' },
  online: '# online',
  here: 'online',
  log: 'Messages',
  compose: 'Message',
  emoji: 'Emoji',
  poll: 'New poll',
  find: 'Search in chat',
  about: 'About the chat',
  offline: 'No connection. Messages will be sent when it is back.',
  typing: { one: '# is typing…', other: '# are typing…' },
  several: 'Several people',
  failed: 'Not sent',
  limited: 'Too many messages in a minute. The rest will be sent by itself a little later.',
  readers: 'Who has read it',
} satisfies ChatStrings;
