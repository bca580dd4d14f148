import type { ChatReadersStrings } from '../../ru/chat/chat-readers.ts';

export const chatReaders = {
  title: 'Who has read it',
  haveRead: 'Read',
  haveNot: 'Not yet',
  nobodyRead: 'Nobody has read it yet',
  allRead: 'Everybody has read it',
  hiddenReaders: 'Administrators are not shown here: it would tell which of them writes as the college.',
} satisfies ChatReadersStrings;
