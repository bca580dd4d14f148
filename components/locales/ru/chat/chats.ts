import { texts } from '../../../element/localize.ts';

/** Russian texts of the list of chats; other languages have the same type. */
export const chats = {
  title: 'Чаты',
  newChat: 'Создать чат',
  publicChats: 'Публичные чаты',
  search: 'Поиск по чатам',
  tabs: { all: 'Все', study: 'Учебные', personal: 'Личные', unread: 'Непрочитанные' },
  tabsLabel: 'Какие чаты показать',
  listLabel: 'Список чатов',
  lesson: 'Идёт урок',
  join: 'Войти',
  joinLesson: 'Войти в урок: #',
  draft: 'Черновик:',
  actions: 'Действия с чатом «#»',
  keys: 'Действия с чатом: Shift+F10',
  pinned: 'Закреплён',
  paused: 'Уведомления отключены',
  mentions: 'Упоминания и ответы: #',
  markedUnread: 'Отмечен непрочитанным',
  notifications: 'Уведомления',
  newMessage: 'Новое сообщение',
  noMessages: 'Сообщений пока нет',
};

export type ChatsStrings = typeof chats;

export const chatsTexts = texts(chats, async () => (await import('../../en/chat/chats.ts')).chats);
