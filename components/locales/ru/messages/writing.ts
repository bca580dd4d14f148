import { texts } from '../../../element/localize.ts';

/** Russian texts of what helps to write a message; other languages have the same type. */
export const writing = {
  emoji: 'Смайлики',
  toolbar: 'Оформление выделенного',
  bold: 'Жирный',
  italic: 'Курсив',
  code: 'Код',
  quote: 'Цитата',
  list: 'Список',
  people: 'Кого упомянуть',
  everybody: 'все',
  everybodyNote: 'Упоминание увидят все участники',
  found: '#, @ из %. Enter — упомянуть.',
};

export type WritingStrings = typeof writing;

export const writingTexts = texts(writing, async () => (await import('../../en/messages/writing.ts')).writing);
