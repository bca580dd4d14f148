import { texts } from '../../../element/localize.ts';

/** Russian texts of a chat; other languages have the same type. */
export const chat = {
  toList: 'К списку чатов',
  members: { one: '# участник', few: '# участника', many: '# участников', other: '# участника' },
  online: '# в сети',
  here: 'в сети',
  log: 'Сообщения',
  empty: 'Здесь пока тихо',
  emptyText: 'Напишите первое сообщение, его увидят все участники.',
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
  missing: 'Чат не найден',
  missingText: 'Возможно, его удалили или вы в нём не участвуете. Попросите кого-нибудь из участников добавить вас.',
  expelled: 'Доступ к колледжу закрыт',
  expelledText: 'Если это ошибка, обратитесь в учебную часть.',
  removed: 'Вы больше не в этом чате',
  removedText: 'Новые сообщения больше не приходят. Если вы не выходили сами, спросите создателя чата.',
};

export type ChatStrings = typeof chat;

export const chatTexts = texts(chat, async () => (await import('../../en/chat/chat.ts')).chat);
