import type { ChatsStrings } from '../ru/chats.ts';

export const chats = {
  title: 'Chats',
  search: 'Search chats',
  tabs: { all: 'All', study: 'Study', personal: 'Personal', unread: 'Unread' },
  tabsLabel: 'Which chats to show',
  listLabel: 'Chats',
  draft: 'Draft:',
  noChats: 'Chats will appear here',
  noChatsText: 'Once you are added to a group or a chat of the college, you will see it in this list.',
  nothingFound: 'Nothing found',
  nothingFoundText: 'Check the name or choose the tab “All”.',
  allRead: 'Everything is read',
  allReadText: 'Chats in which somebody wrote to you will appear here.',
  actions: 'Actions for the chat “#”',
  keys: 'Actions for the chat: Shift+F10',
  pinned: 'Pinned',
  paused: 'Muted',
  markedUnread: 'Marked as unread',
  choose: 'Choose a chat',
  chooseText: 'The conversation opens here.',
} satisfies ChatsStrings;
