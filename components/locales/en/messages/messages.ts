import type { MessagesStrings } from '../../ru/messages/messages.ts';

export const messages = {
  you: 'You',
  start: 'Beginning of the conversation',
  unread: { one: '# unread', few: '# unread', many: '# unread', other: '# unread' },
  newMessages: { one: '# new message', few: '# new messages', many: '# new messages', other: '# new messages' },
  pending: 'Sending',
  sent: 'Sent',
  read: 'Read',
  deleted: 'Message deleted',
  forwarded: 'Forwarded',
  everybody: 'everyone',
  reactions: 'Reactions',
  edited: 'edited',
  editedAt: 'Edited',
  files: { picture: 'Photo', video: 'Video', audio: 'Audio', voice: 'Voice message' },
  attach: 'Attach files',
  record: 'Record a voice message',
} satisfies MessagesStrings;
