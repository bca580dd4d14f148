import { texts } from '../../../element/localize.ts';

/** Russian texts of a conversation that come after its first paint; other languages have the same type. */
export const reading = {
  toLatest: 'К последним сообщениям',
  back: 'Вернуться',
  resend: 'Повторить',
  discard: 'Удалить',
  replyGone: 'Не отправлено: сообщение, на которое это ответ, удалено.',
  withoutReply: 'Отправить без ответа',
  fileProblems: {
    fileMissing: 'Файл не сохранился на сервере',
    fileLost: 'Файл не сохранился в браузере. Удалите сообщение и прикрепите его снова',
    fileTooLarge: 'Сервер не принимает такие большие файлы',
  },
};

export type ReadingStrings = typeof reading;

export const readingTexts = texts(reading, async () => (await import('../../en/messages/reading.ts')).reading);
