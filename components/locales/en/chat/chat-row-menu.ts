import type { ChatRowMenuStrings } from '../../ru/chat/chat-row-menu.ts';

export const chatRowMenu = {
  label: 'Actions for the chat “#”',
  pin: 'Pin',
  unpin: 'Unpin',
  up: 'Move up',
  down: 'Move down',
  markUnread: 'Mark as unread',
  markRead: 'Mark as read',
  pause: {
    hour: 'Mute for an hour',
    morning: 'Mute until the morning',
    ever: 'Mute for ever',
  },
  resume: 'Unmute',
} satisfies ChatRowMenuStrings;
