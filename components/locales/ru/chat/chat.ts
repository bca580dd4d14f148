import { texts } from '../../../element/localize.ts';

/** Russian texts of a chat; other languages have the same type. */
export const chat = {
  toList: 'К списку чатов',
  members: { one: '# участник', few: '# участника', many: '# участников', other: '# участника' },
  online: '# в сети',
  here: 'в сети',
  log: 'Сообщения',
  compose: 'Сообщение',
  emoji: 'Смайлики',
  poll: 'Новый опрос',
  find: 'Поиск в чате',
  about: 'О чате',
  offline: 'Нет связи. Сообщения отправятся, когда связь восстановится.',
  typing: { one: '# печатает…', other: '# печатают…' },
  several: 'Несколько человек',
  failed: 'Не отправлено',
  limited: 'Слишком много сообщений за минуту. Остальные отправятся сами чуть позже.',
  readers: 'Кто прочитал',
};

export type ChatStrings = typeof chat;

export const chatTexts = texts(chat, async () => (await import('../../en/chat/chat.ts')).chat);
