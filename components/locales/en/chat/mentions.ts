import type { MentionsStrings } from '../../ru/chat/mentions.ts';

export const mentions: MentionsStrings = {
  next: 'To the mention or reply',
  count: { one: '# unread', few: '# unread', many: '# unread', other: '# unread' },
};
