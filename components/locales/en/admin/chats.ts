import type { AdminChatsStrings } from '../../ru/admin/chats.ts';

export const adminChats: AdminChatsStrings = {
  title: 'Public chats',
  lead: 'Chats of the whole college, of teachers and of groups, and those that people join by themselves. Only participants read them.',
  search: 'Title of a chat',
  create: 'New chat',
  filters: { all: 'All', college: 'College', group: 'Groups', archived: 'Archived' },
  filtersLabel: 'Which chats to show',
  audiences: {
    chosen: 'chosen participants',
    college: 'the whole college',
    teachers: 'teachers and staff',
    group: 'the whole group',
  },
  isPublic: 'people join by themselves',
  members: { one: '# participant', few: '# participants', many: '# participants', other: '# participants' },
  archived: 'Archived',
  about: 'About the chat: #',
  made: 'The chat is made',
  empty: 'The chats of the college will be here',
  emptyText: 'Make a chat for the whole college, for a group or for teachers.',
  nothingFound: 'No such chats',
  nothingFoundText: 'Check the title or choose “All”.',
};
