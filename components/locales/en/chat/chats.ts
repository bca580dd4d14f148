import type { ChatsStrings } from '../../ru/chat/chats.ts';

export const chats = {
  title: 'Chats',
  newChat: 'New chat',
  publicChats: 'Public chats',
  search: 'Search chats',
  tabs: { all: 'All', study: 'Study', personal: 'Personal', unread: 'Unread' },
  tabsLabel: 'Which chats to show',
  listLabel: 'Chats',
  lesson: 'Live',
  join: 'Join',
  joinLesson: 'Join the lesson: #',
  draft: 'Draft:',
  actions: 'Actions for the chat “#”',
  keys: 'Actions for the chat: Shift+F10',
  pinned: 'Pinned',
  paused: 'Muted',
  mentions: 'Mentions and replies: #',
  markedUnread: 'Marked as unread',
  notifications: 'Notifications',
  newMessage: 'New message',
  noMessages: 'No messages yet',
} satisfies ChatsStrings;
