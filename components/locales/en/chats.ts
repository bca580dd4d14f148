import type { ChatsStrings } from '../ru/chats.ts';

export const chats = {
  title: 'Chats',
  newChat: 'New chat',
  publicChats: 'Public chats',
  search: 'Search chats',
  tabs: { all: 'All', group: 'Groups', college: 'College', personal: 'Personal' },
  tabsLabel: 'Which chats to show',
  listLabel: 'Chats',
  draft: 'Draft:',
  noChats: 'Chats will appear here',
  noChatsText: 'Once you are added to a group or a chat of the college, you will see it in this list.',
  nothingFound: 'Nothing found',
  nothingFoundText: 'Check the name or choose the tab “All”.',
  choose: 'Choose a chat',
  chooseText: 'The conversation opens here.',
} satisfies ChatsStrings;
