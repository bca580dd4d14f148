import { texts } from '../../../element/localize.ts';

/** Russian texts of the search in messages; other languages have the same type. */
export const chatSearch = {
  search: 'Поиск в чате',
  close: 'Закрыть',
  older: 'Предыдущее сообщение',
  newer: 'Следующее сообщение',
  place: '# из @',
  count: { one: '# сообщение', few: '# сообщения', many: '# сообщений', other: '# сообщения' },
  searching: 'Ищем…',
  hint: 'Ищем во всех формах слова',
  unclear: 'Введите слово',
  unclearText: 'По одним знакам найти ничего нельзя: нужны хотя бы две буквы или цифра.',
  nothing: 'Ничего не нашлось',
  nothingText: 'Проверьте слово или уберите часть условий.',
  loaded: 'Нет связи: поиск только в загруженных сообщениях.',
  offline: 'Нет связи: поиск только по названиям чатов.',
  filters: 'Условия поиска',
  author: 'Кто написал',
  anyone: 'Кто угодно',
  me: 'Мои сообщения',
  choose: 'Выбрать человека…',
  choosing: 'Чьи сообщения искать',
  files: 'Что искать',
  everything: 'Сообщения и файлы',
  withFiles: 'Только с файлами',
  period: 'За какое время',
  periods: { all: 'За всё время', week: 'За неделю', month: 'За месяц', year: 'За год', own: 'Выбрать даты…' },
  since: 'С',
  until: 'По',
  chats: 'Чаты',
  people: 'Люди',
  messages: 'Сообщения',
  results: 'Результаты поиска',
  you: 'Вы',
  write: 'Написать: #',
  failed: 'Не удалось открыть сообщение. Проверьте связь и попробуйте снова.',
  gone: 'Этого сообщения больше нет.',
};

export type ChatSearchStrings = typeof chatSearch;

export const chatSearchTexts = texts(chatSearch, async () => (await import('../../en/chat/chat-search.ts')).chatSearch);
