import { texts } from '../../../element/localize.ts';

/** Russian texts with which every conversation is painted; other languages have the same type. */
export const messages = {
  you: 'Вы',
  start: 'Начало переписки',
  unread: { one: '# непрочитанное', few: '# непрочитанных', many: '# непрочитанных', other: '# непрочитанных' },
  newMessages: {
    one: '# новое сообщение',
    few: '# новых сообщения',
    many: '# новых сообщений',
    other: '# новых сообщения',
  },
  pending: 'Отправляется',
  sent: 'Отправлено',
  read: 'Прочитано',
  deleted: 'Сообщение удалено',
  forwarded: 'Переслано',
  everybody: 'все',
  reactions: 'Реакции',
  edited: 'изменено',
  editedAt: 'Изменено',
  files: { picture: 'Фото', video: 'Видео', audio: 'Аудиозапись', voice: 'Голосовое сообщение' },
  attach: 'Прикрепить файлы',
  record: 'Записать голосовое сообщение',
};

export type MessagesStrings = typeof messages;

export const messagesTexts = texts(messages, async () => (await import('../../en/messages/messages.ts')).messages);
