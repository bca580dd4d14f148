import type { NoChatsStrings } from '../../ru/chat/no-chats.ts';

/** English texts of where no chat or nothing in it is. */
export const noChats: NoChatsStrings = {
  quiet: 'It is quiet here so far',
  quietText: 'Write the first message, all participants will see it.',
  choose: 'Choose a chat',
  chooseText: 'The conversation opens here.',
  none: 'Chats will appear here',
  noneText: 'Once you are added to a group or a chat of the college, you will see it in this list.',
  notFound: 'Nothing found',
  notFoundText: 'Check the name or choose the tab “All”.',
  allRead: 'Everything is read',
  allReadText: 'Chats in which somebody wrote to you will appear here.',
};
