import { texts } from '../../../element/localize.ts';

/** Russian texts of the menu of a chat in the list; other languages have the same type. */
export const chatRowMenu = {
  label: 'Действия с чатом «#»',
  pin: 'Закрепить',
  unpin: 'Открепить',
  up: 'Переместить выше',
  down: 'Переместить ниже',
  markUnread: 'Отметить непрочитанным',
  markRead: 'Отметить прочитанным',
  pause: {
    hour: 'Отключить уведомления на час',
    morning: 'Отключить уведомления до утра',
    ever: 'Отключить уведомления навсегда',
  },
  resume: 'Включить уведомления',
};

export type ChatRowMenuStrings = typeof chatRowMenu;

export const chatRowMenuTexts = texts(
  chatRowMenu,
  async () => (await import('../../en/chat/chat-row-menu.ts')).chatRowMenu,
);
