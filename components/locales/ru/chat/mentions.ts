import { texts } from '../../../element/localize.ts';

/** Russian texts of the way from one mention or answer to the next; other languages have the same type. */
export const mentions = {
  next: 'К упоминанию или ответу',
  count: { one: '# непрочитанное', few: '# непрочитанных', many: '# непрочитанных', other: '# непрочитанных' },
};

export type MentionsStrings = typeof mentions;

export const mentionsTexts = texts(mentions, async () => (await import('../../en/chat/mentions.ts')).mentions);
