import { texts } from '../../../element/localize.ts';

/** Russian texts of choosing an emoji; other languages have the same type. */
export const emoji = {
  title: 'Смайлики',
  search: 'Найти смайлик',
  recent: 'Недавние',
  found: 'Найдено',
  nothing: 'Ничего не нашлось. Попробуйте другое слово.',
  groups: [
    'Лица и чувства',
    'Люди и жесты',
    'Части',
    'Животные и природа',
    'Еда и напитки',
    'Путешествия и места',
    'Занятия',
    'Предметы',
    'Символы',
    'Флаги',
  ],
};

export type EmojiStrings = typeof emoji;

export const emojiTexts = texts(emoji, async () => (await import('../../en/messages/emoji.ts')).emoji);
