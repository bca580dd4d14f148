import { texts } from '../../../element/localize.ts';

/** Russian texts of the button that opens the chats; other languages have the same type. */
export const launcher = {
  title: 'Чаты',
  open: 'Открыть чаты',
  close: 'Закрыть чаты',
  hide: 'Скрыть сообщение',
  plain: 'Новое сообщение',
  unread: {
    one: '# непрочитанное сообщение',
    few: '# непрочитанных сообщения',
    many: '# непрочитанных сообщений',
    other: '# непрочитанных сообщений',
  },
};

export type LauncherStrings = typeof launcher;

export const launcherTexts = texts(launcher, async () => (await import('../../en/chat/launcher.ts')).launcher);
