import { texts } from '../../../element/localize.ts';

/** Russian texts of who has read a message; other languages have the same type. */
export const chatReaders = {
  title: 'Кто прочитал',
  haveRead: 'Прочитали',
  haveNot: 'Ещё нет',
  nobodyRead: 'Пока никто не прочитал',
  allRead: 'Прочитали все',
  hiddenReaders: 'Администраторы здесь не показаны: по ним было бы видно, кто пишет от имени колледжа.',
};

export type ChatReadersStrings = typeof chatReaders;

export const chatReadersTexts = texts(
  chatReaders,
  async () => (await import('../../en/chat/chat-readers.ts')).chatReaders,
);
