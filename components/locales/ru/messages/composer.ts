import { texts } from '../../../element/localize.ts';

/** Russian texts of the place to write; other languages have the same type. */
export const composer = {
  left: { one: 'Остался # знак', few: 'Осталось # знака', many: 'Осталось # знаков', other: 'Осталось # знака' },
  tooLong: {
    one: 'Длиннее на # знак, сократите сообщение',
    few: 'Длиннее на # знака, сократите сообщение',
    many: 'Длиннее на # знаков, сократите сообщение',
    other: 'Длиннее на # знака, сократите сообщение',
  },
};

export type ComposerStrings = typeof composer;

export const composerTexts = texts(composer, async () => (await import('../../en/messages/composer.ts')).composer);
