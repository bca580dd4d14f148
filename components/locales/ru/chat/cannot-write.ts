import { texts } from '../../../element/localize.ts';

/** Russian texts that stand in place of the composer where one cannot write; other languages have the same type. */
export const cannotWrite = {
  archived: 'Чат в архиве',
  archivedText: 'Его можно читать. Вернуть чат может модератор.',
  closed: 'Этот чат только для чтения',
  closedText: 'Группа выпущена. Сообщения остаются здесь.',
  announcement: 'Здесь пишут только модераторы',
  announcementText: 'Вы можете читать. Вопросы задавайте в обращении к администрации или лично.',
  muted: 'Вы не можете писать до #',
  mutedForGood: 'Вы не можете писать в этом чате',
  mutedText: 'Так решил модератор. Читать можно как обычно.',
  slow: 'Следующее сообщение — через #',
  slowText: 'В чате включён медленный режим. Набранный текст сохранён.',
};

export type CannotWriteStrings = typeof cannotWrite;

export const cannotWriteTexts = texts(
  cannotWrite,
  async () => (await import('../../en/chat/cannot-write.ts')).cannotWrite,
);
