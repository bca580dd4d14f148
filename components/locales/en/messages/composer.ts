import type { ComposerStrings } from '../../ru/messages/composer.ts';

export const composer = {
  left: { one: '# character left', few: '# characters left', many: '# characters left', other: '# characters left' },
  tooLong: {
    one: '# character too long, shorten the message',
    few: '# characters too long, shorten the message',
    many: '# characters too long, shorten the message',
    other: '# characters too long, shorten the message',
  },
} satisfies ComposerStrings;
