import type { MessagesStrings } from '../../ru/messages/messages.ts';

export const messages = {
  you: 'You',
  start: 'Beginning of the conversation',
  unread: { one: '# unread', few: '# unread', many: '# unread', other: '# unread' },
  newMessages: { one: '# new message', few: '# new messages', many: '# new messages', other: '# new messages' },
  toLatest: 'To the latest messages',
  back: 'Go back',
  pending: 'Sending',
  sent: 'Sent',
  read: 'Read',
  resend: 'Try again',
  discard: 'Delete',
  deleted: 'Message deleted',
  replyGone: 'Not sent: the message it replies to was deleted.',
  withoutReply: 'Send without the reply',
  forwarded: 'Forwarded',
  everybody: 'everyone',
  reactions: 'Reactions',
  edited: 'edited',
  editedAt: 'Edited',
  files: { picture: 'Photo', video: 'Video', audio: 'Audio', voice: 'Voice message' },
} satisfies MessagesStrings;
