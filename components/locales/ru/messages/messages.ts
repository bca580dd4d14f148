import { texts } from '../../../element/localize.ts';

/** Russian texts of every conversation; other languages have the same type. */
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
  toLatest: 'К последним сообщениям',
  back: 'Вернуться',
  pending: 'Отправляется',
  sent: 'Отправлено',
  read: 'Прочитано',
  resend: 'Повторить',
  discard: 'Удалить',
  deleted: 'Сообщение удалено',
  replyGone: 'Не отправлено: сообщение, на которое это ответ, удалено.',
  withoutReply: 'Отправить без ответа',
  forwarded: 'Переслано',
  everybody: 'все',
  reactions: 'Реакции',
  edited: 'изменено',
  editedAt: 'Изменено',
  files: { picture: 'Фото', video: 'Видео', audio: 'Аудиозапись', voice: 'Голосовое сообщение' },
  fileProblems: {
    fileMissing: 'Файл не сохранился на сервере',
    fileLost: 'Файл не сохранился в браузере. Удалите сообщение и прикрепите его снова',
    fileTooLarge: 'Сервер не принимает такие большие файлы',
  },
  attach: 'Прикрепить файлы',
  record: 'Записать голосовое сообщение',
};

export type MessagesStrings = typeof messages;

export const messagesTexts = texts(messages, async () => (await import('../../en/messages/messages.ts')).messages);
