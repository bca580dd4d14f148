import type { LauncherStrings } from '../../ru/chat/launcher.ts';

export const launcher = {
  title: 'Chats',
  open: 'Open the chats',
  close: 'Close the chats',
  hide: 'Hide the message',
  plain: 'New message',
  unread: {
    one: '# unread message',
    few: '# unread messages',
    many: '# unread messages',
    other: '# unread messages',
  },
} satisfies LauncherStrings;
