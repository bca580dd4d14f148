import type { CannotWriteStrings } from '../../ru/chat/cannot-write.ts';

export const cannotWrite: CannotWriteStrings = {
  archived: 'The chat is archived',
  archivedText: 'It can be read. A moderator can take it out of the archive.',
  closed: 'This chat can only be read',
  closedText: 'The group has graduated. The messages stay here.',
  announcement: 'Only moderators write here',
  announcementText: 'You can read. Ask the administration in an inquiry, or personally.',
  muted: 'You may not write until #',
  mutedForGood: 'You may not write in this chat',
  mutedText: 'A moderator has decided so. You can read as usual.',
  slow: 'Next message in #',
  slowText: 'The chat is in slow mode. What you have typed is kept.',
};
